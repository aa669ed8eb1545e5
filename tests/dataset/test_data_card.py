from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from stance.dataset.config import Shares
from stance.dataset.data_card import data_card, units_of
from stance.dataset.repetition import near_copies, repetition, runs_of
from stance.dataset.seeds import read_seeds
from stance.dataset.splits import family_of, split_of
from stance.labels import STANCES, Label
from stance.labels.annotations import read_annotations
from stance.labels.files import write_labels
from stance.labels.gold import decisions

ROOT = Path(__file__).resolve().parents[2]
LINE = "the old quay was never shut and nobody in the town had asked for it"


def test_runs_in_many_articles_are_found_with_names_masked():
    texts = {str(number): f"In {name}, {LINE}." for number, name in enumerate(("Orn", "Selm", "Wex", "Tarn"))}
    found = repetition(texts)
    assert found.common_runs > 0
    assert found.near_copies == found.sentences == 4
    assert found.share == 1.0
    assert repetition(dict(list(texts.items())[:3])).common_runs == 0
    assert all(len(run) == 8 for run in runs_of(LINE))


def test_copies_inside_one_article_do_not_count():
    assert near_copies([("a", LINE), ("a", LINE)]) == set()
    assert near_copies(
        [("a", LINE), ("b", LINE.replace("old", "new")), ("c", "a ship came home on the evening tide")]
    ) == {0, 1}


@given(st.lists(st.text(max_size=80), max_size=5))
def test_any_texts_can_be_measured(texts: list[str]):
    found = repetition({str(number): text for number, text in enumerate(texts)})
    assert 0 <= found.share <= 1
    assert found.common_runs <= found.runs


def seeds_of(folder: Path) -> Path:
    folder.mkdir()
    (folder / "s1.txt").write_text("Quay\n\n“We never shut it,” said Mara Venn.\n", encoding="utf-8")
    (folder / "articles.jsonl").write_text('{"id": "s1", "origin": "synthetic", "half": "trouble", "beat": "ports"}\n')
    pair = [Label("s1", ((6, 26),), ("denial",), name, round_) for name, round_ in (("a", "1"), ("b", "2"))]
    write_labels([*pair, Label("s1", ((7, 9),), ("hedge",), "a")], folder / "annotations" / "labels" / "all.jsonl")
    (folder / "real").mkdir()
    row = {"source": "persent", "doc": "dev/1", "spans": [[0, 9]], "stances": [], "annotator": "a", "quote": False}
    (folder / "real" / "r.jsonl").write_text(
        json.dumps(row) + "\n" + json.dumps({**row, "quote": True, "doc": "dev/2"})
    )
    return folder


def test_the_card_counts_what_is_there(tmp_path: Path):
    card = data_card(seeds_of(tmp_path / "s"))
    assert "{{" not in card
    assert "| synthetic: gold | 1 | 1 | 1 | 0 | 0 | 0 | 0 |" in card
    assert "| synthetic: single | 1 | 1 | 0 | 0 | 1 | 0 | 0 |" in card
    # What an annotator calls no quote is not counted.
    assert "| real train: single | 1 | 1 | 0 | 0 | 0 | 0 | 1 |" in card
    assert "| synthetic | all | denial | 2 | 1 | 1 | 0 | 0 | 1.00 |" in card
    assert "| ports | 1 | 2 |" in card
    assert "not people" in card
    assert "drawn at random: none were." in card


def test_the_tables_of_the_seeds_that_ship_add_up():
    read, seeds = read_annotations(ROOT / "seeds"), read_seeds(ROOT / "seeds")
    units = units_of(read, seeds)
    card = data_card(ROOT / "seeds")
    for name in ("layer", "layer and stratum", "kind of quote", "length in characters", "source"):
        table = card.split(f"### By {name}\n\n")[1].split("\n\n")[0]
        rows = re.findall(r"^\| [^|]+ \| \d+ \| (\d+) \|", table, re.MULTILINE)
        assert sum(map(int, rows)) == len(units), name
    assert not [unit for unit in units if unit.layer == "contrast" and unit.kind == "unknown"]
    shares = [int(share) for share in re.findall(r"(\d+)%", card.split("drawn at random: ")[1].split("\n")[0])]
    # News as it is: about one quote in six.
    assert len(shares) == 4
    assert all(10 <= share <= 25 for share in shares)
    # What the corpus was made to hold.
    found = re.search(r"(\d+) of ([\d,]+) different runs of 8.* \((\d+\.\d+)%\) nearly repeat", card)
    assert found is not None
    assert int(found[1]) == 0
    assert float(found[3]) < 1
    halves = Counter(str(seeds.metadata[name]["half"]) for name in seeds.articles if name.startswith("synthetic/"))
    assert min(halves.values()) >= 200
    trouble = [u for u in units if u.layer == "synthetic" and u.about["half"] == "trouble"]
    assert min(sum(stance in unit.stances for unit in trouble) for stance in STANCES) >= 500
    assert sum(len(unit.stances) > 1 for unit in trouble) >= 150


def test_the_command_writes_the_page(bare_stance, tmp_path: Path):
    seeds_of(tmp_path / "seeds")
    found = bare_stance("card")
    assert found.stdout == ""
    assert (tmp_path / "docs" / "data-card.md").read_text(encoding="utf-8").startswith("# Data card")
    assert "no such folder" in bare_stance("card", "--seeds", "none", code=2).stderr


def test_what_judges_is_gold_and_a_fifth_of_what_teaches():
    decided, shares = decisions(read_seeds(ROOT / "seeds").labels), Shares()
    grades: dict[str, Counter[str]] = defaultdict(Counter)
    for (article_id, _), decision in decided.items():
        if article_id.startswith("synthetic/"):
            layer = "contrast" if "~" in article_id else "article"
            grades[f"{split_of(family_of(article_id), shares, 'stance')} {layer}"][decision.grade] += 1
    for split in ("validation", "test"):
        assert set(grades[f"{split} article"]) == set(grades[f"{split} contrast"]) == {"gold"}
    training = grades["train article"]
    assert training["gold"] >= 0.2 * training.total()
