"""A training as an MLflow run: parameters, the dataset, metrics, predictions, and a model that can be served."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stance.errors import ModelError, first_line
from stance.evaluation.evaluate import Evaluation, slice_rows
from stance.evaluation.metrics import flatten
from stance.files import write_folder
from stance.labels.types import STANCES
from stance.models.locate import NEWEST, point
from stance.models.model import StanceModel
from stance.models.storage import MANIFEST, save
from stance.project import models_folder
from stance.tracking.store import open_store

if TYPE_CHECKING:
    from datasets import DatasetDict


@contextmanager
def run(name: str, tags: Mapping[str, str] | None = None, *, nested: bool = False) -> Iterator[str]:
    """An MLflow run in the experiment `stance`; yields its id. An error or Ctrl-C marks it failed or killed."""
    mlflow = open_store()
    with mlflow.start_run(run_name=name, tags={**_where(), **(tags or {})}, nested=nested) as active:
        yield active.info.run_id


def _where() -> dict[str, str]:
    """The git commit, under MLflow's own name for it, and whether the tree had changes."""
    folder = Path(__file__).resolve().parents[2]

    def git(*words: str) -> str:
        try:
            found = subprocess.run(["git", "-C", str(folder), *words], capture_output=True, text=True, timeout=10)
        except (OSError, subprocess.TimeoutExpired):
            return ""
        return found.stdout.strip() if found.returncode == 0 else ""

    commit = git("rev-parse", "HEAD")
    return (
        {
            "mlflow.source.git.commit": commit,
            "git.dirty": str(bool(git("status", "--porcelain", "-uno"))).lower(),
        }
        if commit
        else {}
    )


def log_parameters(config: Mapping[str, Any]) -> None:
    """The configuration, nested keys joined by a dot."""
    open_store().log_params(dict(_flat(config)))


def _flat(values: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in values.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def log_dataset(data: DatasetDict, manifest: Mapping[str, Any]) -> None:
    """The training split as the run's input, under the manifest's digest."""
    mlflow = open_store()
    # MLflow's own digest sees the first 10,000 rows and not every column; the manifest's sees all.
    source = mlflow.data.from_huggingface(data["train"], path="parquet", name="stance", digest=manifest["digest"])
    mlflow.log_input(source, context="training")
    mlflow.log_dict(dict(manifest), "dataset/manifest.json")


def log_curve(curve: Sequence[Mapping[str, float]]) -> None:
    """The learning curve: a step an epoch."""
    mlflow = open_store()
    for row in curve:
        values = {f"curve.{name}": value for name, value in row.items() if name != "epoch"}
        mlflow.log_metrics(values, step=round(row["epoch"]))


def log_evaluation(found: Evaluation) -> None:
    """Metrics in one batch, and the predictions and the slices as tables."""
    mlflow = open_store()
    metrics: dict[str, float] = {}
    flatten(found.metrics, found.split, lambda name, value: metrics.__setitem__(name, value))
    if found.contrast.n:
        flatten({"contrast_pairs_right": found.contrast.both_right}, found.split, metrics.__setitem__)
    mlflow.log_metrics(metrics)
    mlflow.log_table(_columns(slice_rows(found)), f"slices/{found.split}.json")
    judged = found.judged
    table: dict[str, Sequence[Any]] = {"id": found.ids, "article_id": list(judged.groups)}
    for i, stance in enumerate(STANCES):
        table[stance] = judged.y[:, i].tolist()
        table[f"{stance}_score"] = judged.p[:, i].round(6).tolist()
        table[f"{stance}_predicted"] = judged.decided[:, i].tolist()
    mlflow.log_table(table, f"predictions/{found.split}.json")


def _columns(rows: Sequence[Mapping[str, str]]) -> dict[str, list[str]]:
    return {name: [row[name] for row in rows] for name in (rows[0] if rows else ())}


def log_report(pictures: Mapping[str, bytes], html: str) -> None:
    """Pictures as `plots/NAME.png` and the report as `report.html`."""
    mlflow = open_store()
    with tempfile.TemporaryDirectory() as folder:
        plots = Path(folder) / "plots"
        plots.mkdir()
        for name, data in pictures.items():
            (plots / f"{name}.png").write_bytes(data)
        (Path(folder) / "report.html").write_text(html, encoding="utf-8")
        mlflow.log_artifacts(folder)


def keep_model(model: StanceModel, run_id: str) -> Path:
    """Save the model as a plain folder named by its run, and let `newest` point to it."""
    folder = models_folder() / run_id
    save(model, folder)
    point(NEWEST, folder)
    return folder


def fetch_model(uri: str) -> Path:
    """The folder of a model that MLflow holds: a run's id, `runs:/…` or `models:/…`; a run's is downloaded once.

    Raises:
        ModelError: when MLflow has no such model.
    """
    full = uri if ":/" in uri else f"runs:/{uri}/model"
    target = models_folder() / ".fetched" / full.replace("/", "_").replace(":", "")
    kept = _fetched(target)
    # A run's model stays what it is; an alias such as models:/stance@champion may have moved since.
    if kept is None or not full.startswith("runs:/"):
        _download(uri, full, target)
        kept = _fetched(target)
    if kept is None:
        raise ModelError(f"{uri}: was not logged by stance, or its files are gone from MLflow")
    return kept


def _fetched(folder: Path) -> Path | None:
    """The model in what was downloaded; the code that travels with a model is none."""
    found = (file.parent for file in folder.rglob(MANIFEST) if "code" not in file.relative_to(folder).parts)
    # A cascade or an ensemble holds further models.
    return min(found, key=lambda path: len(path.parts), default=None)


def _download(uri: str, full: str, target: Path) -> None:
    download = open_store().artifacts.download_artifacts
    try:
        # Aside: a download that breaks off leaves what was there.
        write_folder(target, lambda aside: download(artifact_uri=full, dst_path=str(aside)))
    except Exception as error:  # MLflow raises its own, OSError, and those of its stores.
        raise ModelError(f"{uri}: MLflow has no such model ({first_line(error)})") from error
