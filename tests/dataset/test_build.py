from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from stance.configs import load_config
from stance.dataset import DatasetConfig, build, load
from stance.dataset.config import NearDuplicates, Shares
from stance.dataset.duplicates import CopyFinder, normal_words
from stance.dataset.seeds import ContrastEdit, read_seeds
from stance.dataset.splits import family_of, split_of
from stance.errors import ConfigError, InputError
from stance.files import write_folder
from stance.labels import Label, stances_of
from stance.labels.files import write_labels

ROOT = Path(__file__).resolve().parents[2]


def seeds_of(folder: Path, texts: dict[str, str]) -> Path:
    """A seeds folder whose articles hold one quote each, labelled by one annotator."""
    labels = []
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
        start, end = text.index("“"), text.index("”") + 1
        labels.append(Label(name, ((start, end),), stances_of(["denial"]), "a"))
    write_labels(labels, folder / "annotations" / "labels" / "a.jsonl")
    return folder


def test_same_inputs_same_bytes(tmp_path: Path, dataset_folder: Path):
    build(ROOT / "seeds", tmp_path / "again", DatasetConfig())
    files = sorted(file.name for file in dataset_folder.iterdir())
    assert sorted(file.name for file in (tmp_path / "again").iterdir()) == files
    for name in files:
        assert (tmp_path / "again" / name).read_bytes() == (dataset_folder / name).read_bytes(), name


def test_no_article_copy_or_family_crosses_a_split(dataset_folder: Path):
    data = load(dataset_folder)
    where: dict[str, set[str]] = {}
    finder = CopyFinder(NearDuplicates())
    split_of_id: dict[str, tuple[str, str]] = {}
    for split in data:
        for row in data[split]:
            where.setdefault(row["family"], set()).add(split)
            assert family_of(row["article_id"]) == row["family"]
            for other in finder.copies(row["id"], row["text"]):
                assert split_of_id[other][0] == split or split_of_id[other][1] == row["family"]
            split_of_id[row["id"]] = (split, row["family"])
    assert all(len(splits) == 1 for splits in where.values())
    assert len(data["train"]) > 1000


def test_the_dataset_says_what_it_is(dataset_folder: Path):
    data = load(dataset_folder)
    manifest = json.loads((dataset_folder / "manifest.json").read_text())
    assert manifest["counts"]["train"]["quotes"] == len(data["train"])
    assert "000_c0fd29eb4bb5bf59.txt" in manifest["inputs"]
    assert len(manifest["digest"]) == 16
    card = (dataset_folder / "README.md").read_text()
    assert "By split" in card
    assert manifest["digest"] in card
    assert set(data["train"]["grade"]) <= {"gold", "single", "weak"}
    assert {"text", "cue", "context", "denial", "warning", "hedge", "grade"} <= set(data["train"].column_names)


def test_only_gold_tests(dataset_folder: Path):
    data = load(dataset_folder)
    if "test" in data:
        assert set(data["test"]["grade"]) == {"gold"}
        assert not any(data["test"]["disputed"])


def test_the_users_article_is_gold_as_annotated(dataset_folder: Path):
    data = load(dataset_folder)
    rows = [row for split in data for row in data[split] if row["layer"] == "user"]
    found = {row["text"][:24]: [s for s in ("denial", "warning", "hedge") if row[s]] for row in rows}
    assert found["“No significant retreat”"] == ["denial"]
    assert found["“Unfortunately, there is"] == ["denial"]
    assert found["“At the moment, we have "] == ["denial", "hedge"]
    speakers = {row["text"][:24]: row["speaker"] for row in rows}
    assert speakers["“At the moment, we have "] == "Jens Stoltenberg"


def test_a_split_stays_when_seeds_are_added():
    before = {name: split_of(name, Shares(), "stance") for name in map(str, range(500))}
    assert {name: split_of(name, Shares(), "stance") for name in map(str, range(1000))}.items() >= before.items()
    share = sum(split == "train" for split in before.values()) / 500
    assert 0.6 < share < 0.8


def test_a_copy_leaves_the_split_that_teaches(tmp_path: Path):
    quote = "“We have never closed a single quay in the port of Selm, and we never will.”"
    texts = {f"a{i}": f"Port\n\nIn town {i}, {quote} said Mara Venn." for i in range(30)}
    texts["other"] = "Mill\n\n“The mill at Orn burned down long before I was the mayor,” said Jonas Brill."
    shares = Shares(train=0.5, validation=0.5, test=0)
    # A salt under which the other quote is one to train on: a dataset without any is refused.
    salt = next(s for s in map(str, range(99)) if split_of("other", shares, s) == "train")
    built = build(seeds_of(tmp_path, texts), tmp_path / "out", DatasetConfig(salt=salt, shares=shares))
    counts = built.manifest["counts"]
    assert counts["train"]["quotes"] == 1
    assert counts["validation"]["quotes"] == 1
    assert built.manifest["copies_left_out"] == 29


def test_near_copies_are_found_and_short_equals_only():
    finder = CopyFinder(NearDuplicates())
    assert finder.copies("a", "We have never closed a single quay in the old port of Selm, and we never will.") == []
    assert finder.copies("b", "“We have never closed a single quay in the port of Selm, and we never will,”") == ["a"]
    assert finder.copies("c", "The river has risen by two metres since Monday, said the mayor of Orn.") == []
    assert finder.copies("d", "No comment.") == []
    assert finder.copies("e", "“No comment”") == ["d"]
    assert normal_words("Don’t, STOP") == ["don", "t", "stop"]


def test_bad_annotations_are_listed_and_the_rest_is_built(tmp_path: Path):
    (tmp_path / "s").mkdir()
    bodies = (
        "The dam holds",
        "Every ship is home",
        "Nobody sold the grain",
        "The bridge of Orn was never shut",
        "I met no one",
    )
    texts = {f"a{i}": f"Title\n\n“{body} and that is all I have to say,” she said." for i, body in enumerate(bodies)}
    seeds = seeds_of(tmp_path / "s", texts)
    (seeds / "bad.txt").write_bytes(b"\xff\xfe")
    with (seeds / "annotations" / "labels" / "a.jsonl").open("a") as out:
        out.write("{broken\n")
    built = build(seeds, tmp_path / "out", DatasetConfig(shares=Shares(train=1, validation=0, test=0)))
    assert [reject.reason.split(";")[0].split(":")[0] for reject in built.rejects] == ["UTF-16 text", "broken JSON"]
    assert built.manifest["counts"]["train"]["quotes"] == len(bodies)


def test_a_contrast_edit_moves_its_quote():
    text = "T\n\n“We have not ruled it out,” she said. Yes."
    start = text.index("not ")
    edit = ContrastEdit("a~1", "a", ((3, 31),), start, start + 4, "")
    from stance.articles import Article

    changed = edit.apply(Article("a", text))
    ((first, last),) = edit.moved_spans()
    assert changed.text[first:last] == "“We have ruled it out,” "[: last - first]
    assert changed.id == "a~1"


def test_contrast_edits_of_the_seeds_give_quotes(dataset_folder: Path):
    seeds = read_seeds(ROOT / "seeds")
    for edit in seeds.edits:
        text = edit.apply(seeds.articles[edit.article_id]).text
        for start, end in edit.moved_spans():
            assert text[start:end].strip(), edit.id
            assert text[start:end] == text[start:end].strip(), edit.id


def test_every_annotated_quote_stands_in_its_article():
    seeds = read_seeds(ROOT / "seeds")
    assert not seeds.rejects
    for article_id, quotes in seeds.quotes.items():
        text = seeds.articles[article_id].text
        for quote in quotes:
            assert all(text[start:end].strip() for start, end in quote.spans)
            for part in (quote.speaker, quote.cue):
                assert part is None or text[part.start : part.end] == part.text


def test_synthetic_articles_say_so():
    seeds = read_seeds(ROOT / "seeds")
    synthetic = [name for name in seeds.articles if name.startswith("synthetic/")]
    assert len(synthetic) >= 40
    assert all(seeds.metadata[name]["origin"] == "synthetic" for name in synthetic)


def test_no_seeds_is_a_clear_error(tmp_path: Path):
    with pytest.raises(InputError, match="no such folder"):
        build(tmp_path / "none", tmp_path / "out", DatasetConfig())
    (tmp_path / "a.txt").write_text("T\n\nNobody says anything here.")
    with pytest.raises(InputError, match="no labelled quote"):
        build(tmp_path, tmp_path / "out", DatasetConfig(weak=False))


def test_unknown_keys_are_refused_with_the_nearest_right_one(tmp_path: Path):
    file = tmp_path / "d.yaml"
    file.write_text("shares:\n  trian: 0.7\n")
    with pytest.raises(ConfigError, match=r"unknown key `shares.trian`; did you mean `train`\?"):
        load_config(file, DatasetConfig)
    file.write_text("shares: {train: 0.9}\n")
    with pytest.raises(ConfigError, match="add up to 1"):
        load_config(file, DatasetConfig)
    file.write_text("a: [\n")
    with pytest.raises(ConfigError, match=r"d.yaml:2: broken YAML"):
        load_config(file, DatasetConfig)


def test_a_folder_is_written_whole_or_not_at_all(tmp_path: Path):
    target = tmp_path / "out"
    write_folder(target, lambda folder: (folder / "a").write_text("whole"))

    def fails(folder: Path) -> None:
        (folder / "a").write_text("half")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_folder(target, fails)
    assert (target / "a").read_text() == "whole"
    assert [file.name for file in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("name", ["test.parquet", "manifest.json"])
def test_a_damaged_dataset_is_named(dataset_folder: Path, tmp_path: Path, name: str):
    shutil.copytree(dataset_folder, tmp_path / "data")
    file = tmp_path / "data" / name
    file.write_bytes(file.read_bytes()[:300])
    with pytest.raises(InputError, match=f"{name}: damaged .*; `stance build` makes it again"):
        load(tmp_path / "data")


def test_quotes_without_gold_in_a_set_that_judges_are_counted(tmp_path: Path):
    texts = {f"a{i}": f"Port\n\n“Quay {i} stays open, whatever town {i} says,” said Mara Venn." for i in range(12)}
    shares = Shares(train=0.5, validation=0.1, test=0.4)
    built = build(seeds_of(tmp_path, texts), tmp_path / "out", DatasetConfig(shares=shares))
    lost = sum(split_of(name, shares, DatasetConfig().salt) == "test" for name in texts)
    assert lost
    assert built.manifest["without_gold_left_out"] == lost
    kept = sum(counts["quotes"] for counts in built.manifest["counts"].values())
    assert kept == 12 - lost - built.manifest["copies_left_out"]
    assert "test" not in built.manifest["counts"]
