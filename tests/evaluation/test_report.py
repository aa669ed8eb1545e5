from __future__ import annotations

from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from datasets import Dataset

from stance.dataset import load as load_data
from stance.evaluation.evaluate import Evaluation, evaluate
from stance.evaluation.metrics import Judged
from stance.evaluation.mistakes import worst_mistakes
from stance.evaluation.plots import confusion_table, learning_curve, pictures, png, risk_curve
from stance.evaluation.report import draw, report
from stance.models.model import StanceModel
from stance.models.storage import load
from tests.conftest import Stance

RNG = np.random.default_rng(2)
Y = (RNG.random((200, 3)) < 0.3).astype(int)
P = np.clip(Y * 0.3 + RNG.random((200, 3)) * 0.7, 0.01, 0.99)
JUDGED = Judged(Y, (P > 0.5).astype(int), P, [f"a{i // 4}" for i in range(200)])


@pytest.fixture(scope="module")
def evaluated(ngram_model: Path, dataset_folder: Path) -> tuple[StanceModel, Evaluation, Dataset]:
    model, rows = load(ngram_model), load_data(dataset_folder)["validation"]
    return model, evaluate(model, rows, "validation", replicates=50), rows


def test_every_picture_is_a_transparent_png():
    from matplotlib.image import imread

    curve = [{"epoch": 1.0, "train_loss": 0.5}, {"epoch": 2.0, "train_loss": 0.3, "validation_macro_f1": 0.4}]
    found = pictures(JUDGED, (0.5, 0.5, 0.5), curve)
    assert list(found) == ["precision-recall", "reliability", "scores", "risk-coverage", "confusion", "learning-curve"]
    for figure in found.values():
        pixels = imread(BytesIO(png(figure)))
        assert pixels[0, 0, 3] == 0, "the page shows through"
        assert pixels[..., 3].max() == 1


def test_no_learning_curve_without_epochs():
    assert "learning-curve" not in pictures(JUDGED, (0.5, 0.5, 0.5), [])


def test_a_learning_curve_shows_every_series():
    axes = learning_curve([{"epoch": 1, "a_loss": 1.0, "f1": 0.1}, {"epoch": 2, "f1": 0.2}]).axes
    drawn = {line.get_label(): len(line.get_xdata()) for ax in axes for line in ax.get_lines()}
    assert drawn == {"a loss": 1, "f1": 2}


def test_pictures_of_nothing_found_are_drawn():
    nothing = Judged(np.zeros((3, 3), int), np.zeros((3, 3), int), np.zeros((3, 3)), ["a"] * 3)
    assert all(len(png(figure)) > 1000 for figure in pictures(nothing, (0.5, 0.5, 0.5), []).values())


def test_confusion_counts_every_quote_once():
    names, table = confusion_table(JUDGED)
    assert names[0] == "none"
    assert table.sum() == len(Y)
    assert np.trace(table) == (JUDGED.y == JUDGED.decided).all(1).sum()


def test_risk_at_full_coverage_is_the_error_rate():
    covered, risk = risk_curve(Y[:, 0], JUDGED.decided[:, 0], P[:, 0], 0.5)
    assert covered[-1] == 1
    assert risk[-1] == pytest.approx((Y[:, 0] != JUDGED.decided[:, 0]).mean())
    assert risk[len(risk) // 4] < risk[-1]


def test_worst_mistakes_come_first_and_are_mistakes(evaluated):
    model, found, rows = evaluated
    mistakes = worst_mistakes(model, rows, found.judged, most=20)
    assert len(mistakes) == 20
    sureness = [1 - m.p if m.stance in m.truth else m.p for m in mistakes]
    assert sureness == sorted(sureness, reverse=True)
    for mistake in mistakes:
        assert (mistake.stance in mistake.truth) != (mistake.stance in mistake.answer)
        size = len(mistake.row["text"].split())
        assert [word for word, _ in mistake.words[:size]] == mistake.row["text"].split()


class Page(HTMLParser):
    """What a page holds, and whether its tags close."""

    void = ("meta", "img", "link", "br")

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict]] = []

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in self.void:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def all(self, tag: str) -> list[dict]:
        return [attrs for name, attrs in self.seen if name == tag]


def test_the_report_is_one_well_formed_file_that_needs_nothing_else(evaluated):
    model, found, rows = evaluated
    html = report(model, "<b>odd & name", found, rows, draw(model, found))
    page = Page()
    page.feed(html)
    assert page.open == []
    assert all(image["src"].startswith("data:image/png;base64,") and image["alt"] for image in page.all("img"))
    assert len(page.all("img")) == 5
    assert not page.all("script")
    assert not page.all("link")
    assert "url(" not in html
    assert "&lt;b&gt;odd &amp; name" in html
    wrong = int((found.judged.y != found.judged.decided).any(1).sum())
    assert len(page.all("article")) == min(50, wrong)
    assert "prefers-color-scheme: dark" in html
    assert page.all("mark")


def test_evaluate_writes_the_report(bare_stance: Stance, ngram_model: Path, dataset_folder: Path):
    words = ("evaluate", str(ngram_model), "--data", str(dataset_folder), "--split", "validation")
    found = bare_stance(*words, "--report", "out/report.html")
    assert "out/report.html" in found.stderr
    assert (bare_stance.folder / "out/report.html").read_text(encoding="utf-8").startswith("<!doctype html>")
