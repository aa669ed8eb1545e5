"""What a run leaves: figures and predictions by id in `results/NAME/RUN-SEED.json`, the labels once in `results/`.

No text goes into these files, so that they can be published with the table that is made from them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import ValidationError

from stance.errors import InputError
from stance.evaluation.compare import Comparison, compare, holm
from stance.evaluation.evaluate import Evaluation
from stance.evaluation.metrics import Interval, Judged
from stance.files import locked, make_folder, whole_file
from stance.models.config import ModelConfig

Result = dict[str, Any]
Truth = dict[str, dict[str, tuple[str, str]]]
"""Split → id of the quote → its article, and its stances as `010`."""
REPLICATES = 2000


def figures(found: Evaluation, name: str) -> dict[str, Any]:
    """The metrics of one split, and the scores and stances of every quote by its id."""
    metrics = found.to_dict(name)
    metrics["slices"] = [one for one in metrics["slices"] if one["by"] == "stratum"]
    return {
        "metrics": metrics,
        "ids": found.ids,
        "scores": found.judged.p.round(4).tolist(),
        "named": ["".join(map(str, row)) for row in found.judged.decided.astype(int).tolist()],
    }


def keep_truth(file: Path, found: Sequence[Evaluation]) -> None:
    """Add the labels of the judged quotes to the file that holds them for all experiments on one dataset."""
    make_folder(file.parent)
    with locked(file.parent):
        _add_truth(file, found)


def _add_truth(file: Path, found: Sequence[Evaluation]) -> None:
    truth = read_truth(file)
    before = json.dumps(truth)
    for one in found:
        rows = zip(one.ids, one.judged.groups, one.judged.y.astype(int).tolist(), strict=True)
        truth.setdefault(one.split, {}).update({i: (group, "".join(map(str, y))) for i, group, y in rows})
    ordered = {split: dict(sorted(rows.items())) for split, rows in sorted(truth.items())}
    if json.dumps(ordered) != before:
        with whole_file(file) as out:
            json.dump(ordered, out, ensure_ascii=False, indent=0)


def read_truth(file: Path) -> Truth:
    """The labels of judged quotes; nothing where there is no such file yet.

    Raises:
        InputError: when it cannot be read.
    """
    if not file.is_file():
        return {}
    found = _read(file)
    return {split: {i: (row[0], row[1]) for i, row in rows.items()} for split, rows in found.items()}


@dataclass(frozen=True, slots=True)
class Made:
    """What a result is of.

    Attributes:
        data: the dataset's digest.
        config: of the model.
        setting: what else the run asks for.
        measured: on what rows, and validated on how many.
        others: the configurations of the models that are trained for this one.
    """

    data: str
    config: ModelConfig
    setting: Mapping[str, Any]
    measured: Mapping[str, Any]
    others: Sequence[ModelConfig] = ()

    def stale(self, result: Result) -> str | None:
        """Why a result is not of this, in words; None where it is."""
        if result["data"] != self.data:
            return f"made from dataset {result['data']}, this one is {self.data}"
        if not same_config(self.config, result.get("config", {})):
            return "made by another configuration than the one that the experiment names now"
        if {**result.get("setting", {}), **_NAMES} != {**self.setting, **_NAMES}:
            return "made with other settings of the run, or by another pretrained model"
        if result.get("measured") != self.measured:
            return "measured on other splits or rows, or validated on others"
        others = result.get("others", [])
        if len(others) != len(self.others) or not all(map(same_config, self.others, others)):
            return "made with other configurations of the models that are trained for it"
        return None


_NAMES = dict.fromkeys(("name", "config", "changes", "seeds", "against", "line"))
"""What a run is called and shown beside, and what its configuration says already."""


def same_config(config: ModelConfig, stored: Mapping[str, Any]) -> bool:
    """Whether a stored configuration, with the defaults of keys that it is too old to have, is this one."""
    try:
        return type(config).model_validate({**stored, "name": config.name}) == config
    except ValidationError:
        return False


def is_done(file: Path, made: Made) -> bool:
    """Whether a run has left its result.

    Raises:
        InputError: when it is of another dataset, configuration or setting, or cannot be read.
    """
    if not file.is_file():
        return False
    why = made.stale(_read_result(file))
    if why:
        raise InputError(f"{file}: {why}; --redo runs what is out of date again")
    return True


def forget_stale(folder: Path, digest: str, wanted: Mapping[Path, Made]) -> None:
    """Remove the results that are of something else than is wanted, or of no run and another dataset.

    Raises:
        InputError: when one cannot be read.
    """
    for file in folder.glob("*.json"):
        result = _read_result(file)
        if result["data"] != digest or (file in wanted and wanted[file].stale(result)):
            file.unlink()


def read_results(folder: Path) -> list[Result]:
    """The results of an experiment, in the order of their names.

    Raises:
        InputError: when one cannot be read, or they were made from different datasets.
    """
    found = [_read_result(file, ("data", "run", "seed", "splits")) for file in sorted(folder.glob("*.json"))]
    if len({result["data"] for result in found}) > 1:
        raise InputError(f"{folder}: results of different datasets; remove those that are to run again")
    return found


def _read_result(file: Path, keys: Sequence[str] = ("data",)) -> Result:
    result = _read(file)
    missing = [key for key in keys if key not in result]
    if missing:
        raise InputError(f"{file}: no result of a run (no `{missing[0]}`); remove it to run again")
    return result


def _read(file: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(file.read_text(encoding="utf-8")))
    except (ValueError, TypeError) as error:
        raise InputError(f"{file}: broken result ({error}); remove it to run again") from None


def pooled(results: Sequence[Result], seeds: Sequence[int], split: str, truth: Truth) -> Judged:
    """The answers of a run, one seed after another; a run with a single seed stands for each.

    Raises:
        InputError: when the label of a quote is missing.
    """
    by_seed = {result["seed"]: result for result in results}
    chosen = [by_seed.get(seed, results[0])["splits"][split] for seed in seeds]
    ids = [i for one in chosen for i in one["ids"]]
    missing = next((i for i in ids if i not in truth.get(split, {})), None)
    if missing:
        run = results[0]["run"]
        raise InputError(
            f"{run}: results/labels-….json has no label of {missing} ({split}); remove the result, run again"
        )
    return Judged(
        np.array([list(truth[split][i][1]) for i in ids], int),
        np.array([list(row) for one in chosen for row in one["named"]], int),
        np.array([row for one in chosen for row in one["scores"]], float),
        [truth[split][i][0] for i in ids],
    )


def compared(
    by_run: Mapping[str, Sequence[Result]], opponents: Mapping[str, str], split: str, truth: Truth
) -> dict[str, Comparison]:
    """Each run less its opponent, on the same quotes and seeds; p corrected for all of them."""
    found: dict[str, Comparison] = {}
    for name, other in opponents.items():
        own, base = ([r for r in by_run.get(run, ()) if split in r["splits"]] for run in (name, other))
        if own and base:
            seeds = _seeds_of_both(own, base)
            if not seeds:
                continue
            answers = {name: pooled(own, seeds, split, truth), other: pooled(base, seeds, split, truth)}
            found[name] = compare(answers, replicates=REPLICATES)[0]
    corrected = holm([one.p for one in found.values()])
    return {name: replace(one, p_holm=p) for (name, one), p in zip(found.items(), corrected, strict=True)}


def _seeds_of_both(own: Sequence[Result], base: Sequence[Result]) -> list[int]:
    """The seeds on which two runs are compared: common ones; where one has a single seed, all of the other's."""
    if min(len(own), len(base)) == 1:
        return [result["seed"] for result in max(own, base, key=len)]
    common = {result["seed"] for result in base}
    return [result["seed"] for result in own if result["seed"] in common]


def over_seeds(values: Sequence[float]) -> Interval | None:
    """Mean and 95% interval by Student's t of the runs of several seeds; None where there is only one."""
    if len(values) < 2:
        return None
    from scipy.stats import t

    mean, error = float(np.mean(values)), float(np.std(values, ddof=1) / np.sqrt(len(values)))
    half = float(t.ppf(0.975, len(values) - 1)) * error
    return Interval(mean, mean - half, mean + half)
