"""Score formulas: a closed language of numbers. Nothing of Python can be reached from it.

- Numbers, ``+ - * / **``, parentheses, comparisons, ``a if condition else b``.
- Of one number: ``abs sqrt exp log log2 log10``; ``clip(x, low, high)``; ``min`` and ``max`` of several.
- Of all cases: ``mean sum median min max count geomean(values, floor)``.

Case formulas (``score.case``) see one case: the grader's metrics, ``flops``, ``cost`` (FLOPs and the
price of CPU time), ``budget``, ``cpu_s``, ``wall_s``. Run formulas (``score.total``, ``ties``,
``pareto``) see the same names as values of all cases, and besides ``case`` (the cases' scores),
``setup_flops``, ``total_flops``, ``total_cost``, ``cases`` and ``solved``, which are single numbers.

A geometric mean needs a floor above zero, because one zero would make the whole mean zero.

Examples
--------
>>> parse("error * max(1, flops / budget)").value({"error": 0.5, "flops": 30.0, "budget": 10.0})
1.5
>>> parse("geomean(case, 1e-6)").value({"case": (4.0, 1.0)})
2.0
>>> parse("__import__('os')")
Traceback (most recent call last):
    ...
flopscope_eval.contests.expressions.FormulaError: __import__ is not a function of this language
"""

from __future__ import annotations

import ast
import math
import operator
import statistics
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Value = float | tuple[float, ...]

MAX_LENGTH = 2000
_MAX_DEPTH = 40


class FormulaError(ValueError):
    """A formula that is not one, or that has no finite value here."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula that was checked."""

    text: str
    tree: ast.expr

    @property
    def names(self) -> frozenset[str]:
        """The values that it uses."""
        calls = {id(n.func) for n in ast.walk(self.tree) if isinstance(n, ast.Call)}
        return frozenset(
            n.id for n in ast.walk(self.tree) if isinstance(n, ast.Name) and id(n) not in calls
        )

    def value(self, names: Mapping[str, Value]) -> float:
        """Evaluate.

        Raises
        ------
        FormulaError
            A name is unknown, or the value is not a finite number.
        """
        try:
            found = _evaluate(self.tree, names)
        except (ArithmeticError, ValueError, TypeError, statistics.StatisticsError) as error:
            if isinstance(error, FormulaError):
                raise
            raise FormulaError(f"{self.text!r} has no value here: {error}") from error
        if isinstance(found, tuple):
            raise FormulaError(f"{self.text!r} gives a value per case; use mean(...) or the like")
        if isinstance(found, complex) or not math.isfinite(found):
            raise FormulaError(f"{self.text!r} is {found}, which is not a finite number")
        return float(found)


def parse(text: str) -> Formula:
    """Check a formula.

    Raises
    ------
    FormulaError
        It is not of the language.
    """
    if len(text) > MAX_LENGTH:
        raise FormulaError(f"a formula has at most {MAX_LENGTH} characters")
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise FormulaError(f"this is no formula: {getattr(error, 'msg', error)}") from None
    _check(tree, 0)
    return Formula(text, tree)


_BINARY: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: lambda a, b: math.pow(a, b),  # of floats: it cannot grow without bound
}
_UNARY: dict[type[ast.unaryop], Callable[[float], float]] = {
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
}
_COMPARISONS: dict[type[ast.cmpop], Callable[[float, float], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}


def _geomean(values: Value, floor: float) -> float:
    if not isinstance(values, tuple):
        raise FormulaError("geomean takes a value per case and a floor")
    return math.exp(statistics.fmean(math.log(max(v, floor)) for v in values))


def _over(function: Callable[[Any], float]) -> Callable[..., float]:
    """A function of several numbers, or of one value per case."""

    def call(*values: Value) -> float:
        if len(values) == 1 and isinstance(values[0], tuple):
            return float(function(values[0]))
        if any(isinstance(v, tuple) for v in values):
            raise FormulaError("a value per case and single numbers cannot be mixed here")
        return float(function(values))

    return call


_MAPPED: dict[str, tuple[int, Callable[..., float]]] = {
    "abs": (1, abs),
    "sqrt": (1, math.sqrt),
    "exp": (1, math.exp),
    "log": (1, math.log),
    "log2": (1, math.log2),
    "log10": (1, math.log10),
    "clip": (3, lambda x, low, high: min(max(x, low), high)),
}
"""Functions of numbers, with how many; applied to each case's where a value per case is given."""

_AGGREGATES: dict[str, Callable[..., float]] = {
    "mean": _over(statistics.fmean),
    "sum": _over(math.fsum),
    "median": _over(statistics.median),
    "min": _over(min),
    "max": _over(max),
    "count": _over(len),
    "geomean": _geomean,
}


def _check(node: ast.AST, depth: int) -> None:
    if depth > _MAX_DEPTH:
        raise FormulaError(f"it is nested more than {_MAX_DEPTH} deep")
    match node:
        case ast.Constant(value=value) if type(value) in (int, float):
            if not math.isfinite(_float(value)):
                raise FormulaError(f"{value!r} is not a finite number")
            return
        case ast.Name():
            return
        case ast.BinOp(op=op) if type(op) in _BINARY:
            parts: list[ast.AST] = [node.left, node.right]
        case ast.UnaryOp(op=unary) if type(unary) in _UNARY:
            parts = [node.operand]
        case ast.Compare(ops=[op]) if type(op) in _COMPARISONS:
            parts = [node.left, *node.comparators]
        case ast.IfExp():
            parts = [node.test, node.body, node.orelse]
        case ast.Call(func=ast.Name(id=name), args=parts, keywords=[]):  # type: ignore[misc]
            _check_call(name, parts)
        case _:
            raise FormulaError(
                f"{ast.unparse(node)[:60]!r} is not of the language: numbers, names, + - * / **,"
                " comparisons, a if b else c, and its functions"
            )
    for part in parts:
        _check(part, depth + 1)


def _check_call(name: str, arguments: list[Any]) -> None:
    if name not in _MAPPED and name not in _AGGREGATES:
        raise FormulaError(f"{name} is not a function of this language")
    if name in _MAPPED and len(arguments) != _MAPPED[name][0]:
        raise FormulaError(f"{name} takes {_MAPPED[name][0]} values, not {len(arguments)}")
    if name == "geomean":
        floor = arguments[1] if len(arguments) == 2 else None
        if not isinstance(floor, ast.Constant) or not _float(floor.value) > 0:
            raise FormulaError("geomean takes the values and a floor above 0, such as 1e-9")
    elif name in _AGGREGATES and not arguments:
        raise FormulaError(f"{name} takes at least one value")


def _float(value: Any) -> float:
    try:
        return float(value)
    except (OverflowError, TypeError, ValueError):
        return math.inf if isinstance(value, int) else math.nan


def _evaluate(node: ast.expr, names: Mapping[str, Value]) -> Any:
    match node:
        case ast.Constant(value=value):
            return float(value)  # type: ignore[arg-type]
        case ast.Name(id=name):
            if name not in names:
                raise FormulaError(f"{name} is unknown here; there are {', '.join(sorted(names))}")
            return names[name]
        case ast.BinOp():
            return _mapped(
                _BINARY[type(node.op)], _evaluate(node.left, names), _evaluate(node.right, names)
            )
        case ast.UnaryOp():
            return _mapped(_UNARY[type(node.op)], _evaluate(node.operand, names))
        case ast.Compare():
            left, right = _evaluate(node.left, names), _evaluate(node.comparators[0], names)
            return _mapped(lambda a, b: float(_COMPARISONS[type(node.ops[0])](a, b)), left, right)
        case ast.IfExp():
            return _if(node, names)
        case ast.Call(func=ast.Name(id=name)):
            values = [_evaluate(argument, names) for argument in node.args]
            if name in _MAPPED:
                return _mapped(_MAPPED[name][1], *values)
            return _AGGREGATES[name](*values)
    raise FormulaError(f"{ast.unparse(node)!r} is not of the language")


def _if(node: ast.IfExp, names: Mapping[str, Value]) -> Any:
    test = _evaluate(node.test, names)
    if not isinstance(test, tuple):
        return _evaluate(node.body if test else node.orelse, names)
    body, orelse = _evaluate(node.body, names), _evaluate(node.orelse, names)
    return _mapped(lambda t, a, b: a if t else b, test, body, orelse)


def _mapped(function: Callable[..., float], *values: Value) -> Value:
    """Apply to numbers, or case by case; a single number goes with every case."""
    lengths = {len(v) for v in values if isinstance(v, tuple)}
    if not lengths:
        return function(*values)
    (length,) = lengths  # all of the same run
    columns = [v if isinstance(v, tuple) else (v,) * length for v in values]
    return tuple(function(*row) for row in zip(*columns, strict=True))
