"""Reading a policy file: what it may say, and errors that name the line."""

from __future__ import annotations

import json
from typing import Any, Final, NamedTuple

from flopscope._base import dtypes as _dtypes
from flopscope._pricing.numbers import Ratio, exact
from flopscope._pricing.percall import CallPrices
from flopscope._pricing.sizes import SIZES
from flopscope._pricing.units import CLASSES, UNITS
from flopscope.errors import PolicyError

Table = dict[str, dict[str, Ratio]]
"""Weights by unit and dtype; the dtype ``"*"`` stands for all others."""

_KEYS: Final = frozenset(
    "name version description sources ranks units classes operations rates weights calls "
    "cpu_flops_per_second".split()
)
_FLOPS: Final = dict.fromkeys(UNITS, 1) | {"multiply_adds": 2}
"""The weights of units in a file that weighs classes alone."""
_NO_ELEMENTS: Final = ("joined", "uploaded", "downloaded", "bytes_read", "bytes_written")


class Document(NamedTuple):
    """A policy file, checked.

    Attributes
    ----------
    name, version, description : str
    ranks : bool
    cpu_price : int
    units : dict
        Weights by unit and dtype.
    classes, operations : dict
        By name: a factor, or weights of units in place of those of ``units``.
    rates : dict of str to Ratio
        Factors by computing dtype.
    calls : CallPrices or None
        What prices each call by its sizes, in place of the weights of units.
    """

    name: str
    version: str
    description: str
    ranks: bool
    cpu_price: int
    units: Table
    classes: dict[str, Ratio | Table]
    operations: dict[str, Ratio | Table]
    rates: dict[str, Ratio]
    calls: CallPrices | None


def parsed(text: str, origin: str) -> Document:
    """A policy from JSON.

    Raises
    ------
    PolicyError
        With the line and what is wrong in it.
    """
    return _Reader(text, origin).document()


class _Reader:
    """The text of one file, and where it came from."""

    def __init__(self, text: str, origin: str) -> None:
        self._text = text
        self._origin = origin
        self._data = self._loaded()

    def document(self) -> Document:
        data = self._data
        calls = self._calls()
        classes: dict[str, Ratio | Table] = {}
        if "weights" in data:
            classes = self._by_class(data["weights"])
        if "weights" in data and "units" not in data:
            counted = _FLOPS | dict.fromkeys(_NO_ELEMENTS, 0)
            units: Table = {u: {"*": Ratio(n)} for u, n in counted.items()}
        elif calls is not None:
            units = {unit: {"*": Ratio(0)} for unit in UNITS}
        elif "units" in data:
            units = self._units("units", data["units"])
        else:
            raise PolicyError(f"policy {self._origin} has no 'units'; it must weigh each of them")
        missing = [unit for unit in UNITS if unit not in units]
        if missing:
            raise PolicyError(
                f"policy {self._origin}: no weight for the units {', '.join(missing)}"
            )
        return Document(
            name=self._text_of("name", required=True),
            version=self._text_of("version") or "1",
            description=self._text_of("description"),
            ranks=self._flag("ranks"),
            cpu_price=self._cpu_price(),
            units=units,
            classes=classes | self._changes("classes", frozenset(CLASSES)),
            operations=self._changes("operations", None),
            rates=self._numbers("rates", data.get("rates", {}), frozenset(_dtypes.BY_NAME)),
            calls=calls,
        )

    def error(self, key: str, problem: str) -> PolicyError:
        line = self._text[: max(0, self._text.find(json.dumps(key)))].count("\n") + 1
        return PolicyError(f"policy {self._origin}, line {line}: {problem}")

    def _loaded(self) -> dict[str, Any]:
        try:
            data = json.loads(self._text, object_pairs_hook=_unique)
        except json.JSONDecodeError as error:
            raise PolicyError(
                f"policy {self._origin}, line {error.lineno}, column {error.colno}: {error.msg}"
            ) from error
        except (ValueError, RecursionError) as error:
            raise PolicyError(f"policy {self._origin}: {error}") from error
        if not isinstance(data, dict):
            raise PolicyError(f"policy {self._origin} must be a JSON object with name and units")
        unknown = sorted(set(data) - _KEYS)
        if unknown:
            raise self.error(unknown[0], f"unknown key {unknown[0]!r}")
        return data

    def _calls(self) -> CallPrices | None:
        if "calls" not in self._data:
            return None
        beside = sorted({"units", "classes", "operations", "rates", "weights"} & set(self._data))
        if beside:
            raise self.error(beside[0], f"give 'calls' or {beside[0]!r}, not both")
        try:
            return CallPrices(self._data["calls"], frozenset(SIZES))
        except ValueError as error:
            raise self.error("calls", str(error)) from None

    def _text_of(self, key: str, required: bool = False) -> str:
        value = self._data.get(key, "")
        if not isinstance(value, str) or (required and not value):
            raise PolicyError(f"policy {self._origin}: {key!r} must be given, as text")
        return value

    def _flag(self, key: str) -> bool:
        value = self._data.get(key, True)
        if not isinstance(value, bool):
            raise self.error(key, f"{key!r} is {value!r}; it must be true or false")
        return value

    def _cpu_price(self) -> int:
        value = self._data.get("cpu_flops_per_second", 0)
        if type(value) is not int or value < 0:
            raise self.error("cpu_flops_per_second", f"{value!r} is not a whole number, 0 or more")
        return value

    def _by_class(self, weights: Any) -> dict[str, Ratio | Table]:
        """Factors of all classes; in a file without units, every operation of a class costs that much."""
        factors = self._numbers("weights", weights, frozenset(CLASSES))
        missing = sorted(set(CLASSES) - set(factors))
        if missing:
            raise PolicyError(
                f"policy {self._origin}: no weight for the classes {', '.join(missing)}"
            )
        return dict(factors)

    def _object(self, key: str, value: Any, known: frozenset[str] | None) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise self.error(key, f"{key!r} must be an object")
        for name in value:
            if known is not None and name not in known:
                raise self.error(name, f"{key}.{name} is not one of {', '.join(sorted(known))}")
        return value

    def _numbers(self, key: str, value: Any, known: frozenset[str]) -> dict[str, Ratio]:
        checked = self._object(key, value, known)
        return {name: self._number(key, name, number) for name, number in checked.items()}

    def _number(self, key: str, name: str, value: Any) -> Ratio:
        try:
            return exact(value)
        except ValueError as error:
            raise self.error(name, f"{key}.{name}: {error}") from None

    def _units(self, key: str, value: Any) -> Table:
        return {
            unit: self._by_dtype(f"{key}.{unit}", unit, weight)
            for unit, weight in self._object(key, value, frozenset(UNITS)).items()
        }

    def _by_dtype(self, key: str, unit: str, value: Any) -> dict[str, Ratio]:
        if not isinstance(value, dict):
            return {"*": self._number(key.rpartition(".")[0], unit, value)}
        table = self._numbers(key, value, frozenset([*_dtypes.BY_NAME, "*"]))
        if "*" not in table:
            raise self.error(unit, f"{key} has no '*', the weight for all other dtypes")
        return table

    def _changes(self, key: str, known: frozenset[str] | None) -> dict[str, Ratio | Table]:
        found: dict[str, Ratio | Table] = {}
        for name, value in self._object(key, self._data.get(key, {}), known).items():
            at = f"{key}.{name}"
            is_table = isinstance(value, dict)
            found[name] = self._units(at, value) if is_table else self._number(key, name, value)
        return found


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"key {key!r} appears twice")
        found[key] = value
    return found
