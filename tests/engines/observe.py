"""What a piece of a program shows, as plain data: the same for NumPy and for either engine.

Needs neither NumPy nor pytest. Two observations are equal only if every element is equal to the last
bit, and so are shapes, dtypes, scalars, containers, what shares memory with what, warnings and errors and
their statements.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator
from types import ModuleType
from typing import Any, NamedTuple

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


class Seen(NamedTuple):
    """What a source showed: plain data, and the value itself for :func:`effects`."""

    shown: dict[str, Any]
    value: Any


def observe(source: str, scope: dict[str, Any]) -> Seen:
    """Run a source, and describe the value of its last expression.

    Parameters
    ----------
    source : str
        Statements; the last is an expression.
    scope : dict
        From :func:`prepare`.

    Returns
    -------
    Seen
        Shown are ``value`` or ``error`` (see :func:`describe_error`), and ``warnings``: category, text and
        the number of the statement, 0 where it is none of the source's.
    """
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        seen = _seen(source, scope)
    seen.shown["warnings"] = [
        [w.category.__name__, str(w.message), w.lineno if w.filename == source else 0]
        for w in caught
    ]
    return seen


def observe_quietly(source: str, scope: dict[str, Any]) -> Seen:
    """The same without ``warnings``, which nobody looks at: the remote engine may queue what it can."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return _seen(source, scope)


def _seen(source: str, scope: dict[str, Any]) -> Seen:
    try:
        value = _run(source, scope)
        return Seen({"value": describe(value, scope["fnp"])}, value)
    except (ArithmeticError, TypeError, ValueError, LookupError, AttributeError) as error:
        return Seen({"error": describe_error(error, source)}, None)


def _run(source: str, scope: dict[str, Any]) -> Any:
    tree = ast.parse(source)
    for number, statement in enumerate(tree.body, 1):
        for node in ast.walk(statement):  # a line for each, which tracebacks and warnings tell
            if isinstance(node, (ast.stmt, ast.expr)):
                node.lineno = node.end_lineno = number
    last = tree.body.pop()
    assert isinstance(last, ast.Expr), source
    exec(compile(tree, source, "exec"), scope)
    return eval(compile(ast.Expression(last.value), source, "eval"), scope)


def describe_error(error: Exception, source: str) -> dict[str, Any]:
    """The public class of an error, its own class, text and attributes, and the statement that raised it."""
    public = next(c for c in type(error).__mro__ if c.__name__ in _PUBLIC)
    traceback, statement = error.__traceback__, 0
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename == source:
            statement = traceback.tb_lineno
        traceback = traceback.tb_next
    attributes = [[n, repr(getattr(error, n))] for n in ("axis", "ndim") if hasattr(error, n)]
    return {
        "public": public.__name__,
        "class": next(c for c in type(error).__mro__ if _is_shared(c)).__name__,
        "text": _steady(str(error)),
        "attributes": attributes,
        "statement": statement,
    }


def _steady(text: str) -> str:
    """An error's text, without what NumPy words by the ufunc calls that it remembers from before."""
    found = re.match(
        r"ufunc '(\w+)' did not contain a loop|No loop matching .* for ufunc (\w+)", text
    )
    return f"no loop of {found[1] or found[2]}" if found else text


def _is_shared(cls: type) -> bool:
    """Whether a class is public or flopscope's, and not NumPy's own refinement: both engines have it."""
    if cls.__name__ == "UFuncTypeError":  # NumPy's own here, ours where there is no NumPy
        return False
    return cls.__name__ in _PUBLIC or cls.__module__.startswith("flopscope")


_PUBLIC = frozenset(
    "AxisError LinAlgError TypeError ValueError IndexError KeyError OverflowError ZeroDivisionError "
    "FloatingPointError ArithmeticError AttributeError UnicodeError".split()
)
"""Classes that NumPy's users know: NumPy and flopscope each refine ``TypeError`` for their own purposes."""


def effects(seen: Seen, source: str, scope: dict[str, Any]) -> Any:
    """What a source did to its inputs, and what writing to its results does to them and to each other.

    Parameters
    ----------
    seen : Seen
        What the source showed.
    scope : dict
        In which it ran.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # NumPy warns of writing to what broadcast_arrays gave
        return _effects(seen, source, scope)


def _effects(seen: Seen, source: str, scope: dict[str, Any]) -> Any:
    fnp = scope["fnp"]
    inputs = [scope[name] for name in sorted(scope) if name in INPUTS]
    found = [[_state(one, fnp) for one in inputs]]
    if "random.seed" in source and "error" not in seen.shown:
        found.append(describe(fnp.random.random_sample(2), fnp))
    arrays = list(_arrays(seen.value, fnp))
    for first in (2, 3) if arrays else ():
        written = [_write(array, number) for number, array in enumerate(arrays, first)]
        found.append([written, [_state(one, fnp) for one in (*inputs, *arrays)]])
    return found


def _state(value: Any, fnp: Any) -> Any:
    """The elements of an array, the next numbers of a generator."""
    if type(value).__name__ in _GENERATORS:
        return describe(value.standard_normal(2), fnp)
    return describe(value, fnp)


def _arrays(value: Any, fnp: Any) -> Iterator[Any]:
    if isinstance(value, fnp.ndarray | fnp.generic):
        yield value
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _arrays(item, fnp)


def _write(array: Any, number: int) -> str:
    """Fill an array; the class of the error if it cannot be written to."""
    try:
        array[...] = number % 2 if array.dtype == "bool" else number
    except (TypeError, ValueError) as error:
        return type(error).__name__
    return ""


def log_of(budget: Any) -> list[list[Any]]:
    """A budget's operations, without the times."""
    return [
        [v for field, v in zip(record._fields, record, strict=True) if not field.endswith("_s")]
        for record in budget.op_log
    ]


_GENERATORS = ("Generator", "RandomState")


def describe(value: Any, fnp: Any) -> Any:
    """A value as nested lists of text and numbers."""
    if isinstance(value, fnp.ndarray | fnp.generic):
        kind = "scalar" if isinstance(value, fnp.generic) else "array"
        return [kind, str(value.dtype), list(value.shape), value.tobytes().hex()]
    if isinstance(value, tuple | list):
        name = type(value).__name__
        return [name, *(describe(v, fnp) for v in value)]
    if type(value).__name__ in _GENERATORS:
        return [type(value).__name__]
    if isinstance(value, ModuleType | type):
        raise TypeError(f"{value!r} is no result")
    if "dtype" in type(value).__name__.lower():
        return ["dtype", str(value)]
    return [type(value).__name__, repr(value)]
