"""Counts as expressions over the sizes of a call, such as ``"n * n * n / 3"`` or ``"m * ceil(log2(n))"``.

The language is closed: whole numbers, names of sizes, ``+ - * / //``, parentheses, ``min``, ``max``,
``floor`` and ``ceil``, and ``log2`` directly inside one of the latter two. It is evaluated exactly, in
fractions; Python's own ``eval`` has no part in it.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import ast
    from fractions import Fraction

MAX_LENGTH: Final = 500
MAX_DIGITS: Final = 18

Sizes = Mapping[str, int]
Evaluate = Callable[[Sizes], "Fraction | int"]

_OPERATORS: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "Add": operator.add,
    "Sub": operator.sub,
    "Mult": operator.mul,
    "FloorDiv": operator.floordiv,
}


class ExpressionError(ValueError):
    """A text is not an expression of the language; the message says where."""


class Expression:
    """An expression, checked and ready to be evaluated.

    Parameters
    ----------
    text : str

    Attributes
    ----------
    names : frozenset of str
        The sizes that it reads.

    Raises
    ------
    ExpressionError

    Examples
    --------
    >>> Expression("n * n * n / 3")({"n": 4})
    21
    >>> Expression("m * ceil(log2(n))")({"m": 10, "n": 1000})
    100
    """

    __slots__ = ("_evaluate", "names", "text")

    def __init__(self, text: str) -> None:
        import ast  # takes long to import, and few policies have expressions

        if len(text) > MAX_LENGTH:
            raise ExpressionError(f"an expression has at most {MAX_LENGTH} characters")
        try:
            tree = ast.parse(text, mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            raise ExpressionError(f"{text!r} is not an expression: {error}") from None
        names: set[str] = set()
        self.text = text
        self._evaluate = _compiled(tree, names)
        self.names = frozenset(names)

    def exactly(self, sizes: Sizes) -> Fraction | int:
        """The value.

        Raises
        ------
        ExpressionError
            If it divides by a size that is 0.
        """
        try:
            return self._evaluate(sizes)
        except ZeroDivisionError:
            raise ExpressionError(f"{self.text!r} divides by 0") from None

    def __call__(self, sizes: Sizes) -> int:
        """The value, without what is after the point."""
        return int(self.exactly(sizes))


def _compiled(node: ast.expr, names: set[str]) -> Evaluate:
    import ast

    if isinstance(node, ast.Constant):
        return _number(node.value)
    if isinstance(node, ast.Name):
        name = node.id
        names.add(name)
        return lambda sizes: sizes[name]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = _compiled(node.operand, names)
        return lambda sizes: -inner(sizes)
    if isinstance(node, ast.BinOp):
        return _binary(node, names)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.keywords:
        return _call(node.func.id, node.args, names)
    raise ExpressionError(f"{ast.unparse(node)!r} is not part of the language")


def _number(value: object) -> Evaluate:
    if type(value) is not int or len(str(value)) > MAX_DIGITS:
        raise ExpressionError(f"{value!r} is not a whole number of at most {MAX_DIGITS} digits")
    return lambda _: value


def _binary(node: ast.BinOp, names: set[str]) -> Evaluate:
    left, right = _compiled(node.left, names), _compiled(node.right, names)
    name = type(node.op).__name__
    if name == "Div":
        return lambda sizes: _quotient(left(sizes), right(sizes))
    apply = _OPERATORS.get(name)
    if apply is None:
        raise ExpressionError(
            f"{name} is not an operator of the language; there are + - * / and //"
        )
    return lambda sizes: apply(left(sizes), right(sizes))


def _quotient(left: Any, right: Any) -> Any:
    from fractions import Fraction  # takes long to import, and most policies divide nothing

    return Fraction(left) / right


def _call(name: str, arguments: list[ast.expr], names: set[str]) -> Evaluate:
    if name in ("min", "max") and len(arguments) > 1:
        parts = [_compiled(one, names) for one in arguments]
        choose: Callable[[Any], Any] = min if name == "min" else max
        return lambda sizes: choose([part(sizes) for part in parts])
    if name in ("ceil", "floor") and len(arguments) == 1:
        return _rounded(name == "ceil", arguments[0], names)
    raise ExpressionError(
        f"{name}() is not a function of the language, or has another number of arguments; there are min, max, "
        "ceil, floor, and log2 inside ceil or floor"
    )


def _rounded(up: bool, node: ast.expr, names: set[str]) -> Evaluate:
    import ast

    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "log2":
        if len(node.args) != 1 or node.keywords:
            raise ExpressionError("log2 takes one argument")
        inner = _compiled(node.args[0], names)
        return lambda sizes: _log2(int(inner(sizes)), up)
    inner = _compiled(node, names)
    if up:
        return lambda sizes: -(-inner(sizes) // 1)
    return lambda sizes: inner(sizes) // 1


def _log2(n: int, up: bool) -> int:
    """The binary logarithm of a whole number, rounded; 0 for numbers below 1."""
    if n < 2:
        return 0
    return (n - 1).bit_length() if up else n.bit_length() - 1
