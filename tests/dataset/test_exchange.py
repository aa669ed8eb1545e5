from __future__ import annotations

import json
from pathlib import Path

import pytest

from stance.dataset.exchange import export_labels, import_labels
from stance.dataset.real import sha_of
from stance.dataset.seeds import read_seeds
from stance.labels import Label
from stance.labels.files import write_labels
from stance.labels.formats import FORMATS

TEXT = "Quay\n\n“We never shut the quay,” said Mara Venn of Orn. “Ask me again,” she added.\n"
SPANS = ((6, 31),)


def seeds_of(folder: Path) -> Path:
    folder.mkdir()
    (folder / "a.txt").write_text(TEXT, encoding="utf-8")
    (folder / "b.txt").write_text(TEXT.replace("Mara", "Jo"), encoding="utf-8")
    labels = [Label("a", SPANS, ("denial",), "ann"), Label("a", SPANS, (), "bea", "2")]
    write_labels(labels, folder / "annotations" / "labels" / "all.jsonl")
    return folder


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_exported_labels_come_back_into_an_empty_folder(tmp_path: Path, name: str):
    seeds = seeds_of(tmp_path / "s")
    done = export_labels(seeds, name, tmp_path / "out.jsonl" if name == "jsonl" else tmp_path / "out.csv")
    assert (done.articles, done.labels) == (2, 2)
    other = tmp_path / "other"
    if name != "label-studio":
        other.mkdir()
        for file in seeds.glob("*.txt"):
            (other / file.name).write_bytes(file.read_bytes())
    back = import_labels(other, name, done.files[0])
    assert (back.labels, back.rejects) == (2, [])
    assert back.articles == (2 if name == "label-studio" else 0)
    again = read_seeds(other)
    assert sorted(again.labels, key=repr) == sorted(read_seeds(seeds).labels, key=repr)
    assert {key: article.text for key, article in again.articles.items()} == {
        key: article.text for key, article in read_seeds(seeds).articles.items()
    }
    # The unlabelled article travels with the quotes that the extractor found, to be labelled.
    assert {quote.spans for quote in again.quotes["b"]} >= {((6, 31),)}


def test_labels_that_are_there_already_are_not_added_again(tmp_path: Path):
    seeds = seeds_of(tmp_path / "s")
    export_labels(seeds, "jsonl", tmp_path / "out.jsonl")
    done = import_labels(seeds, "jsonl", tmp_path / "out.jsonl")
    assert (done.labels, done.rejects) == (0, [])


def test_labels_that_cannot_be_used_are_listed(tmp_path: Path):
    seeds = seeds_of(tmp_path / "s")
    rows = [
        {"article_id": "a", "spans": [[6, 31]], "stances": ["hedge"], "annotator": "ann"},
        {"article_id": "none", "spans": [[6, 31]], "stances": [], "annotator": "ann"},
        {"article_id": "a", "spans": [[6, 9999]], "stances": [], "annotator": "ann"},
        {"article_id": "a", "spans": [[6, 31]], "stances": ["hedge"], "annotator": "cy"},
    ]
    (tmp_path / "x.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    done = import_labels(seeds, "jsonl", tmp_path / "x.jsonl")
    assert done.labels == 1
    reasons = " ".join(reject.reason for reject in done.rejects)
    assert all(word in reasons for word in ("said otherwise", "no article `none`", "beyond the article's end"))


def test_a_forgotten_region_costs_its_own_label_alone(tmp_path: Path):
    seeds = seeds_of(tmp_path / "s")
    export_labels(seeds, "label-studio", tmp_path / "out.json")
    tasks = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    (task,) = [task for task in tasks if task["data"]["article_id"] == "a"]
    first, second = (annotation["result"] for annotation in task["annotations"])
    for part in (*first, *second):
        part.pop("meta", None)
    forgotten = [part for part in second if part["from_name"] != "stances"]
    task["annotations"] = [{"result": forgotten}, {"result": first}]
    (tmp_path / "out.json").write_text(json.dumps(tasks), encoding="utf-8")
    done = import_labels(seeds, "label-studio", tmp_path / "out.json", annotator="zoe")
    assert done.labels == 1
    assert [reject.reason.partition(": ")[2][:24] for reject in done.rejects] == ["a region without stances"]


def test_a_blind_sample_holds_quotes_and_no_label(tmp_path: Path):
    seeds = seeds_of(tmp_path / "s")
    export_labels(seeds, "jsonl", tmp_path / "x.jsonl", blind=True)
    rows = [json.loads(line) for line in (tmp_path / "x.jsonl").read_text(encoding="utf-8").splitlines()]
    assert rows
    assert all(row["stances"] is None for row in rows)
    assert [[6, 31]] in [row["spans"] for row in rows if row["article_id"] == "a"]
    done = export_labels(seeds, "jsonl", tmp_path / "y.jsonl", sample=1)
    assert done.articles == 1


def test_the_commands(bare_stance, tmp_path: Path):
    seeds_of(tmp_path / "seeds")
    found = bare_stance("export", "label-studio", "tasks.json")
    assert "2 articles" in found.stderr
    assert (tmp_path / "tasks.xml").is_file()
    found = bare_stance("import", "label-studio", "tasks.json", "--seeds", "fresh")
    assert "2 new labels" in found.stderr
    assert "unknown format" in bare_stance("export", "brat", "x", code=2).stderr
    assert "no such file" in bare_stance("import", "csv", "none.csv", code=2).stderr


def corpus_of(folder: Path) -> Path:
    """A folder built like PolNeAR with one document of our own."""
    (folder / "data" / "train" / "text").mkdir(parents=True)
    (folder / "data" / "train" / "text" / "d.txt").write_text(TEXT, encoding="utf-8")
    return folder


def test_real_labels_go_out_with_their_text_and_come_back_by_reference(tmp_path: Path):
    seeds, corpus = seeds_of(tmp_path / "s"), corpus_of(tmp_path / "polnear")
    (seeds / "real").mkdir()
    row = {"source": "polnear", "doc": "d", "spans": [[6, 31]], "stances": [], "kind": "direct", "set": "train"}
    row |= {"stratum": "random", "sha": sha_of(TEXT, SPANS), "annotator": "A"}
    (seeds / "real" / "a.jsonl").write_text(json.dumps(row) + "\n")
    path = tmp_path / "redo.json"
    done = export_labels(seeds, "label-studio", path, blind=True, real={"polnear": corpus})
    assert (done.articles, done.quotes, done.labels) == (1, 1, 0)
    export_labels(seeds, "jsonl", tmp_path / "redo.jsonl", real={"polnear": corpus})
    (filled,) = [json.loads(line) for line in (tmp_path / "redo.jsonl").read_text(encoding="utf-8").splitlines()]
    assert filled["text"] == "“We never shut the quay,”"
    lines = [
        {**filled, "annotator": "me", "stances": ["denial"]},
        {**filled, "stances": ["hedge"]},
        {**filled, "spans": [[0, 4]], "annotator": "me"},
    ]
    (tmp_path / "redo.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    back = import_labels(seeds, "jsonl", tmp_path / "redo.jsonl")
    assert (back.labels, back.articles) == (1, 0)
    assert ["said otherwise" in r.reason or "no quote of the real layer" in r.reason for r in back.rejects] == [
        True
    ] * 2
    written = json.loads((seeds / "real" / "redo.jsonl").read_text(encoding="utf-8"))
    assert (written["annotator"], written["stances"], written["sha"]) == ("me", ["denial"], row["sha"])
    assert "shut the quay" not in (seeds / "real" / "redo.jsonl").read_text(encoding="utf-8")
    assert import_labels(seeds, "jsonl", tmp_path / "redo.jsonl").labels == 0
