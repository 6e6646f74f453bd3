"""How public objects show themselves: names, signatures, docstrings."""

from __future__ import annotations

import importlib
import inspect
import os
import pydoc
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

import flopscope as flops
import flopscope.numpy as fnp

MODULES = [
    "flopscope",
    "flopscope.accounting",
    "flopscope.errors",
    "flopscope.stats",
    "flopscope.numpy",
    *(
        f"flopscope.numpy.{name}"
        for name in "emath exceptions fft lib linalg polynomial random testing typing".split()
    ),
]


def _public(module: str) -> Iterator[tuple[str, Any]]:
    found = importlib.import_module(module)
    for name in dir(found):
        if name[0] != "_":
            value = getattr(found, name)
            if isinstance(value, type) or callable(value):
                yield name, value


@pytest.mark.parametrize("module", MODULES)
def test_no_private_module_shows(module: str) -> None:
    private = {
        name: value.__module__
        for name, value in _public(module)
        if "._" in (getattr(value, "__module__", None) or "")
    }
    assert private == {}


def test_nor_in_a_clients_errors() -> None:
    program = (
        "import flopscope.numpy as fnp, flopscope.numpy.exceptions as e\n"
        "print(fnp.linalg.LinAlgError, e.AxisError, fnp.random.Generator)"
    )
    environment = os.environ | {"FLOPSCOPE_ENGINE": "remote"}
    run = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
    )
    assert run.stdout == (
        "<class 'flopscope.numpy.linalg.LinAlgError'> <class 'flopscope.numpy.exceptions.AxisError'> "
        "<class 'flopscope.numpy.random.Generator'>\n"
    )


@pytest.mark.parametrize("module", ["flopscope", "flopscope.numpy"])
def test_docstrings_are_dedented(module: str) -> None:
    for name, value in _public(module):
        lines = (value.__doc__ or "").splitlines()[1:]
        if isinstance(value, type) or inspect.isfunction(value):
            margins = {len(line) - len(line.lstrip()) for line in lines if line.strip()}
            assert not margins or min(margins) == 0, name


def test_ufuncs_have_the_signatures_of_their_functions() -> None:
    assert list(inspect.signature(fnp.add).parameters)[:3] == ["x1", "x2", "out"]
    assert list(inspect.signature(fnp.exp).parameters)[:2] == ["x", "out"]
    assert str(inspect.signature(fnp.add.reduce)).startswith("(array, axis=0")


def test_the_help_of_a_record_shows_types() -> None:
    shown = pydoc.plain(pydoc.render_doc(flops.OpRecord))
    assert "ForwardRef" not in shown
    assert "op_name: str" in shown
