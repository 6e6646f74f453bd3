"""Every source shows on both engines what it shows with NumPy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from .observe import observe
from .sources import ALL, Case


@pytest.mark.parametrize("case", ALL, ids=str)
def test_shows_what_numpy_shows(case: Case, observed: Callable[..., Any]) -> None:
    expected = observe(case.source, np)
    local = observed(case, "local")
    assert observed(case, "remote") == local  # with all operations in op_log
    assert observed(case, "remote", queue="0") == local
    found = local[0]
    if case.tolerance:
        assert_close(found.get("value"), expected.get("value"), case.tolerance)
        found, expected = ({k: v for k, v in o.items() if k != "value"} for o in (found, expected))
    assert found == expected


def assert_close(found: Any, expected: Any, tolerance: float) -> None:
    """Equal but for rounding: the same containers, dtypes and shapes; floats within the tolerance."""
    if not isinstance(expected, list) or not expected or expected[0] != "array":
        if isinstance(expected, list):
            assert isinstance(found, list)
            assert len(found) == len(expected)
            for one, other in zip(found, expected, strict=True):
                assert_close(one, other, tolerance)
        else:
            assert found == expected
        return
    assert found[:3] == expected[:3]
    one, other = (np.frombuffer(bytes.fromhex(v[3]), v[1]) for v in (found, expected))
    np.testing.assert_array_equal(np.isnan(one), np.isnan(other))
    scale = np.nanmax(np.abs(other), initial=1.0, where=np.isfinite(other))
    np.testing.assert_allclose(one, other, rtol=tolerance, atol=tolerance * scale)
