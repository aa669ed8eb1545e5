"""An experiment: one question, several configurations, several seeds; resumable, with a page made from its results.

A YAML in `experiments/` says what is asked (`config`); each run's rows are chosen (`rows`), a model is trained
(`fitting`) and measured (`runner`), and what it leaves (`results`) becomes a page with a picture (`page`, `pictures`).
"""

from stance.experiments.runner import run_experiment, write_page

__all__ = ["run_experiment", "write_page"]
