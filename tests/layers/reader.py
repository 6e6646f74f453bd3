"""Reads which file imports which, from the source text: nothing is imported."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

SOURCES = {
    "flopscope": "flopscope/src",
    "flopscope_client": "client/src",
    "flopscope_server": "server/src",
    "flopscope_eval": "harness/src",
}
"""The folder of each package, below the root of the repository."""


@dataclass(frozen=True)
class Import:
    """One file imports another.

    Attributes
    ----------
    source, target : str
        Modules by their dotted names.
    line : int
    nested : bool
        It stands in a function, so it runs later.
    """

    source: str
    target: str
    line: int
    nested: bool


def modules(root: Path) -> dict[str, Path]:
    """The files of all packages by their dotted module names; a package has its folder's name."""
    found = {}
    for package, folder in SOURCES.items():
        base = root / folder
        for path in sorted((base / package).rglob("*.py")):
            parts = path.relative_to(base).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports(root: Path) -> list[Import]:
    """All imports between files of the packages: of modules, in functions, and for type checkers."""
    files = modules(root)
    found = []
    for module, path in files.items():
        for node, nested in _import_nodes(ast.parse(path.read_text()), False):
            for target in _targets(node, module, path, files):
                if target != module:
                    found.append(Import(module, target, node.lineno, nested))
    return found


def _import_nodes(
    tree: ast.AST, nested: bool
) -> Iterator[tuple[ast.Import | ast.ImportFrom, bool]]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node, nested
        inside = nested or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        yield from _import_nodes(node, inside)


def _targets(
    node: ast.Import | ast.ImportFrom, module: str, path: Path, files: dict[str, Path]
) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names if alias.name in files)
        return
    base = node.module or ""
    if node.level:
        parts = module.split(".") if path.name == "__init__.py" else module.split(".")[:-1]
        base = ".".join([*parts[: len(parts) - node.level + 1], *filter(None, [node.module])])
    for alias in node.names:
        name = f"{base}.{alias.name}"
        if name in files:
            yield name
        elif base in files:
            yield base


def circles(edges: Iterable[tuple[str, str]]) -> list[list[str]]:
    """The groups whose members reach each other: strongly connected parts of two or more (Tarjan)."""
    graph: dict[str, set[str]] = defaultdict(set)
    for source, target in edges:
        if source != target:
            graph[source].add(target)
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(node: str) -> None:
        index[node] = low[node] = len(index)
        stack.append(node)
        for other in sorted(graph[node]):
            if other not in index:
                visit(other)
            if other in stack:
                low[node] = min(low[node], low[other])
        if low[node] == index[node]:
            position = stack.index(node)
            group = sorted(stack[position:])
            del stack[position:]
            if len(group) > 1:
                found.append(group)

    for node in sorted(graph):
        if node not in index:
            visit(node)
    return found
