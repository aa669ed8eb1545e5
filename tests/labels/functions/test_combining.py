from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from stance.errors import InputError, ModelError
from stance.labels import STANCES
from stance.labels.functions import FUNCTIONS, combine, votes
from stance.labels.functions.compare import combinations, judged, main, markdown, replace_block
from stance.labels.functions.label_model import LabelModel
from stance.labels.functions.learn import learn
from stance.labels.functions.quality import quality
from stance.labels.functions.weighting import score, weights_from

TEXTS = {
    "denial": ("That is simply not true.", "We had nothing to do with the fire.", "These charges are false."),
    "warning": ("The dam could collapse and people will die.", "They will pay a price.", "There is a risk of a flood."),
    "hedge": ("It may rain on the feast.", "Perhaps the ship is late.", "We don’t know who did it."),
    "": ("The council met on Monday.", "The mill opened at noon.", "Two clerks were chosen."),
}


def rows_of(copies: int) -> list[dict]:
    return [
        {
            "text": text,
            "cue": "said",
            "context": text,
            "kind": "direct",
            "article_id": f"a{copy}",
            "layer": "polnear",
            "grade": "single",
            **{name: int(name == stance) for name in STANCES},
        }
        for copy in range(copies)
        for stance, texts in TEXTS.items()
        for text in texts
    ]


def test_quality_counts_by_hand():
    found = {row["function"]: row for row in quality(rows_of(1))}
    row = found["denial_not_true"]
    assert (row["votes"], row["precision"], row["coverage"]) == (2, 1.0, round(2 / 12, 4))
    assert row["recall"] == round(2 / 3, 4)
    assert found["denial_nothing_negative"]["recall"] is None
    assert found["denial_nothing_negative"]["chance"] == 0.75
    assert len(found) == len(FUNCTIONS)


def test_weights_are_learned_and_name_the_stances():
    rows = rows_of(6)
    weights = weights_from(learn(rows), [function.name for function in FUNCTIONS])
    for row in rows[:12]:
        scores = score(votes(row["text"], row["cue"], row["context"], row["kind"]), weights)
        assert [int(value >= 0.5) for value in scores] == [row[stance] for stance in STANCES]
    with pytest.raises(InputError, match="too few"):
        learn(rows[:3])


def test_weights_of_other_functions_are_refused():
    names = [function.name for function in FUNCTIONS]
    with pytest.raises(ModelError, match=r"functions\.learn"):
        weights_from({stance: {"bias": 0.0, f"{stance}_old": 1.0} for stance in STANCES}, names)


def test_the_label_model_needs_no_labels():
    table = [votes(row["text"], row["cue"], row["context"], row["kind"]) for row in rows_of(8)]
    model = LabelModel(FUNCTIONS).fit(table)
    denial = model.probabilities(votes("That is simply not true.", "said", "", "direct"))[0]
    plain = model.probabilities(votes("The council met on Monday.", "said", "", "direct"))[0]
    assert 0 <= plain < 0.5 < denial <= 1
    with pytest.raises(InputError):
        LabelModel(FUNCTIONS).fit([])


def test_tables_go_between_the_marks_of_a_page(tmp_path: Path):
    rows = rows_of(4)
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "train.parquet")
    with pytest.raises(InputError, match="no labels of real news"):
        judged(tmp_path)
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "validation.parquet")
    page = tmp_path / "page.md"
    page.write_text(
        "before\n<!-- combinations -->\nold\n<!-- /combinations -->\n<!-- functions -->\n<!-- /functions -->\nafter\n"
    )
    assert main([str(tmp_path), str(page)]) == 0
    text = page.read_text()
    assert "old" not in text
    assert "48 quotes of real news, validation, single labels" in text
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    assert "| denial_not_true |" in text
    with pytest.raises(InputError, match="<!-- nothing -->"):
        replace_block(page, "nothing", "")


def test_ways_to_combine_are_compared():
    rows = combinations(rows_of(4), [])
    assert [row["combined by"] for row in rows] == [
        "(no functions: a bare list of cue words)",
        "majority vote",
        "label model (Dawid–Skene)",
        "weights learned on labels",
    ]
    assert all(0 <= row["macro-F1"] <= 1 for row in rows)
    assert markdown([{"a": "x", "b": 0.5}, {"a": "y", "b": None}]).splitlines()[-1] == "| y |  |"


def test_combine_orders_quotes():
    said = [combine(votes(text, "said", text, "direct"))[0] for text in (TEXTS["denial"][0], TEXTS[""][0])]
    assert said[0] > said[1]
