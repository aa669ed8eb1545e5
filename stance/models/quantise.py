"""A trained transformer in eight bits: matrix products on integers, with ranges fixed once on training quotes.

Static quantisation (Jacob et al., 2018) of the weight matrices, a scale for each column, and of what goes into
them, a scale for each matrix; the rest stays fp32. The ranges do not depend on a batch, so a quote's answer does
not either. Rounding moves a score a little, so quotes whose score falls near a threshold are computed again in
fp32; how near is chosen on validation, and int8 is used only where it names the same stances on at least 99% of it.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeGuard, cast

import numpy as np
from numpy.typing import NDArray

from stance.models.adapter import INT8_WEIGHTS_FILE, AdapterScorer, forget_traces
from stance.models.calibration import Calibrator, logit
from stance.models.cascade import choose_margin
from stance.models.linear import sigmoid
from stance.models.model import Scorer, StanceModel
from stance.models.onnx import OnnxModel
from stance.models.stacked import StackedScorer
from stance.models.table import Table
from stance.models.transformer import GRAPH, INT8_GRAPH, TransformerScorer, segments

if TYPE_CHECKING:
    import onnx

Floats = NDArray[np.float64]

LEAST_AGREEMENT, WANTED_AGREEMENT = 0.99, 0.995
MOST_AGAIN = 0.35
"""With more quotes than that to compute twice, little is gained."""
CALIBRATION_QUOTES = 160
Exact = TransformerScorer | AdapterScorer | StackedScorer
_KINDS: dict[str, type[Exact]] = {kind.kind: kind for kind in (TransformerScorer, AdapterScorer, StackedScorer)}


class Int8Scorer:
    """A transformer in eight bits that asks the exact one about quotes whose score falls near a threshold."""

    kind = "int8"

    def __init__(self, quick: Exact, cuts: Sequence[float], margin: float) -> None:
        """Take the scorer in eight bits, the uncalibrated log-odds at which stances are named, and how near is near."""
        self.quick, self.cuts, self.margin = quick, list(cuts), margin
        self.exact = quick.exact()

    def predict_proba(self, table: Table) -> Floats:
        """Probabilities (n, 3) of denial, warning, hedge, uncalibrated."""
        p = self.quick.predict_proba(table)
        again = np.flatnonzero(distance(p, self.cuts) < self.margin)
        if len(again):
            p[again] = self.exact.predict_proba(table.take(again.tolist()))
        return p

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Those of the scorer in eight bits."""
        return self.quick.arrays()

    def settings(self) -> dict[str, Any]:
        """Those of the scorer in eight bits, the cuts and the margin."""
        return {"of": self.quick.kind, "transformer": self.quick.settings(), "cuts": self.cuts, "margin": self.margin}

    def files(self) -> dict[str, Path]:
        """Both graphs and the tokenizer."""
        return self.quick.files()

    @classmethod
    def restore(cls, settings: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]], folder: Path) -> Int8Scorer:
        """The scorer that a model's folder describes."""
        quick = _KINDS[settings["of"]].restore(settings["transformer"], arrays, folder)
        return cls(quick, settings["cuts"], settings["margin"])


def exact_of(scorer: Scorer) -> Scorer:
    """What a scorer in eight bits asks in fp32; any other scorer itself."""
    return scorer.exact if isinstance(scorer, Int8Scorer) else scorer


def distance(p: Floats, cuts: Sequence[float]) -> Floats:
    """How far the stance that is closest to its cut is from it, in log-odds, (n,)."""
    return np.asarray(np.abs(logit(p) - np.array(cuts)).min(1))


def cut_of(calibrator: Calibrator, threshold: float) -> float:
    """The uncalibrated log-odds from which the calibrated probability reaches a threshold."""
    grid = np.linspace(-12, 12, 24_001)
    reached = np.flatnonzero(calibrator(sigmoid(grid)) >= threshold)
    return float(grid[reached[0]]) if len(reached) else float(grid[-1])


def quantise(model: StanceModel, training: Table, validation: Table, say: Callable[[str], None]) -> None:
    """Let the model compute in eight bits where that keeps its stances; `about["int8"]` tells what it costs.

    Args:
        model: a calibrated model; its scorer is replaced where int8 holds.
        training: quotes that set the ranges; the first few that a fixed draw picks.
        validation: quotes on which both are compared.
        say: takes a line of progress.

    Raises:
        DependencyError: when `onnx` is not installed.
    """
    exact = model.scorer
    if not can_be_quantised(exact) or not len(validation):
        return
    say("quantising to int8")
    p = model.predict_proba(validation)
    quick = quantised(exact, training)
    raw = quick.predict_proba(validation)
    q = model.calibrate(raw)
    same = np.asarray((model.decide(p) == model.decide(q)).all(1))
    cuts = [cut_of(calibrator, t) for calibrator, t in zip(model.calibrators, model.thresholds, strict=True)]
    margin = choose_margin(distance(raw, cuts), same, WANTED_AGREEMENT)
    again = distance(raw, cuts) < margin
    agreement = float((same | again).mean())
    used = agreement >= LEAST_AGREEMENT and float(again.mean()) <= MOST_AGAIN
    model.about["int8"] = {
        "used": used,
        "quotes": len(validation),
        "agreement": round(agreement, 4),
        "computed_again": round(float(again.mean()), 4),
        "agreement_without": round(float(same.mean()), 4),
        "mean_difference": round(float(np.abs(p - q).mean()), 5),
        "largest_difference": round(float(np.abs(p - q).max()), 5),
    }
    if used:
        model.scorer = Int8Scorer(quick, cuts, margin)
    verdict = "used" if used else "not used"
    say(f"int8 with {again.mean():.0%} computed again: same stances on {agreement:.1%} of validation; {verdict}")


def can_be_quantised(scorer: Scorer) -> TypeGuard[Exact]:
    """Whether it is a transformer, by itself or stacked with the labelling functions."""
    return isinstance(scorer.inner if isinstance(scorer, StackedScorer) else scorer, (TransformerScorer, AdapterScorer))


def quantised(scorer: Exact, training: Table) -> Exact:
    """The scorer in eight bits, its ranges set by some of the training quotes."""
    if isinstance(scorer, StackedScorer):
        return scorer.around(quantised(cast(Exact, scorer.inner), training))
    rows = np.random.default_rng(0).permutation(len(training))[:CALIBRATION_QUOTES]
    calibration = training.take(rows.tolist())
    if isinstance(scorer, TransformerScorer):
        write_int8(scorer.folder / GRAPH, scorer.folder / INT8_GRAPH, inputs_of(scorer, calibration))
        return TransformerScorer(scorer.max_tokens, scorer.context_characters, scorer.folder, int8=True)
    merged = scorer.merged()
    graph = scorer.folder / INT8_GRAPH
    write_int8(merged.folder / GRAPH, graph, inputs_of(merged, calibration))
    layout, scales = _strip(graph, scorer.folder / GRAPH, scorer.settings()["layout"])
    return scorer.with_int8(layout, scales)


def inputs_of(scorer: TransformerScorer, table: Table) -> list[dict[str, NDArray[np.int64]]]:
    """What the graph reads of each quote, without padding, which would widen the ranges."""
    tokens = OnnxModel(scorer.folder, scorer.max_tokens).tokens(segments(table, scorer.context_characters))
    names = ("input_ids", "attention_mask", "token_type_ids")
    return [{name: np.array([row], np.int64) for name, row in zip(names, rows, strict=True)} for rows in tokens]


def write_int8(source: Path, target: Path, inputs: list[dict[str, NDArray[np.int64]]]) -> None:
    """Quantise the products with weight matrices; ranges are those met on `inputs`.

    Raises:
        DependencyError: when `onnx` is not installed.
    """
    import logging

    import onnx
    from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static

    class Reader(CalibrationDataReader):  # type: ignore[misc]
        def __init__(self) -> None:
            self.rows: Iterator[dict[str, Any]] = iter(inputs)

        def get_next(self) -> dict[str, Any] | None:
            return next(self.rows, None)

    graph = onnx.load(str(source), load_external_data=False).graph
    # The quantiser advises preprocessing that the exporter has done already.
    logging.disable(logging.WARNING)
    try:
        with tempfile.TemporaryDirectory(dir=target.parent) as folder:
            aside = Path(folder) / "graph.onnx"
            quantize_static(
                str(source),
                str(aside),
                Reader(),
                quant_format=QuantFormat.QDQ,
                per_channel=True,
                # Where the processor has no VNNI, sums of full eight-bit products overflow sixteen bits.
                reduce_range=True,
                activation_type=QuantType.QUInt8,
                weight_type=QuantType.QInt8,
                op_types_to_quantize=["MatMul"],
                nodes_to_quantize=_weight_products(graph),
                extra_options={"OpTypesToExcludeOutputQuantization": ["MatMul"], "MatMulConstBOnly": True},
            )
            os.replace(aside, target)
    finally:
        logging.disable(logging.NOTSET)


def _weight_products(graph: onnx.GraphProto) -> list[str]:
    """The nodes that multiply by a weight matrix; the head at the end is small and stays exact."""
    weights = {tensor.name for tensor in graph.initializer}
    return [node.name for node in graph.node if node.op_type == "MatMul" and node.input[1] in weights]


def _strip(
    file: Path, exact: Path, layout: list[dict[str, Any]]
) -> tuple[list[dict[str, Any]], dict[str, NDArray[np.float32]]]:
    """Take the weights out of an int8 graph, as `adapter.strip_weights` does for the exact one.

    Returns:
        The layout of the weights' file, and the scales of each quantised matrix by the name the layout gives them.
    """
    import onnx
    from onnx.external_data_helper import set_external_data

    by_offset = {entry["offset"]: entry for entry in layout}
    outside = {
        tensor.name: by_offset[int(next(e.value for e in tensor.external_data if e.key == "offset"))]
        for tensor in onnx.load(str(exact), load_external_data=False).graph.initializer
        if tensor.data_location == onnx.TensorProto.EXTERNAL
    }
    graph = onnx.load(str(file))
    arrays = {tensor.name: tensor for tensor in graph.graph.initializer}
    found: list[dict[str, Any]] = []
    scales: dict[str, NDArray[np.float32]] = {}
    offset = 0
    for name, tensor in arrays.items():
        plain = name.removesuffix("_quantized")
        if plain not in outside:
            continue
        entry = {**outside[plain], "offset": offset}
        if plain != name:
            entry["scale"] = f"int8.{len(scales)}"
            scales[entry["scale"]] = onnx.numpy_helper.to_array(arrays[f"{plain}_scale"])
        size = onnx.numpy_helper.to_array(tensor).nbytes
        set_external_data(tensor, INT8_WEIGHTS_FILE, offset=offset, length=size)
        tensor.ClearField("raw_data")
        tensor.data_location = onnx.TensorProto.EXTERNAL
        found.append(entry)
        offset += -(-size // 4096) * 4096
    forget_traces(graph)
    file.write_bytes(graph.SerializeToString())
    return json.loads(json.dumps(found)), scales
