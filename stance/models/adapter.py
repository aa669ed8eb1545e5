"""A fine-tuned model as a small addition to a public encoder: low-rank adapters, a head, and a graph without weights.

The folder holds a few megabytes. When the model is first used, the adapters are added into the encoder's
weights and laid out beside the graph in the user's cache, by numpy alone: no torch is needed to predict.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from stance.errors import ModelError
from stance.files import write_folder
from stance.models.encoder import cache_folder, find_encoder
from stance.models.table import Table
from stance.models.transformer import GRAPH, INT8_GRAPH, TOKENIZER, TransformerScorer

if TYPE_CHECKING:
    from stance.models.net import StanceNet

Floats = NDArray[np.float64]
Arrays = dict[str, NDArray[Any]]
WEIGHTS_FILE, INT8_WEIGHTS_FILE = "weights.bin", "weights.int8.bin"
DOWN, UP = ".down", ".up"


class AdapterScorer:
    """Adapters over a public encoder; merged once into the cache, then run like any exported transformer."""

    kind = "adapter"

    def __init__(self, settings: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]], folder: Path) -> None:
        """Take the layout and token limits, the low-rank arrays with the head, and the folder with the graph."""
        self._settings, self._arrays, self.folder = dict(settings), dict(arrays), folder
        self._merged: TransformerScorer | None = None

    def predict_proba(self, table: Table) -> Floats:
        """Probabilities (n, 3) of denial, warning, hedge, uncalibrated."""
        return self.merged().predict_proba(table)

    def merged(self) -> TransformerScorer:
        """The merged model, opened when first needed."""
        if self._merged is None:
            tokens, characters = self._settings["max_tokens"], self._settings["context_characters"]
            self._merged = TransformerScorer(tokens, characters, self.merged_folder(), self._graph() == INT8_GRAPH)
        return self._merged

    def _graph(self) -> str:
        return INT8_GRAPH if "int8_layout" in self._settings else GRAPH

    def with_int8(self, layout: list[dict[str, Any]], scales: Arrays) -> AdapterScorer:
        """The same model, whose matrices are rounded to eight bits when they are merged."""
        return AdapterScorer({**self._settings, "int8_layout": layout}, {**self._arrays, **scales}, self.folder)

    def _weights_file(self) -> str:
        return INT8_WEIGHTS_FILE if "int8_layout" in self._settings else WEIGHTS_FILE

    def exact(self) -> AdapterScorer:
        """The same model in fp32."""
        settings = {key: value for key, value in self._settings.items() if key != "int8_layout"}
        arrays = {name: array for name, array in self._arrays.items() if not name.startswith("int8.")}
        return AdapterScorer(settings, arrays, self.folder)

    def merged_folder(self) -> Path:
        """The folder of the merged model in the user's cache, made when it is not there yet.

        Raises:
            ModelError: when the encoder is not on this machine.
        """
        folder = self.merged_path()
        if not self._is_merged(folder):
            source = find_encoder(self._settings["encoder"])
            write_folder(folder, lambda aside: self._merge(source, aside), keep=self._is_merged)
        return folder

    def _is_merged(self, folder: Path) -> bool:
        return all((folder / name).is_file() for name in (self._graph(), self._weights_file(), TOKENIZER))

    def merged_path(self) -> Path:
        """Where the merged model lies once it is made."""
        return cache_folder() / "merged" / self._fingerprint()

    def _fingerprint(self) -> str:
        whole = hashlib.sha256(json.dumps(self._settings, sort_keys=True).encode())
        for name in sorted(self._arrays):
            whole.update(name.encode() + np.ascontiguousarray(self._arrays[name]).tobytes())
        return whole.hexdigest()[:16]

    def _merge(self, source: Path, folder: Path) -> None:
        import shutil

        from safetensors.numpy import load_file

        weights = load_file(source / "model.safetensors")
        int8 = self._settings.get("int8_layout")
        with (folder / self._weights_file()).open("wb") as out:
            for entry in int8 or self._settings["layout"]:
                array = self._parameter(entry["parameter"], weights)
                array = np.ascontiguousarray(array.T if entry["transposed"] else array, np.float32)
                if "scale" in entry:
                    array = np.rint(array / self._arrays[entry["scale"]]).clip(-127, 127).astype(np.int8)
                out.seek(entry["offset"])
                out.write(array.tobytes())
        shutil.copyfile(self.folder / self._graph(), folder / self._graph())
        # The encoder's own tokenizer: the model's folder need not hold it once more.
        shutil.copyfile(source / TOKENIZER, folder / TOKENIZER)

    def _parameter(self, name: str, weights: Mapping[str, NDArray[Any]]) -> NDArray[Any]:
        if name.startswith("head."):
            return self._arrays[name]
        plain = name.removeprefix("encoder.")
        if plain not in weights:
            raise ModelError(f"the encoder has no weights called `{plain}`; the model was made for another one")
        if plain in self._arrays:
            return self._arrays[plain]
        base, module = weights[plain], plain.removesuffix(".weight")
        if module + DOWN not in self._arrays:
            return base
        down, up = (self._arrays[module + end].astype(np.float32) for end in (DOWN, UP))
        return np.asarray(base + self._settings["scaling"] * (up @ down))

    def arrays(self) -> Arrays:
        """Adapters in half precision, the head in full."""
        return self._arrays

    def settings(self) -> dict[str, Any]:
        """What `storage` writes as JSON."""
        return self._settings

    def files(self) -> dict[str, Path]:
        """The graph without weights, in eight bits too where that is used; the tokenizer is the encoder's own."""
        return {name: self.folder / name for name in dict.fromkeys((GRAPH, self._graph()))}

    @classmethod
    def restore(cls, settings: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]], folder: Path) -> AdapterScorer:
        """The scorer that a model's folder describes."""
        return cls(settings, arrays, folder)


def adapters_of(net: StanceNet) -> tuple[Arrays, float]:
    """The low-rank arrays (half precision) and the head of a net trained with adapters, and their scaling."""
    arrays: Arrays = {
        "head.weight": net.head.weight.detach().numpy().copy(),
        "head.bias": net.head.bias.detach().numpy().copy(),
    }
    scaling = 1.0
    for name, module in net.encoder.named_modules():
        if hasattr(module, "lora_A") and len(module.lora_A):
            (key,) = module.lora_A.keys()
            arrays[name + DOWN] = module.lora_A[key].weight.detach().numpy().astype(np.float16)
            arrays[name + UP] = module.lora_B[key].weight.detach().numpy().astype(np.float16)
            scaling = float(module.scaling[key])
    return arrays, scaling


def low_rank_change(net: StanceNet, source: Path, rank: int) -> Arrays:
    """What fine-tuning changed, in little room: each matrix's change by its largest singular values.

    The best approximation of a rank (Eckart and Young, 1936); biases and norms are kept whole, in half
    precision like the rest. The embeddings must have been frozen.
    """
    from safetensors.numpy import load_file

    before = load_file(source / "model.safetensors")
    arrays: Arrays = {f"head.{name}": value.detach().numpy().copy() for name, value in net.head.named_parameters()}
    for name, value in net.encoder.named_parameters():
        change = value.detach().numpy() - before[name]
        if not change.any():
            continue
        if change.ndim == 1:
            arrays[name] = value.detach().numpy().astype(np.float16)
            continue
        arrays |= _factors(name.removesuffix(".weight"), change, rank)
    return arrays


def _factors(module: str, change: NDArray[Any], rank: int) -> Arrays:
    """A matrix's change as the two low-rank arrays of its module, in half precision."""
    left, sizes, right = np.linalg.svd(change, full_matrices=False)
    root = np.sqrt(sizes[:rank])
    return {
        module + UP: (left[:, :rank] * root).astype(np.float16),
        module + DOWN: (root[:, None] * right[:rank]).astype(np.float16),
    }


def strip_weights(file: Path, parameters: Mapping[str, NDArray[Any]]) -> list[dict[str, Any]]:
    """Take the net's parameters out of an exported graph, so that it refers to `weights.bin` instead.

    Args:
        file: the graph, rewritten in place.
        parameters: the net's parameters by name, as exported.

    Returns:
        The layout of `weights.bin`: parameter, whether it lies transposed, and its offset in bytes.
    """
    import onnx
    from onnx.external_data_helper import set_external_data

    graph = onnx.load(str(file))
    by_content = {_content(a): (name, False) for name, a in parameters.items() if a.ndim == 2}
    by_content = {_content(a.T): (name, True) for name, a in parameters.items() if a.ndim == 2} | by_content
    by_content |= {_content(a): (name, False) for name, a in parameters.items() if a.ndim == 1}
    layout: list[dict[str, Any]] = []
    offset = 0
    for tensor in graph.graph.initializer:
        array = onnx.numpy_helper.to_array(tensor)
        found = by_content.get(_content(array)) if array.size > 1 else None
        if found is None:
            continue
        layout.append({"parameter": found[0], "transposed": found[1], "offset": offset})
        set_external_data(tensor, WEIGHTS_FILE, offset=offset, length=array.nbytes)
        tensor.ClearField("raw_data")
        tensor.data_location = onnx.TensorProto.EXTERNAL
        # Aligned to pages, so that ONNX Runtime can map the file instead of reading it.
        offset += -(-array.nbytes // 4096) * 4096
    forget_traces(graph)
    file.write_bytes(graph.SerializeToString())
    return layout


def forget_traces(graph: Any) -> None:
    """Drop what the exporter notes of the code that it followed: a user has no use for our paths."""
    for item in (graph, graph.graph, *graph.graph.node, *graph.graph.value_info, *graph.graph.initializer):
        item.ClearField("metadata_props")
        item.ClearField("doc_string")


def _content(array: NDArray[Any]) -> tuple[tuple[int, ...], bytes]:
    return array.shape, hashlib.sha256(np.ascontiguousarray(array, np.float32).tobytes()).digest()


def start_from(net: StanceNet, scorer: AdapterScorer) -> None:
    """Set a plain net, or one with adapters of its own, to what a shipped model has learned."""
    import torch

    arrays, scaling = scorer.arrays(), scorer.settings()["scaling"]
    wide = {name: torch.tensor(array.astype(np.float32)) for name, array in arrays.items()}
    with torch.no_grad():
        net.head.weight.copy_(wide["head.weight"])
        net.head.bias.copy_(wide["head.bias"])
        for name, value in net.encoder.named_parameters():
            plain = name.replace(".base_layer.", ".")
            module = plain.removesuffix(".weight")
            if plain in wide:
                value.copy_(wide[plain])
            elif plain.endswith(".weight") and module + DOWN in wide:
                value += scaling * (wide[module + UP] @ wide[module + DOWN])
