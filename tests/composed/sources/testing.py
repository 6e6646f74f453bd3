"""``testing``: what passes and what fails."""

_PAIRS = """
[1.0, 2.0], [1.0, 2.0]
[1.0, 2.0], [1.0, 2.5]
[1.0, 2.0], [1.0, 2.0, 3.0]
[1.0, fnp.nan], [1.0, fnp.nan]
[1.0, fnp.nan], [fnp.nan, 1.0]
[fnp.inf, 1.0], [fnp.inf, 1.0]
[fnp.inf, 1.0], [-fnp.inf, 1.0]
[1.0, 2.0], [1.0 + 1e-9, 2.0]
[1.0, 2.0], [1.0 + 1e-7, 2.0]
[1, 2], [1, 2]
[1, 2], [1, 3]
[True, False], [True, False]
[True, False], [True, True]
[1j, 2.0], [1j, 2.0]
[1j, 2.0], [1j, 2.5]
3.0, 3.0
3.0, 3.5
0.0, -0.0
3.0, [3.0, 3.0]
fnp.nan, fnp.nan
[], []
[], [1.0]
fnp.zeros((2, 0)), fnp.zeros((2, 0))
fnp.ones((2, 2)), 1
fnp.ones(2, dtype='f4'), fnp.ones(2)
"""
_ASSERTS = (
    "assert_allclose",
    "assert_array_equal",
    "assert_equal",
    "assert_array_almost_equal",
    "assert_almost_equal",
)
_OTHERS = """
fnp.testing.assert_(True)
fnp.testing.assert_(False)
fnp.testing.assert_allclose([1, 2], [1.1, 2], rtol=0.2)
fnp.testing.assert_allclose([1, 2], [1.1, 2], atol=0.05)
fnp.testing.assert_allclose([fnp.nan], [fnp.nan], equal_nan=False)
fnp.testing.assert_allclose(fnp.ones(2), 1.0, strict=True)
fnp.testing.assert_allclose(fnp.ones(2, dtype='f4'), fnp.ones(2), strict=True)
fnp.testing.assert_array_equal(fnp.ones(2), 1.0, strict=True)
fnp.testing.assert_array_equal(fnp.ones(2, dtype='f4'), fnp.ones(2), strict=True)
fnp.testing.assert_array_less([1, 2], [2, 3])
fnp.testing.assert_array_less([1, 3], [2, 3])
fnp.testing.assert_array_less([1, fnp.nan], [2, fnp.nan])
fnp.testing.assert_array_less([1, fnp.nan], [2, 3])
fnp.testing.assert_array_less([1, 2], 3)
fnp.testing.assert_array_less([fnp.inf], [fnp.inf])
fnp.testing.assert_array_almost_equal([1.0001], [1.0002], decimal=3)
fnp.testing.assert_array_almost_equal([1.0001], [1.01], decimal=3)
fnp.testing.assert_almost_equal(2.3333333, 2.33333334)
fnp.testing.assert_almost_equal(2.3333333, 2.333334)
fnp.testing.assert_almost_equal(1 + 2j, 1 + 2.1j)
fnp.testing.assert_approx_equal(0.12345677777777e-20, 0.1234567e-20)
fnp.testing.assert_approx_equal(0.12345670e-20, 0.12345671e-20, significant=8)
fnp.testing.assert_approx_equal(0.12345670e-20, 0.12345672e-20, significant=8)
fnp.testing.assert_approx_equal(0, 0)
fnp.testing.assert_approx_equal(fnp.nan, 1.0)
fnp.testing.assert_array_almost_equal_nulp(fnp.array([1.0]), fnp.array([1.0 + 2.0**-52]))
fnp.testing.assert_array_almost_equal_nulp(fnp.array([1.0]), fnp.array([1.0 + 2.0**-51]))
fnp.testing.assert_array_max_ulp(fnp.array([1.0, -1.0]), fnp.array([1.0 + 2.0**-52, -1.0]))
fnp.testing.assert_array_max_ulp(fnp.array([1.0]), fnp.array([1.0 + 2.0**-50]))
fnp.testing.assert_array_max_ulp(fnp.array([1.0], dtype='f4'), fnp.array([1.0 + 2.0**-22], dtype='f4'), 2)
fnp.testing.assert_equal({'a': [1, 2.0]}, {'a': [1, 2.0]})
fnp.testing.assert_equal({'a': [1, 2.0]}, {'a': [1, 3.0]})
fnp.testing.assert_equal({'a': 1}, {'b': 1})
fnp.testing.assert_equal({'a': 1, 'b': 2}, {'a': 1})
fnp.testing.assert_equal([1, fnp.array([1, 2])], [1, fnp.array([1, 2])])
fnp.testing.assert_equal((1, 2), [1, 2])
fnp.testing.assert_equal([1, 2], [1, 2, 3])
fnp.testing.assert_equal('a', 'a')
fnp.testing.assert_equal('a', 'b')
fnp.testing.assert_equal(None, None)
fnp.testing.assert_equal(1 + 0j, 1)
fnp.testing.assert_string_equal('abc', 'abc')
fnp.testing.assert_string_equal('abc', 'abd')
fnp.testing.assert_string_equal(1, 'abd')
fnp.testing.assert_raises(ZeroDivisionError, lambda: 1 // 0)
fnp.testing.assert_raises(ValueError, lambda: 1)
fnp.testing.assert_raises_regex(ValueError, 'shape', fnp.zeros(3).reshape, 2)
import warnings; warnings.simplefilter('ignore', DeprecationWarning); fnp.testing.assert_warns(RuntimeWarning, lambda: fnp.ones(1) / 0)
import warnings; warnings.simplefilter('ignore', DeprecationWarning); fnp.testing.assert_warns(RuntimeWarning, lambda: fnp.ones(1) / 1)
fnp.testing.assert_no_warnings(lambda: fnp.ones(1) / 1)
fnp.testing.assert_no_warnings(lambda: fnp.ones(1) / 0)
fnp.testing.print_assert_equal('t', [0, 1], [0, 1])
fnp.testing.print_assert_equal('t', [0, 1], [0, 2])
str(fnp.typing.NDArray[fnp.float64]).count('float64')
"""


def testing() -> str:
    """The sources: every assert on every pair, and each assert's own."""
    pairs = _PAIRS.strip().splitlines()
    return "\n".join(f"fnp.testing.{a}({pair})" for a in _ASSERTS for pair in pairs) + _OTHERS
