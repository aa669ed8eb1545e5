"""Seeds and real labels → a DatasetDict in Parquet, its card and its manifest. Same inputs, same bytes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stance.articles import Reject
from stance.dataset.card import card_of
from stance.dataset.config import DatasetConfig
from stance.dataset.duplicates import drop_copies
from stance.dataset.examples import Example, real_examples, seed_examples
from stance.dataset.real import CORPORA, RealQuote, read_real_labels, sha_of
from stance.dataset.seeds import REAL, Seeds, read_seeds
from stance.dataset.splits import PRIORITY, SPLITS
from stance.dataset.syndicated import Labelled, without_copied_articles
from stance.dataset.weak import weak_examples
from stance.errors import InputError, first_line
from stance.files import write_folder

if TYPE_CHECKING:
    from datasets import Dataset, DatasetDict

MANIFEST = "manifest.json"
CARD = "README.md"
_WHOLE_NUMBERS = ("denial", "warning", "hedge")


@dataclass(slots=True)
class Built:
    """What `build` made: the folder, the manifest, and the inputs that could not be used."""

    folder: Path
    manifest: dict[str, Any]
    rejects: list[Reject] = field(default_factory=list)


def build(seeds_folder: Path, output: Path, config: DatasetConfig, real: Mapping[str, Path] | None = None) -> Built:
    """Build the labelled dataset and write it to `output`, whole or not at all.

    Raises:
        InputError: when nothing can be made of the inputs.
    """
    seeds = read_seeds(seeds_folder)
    examples = list(seed_examples(seeds, config))
    if config.weak:
        examples.extend(weak_examples(seeds, config))
    files, rejects = list(seeds.files), list(seeds.rejects)
    labelled: list[Labelled] = []
    for name, path in sorted((real or {}).items()):
        quotes, bad, sources = _real_quotes(seeds_folder / REAL, name, path)
        labelled.extend(quotes)
        rejects.extend(bad)
        files.extend(file for file in sources if file not in files)
    labelled, copied = without_copied_articles(labelled)
    examples.extend(real_examples(labelled, config))
    kept, copies = drop_copies(_ordered(examples), config.near_duplicates)
    all_kept, kept = kept, _only_gold_judges(kept)
    without_gold = len(all_kept) - len(kept)
    if not any(example.split == "train" for example in kept):
        why = f"; {without_gold} have no gold and fell to a test set" if without_gold else ""
        raise InputError(
            f"{seeds_folder}: no labelled quote to train on{why}; see docs/codebook.md and `stance import`"
        )
    manifest = _manifest(seeds_folder, files, config, kept, copies, seeds)
    manifest["copied_articles_left_out"] = copied
    manifest["without_gold_left_out"] = without_gold
    write_folder(output, lambda folder: _write(folder, kept, manifest))
    return Built(output, manifest, rejects)


def _real_quotes(folder: Path, name: str, path: Path) -> tuple[list[tuple[RealQuote, str]], list[Reject], list[Path]]:
    labelled, rejects, files = read_real_labels(folder, name)
    corpus = CORPORA[name](path)
    found: list[tuple[RealQuote, str]] = []
    for quote in labelled:
        try:
            text = corpus.text(quote)
        except InputError as error:
            rejects.append(Reject(str(path), None, str(error)))
            continue
        if sha_of(text, quote.spans) == quote.sha:
            found.append((quote, text))
        else:
            rejects.append(Reject(str(path), None, f"{quote.doc} {list(quote.spans)}: another text than was labelled"))
    return found, rejects, files


def _ordered(examples: Iterable[Example]) -> list[Example]:
    return sorted(examples, key=lambda e: (PRIORITY.index(e.split), e.layer, e.article_id, e.id))


def _only_gold_judges(examples: Iterable[Example]) -> list[Example]:
    """Test, development and report sets count gold that is not disputed; the rest teaches nothing there."""
    judges = ("test", "development", "report")
    return [e for e in examples if e.split not in judges or (e.grade == "gold" and not e.disputed)]


def table_of(examples: Sequence[Example]) -> Any:
    """A pyarrow table with one row an example; the split is no column of it."""
    import pyarrow as pa

    types = {"str": pa.string(), "int": pa.int8(), "bool": pa.bool_(), "float": pa.float32()}
    columns = [f for f in fields(Example) if f.name != "split"]
    schema = pa.schema([(f.name, types[str(f.type)]) for f in columns])
    return pa.table({f.name: [getattr(e, f.name) for e in examples] for f in columns}, schema=schema)


def _write(folder: Path, examples: Sequence[Example], manifest: dict[str, Any]) -> None:
    from datasets import Dataset, disable_progress_bars

    disable_progress_bars()
    hashes = {}
    for split in [name for name in PRIORITY[::-1] if any(e.split == name for e in examples)]:
        file = folder / f"{split}.parquet"
        rows = table_of([e for e in examples if e.split == split])
        Dataset(rows).to_parquet(file)
        hashes[split] = hashlib.sha256(file.read_bytes()).hexdigest()
    manifest["files"] = hashes
    manifest["digest"] = hashlib.sha256(json.dumps(hashes, sort_keys=True).encode()).hexdigest()[:16]
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    (folder / CARD).write_text(card_of(examples, manifest), encoding="utf-8")


def _manifest(
    seeds_folder: Path,
    files: Iterable[Path],
    config: DatasetConfig,
    kept: Sequence[Example],
    copies: Sequence[Example],
    seeds: Seeds,
) -> dict[str, Any]:
    inputs = {
        file.relative_to(seeds_folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(files)
    }
    return {
        "made_by": {
            "stance": version("stance-quotes"),
            "datasets": version("datasets"),
            "pyarrow": version("pyarrow"),
        },
        "config": config.model_dump(),
        "articles": len(seeds.articles),
        "counts": {name: counts_of([e for e in kept if e.split == name]) for name in _splits_in(kept)},
        "copies_left_out": len(copies),
        "inputs": inputs,
    }


def _splits_in(examples: Sequence[Example]) -> list[str]:
    return [name for name in (*SPLITS, "development", "report") if any(e.split == name for e in examples)]


def counts_of(examples: Sequence[Example]) -> dict[str, int]:
    """How many articles, quotes and quotes of each stance, and how many with two stances or more."""
    return {
        "articles": len({e.article_id for e in examples if not e.contrast}),
        "quotes": len(examples),
        **{name: sum(getattr(e, name) for e in examples) for name in _WHOLE_NUMBERS},
        "two or more": sum(sum(e.stances) > 1 for e in examples),
        "gold": sum(e.grade == "gold" for e in examples),
        "contrast": sum(e.contrast for e in examples),
    }


def load(folder: Path) -> DatasetDict:
    """The dataset in a folder that `build` wrote.

    Raises:
        InputError: when there is none, or it is damaged.
    """
    manifest_of(folder)
    from datasets import DatasetDict

    names = [name for name in (*SPLITS, "development", "report") if (folder / f"{name}.parquet").is_file()]
    return DatasetDict({name: _split(folder / f"{name}.parquet") for name in names})


def _split(file: Path) -> Dataset:
    import pyarrow as pa
    import pyarrow.parquet as pq
    from datasets import Dataset

    try:
        # Read by pyarrow, not by `load_dataset`, which would copy everything into a cache first.
        return Dataset(pq.read_table(file))
    except (pa.ArrowException, OSError) as error:
        raise InputError(f"{file}: damaged ({first_line(error)}); `stance build` makes it again") from None


def manifest_of(folder: Path) -> dict[str, Any]:
    """The manifest of a built dataset.

    Raises:
        InputError: when there is none, or it is damaged.
    """
    file = folder / MANIFEST
    if not file.is_file():
        raise InputError(f"{folder}: no dataset here; `stance build -o {folder}` makes it")
    try:
        return dict(json.loads(file.read_text(encoding="utf-8")))
    except (ValueError, TypeError) as error:
        raise InputError(f"{file}: damaged ({first_line(error)}); `stance build` makes it again") from None
