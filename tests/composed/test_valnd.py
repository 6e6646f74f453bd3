"""Values of series of several variables, which NumPy has from 2.5 on."""

from __future__ import annotations

import pytest

import flopscope.numpy as fnp

MODULES = ["polynomial", "chebyshev", "legendre", "laguerre", "hermite", "hermite_e"]
PREFIX = dict(zip(MODULES, ["poly", "cheb", "leg", "lag", "herm", "herme"], strict=True))


@pytest.mark.parametrize("module", MODULES)
def test_two_and_three_variables_are_val2d_and_val3d(module: str) -> None:
    found = getattr(fnp.polynomial, module)
    val2d, val3d, valnd = (getattr(found, f"{PREFIX[module]}val{n}") for n in ("2d", "3d", "nd"))
    x, y, z = [0.5, 1.0], [-0.25, 2.0], [1.0, 1.5]
    plane, solid = fnp.arange(6.0).reshape(2, 3), fnp.arange(12.0).reshape(2, 3, 2)
    assert valnd([x, y], plane).tolist() == val2d(x, y, plane).tolist()
    assert valnd((x, y, z), solid).tolist() == val3d(x, y, z, solid).tolist()


def test_four_variables_and_unlike_shapes() -> None:
    found = fnp.polynomial.polynomial.polyvalnd([2.0, 3.0, 5.0, 7.0], fnp.ones((2, 2, 2, 2)))
    assert found.item() == 3.0 * 4.0 * 6.0 * 8.0
    with pytest.raises(ValueError, match="ordinates are incompatible"):
        fnp.polynomial.polynomial.polyvalnd([[1.0], 2.0, 3.0, 4.0], fnp.ones((2, 2, 2, 2)))
