"""Pairs of programs that compute the same, one of them written to be cheap."""

from __future__ import annotations

from typing import Any

from . import folds, gathers, matrices, pointwise, symmetry, transforms
from .pair import Pair

PAIRS: dict[Pair, dict[str, Any]] = {
    pair: chapter.pair.helpers
    for chapter in (folds, pointwise, gathers, matrices, transforms, symmetry)
    for pair in chapter.pair.pairs
}
"""Every pair, with the helpers that its programs use."""
