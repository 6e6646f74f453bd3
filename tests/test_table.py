"""The operation table: what every row has, and what a row becomes."""

from __future__ import annotations

import doctest
import importlib
import inspect
import pkgutil
import subprocess
import sys
import warnings

import pytest

import flopscope
import flopscope.numpy as fnp
import flopscope_client
import flopscope_server
from flopscope._table import CLASSES, KINDS, ORDERED, TABLE, Operation, fingerprint, op
from flopscope.errors import FlopscopeError


def test_every_row_says_what_it_is_and_what_it_costs() -> None:
    rows = TABLE.values()
    assert [r.name for r in rows if r.cls not in CLASSES] == []
    assert [r.name for r in rows if "FLOPs" not in r.doc] == []
    assert [r.name for r in rows if not r.doc.splitlines()[0].endswith((".", ")"))] == []
    assert [r.name for r in rows if any(p.kind.name not in KINDS for p in r.params)] == []
    assert [r.name for r in rows if ORDERED[r.index] is not r] == []


def test_docstrings_lose_their_indentation_as_in_python() -> None:
    assert [r.name for r in TABLE.values() if r.doc != inspect.cleandoc(r._doc)] == []
    assert sum(r.doc != r._doc for r in TABLE.values()) > 100


def test_a_row_that_writes_says_into_which_parameter() -> None:
    names = {row.name: [p.name for p in row.params] for row in TABLE.values()}
    assert [r.name for r in TABLE.values() if r.writes and r.writes not in names[r.name]] == []


def test_the_fingerprint_is_of_the_signatures() -> None:
    assert fingerprint() == fingerprint()
    assert len(fingerprint()) == 8


@pytest.mark.parametrize(
    ("signature", "fields", "wanted"),
    [
        ("x: array", {"cls": "free"}, "unknown class"),
        ("x: tensor", {"cls": "view"}, "unknown kind"),
        ("x: array", {"cls": "view", "weight": 3}, "unexpected keyword"),
    ],
    ids=["class", "kind", "field"],
)
def test_a_row_that_is_wrong_is_refused(
    signature: str, fields: dict[str, object], wanted: str
) -> None:
    options = {"flops": None, "result": None, "doc": ""} | fields
    with pytest.raises((TypeError, ValueError), match=wanted):
        assert Operation("made_up", signature, **options).params  # type: ignore[arg-type]


def test_a_name_is_taken_once() -> None:
    with pytest.raises(ValueError, match="two rows"):
        op("add", "x: array", cls="arithmetic", doc="Again.")


# --- what a row becomes ------------------------------------------------------------------------


def test_functions_have_numpys_signatures() -> None:
    def shown(function: object) -> str:
        return str(inspect.signature(function))  # type: ignore[arg-type]

    assert shown(fnp.reshape) == "(a, /, shape, order='C', *, copy=None)"
    assert shown(fnp.clip).startswith("(a, a_min=<no value>, a_max=<no value>, out=None, *,")
    assert shown(fnp.linalg.svd) == "(a, full_matrices=True, compute_uv=True, hermitian=False)"
    assert shown(fnp.random.randn) == "(*dims)"
    assert shown(fnp.ones(2).reshape) == "(*shape, order='C', copy=None)"


def test_functions_have_help() -> None:
    assert fnp.einsum.__name__ == "einsum"
    assert fnp.einsum.__module__ == "flopscope.numpy"
    for text in ("Parameters", "optimize", "130,816", "contraction"):
        assert text in fnp.einsum.__doc__
    assert "FLOPs" in fnp.ones(1).sum.__doc__


def test_wrong_arguments_are_type_errors() -> None:
    x = fnp.ones(3)
    for function, args, options in (
        (fnp.sum, (x,), {"axiss": 0}),
        (fnp.sum, (), {}),
        (fnp.exp, (x, None, True), {}),
        (x.sum, (0, None, None, False, 0, True, 1), {}),
        (fnp.linalg.inv, (), {}),
    ):
        with pytest.raises(TypeError):
            function(*args, **options)


def test_names_that_are_not_there() -> None:
    for name in ("summ", "_sum", "TABLE"):
        with pytest.raises((AttributeError, FlopscopeError)):
            getattr(fnp, name)
    assert {"sum", "linalg", "float32", "pi"} <= set(dir(fnp))


NEW_ROW = """
from flopscope._table import ORDERED, TABLE, Spec, op
from flopscope._table.spec import shape, size

row = op(
    "norm_of_three", "x: array, y: array, z: array, /", cls="arithmetic",
    doc="Length of (x, y, z).\\n\\nFLOPs: 6 an element.",
    flops=lambda c: 6 * size(c.x), method="length3", calls="norm_of_three",
)
from flopscope._local import calls
import numpy as np
calls.CALLS["norm_of_three"] = lambda x, y, z: np.sqrt(x * x + y * y + z * z)
import flopscope as flops, flopscope.numpy as fnp
row.index = 0
with flops.BudgetContext(100) as budget:
    a = fnp.full(2, 2.0)
    print(fnp.norm_of_three(a, a / 2, a).tolist(), a.length3(a, a).shape)
print(budget.flops_used, fnp.norm_of_three.__doc__.splitlines()[0])
"""


def test_a_new_row_is_a_function_a_method_a_price_and_a_page() -> None:
    done = subprocess.run(
        [sys.executable, "-c", NEW_ROW], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout.splitlines() == [
        "[3.0, 3.0] (2,)",
        "26 Length of (x, y, z).",
    ], done.stderr


def test_the_table_needs_no_numpy() -> None:
    program = (
        "import sys; sys.modules['numpy'] = None\n"
        "from flopscope._table import TABLE\n"
        "from flopscope._table.spec import Spec\n"
        "operands = ('ij,j->i', Spec((256, 256)), Spec((256,)))\n"
        "print(TABLE['einsum'].flops((operands, None, None, 'K', 'safe', False)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={"FLOPSCOPE_ENGINE": "remote"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout == "130816\n", done.stderr


def test_doctests() -> None:
    tried = 0
    for package in (flopscope, flopscope_server, flopscope_client):
        for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            if found.name.endswith("__main__"):
                continue
            module = importlib.import_module(found.name)
            # Functions that earlier tests made have their examples, those that are deprecated too.
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)
                result = doctest.testmod(module)
            assert not result.failed, found.name
            tried += result.attempted
    assert tried > 30
