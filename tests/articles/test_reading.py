from __future__ import annotations

import io
import json
import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.articles import Article, Reject, files_of, read_articles
from stance.articles.decoding import decode
from stance.articles.rows import csv_rows, jsonl_rows
from stance.articles.text import title_of
from stance.errors import InputError


def only(paths: list[Path]) -> list[Article | Reject]:
    return list(read_articles(paths))


def test_text_stands_as_it_is(tmp_path: Path):
    file = tmp_path / "a.txt"
    file.write_bytes("\ufeffQuay shut\r\n\r\n“We\u00a0wait,”  she said.\r\n".encode())
    (article,) = only([file])
    assert article.text == "Quay shut\r\n\r\n“We\u00a0wait,”  she said.\r\n"
    assert article.title == "Quay shut"
    assert article.id == str(file)


def test_title_needs_a_blank_line():
    assert title_of("Quay shut\n\nThe quay …") == "Quay shut"
    assert title_of("The quay is shut.\nIt will stay so.") is None
    assert title_of("") is None


def test_html_main_text(tmp_path: Path):
    page = (
        "<html><head><title>Quay shut</title></head><body><nav><a href='/'>Home</a></nav><article><h1>Quay shut</h1>"
        + "".join(
            f"<p>“We have shut quay number {n} for good,” said Mara Venn, who runs the port.</p>" for n in range(6)
        )
        + "</article><footer>All rights reserved by nobody</footer></body></html>"
    )
    (tmp_path / "a.html").write_text(page)
    (article,) = only([tmp_path / "a.html"])
    assert "quay number 5" in article.text
    assert "Home" not in article.text
    assert article.title == "Quay shut"


def test_html_without_article(tmp_path: Path):
    (tmp_path / "a.html").write_text("<html><body></body></html>")
    (reject,) = only([tmp_path / "a.html"])
    assert isinstance(reject, Reject)
    assert "no article text" in reject.reason


def test_rows_of_every_kind(tmp_path: Path):
    rows = [{"id": "a1", "text": "One.", "source": "Selm Courier"}, {"id": "a2", "text": "Two.", "source": None}]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)))
    (tmp_path / "b.csv").write_text('id,text\nb1,"First line\nsecond line"\nb2,Two\n')
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "c.parquet")
    found = only([tmp_path])
    assert [article.id for article in found] == ["a1", "a2", "b1", "b2", "a1", "a2"]
    assert found[2].text == "First line\nsecond line"
    assert found[0].source == "Selm Courier"


def test_bad_rows_are_listed_and_good_ones_come_out(tmp_path: Path):
    lines = [b'{"text": "ok %d"}' % n for n in range(6)] + [
        b'{"text": broken',
        b'{"title": "no text"}',
        b"\xff",
        b"[1]",
    ]
    (tmp_path / "a.jsonl").write_bytes(b"\n".join([*lines, b'{"text": "last"}']))
    found = only([tmp_path / "a.jsonl"])
    assert [a.text for a in found if isinstance(a, Article)] == [*(f"ok {n}" for n in range(6)), "last"]
    rejects = [r for r in found if isinstance(r, Reject)]
    assert [r.line for r in rejects] == [7, 8, 9, 10]
    assert "broken JSON" in rejects[0].reason
    assert "no `text`" in rejects[1].reason
    assert "not UTF-8" in rejects[2].reason
    assert str(rejects[0]).startswith(f"{tmp_path}/a.jsonl:7: ")


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"", "empty"), (b" \n", "empty"), (b"a\0b", "binary"), (b"ok\ncaf\xe9", "not UTF-8"), (b"\xff\xfea\0", "UTF-16")],
)
def test_unreadable_files(tmp_path: Path, data: bytes, reason: str):
    (tmp_path / "a.txt").write_bytes(data)
    (reject,) = only([tmp_path / "a.txt"])
    assert isinstance(reject, Reject)
    assert reason in reject.reason


def test_missing_path_and_empty_folder(tmp_path: Path):
    with pytest.raises(InputError, match="no such file"):
        only([tmp_path / "nowhere.txt"])
    with pytest.raises(InputError, match=r"no .*file in this folder"):
        only([tmp_path])


def test_standard_input():
    (article,) = read_articles(["-"], io.BytesIO("“Wait,” she said.".encode()))
    assert article.text == "“Wait,” she said."


def test_not_utf8_names_the_line():
    with pytest.raises(InputError, match="name:3: not UTF-8"):
        decode(b"a\nb\n\xe9", "name")


def test_csv_rows_of_another_width():
    found = list(csv_rows([b"id,text\n", b"1,a,b\n", b"2\n", b"3,ok\n"], "x.csv"))
    assert [r.line for r in found if isinstance(r, Reject)] == [2, 3]
    assert found[2] == (4, {"id": "3", "text": "ok"})


@given(st.lists(st.binary(max_size=60)))
def test_any_bytes_as_json_lines_lose_no_line(lines: list[bytes]):
    found = list(jsonl_rows(lines, "x"))
    assert len(found) == sum(bool(line.strip()) for line in lines)


@given(st.text())
def test_decoded_text_is_the_bytes(text: str):
    if "\0" not in text and not text.startswith("\ufeff"):
        assert decode(text.encode(), "x") == text


def test_a_folder_is_walked_in_order_block_by_block(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("stance.articles.reading.NAMES_AT_ONCE", 3)
    names = [f"{i:02d}.txt" for i in range(7)] + ["b/1.txt", "b/2.md", "c.html"]
    (tmp_path / "b").mkdir()
    for name in reversed([*names, ".hidden.txt", "x.pdf"]):
        (tmp_path / name).write_text("A word.")
    assert [file.relative_to(tmp_path).as_posix() for file in files_of([tmp_path])] == names


def test_a_number_too_long_for_python_is_a_reject_like_any_broken_line():
    found = list(jsonl_rows([b'{"n": %s}\n' % (b"9" * 5000), b'{"text": "a"}\n'], "x"))
    assert isinstance(found[0], Reject)
    assert "4,300 digits" in found[0].reason
    assert found[1] == (2, {"text": "a"})


def test_an_empty_path_is_not_the_folder_one_stands_in():
    with pytest.raises(InputError, match="an empty path"):
        list(files_of([""]))


@pytest.mark.parametrize("data", [b"id,text\r1,It may rain.\r", b'"id,text\n1,It may rain.\n', b"id\x93,text\n1,x\n"])
def test_a_csv_file_whose_header_cannot_be_read_is_left_out_as_a_whole(tmp_path: Path, data: bytes):
    (tmp_path / "a.csv").write_bytes(data)
    (tmp_path / "b.txt").write_text("It may rain.\n")
    left_out, article = read_articles([tmp_path])
    assert isinstance(left_out, Reject)
    assert left_out.line is None
    assert left_out.reason.startswith("line 1: ")
    assert isinstance(article, Article)


def test_one_bad_byte_in_a_csv_file_costs_its_row_alone():
    lines = [
        b"id,text\n",
        b"1,It rains.\n",
        b"2,\x93It may.\x94\n",
        b"3,No\0thing.\n",
        b'4,"So \xc3\xa4\nit is."\n',
        b"5,x\n",
    ]
    found = list(csv_rows(lines, "name"))
    assert [row[1]["id"] for row in found if not isinstance(row, Reject)] == ["1", "4", "5"]
    assert [(r.line, r.reason[:9]) for r in found if isinstance(r, Reject)] == [(3, "not UTF-8"), (4, "not UTF-8")]


def test_links_to_folders_above_and_pipes_are_passed_over(tmp_path: Path):
    (tmp_path / "a.txt").write_text("text")
    for name in ("one", "two"):
        (tmp_path / name).symlink_to(".")
    other = tmp_path / "other"
    other.mkdir()
    (other / "b.txt").write_text("text")
    (other / "up").symlink_to("..")
    (tmp_path / "linked").symlink_to("other")
    os.mkfifo(tmp_path / "p.txt")
    assert [str(file.relative_to(tmp_path)) for file in files_of([tmp_path])] == [
        "a.txt",
        "linked/b.txt",
        "other/b.txt",
    ]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
@pytest.mark.parametrize("mode", [0o000, 0o644])
def test_a_folder_that_may_not_be_read_is_listed(tmp_path: Path, mode: int):
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "x.txt").write_text("text")
    (tmp_path / "c.txt").write_text("text")
    (tmp_path / "b").chmod(mode)
    try:
        found = list(read_articles([tmp_path]))
    finally:
        (tmp_path / "b").chmod(0o755)
    assert [type(one) for one in found] == [Reject, Article]
