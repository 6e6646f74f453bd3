"""The engines' cases, which every row has, as calls whose prices hold the properties of all prices."""

from __future__ import annotations

import ast
import functools
import math
import struct
import warnings
from collections.abc import Iterator
from typing import Any, NamedTuple

import flopscope as flops
import flopscope.numpy as fnp
from flopscope._pricing.policy import Policy
from flopscope._table import TABLE
from tests.engines.cases import CASES
from tests.engines.observe import INPUTS, prepare

FILLS = frozenset({0, 1, 2, "nan"})
"""What results may be filled with: zeros, ones, NaN, and the booleans."""

REFUSED = (ArithmeticError, TypeError, ValueError, LookupError, AttributeError)


@functools.cache
def sources() -> dict[str, list[str]]:
    """The sources of each row."""
    found: dict[str, list[str]] = {}
    for case in CASES:
        if case.row:
            found.setdefault(case.row, []).append(case.source)
    return found


@functools.cache
def chapters() -> dict[str, list[str]]:
    """The rows that have sources, by chapter."""
    found: dict[str, list[str]] = {}
    for name in sources():
        found.setdefault(TABLE[name].chapter, []).append(name)
    return found


class Outcome(NamedTuple):
    """What a source computed that it did not have, and its price."""

    new: frozenset[Any]
    price: int


def carried_out(source: str) -> Outcome | None:
    """Run a source; None where it is refused."""
    scope = prepare(source, fnp)
    given = {name: scope[name] for name in INPUTS if name in scope}
    known = numbers(list(given.values())) | _literals(source) | FILLS
    with warnings.catch_warnings(), flops.BudgetContext(10**9, quiet=True) as budget:
        warnings.simplefilter("ignore")
        try:
            value = _run(source, scope)
        except REFUSED:
            return None
    return Outcome(frozenset(numbers([value, list(given.values())]) - known), budget.flops_used)


def _run(source: str, scope: dict[str, Any]) -> Any:
    tree = ast.parse(source)
    last = tree.body.pop()
    assert isinstance(last, ast.Expr)
    exec(compile(tree, source, "exec"), scope)
    return eval(compile(ast.Expression(last.value), source, "eval"), scope)


def numbers(value: Any) -> set[Any]:
    """The different numbers of arrays in a value; NaN is one of them, a complex number two."""
    if isinstance(value, dict):
        return numbers(list(value.values()))
    if isinstance(value, list | tuple):
        return set().union(*map(numbers, value)) if value else set()
    if not isinstance(value, fnp.ndarray | fnp.generic):
        return set()
    return set(_parts(fnp.asarray(value).ravel().tolist()))


def _parts(values: list[Any]) -> Iterator[Any]:
    for value in values:
        for n in (value.real, value.imag) if isinstance(value, complex) else (value,):
            yield "nan" if n != n else n


_WRITERS = {
    "float": float,
    "range": range,
    "bytes": bytes,
    "bytearray": bytearray,
    "complex": complex,
}


def _literals(source: str) -> set[Any]:
    """The numbers that the source writes, as themselves and as each dtype holds them."""
    found: set[Any] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.expr) and not isinstance(node, ast.Name | ast.Starred):
            value = _written(ast.unparse(node))
            for n in _leaves(value):
                found |= {n, -n, float(n), *_narrow(n)}
    return found


def _written(text: str) -> Any:
    """What an expression of numbers alone is; None for any other."""
    try:
        return eval(text, {"__builtins__": {}} | _WRITERS)
    except Exception:  # noqa: BLE001 - it names something else
        return None


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, list | tuple | range | bytes | bytearray):
        for item in value:
            yield from _leaves(item)
    elif type(value) is complex:
        yield from (value.real, value.imag)
    elif (type(value) in (int, float) and abs(value) < 1e300) or value in (math.inf, -math.inf):
        yield value


def _narrow(n: Any) -> Iterator[Any]:
    for code in "ef":
        try:
            yield struct.unpack(code, struct.pack(code, n))[0]
        except (OverflowError, struct.error):
            continue


class Recorded(NamedTuple):
    """A row, and the arguments of one call of it."""

    op: Any
    args: tuple[Any, ...]


def priced_calls(source: str) -> list[Recorded]:
    """The calls of all rows that a source makes, as rules see them."""
    found: list[Recorded] = []
    plain = Policy.price

    def price(self: Policy, op: Any, args: tuple[Any, ...]) -> Any:
        found.append(Recorded(op, args))
        return plain(self, op, args)

    Policy.price = price  # type: ignore[method-assign]
    try:
        carried_out(source)
    finally:
        Policy.price = plain  # type: ignore[method-assign]
    return found
