"""Dtypes, numbers and printing."""

TYPES = """
[fnp.can_cast(a, b) for a in ('?', 'i1', 'u1', 'i8', 'u8', 'f2', 'f4', 'f8', 'F', 'D') for b in ('?', 'i2', 'u2', 'i8', 'u8', 'f2', 'f4', 'f8', 'F', 'D')]
[fnp.can_cast(a, b, 'same_kind') for a in ('?', 'i1', 'u1', 'i8', 'u8', 'f4', 'f8', 'F', 'D') for b in ('?', 'i1', 'u1', 'f2', 'f8', 'F')]
[fnp.can_cast('f8', 'f4', c) for c in ('no', 'equiv', 'safe', 'same_kind', 'unsafe')]
fnp.can_cast(fnp.zeros(2), 'f4', 'same_kind')
fnp.can_cast(3, 'i1')
fnp.can_cast('f4', 'f8', 'wrong')
[str(fnp.promote_types(a, b)) for a in '?bBhHiIlLefdFD' for b in '?bBhHiIlLefdFD']
[str(fnp.min_scalar_type(v)) for v in (True, 0, 255, 256, -1, -129, 2**31, 2**63, -2**40, 1.0, 1e5, 1e300, float('inf'), 1j, 1e300j)]
[str(fnp.min_scalar_type(v)) for v in (fnp.zeros(3), fnp.array(7), fnp.array(-7.0, dtype='f4'), fnp.float64(3.5), [1, 2])]
[fnp.issubdtype(a, b) for a in (fnp.float32, 'i1', float, bool, fnp.dtype('F')) for b in (fnp.floating, fnp.integer, fnp.number, fnp.generic, fnp.inexact, fnp.signedinteger, 'f4', float, fnp.bool)]
[fnp.isdtype(fnp.dtype(d), k) for d in ('?', 'i4', 'u2', 'f8', 'F') for k in ('bool', 'signed integer', 'unsigned integer', 'integral', 'real floating', 'complex floating', 'numeric', fnp.float64, ('bool', 'integral'))]
fnp.isdtype(fnp.dtype('f8'), 'wrong')
[fnp.common_type(*(fnp.zeros(1, t) for t in ts)) for ts in ('f', 'd', 'e', 'ef', 'iF', 'D', 'fl', 'b', '')]
fnp.common_type(fnp.zeros(1, bool))
[fnp.mintypecode(t) for t in (['d', 'f', 'S'], ['f', 'F'], 'dF', 'i', ['D'])]
[fnp.typename(c) for c in '?bBhHiIlLfdFD']
[fnp.iterable(v) for v in ([1], (), 2, 'a', fnp.zeros(2), fnp.float64(1))]
[fnp.iscomplexobj(v) for v in (1, 1j, [1, 2j], fnp.zeros(1), fnp.zeros(1, 'F'))]
[fnp.isrealobj(v) for v in (1, 1j, fnp.zeros(1, 'F'))]
fnp.little_endian
[fnp.base_repr(n, b, p) for n, b, p in ((5, 2, 0), (-255, 16, 0), (0, 3, 2), (35, 36, 3), (0, 2, 0))]
fnp.base_repr(5, 37)
[fnp.binary_repr(*a) for a in ((3,), (-3,), (3, 5), (-3, 5), (-4, 3), (0, 4), (0,))]
fnp.binary_repr(9, 3)
fnp.binary_repr(-9, 3)
[fnp.format_float_positional(v) for v in (3.14159, 1e20, 1e-7, 0.1, -2.0, 0.0, 123456.789, 1 / 3, 1e16, 12345678901234567.0)]
[fnp.format_float_positional(v) for v in (float('nan'), float('-inf'))]
[fnp.format_float_positional(1234.56789, **k) for k in ({'precision': 2}, {'precision': 2, 'unique': False}, {'precision': 8, 'unique': False}, {'trim': '-'}, {'sign': True}, {'pad_left': 8}, {'pad_right': 9}, {'precision': 3, 'fractional': False}, {'min_digits': 7})]
[fnp.format_float_positional(2.0, trim=t) for t in 'k.0-']
[fnp.format_float_positional(2.5, precision=4, unique=False, trim=t) for t in 'k.0-']
fnp.format_float_positional(fnp.float32(0.1))
fnp.format_float_positional(fnp.float16(0.1))
[fnp.format_float_scientific(v) for v in (3.14159, 1e20, 1e-7, 0.1, -2.0, 0.0, 1 / 3, 1e100, 1e-300)]
[fnp.format_float_scientific(1234.56789, **k) for k in ({'precision': 2}, {'precision': 2, 'unique': False}, {'trim': '-'}, {'sign': True}, {'pad_left': 4}, {'exp_digits': 4}, {'min_digits': 10})]
fnp.format_float_scientific(fnp.float32(0.1))
str(fnp.arange(2000.0))
repr(fnp.arange(2000).reshape(2, -1))
o = fnp.printoptions(precision=3, suppress=True); o.__enter__(); s = str(fnp.array([1 / 3, 1e-9])); o.__exit__(None, None, None); s
fnp.set_printoptions(precision=2, threshold=5, edgeitems=1, linewidth=40); s = repr(fnp.arange(100.0) / 3); fnp.set_printoptions(precision=8, threshold=1000, edgeitems=3, linewidth=75); s
o = fnp.printoptions(nanstr='x', infstr='y', sign='+', floatmode='fixed'); o.__enter__(); s = str(fnp.array([fnp.nan, fnp.inf, 1.5])); o.__exit__(None, None, None); s
{k: v for k, v in sorted(fnp.get_printoptions().items()) if k not in ('formatter', 'legacy', 'override_repr')}
o = fnp.printoptions(formatter={'float': '{:.2f}'.format}); o.__enter__(); s = (str(fnp.arange(6.0).reshape(2, 3)), repr(fnp.arange(40.0)), str(fnp.arange(3)), repr(fnp.array(2.5)), str(fnp.array(2.5))); o.__exit__(None, None, None); s
o = fnp.printoptions(formatter={'all': lambda v: 'x' * 5}, threshold=10, edgeitems=2); o.__enter__(); s = (str(fnp.arange(30).reshape(5, 6)), repr(fnp.zeros((2, 3, 4), 'f4')), repr(fnp.zeros(0))); o.__exit__(None, None, None); s
fnp.array2string(fnp.arange(6), formatter={'int_kind': lambda v: f'<{v}>'}, separator=',')
fnp.array2string(fnp.array([True, False]), formatter={'bool': lambda v: 'ny'[int(v)]})
fnp.array2string(fnp.array([1j]), formatter={'complex_kind': lambda v: 'c', 'all': lambda v: 'a'})
fnp.array2string(fnp.array([1.5]), formatter={'int': lambda v: 'c'})
fnp.set_printoptions(formatter={'all': lambda v: 'z'}); s = str(fnp.arange(2)); fnp.set_printoptions(); (s, str(fnp.arange(2)))
fnp.set_printoptions(floatmode='wrong')
fnp.set_printoptions(precision='two')
fnp.array2string(fnp.arange(12.0).reshape(3, 4) / 7, precision=2, separator=', ', prefix='x = ', suffix=';', max_line_width=30)
fnp.array2string(fnp.arange(5000), threshold=10, edgeitems=2)
fnp.array2string(fnp.array([1e-10, 1.0]), suppress_small=True)
fnp.array2string(fnp.float64(3.5))
fnp.array_repr(fnp.array([1e-10, 1.0]), precision=3, suppress_small=True)
fnp.array_repr(fnp.arange(30.0), max_line_width=50)
fnp.array_str(fnp.array([1 / 3]), precision=3)
fnp.array_str(fnp.array([1, 2]))
"""
