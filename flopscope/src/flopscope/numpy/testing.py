"""``fnp.testing``: asserts about arrays. What they compare is counted as any other operation."""

from unittest import SkipTest, TestCase

from flopscope._api.modules import closed_module
from flopscope._composed.asserts.arrays import (
    assert_allclose,
    assert_almost_equal,
    assert_array_almost_equal,
    assert_array_almost_equal_nulp,
    assert_array_equal,
    assert_array_less,
    assert_array_max_ulp,
)
from flopscope._composed.asserts.blocks import (
    assert_no_warnings,
    assert_raises,
    assert_raises_regex,
    assert_warns,
    tempdir,
    temppath,
)
from flopscope._composed.asserts.objects import (
    assert_,
    assert_approx_equal,
    assert_equal,
    assert_string_equal,
    print_assert_equal,
)

__all__ = [
    "SkipTest",
    "TestCase",
    "assert_",
    "assert_allclose",
    "assert_almost_equal",
    "assert_approx_equal",
    "assert_array_almost_equal",
    "assert_array_almost_equal_nulp",
    "assert_array_equal",
    "assert_array_less",
    "assert_array_max_ulp",
    "assert_equal",
    "assert_no_warnings",
    "assert_raises",
    "assert_raises_regex",
    "assert_string_equal",
    "assert_warns",
    "print_assert_equal",
    "tempdir",
    "temppath",
]

__getattr__, __dir__ = closed_module(__name__, "testing", __all__)
