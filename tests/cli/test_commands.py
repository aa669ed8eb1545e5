from __future__ import annotations

import csv
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.conftest import ROOT, Stance, environment_of, hears_interrupts

TEXT = "“We have no plans to attack,” the minister said. “But if they cross the river, they will pay for it.”"
SEED = ROOT / "seeds" / "000_c0fd29eb4bb5bf59.txt"


def test_extract_writes_the_contracts_fields(bare_stance: Stance):
    rows = bare_stance.rows("extract", str(SEED))
    assert len(rows) >= 8
    text = SEED.read_text(encoding="utf-8")
    for row in rows:
        assert list(row) == ["id", "article", "kind", "text", "spans", "speaker", "cue", "context", "confidence"]
        assert row["article"] == str(SEED)
        assert " ".join(text[start:end] for start, end in row["spans"]) == row["text"]
        assert row["speaker"] is None or list(row["speaker"]) == ["text", "start", "end", "name", "role"]
        assert row["cue"] is None or list(row["cue"]) == ["text", "start", "end"]
    marked = bare_stance.rows("extract", str(SEED), "--kind", "direct,mixed")
    assert {row["kind"] for row in marked} == {"direct", "mixed"}


def test_predict_a_text(bare_stance: Stance, ngram_model: Path):
    (row,) = bare_stance.rows("predict", TEXT, "--model", str(ngram_model))
    assert row["text"].startswith("“We have no plans")
    assert row["speaker"]["text"] == "the minister"
    assert set(row["stances"]) <= {"denial", "warning", "hedge"}
    assert list(row["scores"]) == ["denial", "warning", "hedge"]
    assert all(0 <= score <= 1 for score in row["scores"].values())


def test_predict_formats(bare_stance: Stance, ngram_model: Path):
    model = ("--model", str(ngram_model))
    table = bare_stance("predict", TEXT, *model, "--format", "table").stdout
    assert "the minister" in table
    bare_stance("predict", str(SEED), *model, "-o", "out.parquet")
    rows = pq.read_table(bare_stance.folder / "out.parquet").to_pylist()
    lines = bare_stance.rows("predict", str(SEED), *model)
    assert [row["id"] for row in rows] == [row["id"] for row in lines]
    assert [row["scores"] for row in rows] == [row["scores"] for row in lines]
    found = list(csv.DictReader(io.StringIO(bare_stance("predict", str(SEED), *model, "--format", "csv").stdout)))
    assert [row["id"] for row in found] == [row["id"] for row in lines]
    assert found[1]["speaker.text"]
    assert found[0]["stances"] == ";".join(lines[0]["stances"])


def test_quotes_come_back_in_order_with_every_field(bare_stance: Stance, ngram_model: Path):
    rows = [{"n": i, "text": f"We deny claim {i}.", "cue": {"text": "said"}, "nested": {"a": [i]}} for i in range(2100)]
    lines = "\n".join(map(json.dumps, rows))
    found = bare_stance.rows("predict", "--quotes", "-", "--model", str(ngram_model), stdin=lines)
    assert [{key: row[key] for key in rows[0]} for row in found] == rows


def test_good_rows_come_out_and_bad_ones_are_listed(bare_stance: Stance, ngram_model: Path):
    lines = '{"text": "One."}\n' * 6 + "{broken\n" + '{"texts": "x"}\n' + '{"text": "Last."}\n'
    found = bare_stance("predict", "--quotes", "-", "--model", str(ngram_model), stdin=lines, code=1)
    assert len(found.stdout.splitlines()) == 7
    assert "<stdin>:7: broken JSON" in found.stderr
    assert "<stdin>:8: no `text`" in found.stderr
    again = bare_stance(
        "predict", "--quotes", "-", "--model", str(ngram_model), "--rejects", "r.jsonl", stdin=lines, code=1
    )
    assert again.stdout == found.stdout
    rejects = [json.loads(line) for line in (bare_stance.folder / "r.jsonl").read_text().splitlines()]
    assert [reject["line"] for reject in rejects] == [7, 8]


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["predict", "no/such/file.txt"], "no/such/file.txt: no such file"),
        (["predict"], "nothing to read"),
        (["predict", TEXT, "--model", "no/such/model"], "no/such/model: no model there"),
        (["predict", TEXT, "--model", "champion"], "no champion model"),
        (["predict", TEXT, "--format", "xml"], "--format xml"),
        (["extract", "gone.txt"], "gone.txt: no such file"),
        (["extract", ".", "--kind", "spoken"], "--kind spoken"),
        (["build", "--seeds", "nowhere"], "nowhere: no such folder"),
        (["build", "--real", "bbc=."], "--real bbc=.: expected NAME=PATH"),
        (["train", "-c", "none.yaml"], "none.yaml: no such configuration"),
        (["train", "--data", "none"], "none: no dataset here"),
        (["evaluate", "--data", "none"], "none: no dataset here"),
    ],
)
def test_wrong_use_is_one_clear_line_and_exit_2(
    bare_stance: Stance, words: list[str], complaint: str, ngram_model: Path
):
    if words[:2] == ["predict", TEXT] and "--model" not in words:
        words = [*words, "--model", str(ngram_model)]
    found = bare_stance(*words, code=2)
    assert complaint in found.stderr
    assert len(found.stderr.strip().splitlines()) == 1
    assert not found.stdout


def test_a_champion_that_is_gone_is_said(bare_stance: Stance, ngram_model: Path):
    models = bare_stance.folder / "models"
    shutil.copytree(ngram_model, models / "b")
    (models / "newest").write_text("b\n")
    assert "champion" not in bare_stance("predict", "--quotes", "-", stdin="We deny it.\n").stderr
    (models / "champion").write_text("a\n")
    found = bare_stance("predict", "--quotes", "-", stdin="We deny it.\n")
    assert "the champion, a, is not in" in found.stderr
    assert str(Path("models") / "b") in found.stderr
    assert len(found.stdout.splitlines()) == 1


@pytest.mark.parametrize(("data", "reason"), [(b"", "empty"), (b"a\0", "binary"), (b"\xe9", "not UTF-8")])
def test_a_file_that_is_no_article(bare_stance: Stance, data: bytes, reason: str):
    (bare_stance.folder / "a.txt").write_bytes(data)
    assert reason in bare_stance("extract", "a.txt", code=2).stderr
    found = bare_stance("extract", "a.txt", str(SEED), code=1)
    assert reason in found.stderr
    assert len(found.stdout.splitlines()) >= 8


def test_a_missing_model_of_a_fresh_project_names_the_remedy(bare_stance: Stance):
    # As in a build in which no model ships.
    code = "import stance.models.locate as locate; locate.pretrained_folder = lambda: None\n"
    code += "from stance.cli.main import main; main()"
    folder = bare_stance.folder
    found = subprocess.run(
        [sys.executable, "-c", code, "predict", TEXT], cwd=folder, capture_output=True, env=environment_of(folder)
    )
    assert found.returncode == 2
    remedy = "`make train` or `stance train` makes one"
    assert found.stderr.decode() == f"stance: no model yet in {folder}/models; {remedy}\n"
    assert found.stdout == b""


def test_debug_shows_the_traceback(tmp_path: Path):
    found = subprocess.run(
        [sys.executable, "-m", "stance", "extract", "gone.txt", "--debug"], cwd=tmp_path, capture_output=True, text=True
    )
    assert "Traceback" in found.stderr
    assert "gone.txt" in found.stderr


def test_an_interrupted_run_leaves_nothing_half_written(tmp_path: Path, ngram_model: Path):
    words = ["predict", "--quotes", "-", "--model", str(ngram_model), "-o", "out.jsonl"]
    process = subprocess.Popen(
        [sys.executable, "-m", "stance", *words],
        cwd=tmp_path,
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment_of(tmp_path),
        preexec_fn=hears_interrupts,
    )
    assert process.stdin
    assert process.stderr
    process.stdin.write(b'{"text": "One."}\n' * 5000)
    process.stdin.flush()
    time.sleep(2)
    process.send_signal(signal.SIGINT)
    message = process.stderr.read().decode()
    assert process.wait(20) == 130, message
    assert "interrupted" in message
    assert "Traceback" not in message
    assert list(tmp_path.iterdir()) == []


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path):
    line = f"{sys.executable} -m stance extract {ROOT / 'seeds'} | head -n 1 >/dev/null; echo ${{PIPESTATUS[0]}}"
    found = subprocess.run(
        ["bash", "-c", line], capture_output=True, text=True, cwd=tmp_path, env=environment_of(tmp_path)
    )
    assert "Traceback" not in found.stderr
    assert "Exception ignored" not in found.stderr


def test_help_imports_nothing_heavy(tmp_path: Path):
    code = (
        "import sys; sys.argv = ['stance', '--help']\n"
        "from stance.cli.main import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy = {'torch', 'sklearn', 'mlflow', 'datasets', 'transformers', 'numpy', 'pandas', 'rich', 'pydantic'}\n"
        "print('HEAVY', sorted(heavy & set(sys.modules)))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path)
    assert "HEAVY []" in found.stdout
    assert "predict" in found.stdout


def test_every_command_has_help_and_stands_in_the_readme():
    from stance.cli.main import app

    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    docs = readme + "".join(file.read_text(encoding="utf-8") for file in (ROOT / "docs").glob("*.md"))
    names = [(c.name or c.callback.__name__, c.callback.__doc__) for c in app.registered_commands if c.callback]
    assert len(names) >= 6
    for name, doc in names:
        assert doc, name
        assert f"stance {name}" in docs, f"`stance {name}` is documented nowhere"


def test_the_page_of_commands_is_up_to_date(tmp_path: Path):
    words = [
        "-m",
        "typer",
        "stance.cli.main",
        "utils",
        "docs",
        "--name",
        "stance",
        "--output",
        str(tmp_path / "page.md"),
    ]
    subprocess.run([sys.executable, *words], check=True, capture_output=True, cwd=ROOT)
    committed = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert (tmp_path / "page.md").read_text(encoding="utf-8") == committed, "`make docs` renews it"


def test_the_environment_is_left_alone():
    assert "MLFLOW_TRACKING_URI" not in environment_of(Path(os.curdir))
