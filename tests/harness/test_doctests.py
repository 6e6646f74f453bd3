"""The examples in the harness's docstrings are true."""

from __future__ import annotations

import doctest
import importlib

import pytest


@pytest.mark.parametrize(
    "name", ["judging.verdict", "judging.text", "judging.failure", "sandbox.capture"]
)
def test_examples(name: str) -> None:
    result = doctest.testmod(importlib.import_module(f"flopscope_eval.{name}"))
    assert result.attempted > 0
    assert result.failed == 0
