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

ELSEWHERE: dict[str, frozenset[str]] = {
    # Implementations, by the names that rows give as calls=; and the operator that is no module's.
    "flopscope._local.wrapped_indices": frozenset({"take", "put", "choose"}),
    "flopscope._local.calls": frozenset(
        "as_symmetric divmod einsum einsum_path is_symmetric pad symmetrize zeros zeros_like".split()
    ),
    # The word that a path of NumPy's starts with.
    "flopscope._local.contracting": frozenset({"einsum_path"}),
    # Still facts about single operations: what they do not do is given back.
    "flopscope._local.refunds": frozenset(
        "copy nan_to_num copyto put ndarray.put putmask ndarray.fill ndarray.__setitem__ place "
        "ndarray.sort ndarray.partition".split()
    ),
    # Python's operators: the reflected and in-place forms, and divmod, which has no in-place one.
    "flopscope._api.functions": frozenset({"add", "divmod", "matmul"}),
    # The row behind a scalar type's call.
    "flopscope._api.scalars": frozenset({"_scalar"}),
    # Still facts about single operations: how arguments of other types are taken.
    "flopscope._engine.arguments": frozenset(
        "indices tile moveaxis rot90 expand_dims asarray ascontiguousarray asfortranarray _scalar "
        "ndarray.__setitem__ take put bincount ndarray.put".split()
    ),
    # The functions that take a group, and hand it to these rows as plain data.
    "flopscope._api.symmetric": frozenset({"as_symmetric", "is_symmetric", "symmetrize"}),
    # What NumPy has in C is no descriptor.
    "flopscope._api.ops": frozenset(
        "arange asarray ascontiguousarray asfortranarray empty zeros".split()
    ),
    # The row behind the properties of an array's memory.
    "flopscope._api.methods": frozenset({"_layout"}),
    # Still a fact about one operation: what is read by an index has a path of its own.
    "flopscope._local.engine": frozenset({"ndarray.__getitem__"}),
    # Still facts about single operations: results that may be views of several operands.
    "flopscope_server.session": frozenset({"einsum", "linalg.multi_dot"}),
}


def named_operations() -> dict[str, set[str]]:
    """The names of rows that stand as text in the engines' files, by module."""
    found: dict[str, set[str]] = defaultdict(set)
    for module, path in modules(ROOT).items():
        if room(module) in ENGINES:
            nodes = ast.walk(ast.parse(path.read_text()))
            texts = [n.value for n in nodes if isinstance(n, ast.Constant)]
            for words in (t.split() for t in texts if isinstance(t, str)):
                if all(word in TABLE for word in words):  # one name, or a list of them
                    found[module] |= set(words) - WORDS
    return {module: names for module, names in found.items() if names}


def test_rows_keep_what_is_known_of_them() -> None:
    found = named_operations()
    assert found == ELSEWHERE, "say it in the row, or name it here with its reason"
