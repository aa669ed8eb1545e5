"""Where records go: files, folders, pipes and devices; and what Parquet cannot hold."""

from __future__ import annotations

import io
import json
import os
import stat
import threading
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from stance.errors import InputError
from stance.files import is_special, whole_file, whole_path
from stance.prediction.outputs import GROUP, writer
from stance.prediction.typed import to_json
from tests.conftest import Stance

TEXT = "“We have no plans to attack,” the minister said."


def lines_of(*rows: dict) -> bytes:
    return "".join(to_json(row) + "\n" for row in rows).encode()


def reading(pipe: Path) -> tuple[threading.Thread, list[bytes]]:
    """What comes out of a pipe, read by a thread."""
    found: list[bytes] = []
    thread = threading.Thread(target=lambda: found.append(pipe.read_bytes()), daemon=True)
    thread.start()
    return thread, found


@pytest.mark.parametrize("flag", ["--output", "--rejects"])
def test_a_folder_as_output_is_said_before_any_work(bare_stance: Stance, flag: str):
    (bare_stance.folder / "out").mkdir()
    (bare_stance.folder / "a.txt").write_text(TEXT)
    for command in ("extract", "predict"):
        # No such model either: the folder is found first.
        model = ["--model", "no/such"] if command == "predict" else []
        found = bare_stance(command, "a.txt", flag, "out", *model, code=2)
        assert found.stderr == f"stance: {flag} out: a folder; name a file\n"
    with pytest.raises(InputError, match="a folder"), whole_file(bare_stance.folder / "out"):
        pass
    assert sorted(file.name for file in bare_stance.folder.iterdir()) == ["a.txt", "out"]


@pytest.mark.parametrize("command", ["extract", "predict"])
def test_a_pipe_is_written_to_and_stays_a_pipe(bare_stance: Stance, ngram_model: Path, command: str):
    (bare_stance.folder / "a.txt").write_text(TEXT)
    pipe = bare_stance.folder / "pipe"
    os.mkfifo(pipe)
    thread, found = reading(pipe)
    words = [command, "a.txt", *(["--model", str(ngram_model)] if command == "predict" else [])]
    bare_stance(*words, "-o", "pipe")
    thread.join(20)
    assert found == [bare_stance(*words).stdout.encode()]
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert sorted(file.name for file in bare_stance.folder.iterdir()) == ["a.txt", "pipe"]


def test_parquet_is_poured_into_a_pipe(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe")
    thread, found = reading(tmp_path / "pipe")
    with writer("parquet", tmp_path / "pipe") as out:
        out.write(lines_of({"a": 1}))
    thread.join(20)
    assert pq.read_table(io.BytesIO(found[0])).to_pylist() == [{"a": 1}]
    assert [file.name for file in tmp_path.iterdir()] == ["pipe"]


def test_devices_are_not_replaced():
    before = Path(os.devnull).stat()
    for format_ in ("jsonl", "csv", "parquet"):
        with writer(format_, Path(os.devnull)) as out:
            out.write(lines_of({"a": 1}))
    assert Path(os.devnull).stat().st_rdev == before.st_rdev
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)
    assert is_special(Path(os.devnull))


def test_a_file_is_replaced_only_by_a_whole_one(tmp_path: Path):
    target = tmp_path / "x"
    target.write_text("before")
    assert not is_special(target)
    with pytest.raises(UnicodeEncodeError), whole_path(target) as aside:
        aside.write_text("half \ud800", encoding="utf-8")
    assert target.read_text() == "before"
    with whole_file(target) as out:
        out.write("after")
    assert target.read_text() == "after"
    assert [file.name for file in tmp_path.iterdir()] == ["x"]


@pytest.mark.parametrize("value", ["x", {"b": 1}, 2**70, "\ud800"])
def test_what_parquet_cannot_hold_is_a_clear_error(tmp_path: Path, value: object):
    file = tmp_path / "out.parquet"
    rows = [{"a": 1}, {"a": value}] if value != "\ud800" else [{"a": value}]
    lines = "".join(to_json(row, ascii_only=True) + "\n" for row in rows).encode()
    with pytest.raises(InputError, match=r"out\.parquet: .*; use --format jsonl"), writer("parquet", file) as out:
        out.write(lines)
    assert list(tmp_path.iterdir()) == []


def test_rejects_do_not_take_the_place_of_the_output(bare_stance: Stance):
    (bare_stance.folder / "a.txt").write_text(TEXT)
    found = bare_stance("extract", "a.txt", "-o", "x.jsonl", "--rejects", "./x.jsonl", code=2)
    assert "the output goes there" in found.stderr
    assert not (bare_stance.folder / "x.jsonl").exists()


def test_a_place_where_nothing_can_be_written_is_named(bare_stance: Stance):
    (bare_stance.folder / "a.txt").write_text(TEXT)
    found = bare_stance("extract", "a.txt", "-o", "a.txt/out.jsonl", code=2)
    assert "a.txt: no folder can be made here" in found.stderr


DIFFERENT = [{"text": "first", "stances": []}, {"text": "second", "id": 7, "stances": ["denial"]}]


def test_csv_and_parquet_hold_fields_that_the_first_row_lacks(bare_stance: Stance, ngram_model: Path):
    (bare_stance.folder / "a.jsonl").write_bytes(lines_of(*DIFFERENT))
    words = ["predict", "a.jsonl", "--quotes", "--model", str(ngram_model)]
    bare_stance(*words, "-o", "x.csv")
    head, first, second = (bare_stance.folder / "x.csv").read_text().splitlines()
    place = head.split(",").index("id")
    assert [row.split(",")[place] for row in (first, second)] == ["", "7"]
    bare_stance(*words, "-o", "x.parquet")
    assert pq.read_table(bare_stance.folder / "x.parquet")["id"].to_pylist() == [None, 7]
    # A stream has written its header by then, and says what is lost.
    assert "no column for id" in bare_stance(*words, "--format", "csv").stderr


def test_parquet_refuses_a_column_that_comes_after_the_first_group(tmp_path: Path):
    with pytest.raises(InputError, match="`new` comes after"), writer("parquet", tmp_path / "x.parquet") as out:
        out.write(lines_of(*({"text": str(n)} for n in range(GROUP)), {"text": "a", "new": 1}))


@pytest.mark.parametrize("name", ["x.csv", "x.txt", "x.jsonl"])
def test_half_a_surrogate_pair_stays_visible(tmp_path: Path, name: str):
    with writer("csv" if name == "x.csv" else "table" if name == "x.txt" else "jsonl", tmp_path / name) as out:
        record = {"text": "\ud83d no", "speaker": None, "kind": "direct"}
        out.write(to_json(record, ascii_only=True).encode() + b"\n")
    assert "\\ud83d no" in (tmp_path / name).read_text()


@pytest.mark.parametrize("command", ["extract", "predict"])
def test_an_output_in_a_folder_that_is_read_is_refused(bare_stance: Stance, command: str):
    (bare_stance.folder / "in" / "deep").mkdir(parents=True)
    (bare_stance.folder / "in" / "a.txt").write_text("“We deny it,” said Ann Roe.\n")
    for flag in ("--output", "--rejects"):
        found = bare_stance(command, "in", flag, "in/deep/x.jsonl", code=2)
        assert f"{flag} in/deep/x.jsonl: lies in in, which is read" in found.stderr


def test_an_ending_that_is_not_written_is_refused_before_any_work(bare_stance: Stance):
    (bare_stance.folder / "a.txt").write_text("“We deny it,” said Ann Roe.\n")
    for command in ("extract", "predict"):
        assert "x.xlsx: .xlsx cannot be written" in bare_stance(command, "a.txt", "-o", "x.xlsx", code=2).stderr
    bare_stance("extract", "a.txt", "-o", "x.json")
    assert json.loads((bare_stance.folder / "x.json").read_text())["text"] == "“We deny it,”"


def test_a_full_disk_is_said_in_a_line(bare_stance: Stance):
    (bare_stance.folder / "a.txt").write_text("“We deny it,” said Ann Roe.\n")
    for words in (["-o", "/dev/full"], ["--rejects", "/dev/full", "gone.jsonl"]):
        (bare_stance.folder / "gone.jsonl").write_text("[]\n")
        assert "No space left on device" in bare_stance("extract", "a.txt", *words, code=2).stderr
