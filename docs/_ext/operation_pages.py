"""A page per operation, from the operation table: signature, help, price, and a plot of cost against size."""

from __future__ import annotations

from cost_plot import cost_plot
from numpydoc.docscrape_sphinx import SphinxDocString

from flopscope._help.docstring import docstring
from flopscope._table import CHAPTERS, REQUIRED, TABLE, NoValue, Operation, Param
from flopscope._tools.examples import public
from flopscope._tools.reference import TITLES

FOLDER = "reference/operations"

INDEX = """\
Operations
==========

Each operation has a page, which is written from its row of the operation table. A page gives the
signature, the meaning of the parameters, the price with its formula and source, an example with its
exact cost, and a plot of cost against size under the default policy, ``flops``.

.. toctree::
   :maxdepth: 1

{chapters}
"""


def operation_pages(every: int) -> dict[str, str]:
    """All pages by path.

    Parameters
    ----------
    every : int
        1 for all operations; 25 for each 25th, which is enough to test the site.
    """
    pages: dict[str, str] = {}
    shown = [op for op in TABLE.values() if public(op)]
    for chapter in CHAPTERS:
        rows = [op for op in shown if op.chapter == chapter][::every]
        pages[f"{FOLDER}/chapter-{chapter}.rst"] = _chapter(chapter, rows)
        pages |= {f"{FOLDER}/{op.name}.rst": _page(op) for op in rows}
    chapters = "\n".join(f"   chapter-{chapter}" for chapter in CHAPTERS)
    pages[f"{FOLDER}/index.rst"] = INDEX.format(chapters=chapters)
    return pages


def _chapter(chapter: str, rows: list[Operation]) -> str:
    title = TITLES[chapter]
    entries = "\n".join(f"   {op.name}" for op in rows)
    return f"{title}\n{'=' * len(title)}\n\n.. toctree::\n   :maxdepth: 1\n\n{entries}\n"


def _page(op: Operation) -> str:
    prefix = (
        "" if op.name.startswith("ndarray.") else "flops." if op.chapter == "declaring" else "fnp."
    )
    title = f"{prefix}{op.name}"
    kind = "method" if _is_method(op) else "function"
    params = list(op.params[1:] if kind == "method" else op.params)
    help_ = str(SphinxDocString(docstring(op, op.params), config={"use_plots": False}))
    parts = [
        f"{title}\n{'=' * len(title)}",
        ".. py:currentmodule:: flopscope.numpy",
        f".. py:{kind}:: {op.name}({_signature(params)})",
        _indented(help_),
        _facts(op),
    ]
    plot = cost_plot(op)
    if plot:
        parts += ["Cost against size\n-----------------", f".. raw:: html\n\n{_indented(plot)}"]
    return "\n\n".join(parts) + "\n"


def _is_method(op: Operation) -> bool:
    owner = op.name.rpartition(".")[0]
    return owner == "ndarray" or owner.rpartition(".")[2][:1].isupper()


def _signature(params: list[Param]) -> str:
    parts: list[str] = []
    starred = any(p.style == "var" for p in params)
    for i, p in enumerate(params):
        if p.style == "keyword" and not starred:
            parts.append("*")
            starred = True
        name = f"*{p.name}" if p.style == "var" else p.name
        parts.append(name if p.default is REQUIRED or p.style == "var" else f"{name}={_default(p)}")
        last = i + 1 == len(params) or params[i + 1].style != "positional"
        if p.style == "positional" and last:
            parts.append("/")
    return ", ".join(parts)


def _default(p: Param) -> str:
    if p.default is NoValue:
        return "None"
    return p.default.__name__ if isinstance(p.default, type) else repr(p.default)


def _facts(op: Operation) -> str:
    facts = [("Pricing class", f"``{op.cls}``")]
    if op.aliases:
        facts.append(("Other names", ", ".join(f"``fnp.{name}``" for name in op.aliases)))
    if op.method:
        methods = [m.partition("(")[0] for m in op.method.split()]
        facts.append(("Methods", ", ".join(f"``ndarray.{m}``" for m in methods)))
    if op.operator:
        facts.append(("Operator", f"``__{op.operator}__``"))
    if op.since != "2.0":
        facts.append(("Needs", f"NumPy {op.since} or newer"))
    return "\n".join(f":{name}: {text}" for name, text in facts)


def _indented(text: str) -> str:
    return "\n".join(f"   {line}" if line else "" for line in text.splitlines())
