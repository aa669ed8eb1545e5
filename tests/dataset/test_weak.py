from __future__ import annotations

from pathlib import Path

from stance.dataset import DatasetConfig, build, load
from stance.dataset.config import Shares
from stance.labels import Label
from stance.labels.files import write_labels

CLAIMS = (
    "we had nothing to do with the fire at the pier",
    "nobody sold the grain",
    "I never met the harbour master",
    "the mill was never shut",
    "our ships did not leave Selm",
    "no one paid the divers",
    "the bridge of Orn still stands",
    "my brother owns no farm",
    "they found nothing in the cellar",
    "the clerk kept every letter",
    "all forty horses are healthy",
    "this ferry has sailed daily",
)


def seeds_of(folder: Path) -> Path:
    folder.mkdir()
    for number, claim in enumerate(CLAIMS):
        text = f"Quay\n\n“That is simply not true: {claim},” said Mara Venn of Orn.\n"
        (folder / f"a{number}.txt").write_text(text, encoding="utf-8")
    text = (folder / "a0.txt").read_text(encoding="utf-8")
    spans = ((text.index("“"), text.index("”") + 1),)
    write_labels([Label("a0", spans, (), "a")], folder / "annotations" / "labels" / "a.jsonl")
    return folder


def test_unlabelled_articles_get_weak_labels_that_only_teach(tmp_path: Path):
    seeds = seeds_of(tmp_path / "s")
    built = build(seeds, tmp_path / "out", DatasetConfig(shares=Shares(train=0.6, validation=0.2, test=0.2)))
    data = load(tmp_path / "out")
    assert "test" not in data
    weak = [row for row in data["train"] if row["grade"] == "weak"]
    assert len(weak) >= 3
    assert all(row["denial"] and row["stratum"] == "weak" for row in weak)
    assert "validation" not in data or "weak" not in data["validation"]["grade"]
    assert all(row["article_id"] != "a0" for row in weak)
    assert built.manifest["counts"]["train"]["gold"] == 0


def test_weak_labels_can_be_left_out(tmp_path: Path):
    seeds = seeds_of(tmp_path / "s")
    build(seeds, tmp_path / "out", DatasetConfig(weak=False, shares=Shares(train=1, validation=0, test=0)))
    assert [row["article_id"] for row in load(tmp_path / "out")["train"]] == ["a0"]
