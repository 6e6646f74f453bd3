"""What pieces of a program show, as plain data. Run as a program, it reads sources and writes what they show.

Needs no NumPy; under the remote engine it makes sure that there is none.
"""

from __future__ import annotations

import ast
import json
import sys
import warnings
from typing import Any

from tests.engines.observe import log_of


def observe(source: str, fnp: Any, **names: Any) -> dict[str, Any]:
    """Run statements, and describe the value of the last, an expression, or the error's class."""
    scope = {"fnp": fnp, **names}
    tree = ast.parse(source)
    last = tree.body.pop()
    assert isinstance(last, ast.Expr), source
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            exec(compile(tree, source, "exec"), scope)
            value = eval(compile(ast.Expression(last.value), source, "eval"), scope)
            found: dict[str, Any] = {"value": describe(value, fnp)}
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what the source shows
            builtin = next(c for c in type(error).__mro__ if c.__module__ == "builtins")
            found = {"error": builtin.__name__}
    return found | {"warnings": [w.category.__name__ for w in caught]}


def describe(value: Any, fnp: Any) -> Any:
    """A value as nested lists of text and numbers; arrays as dtype, shape and bytes."""
    if isinstance(value, fnp.ndarray | fnp.generic):
        return ["array", str(value.dtype), list(value.shape), value.tobytes().hex()]
    if isinstance(value, tuple | list):
        return [type(value).__name__, *(describe(v, fnp) for v in value)]
    if isinstance(value, dict):
        return ["dict", *([str(k), describe(v, fnp)] for k, v in value.items())]
    if hasattr(value, "coef"):
        parts = (value.coef, value.domain, value.window)
        return [type(value).__name__, *(describe(v, fnp) for v in parts)]
    if type(value).__name__ == "poly1d":
        return ["poly1d", describe(value.coeffs, fnp)]
    if isinstance(value, type):
        return ["type", value.__name__]
    return [type(value).__name__.replace("dtypes.", ""), str(value)]


def main() -> None:
    """Observe the sources on standard input, a JSON list, with flopscope."""
    if sys.argv[1] == "remote":
        sys.modules["numpy"] = None  # type: ignore[assignment]  # importing it fails from here on
    import flopscope
    import flopscope.numpy as fnp

    found = []
    for source in json.load(sys.stdin):
        with flopscope.BudgetContext(10**12, quiet=True) as budget:
            shown = observe(source, fnp, flops=flopscope)
        found.append([shown, log_of(budget)])
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
