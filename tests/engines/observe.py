"""What a piece of a program shows, as plain data: the same for NumPy and for either engine.

Needs neither NumPy nor pytest. Two observations are equal only if every element is equal to the last
bit, and so are shapes, dtypes, scalars, containers, warnings and the class of an error.
"""

from __future__ import annotations

import ast
import warnings
from types import ModuleType
from typing import Any

INPUTS = {
    "A": "fnp.array([[1.5, -2.25, 0.5, 3.0], [-0.75, 4.0, -1.0, 2.5], [0.1, -0.2, 7.0, -3.5]])",
    "P": "fnp.array([[0.1, 0.9, 0.5, 0.25], [0.75, 0.6, 0.2, 0.3], [0.15, 0.35, 0.45, 0.55]])",
    "v": "fnp.array([2.0, -1.5, 0.25, 4.0])",
    "w": "fnp.array([0.5, 3.0, -1.25])",
    "F": "fnp.array([[0.5, 1.25, -3.0], [2.5, -0.125, 8.0]], dtype='float32')",
    "H": "fnp.array([0.5, -1.25, 3.0], dtype='float16')",
    "I": "fnp.array([[3, -1, 4, 1], [-5, 9, 2, -6], [5, 3, -5, 8]])",
    "J": "fnp.array([2, -3, 1, 4])",
    "K": "fnp.array([100, -7, 3], dtype='int8')",
    "U": "fnp.array([200, 7, 3], dtype='uint8')",
    "L": "fnp.array([2**63, 7, 3], dtype='uint64')",
    "M": "fnp.array([[True, False, True, False], [False, False, True, True], [True] * 4])",
    "m": "fnp.array([True, False, True])",
    "C": "fnp.array([[1 + 2j, -0.5j, 3.0], [2 - 1j, 0.25 + 0.5j, -4.0]])",
    "c": "fnp.array([1 + 2j, -0.5j, 3.0], dtype='complex64')",
    "S": "fnp.array([[4.0, 1.0, 0.5], [1.0, 3.0, -0.25], [0.5, -0.25, 2.0]])",
    "G": "fnp.array([[2.0, -1.0, 0.5], [0.25, 3.0, 1.5], [-2.0, 0.75, 1.0]])",
    "D": "fnp.array([[[2.0, 1.0], [0.5, 3.0]], [[1.0, -1.0], [4.0, 0.25]]])",
    "Z": "fnp.array([0.0, -0.0, float('nan'), float('inf'), -float('inf'), 1e308])",
    "E": "fnp.zeros((0, 3))",
    "s": "fnp.float64(2.5)",
    "z": "fnp.array(2.5)",
    "rng": "fnp.random.default_rng(7)",
    "rs": "fnp.random.RandomState(7)",
}
"""The names that a source may use; those it uses are made anew for it."""


def prepare(source: str, fnp: Any) -> dict[str, Any]:
    """The scope in which a source runs: the module, and the inputs that it names."""
    names = {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)}
    return {"fnp": fnp} | {n: eval(INPUTS[n], {"fnp": fnp}) for n in sorted(names & set(INPUTS))}


def observe(source: str, scope: dict[str, Any]) -> dict[str, Any]:
    """Run a source, and describe the value of its last expression.

    Parameters
    ----------
    source : str
        Statements; the last is an expression.
    scope : dict
        From :func:`prepare`.

    Returns
    -------
    dict
        ``value`` or ``error`` (its class's name), and ``warnings``.
    """
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        found = _shown(source, scope)
    return found | {"warnings": [[w.category.__name__, str(w.message)] for w in caught]}


def observe_quietly(source: str, scope: dict[str, Any]) -> dict[str, Any]:
    """The same without ``warnings``, which nobody looks at: the remote engine may queue what it can."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return _shown(source, scope)


def _shown(source: str, scope: dict[str, Any]) -> dict[str, Any]:
    try:
        return {"value": describe(_run(source, scope), scope["fnp"])}
    except (ArithmeticError, TypeError, ValueError, LookupError) as error:
        return {"error": _public_name(error)}


def _run(source: str, scope: dict[str, Any]) -> Any:
    tree = ast.parse(source)
    last = tree.body.pop()
    assert isinstance(last, ast.Expr), source
    exec(compile(tree, source, "exec"), scope)
    return eval(compile(ast.Expression(last.value), source, "eval"), scope)


def _public_name(error: Exception) -> str:
    """NumPy and flopscope each refine ``TypeError`` for their own purposes."""
    return "TypeError" if isinstance(error, TypeError) else type(error).__name__


def describe(value: Any, fnp: Any) -> Any:
    """A value as nested lists of text and numbers."""
    if isinstance(value, fnp.ndarray | fnp.generic):
        kind = "scalar" if isinstance(value, fnp.generic) else "array"
        return [kind, str(value.dtype), list(value.shape), value.tobytes().hex()]
    if isinstance(value, tuple | list):
        name = type(value).__name__
        return [name, *(describe(v, fnp) for v in value)]
    if type(value).__name__ in ("Generator", "RandomState"):
        return [type(value).__name__]
    if isinstance(value, ModuleType | type):
        raise TypeError(f"{value!r} is no result")
    if "dtype" in type(value).__name__.lower():
        return ["dtype", str(value)]
    return [type(value).__name__, repr(value)]
