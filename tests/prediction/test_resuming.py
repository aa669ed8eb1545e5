"""A real process is killed in the middle; the same command goes on and writes what an undisturbed run writes."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.conftest import Stance, environment_of, hears_interrupts

ROWS = 40_000
TEXTS = ("We deny claim {}.", "If they cross line {}, they will pay.", "Perhaps {} will come, I do not know.")


def write_rows(file: Path, n: int, *, bad: bool = True) -> None:
    with file.open("w") as out:
        for i in range(n):
            row = {"n": i, "text": TEXTS[i % 3].format(i) * 3, "cue": {"text": "said"}}
            out.write(("{broken" if bad and i % 5000 == 77 else json.dumps(row)) + "\n")


def command(model: Path, *words: str) -> list[str]:
    # Parts every few chunks, so that there is something to go on from after a moment.
    code = "import sys; import stance.prediction.parts as p; p.SECONDS_A_PART = 0.2\n"
    code += "from stance.cli.main import main\nif __name__ == '__main__': main()"
    return [sys.executable, "-c", code, "predict", "--quotes", "rows.jsonl", "--model", str(model), *words]


def stop_when_underway(words: list[str], folder: Path, how: signal.Signals) -> int:
    process = subprocess.Popen(
        words, cwd=folder, stderr=subprocess.DEVNULL, env=environment_of(folder), preexec_fn=hears_interrupts
    )
    end = time.monotonic() + 60
    while not list(folder.glob("out.*.parts/whole.json")):
        assert time.monotonic() < end
        assert process.poll() is None, "it ended before it could be stopped"
        time.sleep(0.02)
    process.send_signal(how)
    return process.wait(60)


@pytest.mark.parametrize(
    ("how", "ending", "options"),
    [
        (signal.SIGKILL, "jsonl", []),
        (signal.SIGINT, "csv", []),
        (signal.SIGKILL, "parquet", ["--workers", "2"]),
    ],
)
def test_a_stopped_run_goes_on(tmp_path: Path, ngram_model: Path, how: signal.Signals, ending: str, options: list[str]):
    write_rows(tmp_path / "rows.jsonl", ROWS)
    whole = command(ngram_model, "-o", f"whole.{ending}", "--rejects", "whole-rejects.jsonl")
    assert subprocess.run(whole, cwd=tmp_path, env=environment_of(tmp_path), timeout=240).returncode == 1
    assert not (tmp_path / f"whole.{ending}.parts").exists()

    words = command(ngram_model, "-o", f"out.{ending}", "--rejects", "rejects.jsonl", *options)
    assert stop_when_underway(words, tmp_path, how) == (130 if how is signal.SIGINT else -how)
    assert not (tmp_path / f"out.{ending}").exists()
    assert not (tmp_path / "rejects.jsonl").exists()
    found = subprocess.run(words, cwd=tmp_path, env=environment_of(tmp_path), timeout=240, capture_output=True)
    assert found.returncode == 1
    assert b"going on from the parts" in found.stderr
    assert (tmp_path / f"out.{ending}").read_bytes() == (tmp_path / f"whole.{ending}").read_bytes()
    assert (tmp_path / "rejects.jsonl").read_bytes() == (tmp_path / "whole-rejects.jsonl").read_bytes()
    assert len((tmp_path / "rejects.jsonl").read_text().splitlines()) == ROWS // 5000
    assert not list(tmp_path.glob("*.parts"))


def test_workers_end_with_a_killed_parent(tmp_path: Path, ngram_model: Path):
    write_rows(tmp_path / "rows.jsonl", ROWS)
    process = subprocess.Popen(
        command(ngram_model, "-o", "out.jsonl", "--workers", "2"),
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        env=environment_of(tmp_path),
    )
    while not list(tmp_path.glob("out.*.parts/whole.json")):
        assert process.poll() is None
        time.sleep(0.02)
    process.kill()
    # The workers hold the other end of this pipe: it ends when the last of them has.
    _, errors = process.communicate(timeout=30)
    assert b"Traceback" not in errors


def test_parts_of_other_input_are_not_taken(tmp_path: Path, ngram_model: Path):
    write_rows(tmp_path / "rows.jsonl", ROWS)
    words = command(ngram_model, "-o", "out.jsonl")
    stop_when_underway(words, tmp_path, signal.SIGKILL)
    write_rows(tmp_path / "rows.jsonl", 10, bad=False)
    found = subprocess.run(words, cwd=tmp_path, env=environment_of(tmp_path), timeout=240, capture_output=True)
    assert b"starting afresh" in found.stderr
    assert [json.loads(line)["n"] for line in (tmp_path / "out.jsonl").read_text().splitlines()] == list(range(10))


def test_parts_of_another_version_are_not_taken(
    tmp_path: Path, ngram_model: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    from stance.prediction import parts, run

    output = tmp_path / "out.jsonl"
    write_rows(tmp_path / "rows.jsonl", 10, bad=False)

    def stopped_by(version: str) -> None:
        def stop(*_: object) -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(run, "version", lambda _: version)
            patch.setattr(run, "_finish", stop)
            with pytest.raises(KeyboardInterrupt):
                run.predict_to([str(tmp_path / "rows.jsonl")], str(ngram_model), True, run.Sink(output=output))

    stopped_by("0.0.1")
    assert json.loads((tmp_path / "out.jsonl.parts" / parts.MANIFEST).read_text())["version"] == "0.0.1"
    stopped_by("0.0.1")
    assert "going on from the parts" in capsys.readouterr().err
    stopped_by("0.0.2")
    assert "another version of stance; starting afresh" in capsys.readouterr().err


def test_a_link_to_nowhere_is_listed_and_the_rest_is_predicted(bare_stance: Stance, ngram_model: Path):
    folder = bare_stance.folder / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("“We have no plans to attack,” the minister said.")
    for name in ("gone.txt", "gone.jsonl", "gone.csv"):
        (folder / name).symlink_to("nowhere")
    predicted = bare_stance("predict", "in", "--model", str(ngram_model), "-o", "out.jsonl", code=1)
    extracted = bare_stance("extract", "in", "-o", "quotes.jsonl", code=1)
    assert predicted.stderr == extracted.stderr
    assert predicted.stderr.count("in/gone.") == 3
    assert len((bare_stance.folder / "out.jsonl").read_text().splitlines()) == 1


def test_two_runs_do_not_write_one_output(tmp_path: Path, ngram_model: Path):
    from stance.errors import InputError
    from stance.prediction.parts import Parts

    first, second = (Parts(tmp_path / "out.jsonl", {"input": "x"}) for _ in range(2))
    with first, pytest.raises(InputError, match="another run"):
        second.__enter__()
    assert list(tmp_path.iterdir()) == []


def test_workers_answer_as_one_does(bare_stance: Stance, ngram_model: Path):
    write_rows(bare_stance.folder / "rows.jsonl", 5000)
    words = ("predict", "--quotes", "rows.jsonl", "--model", str(ngram_model))
    alone = bare_stance(*words, code=1)
    assert bare_stance(*words, "--workers", "2", code=1).stdout == alone.stdout
    assert len(alone.stdout.splitlines()) == 5000 - 1


def test_dates_of_a_parquet_file_stay_dates(bare_stance: Stance, ngram_model: Path):
    import datetime
    from decimal import Decimal

    day, price = datetime.date(2024, 2, 29), Decimal("1.50")
    rows = [{"text": "We deny it.", "day": day, "price": price, "raw": b"\x00\xff", "gone": None}]
    pq.write_table(pa.Table.from_pylist(rows), bare_stance.folder / "in.parquet")
    bare_stance("predict", "--quotes", "in.parquet", "--model", str(ngram_model), "-o", "out.parquet")
    (row,) = pq.read_table(bare_stance.folder / "out.parquet").to_pylist()
    assert {key: row[key] for key in rows[0]} == rows[0]
    (line,) = bare_stance.rows("predict", "--quotes", "in.parquet", "--model", str(ngram_model))
    assert (line["day"], line["price"]) == ("2024-02-29", "1.50")


def test_workers_say_what_is_wrong_with_a_model(tmp_path: Path, ngram_model: Path):
    write_rows(tmp_path / "rows.jsonl", 10)
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "model.json").write_bytes((ngram_model / "model.json").read_bytes())
    (broken / "weights.safetensors").write_bytes(b"no weights")
    words = command(broken, "--workers", "2", "-o", "out.jsonl")
    found = subprocess.run(words, cwd=tmp_path, env=environment_of(tmp_path), timeout=120, capture_output=True)
    assert found.returncode == 2
    assert b"not readable as safetensors" in found.stderr
    assert b"Traceback" not in found.stderr
