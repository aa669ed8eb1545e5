from __future__ import annotations

import io
import json
import pickle
import tempfile
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from stance.articles import Reject
from stance.prediction.rejects import RejectLog
from stance.prediction.typed import from_json, is_plain, records_in, to_json
from stance.prediction.units import ROWS_A_CHUNK, Record, Unit, _blocks, chunks_of, items_of, units_of

texts = st.text(st.characters(codec="utf-8"))
numbers = st.integers() | st.floats(allow_nan=False) | st.decimals(allow_nan=False)
simple = st.none() | st.booleans() | numbers | texts | st.dates() | st.datetimes() | st.times() | st.binary()
values = st.recursive(
    simple, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3), max_leaves=6
)


@given(st.dictionaries(texts, values, max_size=4))
def test_a_record_comes_back_from_its_line(record: dict):
    line = to_json(record).encode()
    assert b"\n" not in line
    assert from_json(line) == record


def test_plain_records_are_plain_json():
    assert is_plain(to_json({"text": "“Ja.”", "scores": {"denial": 0.5}}).encode())
    marked = [{"d": value} for value in (date(2024, 1, 2), datetime(2024, 1, 2), time(3), Decimal("1.0"), b"x")]
    lines = "".join(to_json(row) + "\n" for row in marked).encode()
    assert not is_plain(lines)
    assert list(records_in(lines)) == marked


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 3 * ROWS_A_CHUNK))
def test_chunks_follow_from_the_input_alone(n: int):
    units = [Unit("text", "x", i, b"A word.", 7) for i in range(n)]
    chunks = list(chunks_of(units, True))
    assert [unit for chunk in chunks for unit in chunk] == units
    assert all(len(chunk) == ROWS_A_CHUNK for chunk in chunks[:-1])
    assert all(chunks)


def test_large_articles_make_small_chunks():
    units = [Unit("file", f"{i}.txt", 0, None, 3 << 20) for i in range(6)]
    assert [len(chunk) for chunk in chunks_of(units, False)] == [3, 3]


def given_quotes(path: str, stdin: bytes = b"") -> list[Record | Reject]:
    """What becomes of rows that are quotes already."""
    return [item for unit in units_of([path], True, io.BytesIO(stdin)) for item in items_of(unit, True)]


def test_quotes_from_lines_and_objects(tmp_path: Path):
    assert given_quotes("-", b"One.\n\nTwo.\n") == [{"text": "One."}, {"text": "Two."}]
    assert given_quotes("-", b'{"text": "One.", "id": 3}\n') == [{"text": "One.", "id": 3}]
    (tmp_path / "q.csv").write_text("text,cue,topic\nOne.,said,x\n,said,y\n")
    found, reject = given_quotes(str(tmp_path / "q.csv"))
    assert found == {"text": "One.", "cue": "said", "topic": "x"}
    assert isinstance(reject, Reject)
    assert reject.line == 3


def test_an_empty_file_of_quotes_is_listed(tmp_path: Path):
    (tmp_path / "q.jsonl").write_text("")
    assert given_quotes(str(tmp_path / "q.jsonl")) == [Reject(str(tmp_path / "q.jsonl"), None, "empty")]


def test_units_travel_between_processes_and_say_their_lines(tmp_path: Path):
    file = tmp_path / "q.jsonl"
    file.write_bytes(b'{"text": "One."}\n\n[1]\n\xff\n{"text": " "}\n{"text": "Two."}')
    units = pickle.loads(pickle.dumps(list(units_of([str(file)], True))))
    found = [item for unit in units for item in items_of(unit, True)]
    assert [item["text"] for item in found if not isinstance(item, Reject)] == ["One.", "Two."]
    assert [item.line for item in found if isinstance(item, Reject)] == [3, 4, 5]
    assert sum(unit.size for unit in units) == file.stat().st_size
    assert len(pickle.dumps(units)) < 400  # The lines stay in the file.


@given(st.lists(st.sampled_from(["", "{broken", '{"text": "We deny it."}', "[1]"]), max_size=40), st.booleans())
@settings(max_examples=40, deadline=None)
def test_lines_are_the_same_from_a_file_and_from_a_stream(lines: list[str], ends: bool):
    content = "\n".join(lines).encode() + (b"\n" if ends else b"")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "q.jsonl"
        file.write_bytes(content)
        found = [[item for unit in units for item in items_of(unit, True)] for units in _ways(file, content)]
    told = [[(i.line, i.reason) if isinstance(i, Reject) else i for i in items] for items in found]
    assert told[0] == told[1]
    rejected = [i + 1 for i, line in enumerate(lines) if line in ("{broken", "[1]")]
    if any(lines):
        assert [i.line for i in found[0] if isinstance(i, Reject)] == rejected


def _ways(file: Path, content: bytes) -> list[list[Unit]]:
    named = list(units_of([str(file)], True))
    carried = list(_blocks(io.BytesIO(content), str(file), "json", 3, again=False))
    return [named, carried]


def test_rejects_reach_their_file_while_they_come(tmp_path: Path):
    with RejectLog(tmp_path / "r.jsonl") as log:
        log.add(Reject("a", line, "why") for line in range(1, 101))
    assert (log.count, log.only_whole_files) == (100, False)
    rows = [json.loads(line) for line in (tmp_path / "r.jsonl").read_text().splitlines()]
    assert rows[99] == {"path": "a", "line": 100, "reason": "why"}


def test_times_of_pandas_are_times_and_forged_marks_are_left_as_they_are():
    import pandas as pd

    line = to_json({"at": pd.Timestamp("2024-01-02 03:04:05.123456789")}).encode()
    assert from_json(line) == {"at": datetime(2024, 1, 2, 3, 4, 5, 123456)}
    for forged in ({"\0type": "datetime", "value": "junk"}, {"\0type": "datetime"}, {"\0type": [1], "value": 2}):
        assert from_json(to_json({"x": forged}).encode()) == {"x": forged}
