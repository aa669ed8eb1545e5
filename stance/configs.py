"""YAML configurations: found, read and validated; an unknown key is refused with the nearest right one named."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from stance.errors import ConfigError
from stance.resources import resource


class Config(BaseModel):
    """Base of every configuration: frozen, and no key but those it names."""

    model_config = ConfigDict(extra="forbid", frozen=True, protected_namespaces=())


AnyConfig = TypeVar("AnyConfig", bound=Config)


def find_config(name: str | Path) -> Path:
    """The file of a configuration: a path, or the name of one that ships (`tfidf-logreg`).

    Raises:
        ConfigError: when there is no such file; the message lists those that ship.
    """
    path = Path(name)
    if path.is_file():
        return path
    shipped = resource("configs")
    candidate = shipped / f"{path.stem}.yaml"
    if candidate.is_file() and path.parent in (Path(), Path("configs")):
        return candidate
    names = ", ".join(sorted(file.stem for file in shipped.glob("*.yaml")))
    raise ConfigError(f"{name}: no such configuration; those that ship are {names}")


def load_config(name: str | Path, kind: type[AnyConfig]) -> AnyConfig:
    """Read and validate a configuration file.

    Raises:
        ConfigError: naming the file, the key, and what to do.
    """
    path = find_config(name)
    return validate_config(read_yaml(path), kind, str(path))


def read_yaml(path: Path) -> dict[str, Any]:
    """The mapping that a YAML file holds.

    Raises:
        ConfigError: when the file is missing, no YAML, or no mapping.
    """
    import yaml

    try:
        values = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: {error}") from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ConfigError(f"{path}:{line}: broken YAML: {error.problem}") from None
    except (yaml.YAMLError, ValueError) as error:
        # A character that YAML does not allow, or a date that there is not.
        raise ConfigError(f"{path}: broken YAML: {' '.join(str(error).split())}") from None
    if not isinstance(values, dict):
        raise ConfigError(f"{path}: expected `key: value` lines")
    return values


def validate_config(values: dict[str, Any], kind: type[AnyConfig], name: str) -> AnyConfig:
    """Turn a mapping into a configuration of the given kind.

    Raises:
        ConfigError: for the first key that does not hold.
    """
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        raise ConfigError(f"{name}: {_explain(error, kind)}") from None


def _explain(error: ValidationError, kind: type[Config]) -> str:
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    if first["type"] != "extra_forbidden":
        return f"`{where}`: {first['msg']} (found {first['input']!r})"
    known = _keys_at(kind, first["loc"][:-1])
    near = difflib.get_close_matches(str(first["loc"][-1]), known, n=1, cutoff=0.4)
    hint = f"did you mean `{near[0]}`?" if near else f"known are {', '.join(known)}"
    return f"unknown key `{where}`; {hint}"


def _keys_at(kind: type[Config], place: tuple[int | str, ...]) -> list[str]:
    for part in place:
        annotation = kind.model_fields[str(part)].annotation if str(part) in kind.model_fields else None
        if isinstance(annotation, type) and issubclass(annotation, Config):
            kind = annotation
    return sorted(kind.model_fields)
