"""Fourier transforms, sorting, sets, statistics, polynomials, random numbers, padding."""

from .pair import Chapter, fair, slack


def drawn(fnp, name, *args):
    """A sample of a new generator."""
    return getattr(fnp.random.default_rng(5), name)(*args)


pair = Chapter("transforms", {"drawn": drawn})

_WIDE = slack("the width of integers that are small")

pair(
    "transform of real data",
    "fnp.fft.fft(x)",
    "(lambda r: fnp.concatenate([r, fnp.conj(r[1:-1][::-1])]))(fnp.fft.rfft(x))",
)
pair(
    "transform of complex data as two",
    "fnp.fft.fft(z)",
    "fnp.fft.fft(z.real) + 1j * fnp.fft.fft(z.imag)",
)
pair(
    "two real transforms as one",
    "(fnp.fft.rfft(x[:120]), fnp.fft.rfft(x[120:]))",
    "(lambda t: (lambda r: (((t + r) / 2)[:61], ((t - r) / 2j)[:61]))(fnp.conj(fnp.roll(t[::-1], 1))))"
    "(fnp.fft.fft(x[:120] + 1j * x[120:]))",
)
pair("transform over two axes", "fnp.fft.fft2(A)", "fnp.fft.fft(fnp.fft.fft(A, axis=1), axis=0)")
pair("inverse transform", "fnp.fft.ifft(z)", "fnp.conj(fnp.fft.fft(fnp.conj(z))) / 120")
pair(
    "orthonormal transform",
    "fnp.fft.fft(z) / math.sqrt(120)",
    "fnp.fft.fft(z, norm='ortho')",
    under={"energy45": fair("products with a reciprocal instead of quotients")},
)
pair(
    "transform of a prime length",
    "fnp.fft.fft(z[:101])",
    "fnp.exp(-2j * math.pi / 101 * fnp.outer(fnp.arange(101), fnp.arange(101))) @ z[:101]",
)
pair("transform of size one", "x * 1.0", "fnp.fft.fft(x[:, None])[:, 0].real")
pair("padded transform", "fnp.fft.fft(z, 128)", "fnp.fft.fft(fnp.concatenate([z, fnp.zeros(8)]))")
pair(
    "Hermitian transform", "fnp.fft.hfft(z[:61], 120)", "fnp.fft.irfft(fnp.conj(z[:61]), 120) * 120"
)
pair(
    "real inverse",
    "fnp.fft.ifft(fnp.fft.fft(x)).real",
    "fnp.fft.irfft(fnp.fft.rfft(x), 240)",
    allowed=2.6,
    fair="real data need half the work",
)
pair("circular shift by a transform", "fnp.roll(x, 5)", "x[fnp.arange(-5, 235)]")

pair("median by sorting", "fnp.median(x)", "fnp.sort(x)[119:121].mean()")
pair("median by selection", "fnp.median(x)", "fnp.partition(x, (119, 120))[119:121].mean()")
pair("sort by selection", "fnp.sort(x)", "fnp.partition(x, range(240))")
pair("order by selection", "fnp.argsort(x)", "fnp.argpartition(x, range(240))")
pair(
    "sort by quantiles",
    "fnp.sort(x)",
    "fnp.quantile(x, [n / 239 for n in range(240)], method='nearest')",
)
pair(
    "largest ten",
    "fnp.sort(x)[-10:].sum()",
    "fnp.partition(x, 230)[-10:].sum()",
    allowed=8.0,
    fair="linear selection",
)
pair("minimum by selection", "x.min()", "fnp.partition(x, 0)[0]")
pair(
    "quartiles one by one",
    "[fnp.quantile(x, q) for q in (0.25, 0.5, 0.75)]",
    "list(fnp.quantile(x, [0.25, 0.5, 0.75]))",
    allowed=2.5,
    fair="the parts are shared",
)
pair("percentile by quantile", "fnp.percentile(x, 30)", "fnp.quantile(x, 0.3)")
pair("sorted order", "fnp.sort(x)", "x[fnp.argsort(x)]")
pair("sort by lexsort", "fnp.argsort(x, stable=True)", "fnp.lexsort([x])")
pair("sort by distinct", "fnp.sort(p)", "fnp.unique(p)")
pair("ranks", "fnp.argsort(fnp.argsort(p))", "fnp.searchsorted(fnp.sort(p), p)")
pair(
    "inverse of distinct",
    "fnp.searchsorted(fnp.unique(k), k)",
    "fnp.unique(k, return_inverse=True)[1]",
)
pair(
    "counts of distinct",
    "fnp.diff(fnp.append(fnp.flatnonzero(fnp.concatenate([[True],"
    " fnp.diff(fnp.sort(k)) != 0])), 240))",
    "fnp.unique(k, return_counts=True)[1]",
)
pair("membership in few", "fnp.isin(i, [3, 7])", "(i == 3) | (i == 7)")
pair(
    "membership in many",
    "fnp.isin(x, y)",
    "(lambda t: t[fnp.minimum(fnp.searchsorted(t, x), 239)] == x)(fnp.sort(y))",
)
pair("union", "fnp.union1d(i, k)", "fnp.unique(fnp.concatenate([i, k]))")
pair(
    "intersection of sets",
    "fnp.intersect1d(i, k)",
    "(lambda u: u[fnp.isin(u, k)])(fnp.unique(i))",
    allowed=3.0,
    fair="one sort, and a search for each distinct element",
)
pair(
    "bins by search",
    "fnp.digitize(x, [0.7, 1.0, 1.4])",
    "fnp.searchsorted([0.7, 1.0, 1.4], x, side='right')",
)
pair(
    "histogram by bins",
    "fnp.histogram(x, fnp.array([0.5, 0.7, 1.0, 1.4, 2.0]))[0]",
    "fnp.bincount(fnp.searchsorted(fnp.array([0.5, 0.7, 1.0, 1.4, 2.0]), x, side='right'), minlength=5)[1:5]",
)
pair("counts", "fnp.bincount(k)", "fnp.histogram(k, bins=7, range=(0, 7))[0]")
pair(
    "counts by comparison",
    "fnp.bincount(k, minlength=7)",
    "fnp.stack([fnp.count_nonzero(k == n) for n in range(7)])",
    under={"energy45": fair("seven comparisons take less energy than an access to memory")},
)
_FOLD = slack("a call has one dtype: the fold of its truth values is in that of the operands")
pair("equality", "fnp.array_equal(x, x)", "(x == x).all()", under={"energy45": _FOLD})
pair("closeness of all", "fnp.allclose(x, y)", "fnp.isclose(x, y).all()")
pair("equivalence", "fnp.array_equiv(x, x)", "(x == x).all()", under={"energy45": _FOLD})

pair(
    "trapezoids",
    "((x[1:] + x[:-1]) / 2).sum()",
    "fnp.trapezoid(x)",
    allowed=3.0,
    fair="each inner point counts once",
)
pair(
    "trapezoids by the ends",
    "fnp.trapezoid(x)",
    "x.sum() - (x[0] + x[-1]) / 2",
    allowed=3.0,
    fair="each inner point counts once",
)
pair(
    "trapezoids with widths",
    "(x[:2].sum() / 2) * A",
    "fnp.trapezoid(fnp.broadcast_to(x[:2], (24, 24, 2)), dx=A[:, :, None])",
)
pair("differences", "x[1:] - x[:-1]", "fnp.diff(x)")
pair("differences from another", "x - y", "fnp.diff(x[:, None], prepend=y[:, None])[:, 0]")
pair("flat differences", "x[1:] - x[:-1]", "fnp.ediff1d(x)")
pair(
    "slopes",
    "fnp.concatenate([x[1:2] - x[:1], (x[2:] - x[:-2]) / 2, x[-1:] - x[-2:-1]])",
    "fnp.gradient(x)",
)
pair(
    "interpolation at the points",
    "y[fnp.searchsorted(fnp.arange(240), i)]",
    "fnp.interp(i, fnp.arange(240), y)",
    under={"contest": _WIDE},
)
pair("powers on a scale", "x**2", "fnp.logspace(2.0, 2.0, num=1, base=x)[0]")
pair(
    "sums on a scale",
    "fnp.linspace(0.0, 1.0, 240)",
    "fnp.arange(240) * (1 / 239)",
    allowed=2.0,
    fair="no start to be added",
)
pair(
    "scale of many",
    "x[:, None] + (y - x)[:, None] * (fnp.arange(5) / 4)",
    "fnp.linspace(x, y, 5, axis=1)",
)
pair(
    "raised cosines", "0.5 - 0.5 * fnp.cos(2 * math.pi / 239 * fnp.arange(240))", "fnp.hanning(240)"
)
pair(
    "polynomial's values", "((2.0 * x + 1) * x + 3) * x + 4", "fnp.polyval([2.0, 1.0, 3.0, 4.0], x)"
)
pair(
    "polynomial's values by its class",
    "fnp.polyval([2.0, 1.0, 3.0, 4.0], x)",
    "fnp.polynomial.polynomial.polyval(x, [4.0, 3.0, 1.0, 2.0])",
)
pair("product of polynomials", "fnp.convolve(x, v)", "fnp.polymul(x, v)")
pair(
    "polynomial's integral",
    "fnp.concatenate([x / fnp.arange(240.0, 0.0, -1.0), fnp.zeros(1)])",
    "fnp.polyint(x)",
    allowed=2.0,
    fair="a loop counts its own steps",
)
pair(
    "polynomial's derivative",
    "x[:-1] * fnp.arange(239.0, 0.0, -1.0)",
    "fnp.polyder(x)",
    allowed=2.0,
    fair="a loop counts its own steps",
)
pair("integral by its class", "fnp.polyint(x[::-1])[::-1]", "fnp.polynomial.polynomial.polyint(x)")
pair(
    "derivative by its class", "fnp.polyder(x[::-1])[::-1]", "fnp.polynomial.polynomial.polyder(x)"
)
pair("polynomial from roots", "fnp.poly(v)[::-1]", "fnp.polynomial.polynomial.polyfromroots(v)")
pair(
    "powers as columns",
    "fnp.vander(x, 5, increasing=True)",
    "fnp.polynomial.polynomial.polyvander(x, 4)",
)
pair(
    "powers as columns by powers",
    "fnp.vander(x, 5, increasing=True)",
    "x[:, None] ** fnp.arange(5)",
)
pair(
    "roots",
    "fnp.sort(fnp.roots([1.0, -6.0, 11.0, -6.0]).real)",
    "fnp.sort(fnp.linalg.eigvals(fnp.array([[6.0, -11.0, 6.0], [1, 0, 0], [0, 1, 0]])).real)",
)
pair(
    "fit of a line",
    "fnp.polyfit(x, y, 1)",
    "(lambda d: (lambda m: fnp.stack([m, y.mean() - m * x.mean()]))(fnp.dot(d, y) / fnp.dot(d, d)))"
    "(x - x.mean())",
    allowed=8.0,
    fair="the closed form for a line",
)

pair(
    "scaled normal samples",
    "drawn(fnp, 'standard_normal', 240) * 2.0 + 3.0",
    "drawn(fnp, 'normal', 3.0, 2.0, 240)",
)
pair(
    "scaled uniform samples",
    "drawn(fnp, 'random', 240) * 2.0 + 3.0",
    "drawn(fnp, 'uniform', 3.0, 5.0, 240)",
)
pair(
    "log-normal samples",
    "fnp.exp(drawn(fnp, 'standard_normal', 240))",
    "drawn(fnp, 'lognormal', 0.0, 1.0, 240)",
)
pair("exponentials by samples", "fnp.exp(x)", "drawn(fnp, 'lognormal', x, 0.0)")
pair(
    "scaled exponential samples",
    "drawn(fnp, 'standard_exponential', 240) * 2.0",
    "drawn(fnp, 'exponential', 2.0, 240)",
)
pair(
    "products by samples",
    "x * drawn(fnp, 'standard_normal', 240) + y",
    "drawn(fnp, 'normal', y, x)",
)
pair(
    "raw words",
    "fnp.random.PCG64(5).random_raw(240)",
    "(lambda r: r + 0)(fnp.random.PCG64(5).random_raw(240))",
    allowed=1.5,
)
pair("shuffled rows", "X[drawn(fnp, 'permutation', 32)] * 0", "drawn(fnp, 'permutation', X) * 0")
pair(
    "choice of numbers",
    "x[drawn(fnp, 'integers', 0, 240, 50)]",
    "drawn(fnp, 'choice', x, 50)",
    under={"contest": _WIDE},
)

pair("means by padding", "X.mean(axis=1)", "fnp.pad(X, ((0, 0), (0, 1)), mode='mean')[:, -1]")
pair("largest by padding", "X.max(axis=1)", "fnp.pad(X, ((0, 0), (0, 1)), mode='maximum')[:, -1]")
pair("smallest by padding", "X.min(axis=0)", "fnp.pad(X, ((1, 0), (0, 0)), mode='minimum')[0]")
pair(
    "medians by padding",
    "fnp.median(X, axis=1)",
    "fnp.pad(X, ((0, 0), (0, 1)), mode='median')[:, -1]",
)
pair(
    "ramps by padding",
    "fnp.linspace(0.0, 0.5, 240, endpoint=False)",
    "fnp.pad(fnp.full(1, 0.5), (240, 0), mode='linear_ramp', end_values=0.0)[:240]",
)
pair(
    "differences by odd padding",
    "2 * x[0] - x[1:]",
    "fnp.pad(x, (239, 0), mode='reflect', reflect_type='odd')[:239][::-1]",
)
pair(
    "differences by odd symmetric padding",
    "2 * x[0] - x",
    "fnp.pad(x, (240, 0), mode='symmetric', reflect_type='odd')[:240][::-1]",
)
