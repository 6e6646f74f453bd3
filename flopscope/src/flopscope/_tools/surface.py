"""What becomes of NumPy's public names: ``python -m flopscope._tools.surface`` prints how many are what.

It needs NumPy, whose namespaces it reads, and exits with 1 if any name is missing, or
spoken of that this NumPy does not have.
"""

from __future__ import annotations

import sys
import warnings
from collections import Counter
from collections.abc import Iterator
from functools import reduce
from importlib import import_module
from typing import Any

from flopscope._table import TABLE, membership

STANDINGS = ("priced", "free", "composed", "refused", "missing")


def numpy_namespace(namespace: str) -> Any:
    """NumPy's module or class of that name; one of its bit generators for all of them."""
    import numpy as np

    if namespace == "random.BitGenerator":
        return np.random.PCG64

    try:
        return import_module(f"numpy.{namespace}".rstrip("."))
    except ImportError:
        return reduce(getattr, namespace.split("."), np)


def numpy_names(namespace: str) -> set[str]:
    """NumPy's public names there: what it lists as public, or else what has no underscore."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # listing a name is not using it
        found = numpy_namespace(namespace)
        listed = getattr(found, "__all__", None)
        names = {n for n in dir(found) if not n.startswith("_")}
        if namespace in _EVERYTHING or listed is None:
            return names
        return {n for n in listed if not n.startswith("_")}


_EVERYTHING = frozenset(["", "linalg", "fft", "random"])
"""The namespaces that are judged by all that they hold, listed as public or not."""


def standings(namespace: str) -> Iterator[tuple[str, str]]:
    """NumPy's names there, each with what becomes of it."""
    composed = namespace in membership.COMPOSED_NAMESPACES
    ours = import_module(f"flopscope.numpy.{namespace}") if composed else None
    for name in sorted(numpy_names(namespace)):
        found = membership.standing(namespace, name) or "missing"
        absent = found == "composed" and ours is not None and not hasattr(ours, name)
        yield name, "missing" if absent else found


def extra(namespace: str) -> set[str]:
    """Names that flopscope speaks of and this NumPy lacks, though it should have them."""
    import numpy as np

    known = {n for n in dir(numpy_namespace(namespace)) if not n.startswith("_")}
    newer = {
        op.leaf
        for op in TABLE.values()
        if op.name == f"{namespace}.{op.leaf}".lstrip(".")
        and _minor(op.since) > _minor(np.__version__)
    }
    some = membership.SOME_MINORS.get(namespace, frozenset())
    added = membership.ADDED.get(namespace, frozenset())
    return membership.declared(namespace) - known - newer - some - added


def _minor(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")[:2]))


def counts() -> dict[str, Counter[str]]:
    """How many names are what, by namespace."""
    return {n: Counter(s for _, s in standings(n)) for n in membership.NAMESPACES}


def report() -> str:
    """The counts as a table, and the names that are missing."""
    import numpy as np

    found = counts()
    total: Counter[str] = sum(found.values(), Counter())
    lines = [f"NumPy {np.__version__}", _line("", (*STANDINGS, "names"))]
    lines += [_counted(f"numpy.{n}".rstrip("."), c) for n, c in found.items()]
    lines.append(_counted("all", total))
    missing = [
        f"numpy.{namespace}.{name}".replace("..", ".")
        for namespace in found
        for name, standing in standings(namespace)
        if standing == "missing"
    ]
    unknown = [f"numpy.{n}.{name}".replace("..", ".") for n in found for name in sorted(extra(n))]
    lines += ["missing: " + " ".join(missing)] if missing else []
    lines += ["unknown to this NumPy: " + " ".join(unknown)] if unknown else []
    return "\n".join(lines)


def is_complete() -> bool:
    """Whether every name of NumPy's is spoken of, and no other."""
    return not any(c["missing"] for c in counts().values()) and not any(
        map(extra, membership.NAMESPACES)
    )


def _counted(label: str, count: Counter[str]) -> str:
    return _line(label, [*(count[s] for s in STANDINGS), count.total()])


def _line(label: str, cells: Any) -> str:
    return f"{label:<28}" + "".join(f"{cell:>10}" for cell in cells)


if __name__ == "__main__":
    print(report())
    sys.exit(not is_complete())
