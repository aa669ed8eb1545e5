from __future__ import annotations

import json
from pathlib import Path

import pytest

from stance.dataset import DatasetConfig, build, load
from stance.dataset.real import RealQuote, parse_real, read_real_labels, sha_of
from stance.dataset.syndicated import without_copied_articles
from stance.errors import InputError

QUOTES = {
    "train": "“We have closed nothing at all in the harbour,” said Mara Venn, who runs the port of Selm.",
    "dev": "“The river may rise again before the week is over,” said Jonas Brill, the mayor of Orn.",
}


def corpus(folder: Path) -> Path:
    """A folder laid out like PolNeAR, with articles of our own."""
    for split, text in QUOTES.items():
        (folder / "data" / split / "text").mkdir(parents=True)
        (folder / "data" / split / "text" / "paper_a.txt").write_text(text, encoding="utf-8")
    return folder


def row(split: str, stances: list[str], annotator: str, round: str = "1", **more) -> dict:
    text = QUOTES[split]
    spans = ((0, text.index("”") + 1),)
    subset = "development" if split == "dev" else "train"
    return {
        "source": "polnear", "set": subset, "doc": "paper_a", "spans": [list(s) for s in spans], "kind": "direct",
        "stances": stances, "annotator": annotator, "round": round, "stratum": "random",
        "sha": sha_of(text, spans), **more,
    }  # fmt: skip


def seeds_with(folder: Path, rows: list[dict]) -> Path:
    (folder / "real").mkdir(parents=True)
    (folder / "a.txt").write_text("Title\n\nNobody is quoted in this article about the weather.")
    (folder / "real" / "labels.jsonl").write_text("".join(json.dumps(r) + "\n" for r in rows))
    return folder


def test_labels_by_reference_meet_their_text(tmp_path: Path):
    rows = [row("train", ["denial"], "a"), row("dev", ["hedge"], "a"), row("dev", ["hedge"], "b", "2")]
    seeds = seeds_with(tmp_path / "seeds", rows)
    built = build(seeds, tmp_path / "out", DatasetConfig(), {"polnear": corpus(tmp_path / "corpus")})
    data = load(tmp_path / "out")
    teaching = [r for split in ("train", "validation") if split in data for r in data[split]]
    assert [(r["denial"], r["grade"], r["speaker"]) for r in teaching] == [(1, "single", "Mara Venn")]
    assert [(r["hedge"], r["grade"]) for r in data["development"]] == [(1, "gold")]
    assert not built.rejects


def test_text_of_another_version_is_noticed(tmp_path: Path):
    seeds = seeds_with(tmp_path / "seeds", [row("train", [], "a"), row("dev", [], "a", sha="0" * 12)])
    built = build(seeds, tmp_path / "out", DatasetConfig(), {"polnear": corpus(tmp_path / "corpus")})
    assert [reject.reason.partition(": ")[2] for reject in built.rejects] == ["another text than was labelled"]


def test_what_is_no_quote_is_left_out(tmp_path: Path):
    rows = [row("train", ["denial"], "a"), row("dev", [], "a", quote=False), row("dev", [], "b", "2", quote=False)]
    seeds = seeds_with(tmp_path / "seeds", rows)
    build(seeds, tmp_path / "out", DatasetConfig(), {"polnear": corpus(tmp_path / "corpus")})
    assert "development" not in load(tmp_path / "out")


def test_who_parts_on_whether_it_is_a_quote_leaves_it_disputed(tmp_path: Path):
    two = [row("train", [], "a"), row("train", [], "b", "2", quote=False)]
    for rows, disputed in ((two, True), ([*two, row("train", [], "c", "settled")], False), (two[:1], False)):
        seeds = seeds_with(tmp_path / str(len(rows)), rows)
        (quote,) = read_real_labels(seeds / "real", "polnear")[0]
        assert quote.disputed == disputed
    gone = seeds_with(tmp_path / "gone", [*two, row("train", [], "c", "settled", quote=False)])
    assert read_real_labels(gone / "real", "polnear")[0] == []


def test_a_reprinted_article_does_not_teach():
    words = " ".join(f"word{i}" for i in range(60))
    quote = {"kind": "direct", "stances": (), "grade": "single", "disputed": False, "stratum": "random", "weight": 1.0}
    labelled = [
        (RealQuote("persent", "train", "one", ((0, 5),), sha="x", **quote), f"Reprinted: {words}"),
        (RealQuote("persent", "train", "two", ((0, 5),), sha="x", **quote), words.replace("word", "term")),
        (RealQuote("polnear", "development", "three", ((0, 5),), sha="x", **quote), words),
    ]
    kept, copied = without_copied_articles(labelled)
    assert copied == ["persent/one"]
    assert [q.doc for q, _ in kept] == ["two", "three"]


def test_real_options(tmp_path: Path):
    assert parse_real([f"polnear={tmp_path}"]) == {"polnear": tmp_path}
    with pytest.raises(InputError, match="expected NAME=PATH"):
        parse_real(["bbc=/x"])
    with pytest.raises(InputError, match="no such folder"):
        parse_real(["polnear=/no/where"])
    with pytest.raises(InputError, match="no PolNeAR here"):
        build(
            seeds_with(tmp_path / "s", [row("train", [], "a")]),
            tmp_path / "out",
            DatasetConfig(),
            {"polnear": tmp_path},
        )
