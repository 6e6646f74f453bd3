"""Every public name of NumPy is priced, composed, free or refused; and nothing else is claimed."""

from __future__ import annotations

from functools import reduce
from importlib import import_module
from typing import Any

import numpy as np
import pytest

import flopscope.numpy as fnp
from flopscope._table import TABLE, membership
from flopscope._tools import surface
from flopscope.errors import UnsupportedFunctionError

NAMESPACES = membership.NAMESPACES

INSTANCES = {
    "ndarray": lambda: fnp.ones((2, 2)),
    "dtype": lambda: fnp.dtype("float32"),
    "ufunc": lambda: fnp.add,
    "random.Generator": lambda: fnp.random.default_rng(1),
    "random.RandomState": lambda: fnp.random.RandomState(1),
    "random.BitGenerator": lambda: fnp.random.PCG64(1),
    "random.SeedSequence": lambda: fnp.random.SeedSequence(1),
}
"""Namespaces that are classes: their names are asked of an object."""


def ours(namespace: str) -> Any:
    if namespace in INSTANCES:
        return INSTANCES[namespace]()
    return import_module(f"flopscope.numpy.{namespace}".rstrip("."))


@pytest.mark.parametrize("namespace", NAMESPACES)
def test_no_name_of_numpy_is_missing(namespace: str) -> None:
    assert [n for n, standing in surface.standings(namespace) if standing == "missing"] == []


@pytest.mark.parametrize("namespace", NAMESPACES)
def test_no_name_is_declared_that_numpy_lacks(namespace: str) -> None:
    assert surface.extra(namespace) == set()


def _is_newer(name: str) -> bool:
    op = TABLE.get(name)
    return op is not None and _minor(op.since) > _minor(np.__version__)


def _minor(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")[:2]))


@pytest.mark.parametrize("namespace", NAMESPACES)
def test_what_is_not_refused_is_offered(namespace: str) -> None:
    owner = ours(namespace)
    offered = [n for n, standing in surface.standings(namespace) if standing != "refused"]
    assert [n for n in offered if not hasattr(owner, n) and not _of_a_kind(namespace, n)] == []


def _of_a_kind(namespace: str, name: str) -> bool:
    """PCG64 and Philox can move ahead; other bit generators cannot, in NumPy either."""
    return namespace == "random.BitGenerator" and name == "advance"


@pytest.mark.parametrize(
    ("namespace", "name"),
    [
        (namespace, name)
        for namespace, names in membership.REFUSED.items()
        for name in names
        if namespace not in ("dtype",)
    ],
)
def test_a_refused_name_says_why_and_what_to_do_instead(namespace: str, name: str) -> None:
    refusal = membership.REFUSED[namespace][name]
    with pytest.raises(UnsupportedFunctionError) as caught:
        getattr(ours(namespace), name)
    assert refusal.reason in str(caught.value)
    assert refusal.remedy in str(caught.value)


@pytest.mark.parametrize("namespace", [n for n in NAMESPACES if n not in INSTANCES])
def test_a_module_lists_no_more_than_numpy_has(namespace: str) -> None:
    # pytest puts names that are no identifiers into the modules whose asserts it rewrites
    listed = {n for n in dir(ours(namespace)) if n[0] != "_" and n.isidentifier()}
    known = {n for n in dir(surface.numpy_namespace(namespace)) if not n.startswith("_")}
    newer = {n for n in listed if _is_newer(f"{namespace}.{n}".lstrip("."))}
    assert listed - known - newer <= {
        "namespace",
        *membership.SOME_MINORS.get(namespace, ()),
        *membership.ADDED.get(namespace, ()),
    }


@pytest.mark.parametrize("namespace", [n for n in NAMESPACES if n not in INSTANCES])
def test_a_module_lists_what_it_offers(namespace: str) -> None:
    listed = set(dir(ours(namespace)))
    offered = {n for n, standing in surface.standings(namespace) if standing != "refused"}
    assert offered - listed == set()


def test_scalars_have_no_names_that_arrays_lack() -> None:
    public = {n for n in dir(np.generic) if not n.startswith("_")}
    assert [n for n in public if membership.standing("ndarray", n) is None] == []


def test_an_unknown_name_is_an_ordinary_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nobody'") as caught:
        _ = fnp.nobody
    assert not isinstance(caught.value, UnsupportedFunctionError)


def test_a_name_of_a_newer_numpy_says_which(monkeypatch: pytest.MonkeyPatch) -> None:
    from flopscope._local.calls import numpy_target

    monkeypatch.delattr(np, "unstack")
    with pytest.raises(UnsupportedFunctionError, match=r"unstack came with NumPy 2\.1"):
        numpy_target(TABLE["unstack"])


def test_every_row_is_numpys_own_name() -> None:
    """A row's name is NumPy's path, so that what carries it out cannot be mistaken."""
    for name in TABLE:
        leaf = name.rpartition(".")[2]
        if leaf.startswith("_") or _is_newer(name) or _is_added(name):
            continue
        owner = reduce(getattr, name.split(".")[:-1], np)
        assert hasattr(owner, leaf) or _in_a_subclass(name), name


def _is_added(name: str) -> bool:
    namespace, _, leaf = name.rpartition(".")
    return leaf in membership.ADDED.get(namespace, ())


def _in_a_subclass(name: str) -> bool:
    return name == "random.BitGenerator.jumped"
