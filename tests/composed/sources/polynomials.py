"""``numpy.polynomial``: every function of every basis, and the classes."""

from __future__ import annotations

MODULES = {
    "polynomial": ("poly", "Polynomial"),
    "chebyshev": ("cheb", "Chebyshev"),
    "legendre": ("leg", "Legendre"),
    "laguerre": ("lag", "Laguerre"),
    "hermite": ("herm", "Hermite"),
    "hermite_e": ("herme", "HermiteE"),
}

_FUNCTIONS = """
m.{p}add([1, 2, 3], [0.5, -2])
m.{p}add([1, 2, 3], [1, 2, -3])
m.{p}sub([1, 2, 3], [0.5, -2])
m.{p}sub([1, 2, 3], [1, 2, 3])
m.{p}mulx([1, 2, 3, 0.25])
m.{p}mulx([0])
m.{p}mul([1, 2, 3], [0.5, -2])
m.{p}mul([2], [0.5, -2, 4, 1])
m.{p}mul([0.5, -2, 4, 1.25], [1, -0.75, 2])
m.{p}mul([0.5, -2j, 4], [1j, -0.75])
m.{p}div([1, 2, 3, 4.5], [0.5, -2])
m.{p}div([1, 2, 3, 4.5, -1], [0.5, -2, 1])
m.{p}div([1, 2], [1, 2, 3])
m.{p}div([1, 2, 3], [4])
m.{p}div([1, 2], [0])
m.{p}pow([1, 2, 0.5], 3)
m.{p}pow([1, 2], 0)
m.{p}pow([1, 2], -1)
m.{p}pow([1, 2], 3, maxpower=2)
m.{p}line(2, 3)
m.{p}line(2, 0)
m.{p}fromroots([0.5, -1, 2])
m.{p}fromroots([0.5, -1, 2, 0.25])
m.{p}fromroots([])
m.{p}fromroots([1j, -1j])
m.{p}val(0.5, [1, 2, 3, 4])
m.{p}val([0.5, -0.25, 1], [1, 2, 3, -4, 0.5])
m.{p}val(fnp.array([0.5, -0.25]), [[1, 2], [3, 4], [5, 6.5]])
m.{p}val(fnp.array([0.5, -0.25]), [[1, 2], [3, 4], [5, 6.5]], tensor=False)
m.{p}val([], [1, 2])
m.{p}val(fnp.array([0.5, 2], dtype='f4'), fnp.array([1, 2, 3], dtype='f4'))
m.{p}val(2, [3])
m.{p}val2d([0.5, 1], [-0.25, 2], [[1, 2, 3], [4, 5, 6]])
m.{p}val2d([0.5, 1], [-0.25], [[1, 2, 3], [4, 5, 6]])
m.{p}val3d([0.5, 1], [-0.25, 2], [1, 1.5], fnp.arange(12.0).reshape(2, 3, 2))
m.{p}grid2d([0.5, 1, 2], [-0.25, 2], [[1, 2, 3], [4, 5, 6]])
m.{p}grid3d([0.5, 1], [-0.25, 2], [1, 1.5, 0], fnp.arange(12.0).reshape(2, 3, 2))
m.{p}vander([0.5, -1, 2], 4)
m.{p}vander([[0.5, -1], [1, 2]], 2)
m.{p}vander([0.5], 0)
m.{p}vander([0.5], -1)
m.{p}vander([0.5], 1.5)
m.{p}vander2d([0.5, -1], [1, 2], [1, 2])
m.{p}vander3d([0.5, -1], [1, 2], [0.25, 3], [1, 2, 1])
m.{p}der([1, 2, 3, 4.5, -2])
m.{p}der([1, 2, 3, 4.5, -2], 2, scl=3)
m.{p}der([1, 2, 3], 3)
m.{p}der([1, 2, 3], 0)
m.{p}der([1, 2, 3], -1)
m.{p}der([1, 2, 3], 1.5)
m.{p}der(fnp.arange(12.0).reshape(4, 3) + 1)
m.{p}der(fnp.arange(12.0).reshape(3, 4) + 1, axis=1)
m.{p}der([1, 2, 3], axis=1)
m.{p}int([1, 2, 3, 4.5, -2])
m.{p}int([1, 2])
m.{p}int([1])
m.{p}int([0])
m.{p}int([0], k=[3])
m.{p}int([1, 2, 3, 0.5], 2, k=[1.5, -2], lbnd=-1, scl=2)
m.{p}int([1, 2, 3], k=3)
m.{p}int([1, 2, 3], 0)
m.{p}int([1, 2, 3], 1, k=[1, 2])
m.{p}int([1, 2, 3], -1)
m.{p}int([1, 2, 3], lbnd=[1])
m.{p}int(fnp.arange(12.0).reshape(3, 4) + 1, axis=1)
m.{p}companion([1, 2, 3, 4])
m.{p}companion([1, 2])
m.{p}companion([1])
m.{p}roots([0.5, -2, 1, 3])
m.{p}roots([1, 2])
m.{p}roots([1])
m.{p}roots(m.{p}fromroots([-0.5, 0.25, 1, 1.5]))
m.{p}trim([1, 1e-3, 0, 1e-6], 1e-4)
m.{p}trim([0, 0])
m.{p}trim([1], -1)
x = fnp.linspace(-1, 1, 9); m.{p}fit(x, x**3 - 2 * x, 3)
x = fnp.linspace(-1, 1, 9); m.{p}fit(x, fnp.exp(x), 4, w=fnp.arange(9) + 1)
x = fnp.linspace(-1, 1, 9); m.{p}fit(x, fnp.stack([fnp.exp(x), x * x], -1), [0, 2])
x = fnp.linspace(-1, 1, 5); m.{p}fit(x, fnp.exp(x), 2, full=True)[0]
x = fnp.linspace(-1, 1, 5); m.{p}fit(x, fnp.exp(x), 2, full=True)[1][1:]
m.{p}fit([0, 1], [1, 2], 3)
m.{p}fit([0, 1], [1, 2, 3], 1)
m.{p}fit([[0, 1]], [1, 2], 1)
m.{p}fit([0, 1], [1, 2], -1)
m.{p}fit([0, 1], [1, 2], 1.5)
m.{p}fit([], [], 1)
m.{p}domain
m.{p}zero
m.{p}one
m.{p}x
"""
_ORTHOGONAL = """
m.{p}gauss(1)
m.{p}gauss(2)
m.{p}gauss(7)
m.{p}gauss(0)
m.{p}weight(fnp.array([0.25, 0.5]))
m.{p}2poly([1, 2, 3, 0.5])
m.{p}2poly([1])
m.{p}2poly([1, 2])
m.poly2{p}([1, 2, 3, 0.5])
m.poly2{p}([1])
"""
OTHERS = """
m = fnp.polynomial.polynomial; m.polyvalfromroots([0.5, 2], [1, -1, 0.25])
m = fnp.polynomial.polynomial; m.polyvalfromroots(fnp.array([0.5, 2]), fnp.array([[1, 2], [3, 4.0]]), tensor=True)
m = fnp.polynomial.polynomial; m.polyvalfromroots(fnp.array([0.5, 2]), fnp.array([[1, 2], [3, 4.0]]), tensor=False)
m = fnp.polynomial.polynomial; m.polyvalfromroots(fnp.array([0.5, 2]), fnp.array([1, 2.0]), tensor=False)
m = fnp.polynomial.chebyshev; m.chebpts1(4)
m = fnp.polynomial.chebyshev; m.chebpts2(4)
m = fnp.polynomial.chebyshev; m.chebpts2(1)
m = fnp.polynomial.chebyshev; m.chebinterpolate(lambda x: fnp.tanh(x) + 0.5, 8)
m = fnp.polynomial.chebyshev; m.chebinterpolate(lambda x, a: a * x, 2, args=(3,))
m = fnp.polynomial.polyutils; m.as_series([[1, 2, 0], fnp.array([1], dtype='f4')])
m = fnp.polynomial.polyutils; m.as_series([[1, 2, 0], [0, 0]], trim=False)
m = fnp.polynomial.polyutils; m.as_series([[True]])
m = fnp.polynomial.polyutils; m.as_series([[]])
m = fnp.polynomial.polyutils; m.as_series([[[1]]])
m = fnp.polynomial.polyutils; m.trimseq(fnp.array([1, 2, 0, 0]))
m = fnp.polynomial.polyutils; m.trimcoef([0, 1e-3, 1e-9], 1e-6)
m = fnp.polynomial.polyutils; m.getdomain([1, 3, -2])
m = fnp.polynomial.polyutils; m.getdomain([1 + 1j, -2j])
m = fnp.polynomial.polyutils; m.mapparms((-1, 1), (-1, 3))
m = fnp.polynomial.polyutils; m.mapdomain([0, 0.5], (-1, 1), (0, 10))
"""
_CLASSES = """
C([1, 2, 3])
C([1, 2, 3], domain=[0, 4], window=[-2, 2])
repr(C([1, 2, 3]))
repr(C([1, -0.25], domain=[0, 2], symbol='t'))
str(C([1, -2, 3]))
str(C([1, -2.5, 1 / 3, 1e-12, 1e10], domain=[0, 4]))
str(C([1, -2.5j, 3]))
str(C(fnp.arange(15) / 7))
str(C([1, 2], domain=[0, 2]))
str(C([1, 2], window=[-2, 2]))
str(C([fnp.nan, fnp.inf]))
format(C([1, -2, 3, 4]), 'ascii')
format(C([1, -2, 3]), 'unicode')
format(C([1, -2, 3]), '.2f')
C([1, 2, 3])(2.5)
C([1, 2, 3], domain=[0, 4])(fnp.array([0, 1, 2.5]))
C([1, 2, 3]) + C([0.5, 4])
C([1, 2, 3]) - [1, 2]
[1, 2] - C([1, 2, 3])
2 - C([1, 2, 3])
C([1, 2, 3]) * C([0.5, 4])
3 * C([1, 2, 3])
fnp.float64(3) * C([1, 2, 3])
C([1, 2, 3]) / 2
2 / C([1, 2, 3])
C([1, 2, 3]) // C([0.5, 4])
C([1, 2, 3]) % C([0.5, 4])
divmod(C([1, 2, 3]), [0.5, 4])
divmod([1, 2, 3], C([0.5, 4]))
C([1, 2]) ** 3
C([1, 2]) ** -1
-C([1, 2])
+C([1, 2])
bool(C([1, 2]) == C([1, 2]))
bool(C([1, 2]) == C([1, 2], domain=[0, 2]))
C([1, 2]) != C([1, 2, 3])
bool(C([1, 2]) == 3)
C([1, 2], domain=[0, 2]) + C([1, 2])
C([1, 2], symbol='a') + C([1, 2], symbol='b')
C([1, 2]) + 'a'
C([1, 2], symbol='a b')
C([1, 2], domain=[1])
list(C([1, 2]))
len(C([1, 2]))
p = C([1, 2, 3, 4.0]); (p.degree(), p.cutdeg(1), p.truncate(2), p.trim(), p.copy())
C([1, 2, 1e-9]).trim(1e-6)
C([1, 2]).truncate(0)
C([1, 2, 3, -1.5], domain=[0, 4]).deriv()
C([1, 2, 3, -1.5], domain=[0, 4]).deriv(2)
C([1, 2, 3, -1.5], domain=[0, 4]).integ()
C([1, 2, 3], domain=[0, 4]).integ(2, k=[1, 2], lbnd=1)
C([-1, 2, 3], domain=[0, 4]).roots()
C([1, 2], domain=[0, 4]).mapparms()
C([1, 2, 3]).linspace(5)
C([1, 2, 3]).linspace(3, domain=[0, 1])
C([1, 2, 3, 4.0], domain=[0, 4]).convert()
C([1, 2, 3, 4.0]).convert(domain=[0, 1], window=[-1, 2])
C([1, 2, 3, 4.0]).convert(kind=fnp.polynomial.Polynomial)
fnp.polynomial.Polynomial([1, 2, 3, 4.0]).convert(kind=C)
C.cast(fnp.polynomial.Legendre([1, 2, 3]))
x = fnp.linspace(0, 3, 10); C.fit(x, x**2 - 1, 2)
x = fnp.linspace(0, 3, 10); C.fit(x, x**2 - 1, 2, domain=[])
x = fnp.linspace(0, 3, 10); C.fit(x, x**2 - 1, [0, 2], domain=[-1, 4], window=[0, 1], w=x)
x = fnp.linspace(0, 3, 10); C.fit(x, x**2 - 1, 2, full=True)[0]
C.fromroots([1, 2, -0.5])
C.fromroots([1, 2, -0.5], domain=None)
C.fromroots([1, 2], domain=[0, 4], window=[-2, 2])
C.identity()
C.identity(domain=[0, 4])
C.basis(3)
C.basis(2, domain=[0, 2])
C.basis(-1)
p = C([1, 2, 3]); [bool(v) for v in (p.has_samecoef(C([1, 2])), p.has_samedomain(C([1])), p.has_samewindow(C([1])), p.has_sametype(3))]
(C.basis_name, C.maxpower, C([1]).symbol)
"""


def bases() -> dict[str, str]:
    """The sources of each basis."""
    found = {}
    for module, (prefix, cls) in MODULES.items():
        functions = _FUNCTIONS.strip() + ("" if prefix == "poly" else _ORTHOGONAL)
        lines = [
            f"m = fnp.polynomial.{module}; {line.replace('{p}', prefix)}"
            for line in functions.strip().splitlines()
        ]
        lines += [f"C = fnp.polynomial.{cls}; {line}" for line in _CLASSES.strip().splitlines()]
        found[module] = "\n".join(lines)
    return found
