from __future__ import annotations

import json
import tempfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.errors import InputError
from stance.labels import STANCES, Label, stances_of
from stance.labels.formats import FORMATS, Bundle, format_of
from stance.labels.formats.label_studio import CONFIG

NAMES = sorted(FORMATS)
TEXT = '“We will wait,” she said, “but not for long.” 🚢 Hé, “No 🐟 today,” said he. "No."\r\n' * 3
WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
SPANS = (
    st.lists(st.integers(0, len(TEXT)), min_size=2, max_size=6, unique=True)
    .map(sorted)
    .map(lambda places: tuple(zip(places[::2], places[1::2], strict=False)))
)


@st.composite
def bundles(draw: st.DrawFn) -> Bundle:
    """Two articles, quotes of one to three spans, several annotators."""
    bundle = Bundle({"a": TEXT, "b/c": TEXT[::-1]})
    for article_id, spans in draw(st.lists(st.tuples(st.sampled_from(["a", "b/c"]), SPANS), max_size=5, unique=True)):
        mention = {"text": "she", "start": 15, "end": 18, "name": draw(WORDS), "role": None}
        bundle.quotes[article_id, spans] = {
            "kind": draw(st.sampled_from(["direct", "mixed", "indirect"])),
            **draw(st.sampled_from([{}, {"speaker": mention}, {"cue": {"text": "said", "start": 19, "end": 23}}])),
        }
        for annotator, round_ in draw(st.sets(st.sampled_from([("ann", "1"), ("bea", "2"), ("ann", "settled")]))):
            bundle.labels.append(
                Label(
                    article_id,
                    spans,
                    stances_of(draw(st.sets(st.sampled_from(STANCES)))),
                    annotator,
                    round_,
                    draw(st.sampled_from(["1", "2"])),
                    draw(st.sampled_from(["all", "random"])),
                    draw(WORDS),
                    draw(st.booleans()),
                )
            )
    return bundle


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=60, deadline=None)
@given(bundle=bundles())
def test_a_round_trip_loses_nothing(name: str, bundle: Bundle):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"labels.{name.removesuffix('-studio').replace('label', 'json')}"
        format_of(name).write(bundle, path)
        again = format_of(name).read(path, "")
    assert again.rejects == []
    assert sorted(again.labels, key=repr) == sorted(bundle.labels, key=repr)
    assert again.quotes == bundle.quotes
    if name == "label-studio":
        assert again.articles == bundle.articles


def test_unknown_formats_are_refused():
    with pytest.raises(InputError, match="label-studio, jsonl, csv"):
        format_of("brat")


def write(folder: Path, bundle: Bundle) -> list[dict]:
    FORMATS["label-studio"].write(bundle, folder / "t.json")
    return json.loads((folder / "t.json").read_text(encoding="utf-8"))


def two_spans() -> Bundle:
    return Bundle({"a": TEXT}, {}, [Label("a", ((0, 15), (26, 45)), ("hedge",), "ann")])


def test_label_studio_has_a_region_a_span_tied_by_a_relation(tmp_path: Path):
    (task,) = write(tmp_path, two_spans())
    results = task["annotations"][0]["result"]
    assert [result["type"] for result in results] == ["labels", "choices", "labels", "relation"]
    assert results[1]["value"]["choices"] == ["hedge"]
    assert (results[3]["from_id"], results[3]["to_id"]) == (results[0]["id"], results[2]["id"])
    controls = {element.get("name") for element in ElementTree.fromstring(CONFIG).iter() if element.get("name")}
    assert {result["from_name"] for result in results if "from_name" in result} <= controls
    assert (tmp_path / "t.xml").read_text(encoding="utf-8") == CONFIG


def test_what_a_person_marks_in_label_studio_is_read(tmp_path: Path):
    units = len(TEXT[: TEXT.index("“No")].encode("utf-16-le")) // 2
    value = {"start": units, "end": units + 13, "text": "“No 🐟 today,"}
    person = [
        {
            "id": "r1",
            "from_name": "kind",
            "to_name": "text",
            "type": "labels",
            "value": {**value, "labels": ["direct"]},
        },
        {
            "id": "r1",
            "from_name": "stances",
            "to_name": "text",
            "type": "choices",
            "value": {**value, "choices": ["denial"]},
        },
    ]
    tasks = [{"id": 7, "data": {"text": TEXT}, "annotations": [{"completed_by": 3, "result": person}]}]
    (tmp_path / "t.json").write_text(json.dumps(tasks))
    read = FORMATS["label-studio"].read(tmp_path / "t.json", "")
    assert read.rejects == []
    ((label),) = read.labels
    # The browser counts the two emoji as two units each.
    assert TEXT[label.spans[0][0] : label.spans[0][1]] == "“No 🐟 today,"
    assert (label.article_id, label.annotator, label.stances) == ("label-studio-7", "label-studio-3", ("denial",))
    assert read.quotes == {("label-studio-7", label.spans): {"kind": "direct"}}
    assert FORMATS["label-studio"].read(tmp_path / "t.json", "me").labels[0].annotator == "me"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda results: results[0]["value"].update(text="other words"), "another version"),
        (lambda results: results.pop(1), "without stances"),
        (lambda results: results[0]["value"].update(start=9999, end=10000, text=None), "does not lie"),
        (
            lambda results: results.append({**results[3], "from_id": results[2]["id"], "to_id": results[0]["id"]}),
            "circle",
        ),
        (lambda results: results[1]["value"].update(choices=["threat"]), "unknown stance"),
        (lambda results: results[0].pop("id"), "no task of ours"),
    ],
)
def test_annotations_that_cannot_be_used_are_listed(tmp_path: Path, change, reason: str):
    tasks = write(tmp_path, two_spans())
    change(tasks[0]["annotations"][0]["result"])
    (tmp_path / "t.json").write_text(json.dumps(tasks))
    (reject,) = FORMATS["label-studio"].read(tmp_path / "t.json", "").rejects
    assert reason in reject.reason
    assert reject.line == 1


def test_files_that_are_no_tasks_are_refused(tmp_path: Path):
    for content, reason in (("{", "broken JSON"), ('{"a": 1}', "list of tasks")):
        (tmp_path / "t.json").write_text(content)
        with pytest.raises(InputError, match=reason):
            FORMATS["label-studio"].read(tmp_path / "t.json", "")
    with pytest.raises(InputError, match="is not at hand"):
        write(tmp_path, Bundle({}, {}, two_spans().labels))


def test_a_csv_file_from_a_spreadsheet(tmp_path: Path):
    path = tmp_path / "labels.csv"
    path.write_text(
        'article_id,spans,stances,mine\na,0-15;26-45,"denial, hedge",x\na,0-15,none,\na,0-15,,\nb,x,none,\n'
    )
    read = FORMATS["csv"].read(path, "me")
    assert [(label.spans, label.stances, label.annotator) for label in read.labels] == [
        (((0, 15), (26, 45)), ("denial", "hedge"), "me"),
        (((0, 15),), (), "me"),
    ]
    assert [reject.line for reject in read.rejects] == [5]
    assert "--annotator" in FORMATS["csv"].read(path, "").rejects[0].reason


def test_several_annotators_stand_side_by_side(tmp_path: Path):
    labels = [Label("a", ((start, start + 9),), (), who) for who in ("ann", "bea") for start in (0, 20)]
    FORMATS["csv"].write(Bundle({"a": TEXT}, {}, labels), tmp_path / "l.csv")
    rows = (tmp_path / "l.csv").read_text(encoding="utf-8").splitlines()
    assert [row.split(",")[1] for row in rows if row.startswith("a,")] == ["0-9", "0-9", "20-29", "20-29"]
