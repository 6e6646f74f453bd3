"""Each operation's help: written from its row, complete, with an example that runs."""

from __future__ import annotations

import doctest
import inspect
import operator
import pickle
import pydoc
import subprocess
import sys
from collections.abc import Callable
from functools import reduce
from typing import Any

import pytest
from numpydoc.docscrape import NumpyDocString

import flopscope.numpy as fnp
from flopscope._help.docstring import docstring
from flopscope._help.parameters import BY_NAME, OF
from flopscope._help.recorded import RECORDED
from flopscope._table import TABLE, Operation
from flopscope._tools import examples
from flopscope.errors import FlopscopeError

PUBLIC = [op for op in TABLE.values() if examples.public(op)]


def shown(op: Operation) -> str:
    return docstring(op, op.params)


def parsed(op: Operation) -> Any:
    return NumpyDocString(shown(op))


def test_every_operation_has_the_sections_of_a_numpy_docstring() -> None:
    for op in PUBLIC:
        help_ = parsed(op)
        assert len(help_["Summary"]) >= 1, op.name
        names = {n.strip(" *") for p in help_["Parameters"] for n in p.name.split(",")}
        assert names == {p.name for p in op.params if p.name != "self"}, op.name
        assert all(p.type or p.name.startswith("*") for p in help_["Parameters"]), op.name
        assert help_["Returns"], op.name
        assert any("FLOPs" in line for line in help_["Notes"]), op.name
        assert help_["Examples"], op.name
        assert any(e.type == "BudgetExhaustedError" for e in help_["Raises"]) == op.does_work, (
            op.name
        )


def test_every_parameter_is_described() -> None:
    described = {
        (op.name, p.name): " ".join(p.desc) for op in PUBLIC for p in parsed(op)["Parameters"]
    }
    bare = [key for key, text in described.items() if not text]
    assert bare == [("linalg.solve_triangular", "b")]  # its shape says it


def test_no_text_is_left_over() -> None:
    names = {p.name for op in TABLE.values() for p in op.params}
    assert set(BY_NAME) <= names
    unknown = [(o, n) for o, own in OF.items() for n in own if n not in TABLE[o].places]
    assert unknown == []


def test_every_example_is_recorded() -> None:
    assert list(RECORDED) == [op.name for op in PUBLIC], "run make docs"


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_all_examples_run_as_doctests() -> None:
    runner = doctest.DocTestRunner(verbose=False)
    parser = doctest.DocTestParser()
    output: list[str] = []
    for op in PUBLIC:
        test = parser.get_doctest(shown(op), {}, op.name, None, 0)
        assert test.examples, op.name
        runner.run(test, out=output.append)
    assert "".join(output) == "", "where a price has changed, run make docs"
    assert runner.summarize(verbose=False).attempted > 4 * len(PUBLIC)


@pytest.mark.parametrize(
    "function",
    [
        fnp.percentile,
        fnp.hypot,
        fnp.linalg.svd,
        fnp.ndarray.sum,
        fnp.add.reduce,
        fnp.ndarray.__mul__,
    ],
    ids=lambda f: f.__name__,
)
def test_help_shows_it(function: Callable[..., Any]) -> None:
    for text in (
        pydoc.plain(pydoc.render_doc(function)),
        inspect.getdoc(function),
        str(function.__doc__),
    ):
        assert "Raises\n" in text
        assert ">>> budget.flops_used" in text


def test_docstrings_are_text_like_any_other() -> None:
    doc = fnp.mean.__doc__
    plain = str(doc)
    assert len(plain) > 1000
    assert doc == plain
    assert hash(doc) == hash(plain)
    assert len(doc) == len(plain)
    assert "Examples" in doc
    assert doc[-20:] == plain[-20:]
    assert f"{doc}" == doc + "" == plain
    assert list(doc.splitlines()) == plain.splitlines()
    assert pickle.loads(pickle.dumps(doc)) == plain
    assert reduce(operator.add, doc) == plain


def test_a_program_that_reads_no_help_loads_none() -> None:
    program = (
        "import sys, flopscope.numpy as fnp; fnp.sum(fnp.add([1, 2], 3))\n"
        "print('flopscope._help.parameters' in sys.modules)\n"
        "len(fnp.sum.__doc__); print('flopscope._help.parameters' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.split() == ["False", "True"]


def test_an_example_that_fails_says_which(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(examples, "example_of", lambda op: "fnp.summ(3)")
    with pytest.raises(RuntimeError, match=r"the example of sum fails: fnp\.summ") as caught:
        examples.run(TABLE["sum"])
    assert isinstance(caught.value.__cause__, AttributeError | FlopscopeError)


def test_every_result_is_described() -> None:
    bare = {op.name for op in PUBLIC if not "".join(parsed(op)["Returns"][0].desc)}
    words = "array_equal array_equiv is_symmetric shares_memory linalg.solve_triangular".split()
    names = {n for n in bare if ".bytes" not in n and "set_state" not in n and ".spawn" not in n}
    assert names <= {*words, "einsum"}  # a type says it all
