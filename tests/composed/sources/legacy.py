"""``poly1d`` and the functions of coefficients that take it."""

LEGACY = """
p = fnp.poly1d([1, 2, 3]); (p, p.order, p.o, len(p), p.variable)
p = fnp.poly1d([0, 0, 2, 3.5]); (p.c, p.coef, p.coefficients, p.coeffs)
fnp.poly1d([0, 0])
fnp.poly1d([1, -2], True)
fnp.poly1d([1, 2, 3], variable='z').variable
fnp.poly1d(fnp.poly1d([1, 2], variable='z')).variable
fnp.poly1d([[1, 2]])
fnp.poly1d([1, -3, 2]).r
fnp.poly1d([1, -3, 2]).roots
fnp.poly1d([1, 2, 3])(0.5)
fnp.poly1d([1, 2, 3])([1, 2])
fnp.poly1d([1, 2, 3])(fnp.poly1d([1, 1]))
[c for c in fnp.poly1d([1, 2, 3])]
p = fnp.poly1d([1, 2, 3]); (p[0], p[1], p[2])
p = fnp.poly1d([1, 2, 3]); (int(p[5]), int(p[-1]))
p = fnp.poly1d([1, 2, 3]); p[1] = 7; p
p = fnp.poly1d([1, 2, 3]); p[4] = 7; p
p = fnp.poly1d([1, 2, 3]); p[-1] = 7; p
-fnp.poly1d([1, 2])
+fnp.poly1d([1, 2])
fnp.poly1d([1, 2]) + fnp.poly1d([3, 4, 5])
fnp.poly1d([1, 2]) + [3, 4, 5]
1 + fnp.poly1d([1, 2])
fnp.poly1d([1, 2]) - 3
3 - fnp.poly1d([1, 2])
fnp.poly1d([1, 2]) * fnp.poly1d([3, 4])
fnp.poly1d([1, 2]) * 2.5
2 * fnp.poly1d([1, 2])
[1, 2] * fnp.poly1d([1, 2])
fnp.poly1d([1, 2]) ** 3
fnp.poly1d([1, 2]) ** 0
fnp.poly1d([1, 2]) ** -1
fnp.poly1d([1, 2]) ** 1.5
fnp.poly1d([1, 2, 3]) / 2
fnp.poly1d([1, 2, 3]) / fnp.poly1d([1, 1])
6.0 / fnp.poly1d([2])
bool(fnp.poly1d([1, 2]) == fnp.poly1d([1, 2]))
bool(fnp.poly1d([1, 2]) != fnp.poly1d([1, 3]))
bool(fnp.poly1d([1, 2]) == fnp.poly1d([1, 2, 3]))
fnp.poly1d([1, 2, 3, 4]).deriv()
fnp.poly1d([1, 2, 3, 4]).deriv(2)
fnp.poly1d([1, 2, 3]).integ()
fnp.poly1d([1, 2, 3]).integ(2, k=[1, 2])
repr(fnp.poly1d([1, 2.5]))
str(fnp.poly1d([1, 2, 3]))
str(fnp.poly1d([1.5, 0, -2.25, 1]))
str(fnp.poly1d([-1, 0, 0], variable='z'))
str(fnp.poly1d([1 / 3, 1e10]))
str(fnp.poly1d([7]))
str(fnp.poly1d([0]))
str(fnp.poly1d([1, 1]))
str(fnp.poly1d([1j, 2 + 1j]))
str(fnp.poly1d([1] * 16))
fnp.polyval(fnp.poly1d([1, 2]), 3)
fnp.polyval([1, 2, 3], fnp.poly1d([1, 1]))
fnp.polyadd(fnp.poly1d([1, 2]), [1])
fnp.polysub([1], fnp.poly1d([1, 2]))
fnp.polymul(fnp.poly1d([1, 2]), fnp.poly1d([1, 2]))
fnp.polydiv(fnp.poly1d([1.0, 2, 3]), fnp.poly1d([1, 2]))
fnp.polyder(fnp.poly1d([1, 2, 3]))
fnp.polyint(fnp.poly1d([1, 2, 3]))
fnp.roots(fnp.poly1d([1, -3, 2]))
fnp.lib.array_utils.normalize_axis_index(-1, 3)
fnp.lib.array_utils.normalize_axis_index(3, 3)
fnp.lib.array_utils.normalize_axis_tuple((0, -1), 3)
fnp.lib.array_utils.normalize_axis_tuple(-1, 3, 'axes')
fnp.lib.array_utils.normalize_axis_tuple((0, -3), 3)
fnp.lib.array_utils.normalize_axis_tuple((0, -3), 3, allow_duplicate=True)
"""
