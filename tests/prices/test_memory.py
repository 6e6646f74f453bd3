"""Prices remember nothing: any path, any order, one price. ``make hunt-prices`` draws more calls."""

from __future__ import annotations

import os
from typing import Any

from .hunt import differences

COUNT = 50 * int(os.environ.get("FLOPSCOPE_EXAMPLES", "12"))


def test_a_call_has_one_price_on_all_paths() -> None:
    wrong: list[Any] = differences(seed=7, count=COUNT)
    assert wrong == []
