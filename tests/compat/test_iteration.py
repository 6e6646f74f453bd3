"""``nditer`` walks arrays of any layout in the order in which NumPy walks them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import flopscope.numpy as fnp

LAYOUTS = (
    "a",
    "a.T",
    "a.transpose(1, 0, 2)",
    "a[::-1]",
    "a[:, ::-1]",
    "a[:, :, ::-1].T",
    "a[:, :2]",
    "a.copy(order='F')",
    "a.copy(order='F')[::-1, :, ::-1]",
    "a[0]",
    "a[:1]",
    "m.array(5)",
    "m.broadcast_to(m.arange(4), (2, 3, 4))",
)
FLAGS: tuple[tuple[str, ...], ...] = (
    (),
    ("multi_index",),
    ("c_index",),
    ("f_index",),
    ("external_loop",),
    ("external_loop", "multi_index"),
)


def made(module: Any, layout: str) -> Any:
    """An array of a layout, by NumPy or by flopscope."""
    return eval(layout, {"m": module, "a": module.arange(24).reshape(2, 3, 4)})


def walked(module: Any, layout: str, order: str, flags: tuple[str, ...]) -> Any:
    """The elements or chunks in order, with what is tracked; the class of an error."""
    try:
        it = module.nditer(made(module, layout), flags=list(flags), order=order)
    except ValueError as error:
        return str(error)
    tracked = next((f.replace("c_", "").replace("f_", "") for f in flags if "index" in f), "nop")
    return [(item.tolist(), getattr(it, tracked)) for item in it]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_order_is_numpys(layout: str) -> None:
    for order in "KCFA":
        for flags in FLAGS:
            assert walked(fnp, layout, order, flags) == walked(np, layout, order, flags), (
                order,
                flags,
            )


@pytest.mark.parametrize("layout", LAYOUTS)
def test_several_operands_are_walked_in_numpys_order(layout: str) -> None:
    for other in LAYOUTS:
        pairs = []
        for module in (np, fnp):
            x, y = made(module, layout), made(module, other)
            if x.shape != y.shape:
                continue
            it: Any = module.nditer([x, y, None])
            pairs.append([[(int(p), int(q)) for p, q, _ in it], it.operands[2].strides])
        assert pairs[:1] == pairs[1:], other


def test_a_place_can_be_gone_to() -> None:
    it: Any = fnp.nditer(fnp.arange(6).reshape(2, 3).T, flags=["multi_index"])
    it.multi_index = (2, 0)
    assert int(it.value) == 2
    assert it.multi_index == (2, 0)
    assert it.iternext()
    assert it.multi_index == (0, 1)
