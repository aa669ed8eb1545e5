"""Learns the weights of the labelling functions: `python -m stance.labels.functions.learn DATA`.

DATA is a folder that `stance build` wrote with `--real`. Only real news of the split that teaches is used, so
that validation, development and report sets stay unseen.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from stance.errors import InputError, StanceError
from stance.files import whole_file
from stance.labels.functions import FUNCTIONS, votes
from stance.labels.functions.weighting import WEIGHTS
from stance.labels.types import STANCES

STRENGTH = 0.3
"""Inverse of the L2 penalty: rare functions stay near zero. From 0.1, 0.3, 1 by cross-validation; hardly matters."""
FOLDS = 5
REAL = ("polnear", "persent")


def learn(rows: Sequence[dict[str, Any]]) -> dict[str, dict[str, float]]:
    """The weights of every function for each stance, from labelled quotes.

    Each stance has a logistic regression over the votes of all functions: a warning with could is a hedge too, and a
    question is neither; with its own functions only, mean F1 over folds is lower. The bias is moved so that a score of
    0.5 is where F1 is best over folds of whole articles.

    Args:
        rows: quotes with `text`, `cue`, `context`, `kind`, `article_id` and 0 or 1 for each stance.

    Raises:
        InputError: when there are too few labels to learn from.
    """
    import numpy as np

    if len({row["article_id"] for row in rows}) < FOLDS or any(not any(r[s] for r in rows) for s in STANCES):
        raise InputError("too few labelled quotes of real news; `stance build --real polnear=PATH --real persent=PATH`")
    table = np.array([votes(r["text"], r["cue"], r["context"], r["kind"]) for r in rows])
    groups = [row["article_id"] for row in rows]
    found: dict[str, dict[str, float]] = {}
    for stance in STANCES:
        y = np.array([row[stance] for row in rows])
        bias, weights = _fit(table, y, groups)
        found[stance] = {"bias": bias, **{f.name: w for f, w in zip(FUNCTIONS, weights, strict=True)}}
    return found


def _fit(x: Any, y: Any, groups: Sequence[str]) -> tuple[float, list[float]]:
    import numpy as np
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import precision_recall_curve
    from sklearn.model_selection import GroupKFold, cross_val_predict

    model = LogisticRegression(C=STRENGTH, max_iter=3000)
    held_out = cross_val_predict(model, x, y, groups=groups, cv=GroupKFold(FOLDS), method="decision_function")
    precision, recall, cuts = precision_recall_curve(y, held_out)
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-9)
    model.fit(x, y)
    bias = float(model.intercept_[0]) - float(cuts[f1[:-1].argmax()])
    return round(bias, 3), [round(float(weight), 3) for weight in model.coef_[0]]


def main(arguments: Sequence[str]) -> int:
    """Learn from the training split of a built dataset and write `weights.json`; returns the exit code."""
    import pyarrow.parquet as pq

    folder = Path(arguments[0] if arguments else "data/stance")
    file = folder / "train.parquet"
    if not file.is_file():
        raise InputError(f"{folder}: no dataset here; `stance build --real polnear=PATH -o {folder}` makes it")
    rows = [row for row in pq.read_table(file).to_pylist() if row["layer"] in REAL and row["grade"] != "weak"]
    weights = learn(rows)
    about = {"labels": len(rows), "articles": len({row["article_id"] for row in rows}), "weights": weights}
    with whole_file(WEIGHTS) as out:
        out.write(json.dumps(about, indent=1) + "\n")
    sys.stderr.write(f"stance: {WEIGHTS}: learned from {len(rows)} labels\n")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except StanceError as error:
        sys.stderr.write(f"stance: {error}\n")
        sys.exit(error.exit_code)
