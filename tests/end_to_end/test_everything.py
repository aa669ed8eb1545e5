"""The main job from seeds to a served model, and the runs in a real browser on a real MLflow server."""

from __future__ import annotations

import json
import os
import shutil
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT, Stance
from tests.servers import free_port, running

TEXT = "“We have no plans to attack,” the minister said. “But if they cross the river, they will pay for it.”"


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory, store_template: Path) -> tuple[Stance, list[dict]]:
    """A project in which both models were trained on the seeds that ship, and what `stance train` printed."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "pyproject.toml").touch()
    shutil.copy(store_template / "mlflow.db", folder / "mlflow.db")
    stance = Stance(folder)
    stance("build", "--seeds", str(ROOT / "seeds"))
    configs = ("-c", "configs/tfidf-logreg.yaml", "-c", "configs/minilm-logreg.yaml")
    return stance, stance.rows("train", *configs)


def runs_of(rows: list[dict]) -> dict[str, str]:
    """Run ids by model."""
    return {row["model"]: row["run"] for row in rows}


def test_training_prints_one_table(trained: tuple[Stance, list[dict]]):
    _, rows = trained
    assert {(row["model"], row["split"]) for row in rows} == {
        (model, split) for model in ("tfidf-logreg", "minilm-logreg") for split in ("validation", "test")
    }
    # Far above what saying nothing, or everything, would reach.
    assert all(float(row["macro-F1"].split()[0]) > 0.4 for row in rows)


def test_a_run_holds_everything(trained: tuple[Stance, list[dict]]):
    stance, rows = trained
    import mlflow

    client = mlflow.MlflowClient(f"sqlite:///{stance.folder}/mlflow.db")
    run = client.get_run(runs_of(rows)["tfidf-logreg"])
    assert run.data.params["family"] == "tfidf-logreg"
    assert run.data.params["data.contrast"] == "True"
    wanted = {"test.macro_f1", "test.macro_f1_low", "test.denial.f1", "validation.ece", "test.hedge.average_precision"}
    assert wanted <= set(run.data.metrics)
    manifest = json.loads((stance.folder / "data/stance/manifest.json").read_text())
    assert run.inputs.dataset_inputs[0].dataset.digest == manifest["digest"]
    assert {a.path for a in client.list_artifacts(run.info.run_id)} >= {"predictions", "dataset"}


def test_the_newest_model_predicts_and_is_evaluated(trained: tuple[Stance, list[dict]]):
    stance, rows = trained
    (row,) = stance.rows("predict", TEXT)
    assert "warning" in row["scores"]
    run_id = runs_of(rows)["tfidf-logreg"]
    found = json.loads(stance("evaluate", run_id, "--split", "test", "--format", "json").stdout)
    printed = next(r for r in rows if r["run"] == run_id and r["split"] == "test")
    assert f"{found['macro_f1']['value']:.3f}" == printed["macro-F1"].split()[0]
    assert list(found)[:5] == ["model", "split", "n", "macro_f1", "micro_f1"]
    assert set(found["per_stance"]["denial"]) >= {"precision", "recall", "f1", "average_precision", "support"}


def test_training_again_gives_the_same_metrics(trained: tuple[Stance, list[dict]]):
    stance, rows = trained
    again = stance.rows("train", "-c", "configs/tfidf-logreg.yaml")
    before = [row for row in rows if row["model"] == "tfidf-logreg"]
    assert [{**row, "run": ""} for row in again] == [{**row, "run": ""} for row in before]


def test_the_logged_model_loads_and_is_served(trained: tuple[Stance, list[dict]]):
    stance, rows = trained
    import mlflow
    import pandas as pd

    store = f"sqlite:///{stance.folder}/mlflow.db"
    mlflow.set_tracking_uri(store)
    uri = f"runs:/{runs_of(rows)['minilm-logreg']}/model"
    loaded = mlflow.pyfunc.load_model(uri)
    table = pd.DataFrame({"text": ["“If they cross the river, they will pay for it.”"], "cue": ["said"]})
    answer = loaded.predict(table)
    assert list(answer.columns) == ["stances", "denial", "warning", "hedge"]
    served = _serve_and_ask(uri, stance.folder, store, table)
    assert served[0]["stances"] == answer["stances"][0]
    assert abs(served[0]["warning"] - answer["warning"][0]) < 1e-5


def _serve_and_ask(uri: str, folder: Path, store: str, table) -> list[dict]:
    port = free_port()
    words = [
        "mlflow",
        "models",
        "serve",
        "-m",
        uri,
        "--env-manager",
        "local",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    with running(words, folder, f"http://127.0.0.1:{port}/ping", MLFLOW_TRACKING_URI=store):
        body = json.dumps({"dataframe_split": table.to_dict(orient="split", index=False)}).encode()
        url = f"http://127.0.0.1:{port}/invocations"
        headers = {"Content-Type": "application/json"}
        with urllib.request.urlopen(urllib.request.Request(url, body, headers), timeout=60) as reply:
            answers = json.load(reply)["predictions"]
        bad = json.dumps({"dataframe_split": {"columns": ["cue"], "data": [["said"]]}}).encode()
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(urllib.request.Request(url, bad, headers), timeout=60)
        assert refused.value.code == 400
        assert "text" in refused.value.read().decode()
    return answers


@pytest.fixture
def browser() -> Iterator:
    """Headless Chromium, the system's own."""
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not chromium or not driver:
        pytest.skip("browser test left out: install chromium and chromium-driver (Debian: apt-get install)")
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    quiet = "headless no-sandbox disable-gpu disable-background-networking disable-sync no-first-run disable-quic"
    for flag in (*quiet.split(), "disable-component-update", "disable-dev-shm-usage", "window-size=1500,1000"):
        options.add_argument(f"--{flag}")
    found = webdriver.Chrome(options, webdriver.ChromeService(driver))
    yield found
    found.quit()


@pytest.mark.browser
def test_two_runs_are_compared_in_the_browser(trained: tuple[Stance, list[dict]], browser):
    stance, rows = trained
    port = free_port()
    runs = runs_of(rows)
    with running(["stance", "ui", "--port", str(port)], stance.folder, f"http://127.0.0.1:{port}/health"):
        experiment = _experiment(stance)
        base = f"http://127.0.0.1:{port}/#"
        browser.get(f"{base}/experiments/{experiment}/runs")
        listed = _page_with(browser, *runs)
        assert all(name in listed for name in runs)
        ids = json.dumps(list(runs.values())).replace(" ", "").replace('"', "%22")
        browser.get(f"{base}/compare-runs?runs={ids}&experiments=%5B%22{experiment}%22%5D")
        wanted = [_shown(stance, run_id) for run_id in runs.values()]
        _page_with(browser, "Metrics", *runs)
        # `STANCE_PICTURES=docs/images make test` renews the picture in the docs.
        if folder := os.environ.get("STANCE_PICTURES"):
            time.sleep(2)
            browser.save_screenshot(str(ROOT / folder / "compare-runs.png"))
        compared = _metrics_with(browser, "test.macro_f1", *wanted)
        assert "test.macro_f1" in compared
        for value in wanted:
            assert value in compared


def _experiment(stance: Stance) -> str:
    import mlflow

    client = mlflow.MlflowClient(f"sqlite:///{stance.folder}/mlflow.db")
    return client.get_experiment_by_name("stance").experiment_id


def _shown(stance: Stance, run_id: str) -> str:
    """The run's test.macro_f1 as the comparison shows it: three decimals."""
    import mlflow

    client = mlflow.MlflowClient(f"sqlite:///{stance.folder}/mlflow.db")
    return f"{client.get_run(run_id).data.metrics['test.macro_f1']:.3f}".rstrip("0")


SCROLL = """
for (const grid of document.querySelectorAll(".ReactVirtualized__Grid")) {
  grid.scrollIntoView({block: "center"});
  grid.scrollTop = arguments[0];
}
"""


def _metrics_with(browser, *words: str) -> str:
    """What the table of metrics shows where the words stand in it; it draws only the rows in view."""
    text = ""
    for top in range(0, 4000, 120):
        browser.execute_script(SCROLL, top)
        text = _page_with(browser, *words, timeout=0.6)
        if all(word in text for word in words):
            break
    return text


def _page_with(browser, *words: str, timeout: float = 60) -> str:
    """The text of the page once all the words stand in it (or when time is up)."""
    until = time.monotonic() + timeout
    text = ""
    while time.monotonic() < until:
        text = browser.find_element("tag name", "body").text
        if all(word in text for word in words):
            break
        time.sleep(0.2)
    return text
