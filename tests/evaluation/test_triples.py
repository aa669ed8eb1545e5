from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from stance.dataset.real import sha_of
from stance.errors import InputError
from stance.evaluation.triples import end_to_end, read_attributions
from stance.models.model import StanceModel
from stance.models.table import Table
from tests.conftest import Stance

TEXT = (
    "HARBOUR — “We have never sold the pier,” Mayor Ada Quill said on Monday.\n\n"
    "“The pier will open in spring,” the engineer Tom Reed said.\n\n"
    "“It may rain, perhaps, on the day,” Reed said.\n"
)
DENIED, OPEN, RAIN = (
    "“We have never sold the pier,”",
    "“The pier will open in spring,”",
    "“It may rain, perhaps, on the day,”",
)


class WordScorer:
    """Says denial of `never`, hedge of `may`, warning of `spring`."""

    kind = "words"

    def predict_proba(self, table: Table) -> np.ndarray:
        return np.array([[float(w in text) for w in ("never", "spring", "may")] for text in table.text]).reshape(-1, 3)


MODEL = StanceModel(WordScorer())


def place(part: str) -> tuple[int, int]:
    return TEXT.index(part), TEXT.index(part) + len(part)


def corpus(folder: Path, sources: dict[str, str]) -> Path:
    """A corpus of one article whose quotes have these sources."""
    lines, events = [], []
    for number, (quote, source) in enumerate(sources.items()):
        for kind, part in (("Content", quote), ("Source", source)):
            start, end = place(part)
            lines.append(f"T{len(lines) + 1}\t{kind} {start} {end}\t{part}")
        events.append(f"E{number + 1}\tContent:T{len(lines) - 1} Source:T{len(lines)}")
    for name, text in (("text/a.txt", TEXT), ("attributions/a_x.ann", "\n".join([*lines, *events]) + "\n")):
        file = folder / "data" / "dev" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


def labels(folder: Path, stances: dict[str, list[str]], text: str = TEXT) -> Path:
    """A seeds folder with these labels."""
    rows = []
    for part, named in stances.items():
        spans = (place(part),)
        row = {"source": "polnear", "set": "development", "doc": "a", "spans": spans, "kind": "direct"}
        rows.append({**row, "stances": named, "sha": sha_of(text, spans), "round": "settled"})
    (folder / "real").mkdir(parents=True)
    (folder / "real" / "x.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return folder


SOURCES = {DENIED: "Mayor Ada Quill", OPEN: "the engineer Tom Reed", RAIN: "” Reed"}


def test_everything_right(tmp_path: Path):
    seeds = labels(tmp_path / "s", {DENIED: ["denial"], OPEN: ["warning"], RAIN: ["hedge"]})
    found = end_to_end(MODEL, seeds, corpus(tmp_path / "c", SOURCES), replicates=20)
    assert (found.n, found.f1.value, found.found, found.attributed) == (3, 1, 1, 1)


def test_a_wrong_speaker_spoils_the_triple_alone(tmp_path: Path):
    seeds = labels(tmp_path / "s", {DENIED: ["denial"], OPEN: ["warning"], RAIN: ["hedge"]})
    found = end_to_end(MODEL, seeds, corpus(tmp_path / "c", {**SOURCES, DENIED: "HARBOUR"}), replicates=20)
    assert found.f1.value == pytest.approx(2 / 3)
    assert found.f1_without_speaker == 1
    assert found.attributed == pytest.approx(2 / 3)


def test_a_wrong_stance_counts_twice_and_a_missing_one_once(tmp_path: Path):
    seeds = labels(tmp_path / "s", {DENIED: ["denial"], OPEN: ["hedge"], RAIN: ["hedge", "warning"]})
    found = end_to_end(MODEL, seeds, corpus(tmp_path / "c", SOURCES), replicates=20)
    assert found.precision == pytest.approx(2 / 3)
    assert found.recall == pytest.approx(2 / 4)


def test_what_nobody_labelled_is_not_counted_and_what_is_no_attribution_is_wrong(tmp_path: Path):
    seeds = labels(tmp_path / "s", {DENIED: ["denial"]})
    assert end_to_end(MODEL, seeds, corpus(tmp_path / "c", SOURCES), replicates=20).precision == 1
    fewer = corpus(tmp_path / "d", {DENIED: SOURCES[DENIED]})
    assert end_to_end(MODEL, seeds, fewer, replicates=20).precision == pytest.approx(1 / 3)


def test_another_version_of_the_corpus_is_refused(tmp_path: Path):
    seeds = labels(tmp_path / "s", {DENIED: ["denial"]}, text=TEXT.upper())
    with pytest.raises(InputError, match="another version"):
        end_to_end(MODEL, seeds, corpus(tmp_path / "c", SOURCES))


def test_a_broken_annotation_names_its_file(tmp_path: Path):
    file = tmp_path / "b.ann"
    file.write_text("T1\tContent x y\tword\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"b\.ann"):
        read_attributions(file)


def test_the_command(bare_stance: Stance, ngram_model: Path):
    seeds = labels(bare_stance.folder / "s", {DENIED: ["denial"]})
    where = corpus(bare_stance.folder / "c", SOURCES)
    (row,) = bare_stance.rows("evaluate", str(ngram_model), "--triples", str(where), "--seeds", str(seeds))
    assert row["n"] == 1
    assert 0 <= row["low"] <= row["f1"] <= row["high"] <= 1
