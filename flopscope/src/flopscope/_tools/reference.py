"""The operation reference: ``python -m flopscope._tools.reference > docs/operations.md``.

It is made from the operation table alone, and needs no engine.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator, Mapping

from flopscope._table import CHAPTERS, CLASSES, TABLE, Operation, membership

HEAD = """# Operations

This page lists the price of each operation under the default policy, `flops`. `make docs` writes it from the
operation table; do not edit it. On the site, each operation also has a page of its own.

Names are NumPy's below `numpy.`. Methods and operators of `ndarray` cost the same as their function.
Shapes are tuples: "(4, 5) over axis 1 is 16" is a worked number. GVL is Golub & Van Loan, *Matrix
Computations*, 4th edition. A complex operation counts as the real operations that it consists of.

## Pricing classes

| class | what one is |
|---|---|
"""

SOURCED = frozenset({"contraction", "linalg", "fft", "sorting"})
"""The classes whose counts come from textbooks, which every row names."""

TITLES = {
    "assembling": "Adding, removing and repeating elements",
    "calculus": "Differences, integrals, interpolation, convolution",
    "comparing": "Comparing arrays",
    "contractions": "Contractions",
    "conversions": "Conversions and copies",
    "creation": "Creation",
    "declaring": "Declared symmetry",
    "diagonals": "Diagonals and triangles",
    "domains": "Functions beyond the real domain",
    "fft": "Fourier transforms",
    "histograms": "Histograms",
    "index_arrays": "Arrays of indices",
    "indexing": "Indexing",
    "joining": "Joining and splitting",
    "linalg": "Linear algebra",
    "memory": "An array's memory",
    "nanreductions": "Reductions that skip NaN",
    "pointwise": "Pointwise",
    "polynomials": "Polynomials",
    "products": "Products of vectors and matrices",
    "random": "Random numbers",
    "reductions": "Reductions",
    "representation": "Representation of numbers",
    "running": "Running sums and products",
    "selecting": "Selecting elements",
    "sets": "Sets",
    "shaping": "Shaping",
    "sorting": "Sorting and searching",
    "statistics": "Statistics",
    "ufunc_methods": "Methods of ufuncs",
    "windows": "Windows",
    "writing": "Writing into arrays",
}
"""The heading of each chapter."""


def markdown() -> str:
    """The whole page."""
    classes = "".join(f"| {name} | {meaning} |\n" for name, meaning in CLASSES.items())
    return HEAD + classes + "".join(map(_chapter, CHAPTERS)) + _others() + _refused()


def _chapter(chapter: str) -> str:
    rows = [op for op in TABLE.values() if op.chapter == chapter and op.leaf[0] != "_"]
    lines = [
        f"\n## {TITLES[chapter]}\n",
        "| operation | class | cost, with an example | source |",
        "|---|---|---|---|",
    ]
    for group in _alike(rows):
        first = group[0]
        source = first.source.replace("Golub & Van Loan, Matrix Computations, 4th ed., ", "GVL ")
        cells = (_names(group), first.cls, _cost(first), source)
        lines.append("| " + " | ".join(_cell(c) for c in cells) + " |")
    return "\n".join(lines) + "\n"


def _alike(rows: Iterable[Operation]) -> Iterator[list[Operation]]:
    """Rows that differ by their name alone stand together."""
    groups: dict[tuple[str, str, str], list[Operation]] = {}
    for op in rows:
        groups.setdefault((op.cls, _cost(op), op.source), []).append(op)
    yield from groups.values()


OTHERS = """
## Composed and free names

*Composed* names are written in terms of the operations above, and cost what those cost: {composed}; and
everything in {namespaces}.

*Free* names touch no element: {free}.
"""

REFUSED = """
## Refused names

These make no sense here; asking for one says so, and what to do instead.

| names | why | instead |
|---|---|---|
"""


def _others() -> str:
    return OTHERS.format(
        composed=_listed(membership.COMPOSED),
        namespaces=", ".join(f"`{n}`" for n in sorted(membership.COMPOSED_NAMESPACES)),
        free=_listed(membership.FREE),
    )


def _listed(names: Mapping[str, Iterable[str]]) -> str:
    full = sorted(f"{n}.{name}".lstrip(".") for n, found in names.items() for name in found)
    return ", ".join(f"`{name}`" for name in full)


def _refused() -> str:
    groups: dict[membership.Refusal, list[str]] = {}
    for namespace, found in membership.REFUSED.items():
        for name, refusal in found.items():
            groups.setdefault(refusal, []).append(f"`{namespace}.{name}`".replace("`.", "`"))
    rows = (f"| {', '.join(names)} | {r.reason} | {r.remedy} |\n" for r, names in groups.items())
    return REFUSED + "".join(rows)


def _names(group: list[Operation]) -> str:
    """The names of a group, with their aliases and methods; a ufunc's method once for all ufuncs."""
    if group[0].chapter == "ufunc_methods":
        leaves = sorted({op.leaf for op in group})
        owners = " ".join(sorted({op.name.split(".")[0] for op in group}))
        return ", ".join(f"`ufunc.{leaf}`" for leaf in leaves) + f" of {owners}"
    if group[0].chapter == "random" and len({op.leaf for op in group}) < len(group):
        leaves = sorted({op.leaf for op in group})
        owners = ", ".join(sorted({f"`{op.name.rpartition('.')[0]}`" for op in group}))
        return ", ".join(f"`{leaf}`" for leaf in leaves) + f" of {owners}"
    return ", ".join(f"`{name}`" for op in group for name in (op.name, *op.aliases))


def _cost(op: Operation) -> str:
    """The paragraph of the docstring that begins with ``FLOPs``."""
    text = inspect.cleandoc(op.doc)
    paragraph = text[text.index("FLOPs") :].split("\n\n")[0].removeprefix("FLOPs")
    return " ".join(paragraph.lstrip(":,").split())


def _cell(text: str) -> str:
    return text.replace("``", "`").replace(":func:", "").replace("|", "\\|")


if __name__ == "__main__":
    print(markdown(), end="")
