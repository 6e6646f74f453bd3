"""The page on policies: its files are policies, and its numbers are what queries answer."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from flopscope._pricing.files import shipped_names
from flopscope._pricing.policy import Policy
from flopscope._pricing.units import UNITS
from flopscope._table import TABLE
from flopscope.accounting import array, cost

PAGE = (Path(__file__).parents[2] / "docs" / "policies.md").read_text(encoding="utf-8")


def test_its_files_are_policies() -> None:
    blocks = re.findall(r"```json\n(.*?)```", PAGE, flags=re.DOTALL)
    policies = [Policy(block, "docs/policies.md") for block in blocks]
    assert [p.name for p in policies] == ["own", "by-call"]
    for policy in policies:
        policy.check_names(TABLE)
    assert set(json.loads(blocks[0])["units"]) == set(UNITS)


def test_it_has_every_unit_and_every_policy() -> None:
    assert all(f"`{unit}`" in PAGE for unit in UNITS)
    assert all(f"`{name}`" in PAGE for name in shipped_names())


def softmax(rows: int, columns: int) -> int:
    shape, column = (rows, columns), (rows, 1)
    return (
        cost("max", shape, 1)
        + cost("subtract", shape, column)
        + cost("exp", shape)
        + cost("sum", shape, 1)
        + cost("divide", shape, column)
    )


SPECTRUM: Any = array((2049,), complex)
PROGRAMS = {
    "MLP 32 x 784-128-10 with softmax": (
        cost("matmul", (32, 784), (784, 128))
        + cost("add", (32, 128), (128,))
        + cost("maximum", (32, 128), 0.0)
        + cost("matmul", (32, 128), (128, 10))
        + cost("add", (32, 10), (10,))
        + softmax(32, 10)
    ),
    "attention head, 128 tokens x 64": (
        cost("matmul", (128, 64), (64, 128))
        + cost("divide", (128, 128), 8.0)
        + softmax(128, 128)
        + cost("matmul", (128, 128), (128, 64))
    ),
    "layer normalization, 256 x 512": (
        2 * cost("mean", (256, 512), 1)
        + cost("subtract", (256, 512), (256, 1))
        + cost("square", (256, 512))
        + cost("add", (256, 1), 1e-5)
        + cost("sqrt", (256, 1))
        + cost("divide", (256, 512), (256, 1))
        + cost("multiply", (256, 512), (512,))
        + cost("add", (256, 512), (512,))
    ),
    "ridge regression, 1000 x 64, by `solve`": (
        cost("matmul", (64, 1000), (1000, 64))
        + cost("add", (64, 64), (64, 64))
        + cost("matmul", (64, 1000), (1000,))
        + cost("linalg.solve", (64, 64), (64,))
    ),
    "PCA, 500 x 50 to 8 components, by SVD": (
        cost("mean", (500, 50), 0)
        + cost("subtract", (500, 50), (50,))
        + cost("linalg.svd", (500, 50), full_matrices=False)
        + cost("matmul", (500, 50), (50, 8))
    ),
    "FFT filter, 4,096 points": (
        cost("fft.rfft", (4096,))
        + cost("multiply", SPECTRUM, SPECTRUM)
        + cost("fft.irfft", SPECTRUM, 4096)
    ),
}


@pytest.mark.parametrize("program", PROGRAMS)
def test_its_comparison_is_what_queries_answer(program: str) -> None:
    row = re.search(rf"^\| {re.escape(program)} \| ([0-9,]+) \|", PAGE, flags=re.MULTILINE)
    assert row is not None
    assert int(row[1].replace(",", "")) == PROGRAMS[program]
