"""The formulas' language is closed, and its values are finite."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flopscope_eval.contests.expressions import FormulaError, parse

CASE = {"error": 0.5, "flops": 30.0, "budget": 10.0}
RUN = {"case": (1.0, 4.0), "flops": (3.0, 5.0), "solved": 1.0}


@pytest.mark.parametrize(
    ("text", "names", "value"),
    [
        ("error * max(1, flops / budget)", CASE, 1.5),
        ("1 if error < 0.6 else 0", CASE, 1.0),
        ("-error ** 2", CASE, -0.25),
        ("clip(flops, 0, budget)", CASE, 10.0),
        ("sqrt(4) + log2(8) + log10(100) + exp(0) + log(1) + abs(-1)", {}, 9.0),
        ("mean(case) + sum(case) + median(case) + min(case) + max(case) + count(case)", RUN, 17.0),
        ("geomean(case, 1e-6)", RUN, 2.0),
        ("geomean(case * 0, 1e-6)", RUN, 1e-6),
        ("mean(case if case > 2 else flops)", RUN, 3.5),
        ("sum(sqrt(case)) / solved", RUN, 3.0),
    ],
)
def test_values(text: str, names: dict[str, float | tuple[float, ...]], value: float) -> None:
    assert parse(text).value(names) == pytest.approx(value)


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os')",
        "().__class__",
        "error.real",
        "case[0]",
        "[1, 2]",
        "'text'",
        "True",
        "lambda: 1",
        "(x := 1)",
        "f'{error}'",
        "error and 1",
        "not error",
        "1 < 2 < 3",
        "mean(x for x in case)",
        "mean(*case)",
        "max(a=1)",
        "1e999",
        "10 ** 400 * 1j",
        "eval('1')",
        "geomean(case)",
        "geomean(case, 0)",
        "geomean(case, -1)",
        "geomean(case, error)",
        "sqrt(1, 2)",
        "mean()",
        "",
        "1 +",
        "(" * 300 + "1" + ")" * 300,
        "-" * 100 + "1",
        "1 // 2",
        "1 @ 2",
        "~1",
        "a" * 3000,
    ],
)
def test_everything_else_is_refused(text: str) -> None:
    with pytest.raises(FormulaError):
        parse(text)


@pytest.mark.parametrize(
    "text",
    ["1 / (error - 0.5)", "log(0)", "sqrt(-1)", "(-8) ** 0.5", "exp(10000)", "10.0 ** 400",
     "1e308 * 10", "unknown", "0 ** -1"],
)  # fmt: skip
def test_a_value_that_is_not_a_finite_number_is_an_error(text: str) -> None:
    with pytest.raises(FormulaError):
        parse(text).value(CASE)


def test_a_value_per_case_is_not_a_score() -> None:
    with pytest.raises(FormulaError, match="per case"):
        parse("case + 1").value(RUN)


@given(st.text(max_size=60))
def test_any_text_is_a_formula_or_refused(text: str) -> None:
    try:
        formula = parse(text)
    except FormulaError:
        return
    try:
        assert math.isfinite(formula.value({**CASE, **RUN}))
    except FormulaError:
        return
