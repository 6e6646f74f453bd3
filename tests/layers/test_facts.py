"""What is known of one operation stands in its row: no other file of the engines names operations."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

from flopscope._table import TABLE

from .reader import modules
from .rooms import room

ROOT = Path(__file__).parents[2]
ENGINES = {
    f"flopscope.{name}" for name in ("_api", "_local", "_engine", "_arrays", "_wire", "_ledger")
} | {"flopscope_client", "flopscope_server"}
WORDS = frozenset("all array divide full log real imag sign stack unique var where".split())
"""Names of operations that are also kinds of parameters, styles, keywords or print options."""

NAMES = frozenset(TABLE).union(*(row.aliases for row in TABLE.values()))

ELSEWHERE: dict[str, frozenset[str]] = {
    # Implementations, by the names that rows give as calls=.
    "flopscope._local.wrapped_indices": frozenset({"take", "put", "choose"}),
    "flopscope._local.calls": frozenset(
        "as_symmetric divmod einsum einsum_path einsum_symmetric is_symmetric pad symmetrize zeros "
        "zeros_like".split()
    ),
    # The word that a path starts with, to NumPy.
    "flopscope._local.contracting": frozenset({"einsum_path"}),
    # Python's operators, by their own names: those with reflected and in-place forms.
    "flopscope._api.functions": frozenset(
        {"add", "divmod", "einsum", "einsum_symmetric", "matmul", "mod", "pow"}
    ),
    # The row behind a scalar type's call: no public function has its name.
    "flopscope._api.scalars": frozenset({"_scalar"}),
    # The functions that take a group, and hand it to these rows as plain data.
    "flopscope._api.symmetric": frozenset({"as_symmetric", "is_symmetric", "symmetrize"}),
    # The row behind the properties of an array's memory: no public function has its name.
    "flopscope._api.methods": frozenset({"_layout", "_writeable_view", "ndarray.view"}),
}


def named_operations() -> dict[str, set[str]]:
    """The names of rows that stand as text in the engines' files, by module."""
    found: dict[str, set[str]] = defaultdict(set)
    for module, path in modules(ROOT).items():
        if room(module) in ENGINES:
            nodes = ast.walk(ast.parse(path.read_text()))
            texts = [n.value for n in nodes if isinstance(n, ast.Constant)]
            for words in (t.split() for t in texts if isinstance(t, str)):
                if all(word in NAMES for word in words):  # one name, or a list of them
                    found[module] |= set(words) - WORDS
    return {module: names for module, names in found.items() if names}


def test_rows_keep_what_is_known_of_them() -> None:
    found = named_operations()
    assert found == ELSEWHERE, "say it in the row, or name it here with its reason"
