"""What is kept of a stopped run, and how workers hand over their lines."""

from __future__ import annotations

import resource
from multiprocessing import get_context
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.articles import Reject
from stance.prediction.answers import Answer
from stance.prediction.heap import keep_heap
from stance.prediction.parts import ANSWERS, REJECTS, WHOLE, Parts
from stance.prediction.workers import BYTES_A_SLOT, Slots

ABOUT: dict[str, object] = {"input": "x"}
FOUND = [Answer(b'{"n": %d}\n' % n, 1, [Reject("in.jsonl", n, "broken")] * (n % 2), 10) for n in range(6)]


def stopped_after(output: Path, n: int) -> Parts:
    with Parts(output, ABOUT) as parts:
        assert len(list(parts.add(FOUND[:n]))) == n
    return parts


def test_what_stands_behind_the_last_whole_part_is_cut_off(tmp_path: Path):
    folder = stopped_after(tmp_path / "out.jsonl", 3).folder
    for name in (ANSWERS, REJECTS):
        with (folder / name).open("ab") as out:
            out.write(b'{"n": 3}\n{"torn')
    with Parts(tmp_path / "out.jsonl", ABOUT) as parts:
        assert parts.whole.chunks == 3
        list(parts.add(FOUND[3:]))
        assert b"".join(parts.records()) == b"".join(answer.lines for answer in FOUND)
        assert list(parts.rejects()) == [reject for answer in FOUND for reject in answer.rejects]
        assert (parts.whole.records, parts.whole.rejects) == (6, 3)


@pytest.mark.parametrize("damage", [lambda folder: (folder / ANSWERS).write_bytes(b""), lambda f: (f / WHOLE).unlink()])
def test_parts_whose_answers_are_gone_are_made_again(tmp_path: Path, damage):
    damage(stopped_after(tmp_path / "out.jsonl", 3).folder)
    with Parts(tmp_path / "out.jsonl", ABOUT) as parts:
        assert parts.whole.chunks == 0
        list(parts.add(FOUND[:1]))
        assert b"".join(parts.records()) == FOUND[0].lines


@given(st.lists(st.binary(max_size=40), min_size=1, max_size=9), st.integers(1, 4))
def test_lines_come_back_from_their_slots(lines: list[bytes], count: int):
    slots = Slots(get_context("spawn"), count)
    for first in range(0, len(lines), count):
        numbers = range(first, min(first + count, len(lines)))
        put = {n: slots.put(n, Answer(lines[n], 1, [], 0)) for n in numbers}
        assert all(answer.lines == b"" for answer in put.values())
        assert [slots.take(n, put[n]).lines for n in numbers] == [lines[n] for n in numbers]


def test_lines_larger_than_a_slot_go_along():
    slots, large = Slots(get_context("spawn"), 1), b"x" * (BYTES_A_SLOT + 1)
    put = slots.put(0, Answer(large, 1, [], 0))
    assert put.lines == large
    assert slots.take(0, put).lines == large


def test_memory_given_back_is_there_for_the_next_batch():
    def batch() -> int:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
        for block in [bytearray(8 << 20) for _ in range(2)]:
            block[:: 1 << 12] = b"x" * len(block[:: 1 << 12])
        return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before

    keep_heap()
    batch()
    assert batch() < 500  # of 4,096 pages
