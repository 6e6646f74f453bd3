"""A pricing policy: a data file that gives each pricing class a weight and each dtype a rate.

FLOPs charged = rule(shapes, dtypes, arguments) x weight of the class x rate of the computing dtype.
Weights and rates are whole numbers, so prices are exact.
"""

from __future__ import annotations

import json
from typing import Any

from flopscope._base import dtypes as _dtypes
from flopscope._table.operation import CLASSES, Operation
from flopscope.errors import PolicyError


class Policy:
    """Weights and rates, checked.

    Attributes
    ----------
    name, description : str
    weights : dict of str to int
        By pricing class.
    rates : dict of str to int
        By dtype name.
    is_flat : bool
        Whether all dtypes have the rate 1.
    text : str
        The file that it was read from.
    """

    __slots__ = ("description", "is_flat", "name", "rates", "text", "weights")

    def __init__(self, text: str, origin: str) -> None:
        """Read a policy from JSON text; ``origin`` names it in errors."""
        data = _parse(text, origin)
        self.name: str = data["name"]
        self.description: str = data.get("description", "")
        self.weights: dict[str, int] = data["weights"]
        self.rates: dict[str, int] = dict.fromkeys(_dtypes.BY_NAME, 1) | data.get("rates", {})
        self.text = text
        self.is_flat = set(self.rates.values()) == {1}

    @property
    def sha256(self) -> str:
        """The hash of the file."""
        from hashlib import sha256  # takes long to import, and only a run's summary asks

        return sha256(self.text.encode()).hexdigest()

    def price(self, op: Operation, args: tuple[Any, ...]) -> int:
        """What an operation costs with these arguments, in FLOPs."""
        weight = self.weights[op.cls]
        if not weight:
            return 0
        units = op.flops(args)
        if self.is_flat:
            return units * weight
        return units * weight * self._rate(op, args)

    def _rate(self, op: Operation, args: tuple[Any, ...]) -> int:
        operands = [
            a
            for p, a in zip(op.params, args, strict=True)
            if p.kind == "array" and hasattr(a, "dtype")
        ]
        asked = next((a for p, a in zip(op.params, args, strict=True) if p.kind == "dtype"), None)
        if asked is not None or not operands:
            return self.rates[_dtypes.dtype(asked).name]
        return self.rates[_dtypes.result_type(*operands).name]


def _parse(text: str, origin: str) -> dict[str, Any]:
    try:
        data = json.loads(text, object_pairs_hook=_unique)
    except json.JSONDecodeError as error:
        raise PolicyError(
            f"policy {origin}, line {error.lineno}, column {error.colno}: {error.msg}"
        ) from error
    except ValueError as error:
        raise PolicyError(f"policy {origin}: {error}") from error
    if not isinstance(data, dict):
        raise PolicyError(f"policy {origin} must be a JSON object with name, weights and rates")
    unknown = set(data) - {"name", "description", "weights", "rates"}
    if unknown:
        raise PolicyError(
            f"policy {origin}, line {_line(text, min(unknown))}: unknown key {min(unknown)!r}"
        )
    if not isinstance(data.get("name"), str):
        raise PolicyError(f"policy {origin}: 'name' must be given, as text")
    for key, known in (("weights", set(CLASSES)), ("rates", set(_dtypes.BY_NAME))):
        _check_numbers(text, origin, key, data.get(key, {}), known)
    missing = sorted(set(CLASSES) - set(data.get("weights", {})))
    if missing:
        raise PolicyError(f"policy {origin}: no weight for the classes {', '.join(missing)}")
    return data


def _check_numbers(text: str, origin: str, key: str, values: Any, known: set[str]) -> None:
    if not isinstance(values, dict):
        raise PolicyError(f"policy {origin}, line {_line(text, key)}: {key!r} must be an object")
    for name, value in values.items():
        at = f"policy {origin}, line {_line(text, name)}: {key}.{name}"
        if name not in known:
            raise PolicyError(f"{at} is not one of {', '.join(sorted(known))}")
        if type(value) is not int or value < 0:
            raise PolicyError(f"{at} is {value!r}; it must be a whole number, 0 or more")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"key {key!r} appears twice")
        found[key] = value
    return found


def _line(text: str, key: str) -> int:
    return text[: max(0, text.find(json.dumps(key)))].count("\n") + 1
