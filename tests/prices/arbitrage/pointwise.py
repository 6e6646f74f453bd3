"""Functions as compositions of others, complex arithmetic, casts, bits."""

from .pair import Chapter, fair, slack


def assigned(target, source):
    """An array after another was written into all of it."""
    target[...] = source
    return target


def filled(target, function, *args, **options):
    """An array after a function that changes it in place."""
    function(target, *args, **options)
    return target


ONES = 0x0101010101010101

pair = Chapter("pointwise", {"assigned": assigned, "filled": filled, "ones": ONES})

# A function costs at least its composition.
pair("remainder", "x - y * fnp.floor(x / y)", "fnp.remainder(x, y)")
pair("floor division", "fnp.floor(x / y)", "fnp.floor_divide(x, y)")
pair("C remainder", "x - y * fnp.trunc(x / y)", "fnp.fmod(x, y)")
pair(
    "both of a division",
    "(fnp.floor(x / y), x - y * fnp.floor(x / y))",
    "fnp.divmod(x, y)",
    allowed=1.8,
    fair="the quotient is shared",
)
pair("hypotenuse", "fnp.sqrt(x * x + y * y)", "fnp.hypot(x, y)")
pair(
    "log of two exponentials",
    "fnp.maximum(x, y) + fnp.log1p(fnp.exp(fnp.minimum(x, y) - fnp.maximum(x, y)))",
    "fnp.logaddexp(x, y)",
)
pair(
    "binary log of two powers",
    "fnp.maximum(x, y) + fnp.log2(1 + fnp.exp2(fnp.minimum(x, y) - fnp.maximum(x, y)))",
    "fnp.logaddexp2(x, y)",
    allowed=1.5,
)
pair("fraction and integer", "(x - fnp.trunc(x), fnp.trunc(x))", "fnp.modf(x)")
pair("exponent", "fnp.floor(fnp.log2(x)) + 1", "fnp.frexp(x)[1]")
pair("mantissa", "x / fnp.exp2(fnp.floor(fnp.log2(x)) + 1)", "fnp.frexp(x)[0]")
pair("power of two", "x * fnp.exp2(k)", "fnp.ldexp(x, k)")
pair("sinc", "fnp.sin(math.pi * x) / (math.pi * x)", "fnp.sinc(x)")
pair("angle of a point", "fnp.arctan(x / y)", "fnp.arctan2(x, y)")
pair(
    "sign",
    "(s > 0).astype(int) - (s < 0)",
    "fnp.sign(s).astype(int)",
    allowed=2.0,
    fair="two comparisons choose among three numbers; the difference is not needed",
)
pair("step", "(s > 0).astype(float)", "fnp.heaviside(s, 0.0)")
pair("relu", "fnp.maximum(s, 0)", "fnp.where(s > 0, s, 0)")
pair(
    "absolute value",
    "fnp.maximum(s, -s)",
    "fnp.abs(s)",
    allowed=2.0,
    fair="a magnitude is one operation",
)
pair("limits", "fnp.minimum(fnp.maximum(s, -1.0), 1.0)", "fnp.clip(s, -1.0, 1.0)")
pair("one limit", "fnp.maximum(s, -1.0)", "fnp.clip(s, -1.0, None)")
pair("no limit", "s.copy()", "fnp.clip(s, None, None)")
pair(
    "limits that broadcast",
    "fnp.minimum(fnp.maximum(0.7, x[:, None]), y)",
    "fnp.clip(0.7, x[:, None], y)",
)
pair("decimals", "fnp.rint(x * 100.0) / 100.0", "fnp.round(x, 2)")
pair("square", "x * x", "fnp.square(x)")
pair("square by power", "x * x", "x**2")
pair("degrees", "x * (180 / math.pi)", "fnp.rad2deg(x)")
pair("truth of numbers", "(x != 0) & (y != 0)", "fnp.logical_and(x, y)")
pair("truth of a difference", "(s != 0) ^ (x != 0)", "fnp.logical_xor(s, x)")
pair("falsehood of numbers", "s == 0", "fnp.logical_not(s)")
pair("choice by numbers", "fnp.where(s != 0, x, y)", "fnp.where(s, x, y)")
pair("bits of a quotient", "i // 8", "i >> 3", allowed=2.0, fair="a shift is one operation")
pair("bits of a remainder", "i % 8", "i & 7", allowed=4.0, fair="a mask of bits is one operation")
pair("closeness", "fnp.abs(x - y) <= 1e-8 + 1e-5 * fnp.abs(y)", "fnp.isclose(x, y)")
pair("comparison as closeness", "fnp.less_equal(0.5, X)", "fnp.isclose(0.5, 0.0, rtol=0, atol=X)")
pair("replaced NaN", "fnp.where(fnp.isnan(x), 0.0, x)", "fnp.nan_to_num(x)", allowed=1.5)
pair(
    "sums by two dimensions",
    "fnp.add.outer(x, y)",
    "fnp.polyadd(x[None, :, None], y[None, None])[0]",
)
pair(
    "masked sum",
    "fnp.where(b, x + y, 0)",
    "fnp.add(x, y, where=b, out=fnp.zeros(240))",
    allowed=1.5,
)
pair("logistic", "1 / (1 + fnp.exp(-s))", "0.5 + 0.5 * fnp.tanh(0.5 * s)")

# Named functions are one evaluation whatever they are made of.
pair(
    "exp2",
    "fnp.exp(x * math.log(2))",
    "fnp.exp2(x)",
    allowed=2.0,
    slack="a named function is one evaluation",
)
pair(
    "log10",
    "fnp.log(x) / math.log(10)",
    "fnp.log10(x)",
    allowed=2.0,
    slack="a named function is one evaluation",
)
pair(
    "log1p",
    "fnp.log(1 + x)",
    "fnp.log1p(x)",
    allowed=2.0,
    slack="a named function is one evaluation",
)
pair(
    "expm1",
    "fnp.exp(x) - 1",
    "fnp.expm1(x)",
    allowed=2.0,
    slack="a named function is one evaluation",
)
pair(
    "tanh",
    "(fnp.exp(2 * s) - 1) / (fnp.exp(2 * s) + 1)",
    "fnp.tanh(s)",
    allowed=7.0,
    slack="a named function is one evaluation",
)
pair(
    "tan",
    "fnp.sin(x) / fnp.cos(x)",
    "fnp.tan(x)",
    allowed=3.0,
    slack="a named function is one evaluation",
)
pair(
    "sinh",
    "(fnp.exp(x) - fnp.exp(-x)) / 2",
    "fnp.sinh(x)",
    allowed=5.0,
    slack="a named function is one evaluation",
)
pair("cube root", "x ** (1 / 3)", "fnp.cbrt(x)")
pair("eighth power", "((x * x) ** 2) ** 2", "x**8")
pair(
    "eighth power by an array",
    "x**8",
    "fnp.power(x, fnp.full(240, 8.0))",
    allowed=3.0,
    slack="a named function is one evaluation",
)
pair(
    "Chebyshev polynomial",
    "8 * x**4 * 0 + fnp.polyval([8.0, 0, -8, 0, 1], s / 2)",
    "fnp.cos(4 * fnp.arccos(s / 2)) + 0 * x",
    allowed=3.0,
    slack="a named function is one evaluation",
)

# Complex numbers are two.
pair("two sums as one", "x + y", "(x.view('c16') + y.view('c16')).view('f8')")
pair("two differences as one", "x - y", "(x.view('c16') - y.view('c16')).view('f8')")
pair("two products with a number", "x * 3.0", "(x.view('c16') * 3.0).view('f8')")
pair(
    "complex product",
    "(z.real * w.real - z.imag * w.imag, z.real * w.imag + z.imag * w.real)",
    "((z * w).real, (z * w).imag) if False else (lambda q: (q.real, q.imag))(z * w)",
)
pair(
    "complex square",
    "(z.real * z.real - z.imag * z.imag, 2 * z.real * z.imag)",
    "(lambda q: (q.real, q.imag))(fnp.square(z))",
)
pair("complex magnitude", "fnp.sqrt(z.real * z.real + z.imag * z.imag)", "fnp.abs(z)")
pair(
    "complex quotient",
    "(lambda d: ((z.real * w.real + z.imag * w.imag) / d, (z.imag * w.real - z.real * w.imag) / d))"
    "(w.real * w.real + w.imag * w.imag)",
    "(lambda q: (q.real, q.imag))(z / w)",
)
pair("sine and cosine", "(fnp.cos(x), fnp.sin(x))", "(lambda q: (q.real, q.imag))(fnp.exp(1j * x))")
pair(
    "sine and cosine of imaginary numbers",
    "(fnp.cos(z.imag), fnp.sin(z.imag), fnp.exp(z.real))",
    "(lambda q: (q.real / fnp.abs(q), q.imag / fnp.abs(q), fnp.abs(q)))(fnp.exp(z))",
)
pair(
    "logarithm and angle",
    "(fnp.log(fnp.hypot(z.real, z.imag)), fnp.arctan2(z.imag, z.real))",
    "(lambda q: (q.real, q.imag))(fnp.log(z))",
)
pair("angle", "fnp.arctan2(z.imag, z.real)", "fnp.angle(z)")
pair("angle in degrees", "fnp.rad2deg(fnp.arctan2(z.imag, z.real))", "fnp.angle(z, deg=True)")
pair(
    "complex sums by a fold",
    "x.reshape(-1, 2).sum(axis=0)",
    "(lambda q: fnp.stack([q.real, q.imag]))(x.view('c16').sum())",
)
pair("negative of two", "-x", "(-x.view('c16')).view('f8')")
pair(
    "two choices as one",
    "fnp.where(fnp.repeat(b[:120], 2), x, y)",
    "fnp.where(b[:120], x.view('c16'), y.view('c16')).view('f8')",
)
pair(
    "two comparisons as one",
    "(x != y).reshape(-1, 2).any(axis=1)",
    "x.view('c16') != y.view('c16')",
)
pair("conjugate", "-z.imag", "z.conj().imag")
pair(
    "two dot products as one",
    "(fnp.dot(x[::2], x[::2]), fnp.dot(x[::2], x[1::2]))",
    "(lambda q: (q.real, q.imag))(fnp.dot(x[::2], x.view('c16')))",
)
pair(
    "two products of matrices as one",
    "(A @ B[:, :8], A @ B[:, 8:])",
    "(lambda q: (q.real, q.imag))(A @ (B[:, :8] + 1j * B[:, 8:]))",
)
pair(
    "two means as one",
    "x.reshape(-1, 2).mean(axis=0)",
    "(lambda q: fnp.stack([q.real, q.imag]))(x.view('c16').mean())",
)
pair(
    "two running sums as one",
    "fnp.cumsum(x.reshape(-1, 2), axis=0).ravel()",
    "fnp.cumsum(x.view('c16')).view('f8')",
)

# A cast is an operation, by any door.
_CASTS = {
    "a copy": "s.astype(int)",
    "the function": "fnp.astype(s, int)",
    "a new array": "fnp.array(s, dtype=int)",
    "an array as it is": "fnp.asarray(s, dtype=int)",
    "a nested list": "fnp.array([s], dtype=int)[0]",
    "contiguous memory": "fnp.ascontiguousarray(s, dtype=int)",
    "Fortran's memory": "fnp.asfortranarray(s, dtype=int)",
    "requirements": "fnp.require(s, dtype=int)",
    "a finite array": "fnp.asarray_chkfinite(s, dtype=int)",
    "a join": "fnp.concatenate([s], dtype=int, casting='unsafe')",
    "a stack": "fnp.stack([s], dtype=int, casting='unsafe')[0]",
    "a stack of columns": "fnp.hstack([s], dtype=int, casting='unsafe')",
    "a fill": "fnp.full(240, s, dtype=int)",
    "a fill like another": "fnp.full_like(s, s, dtype=int)",
    "assignment": "assigned(fnp.zeros(240, int), s)",
    "copyto": "filled(fnp.zeros(240, int), fnp.copyto, s, casting='unsafe')",
    "a write by index": "filled(fnp.zeros(240, int), fnp.put, fnp.arange(240), s)",
    "einsum": "fnp.einsum('i,->i', s, 1, dtype=int, casting='unsafe')",
    "a ufunc": "fnp.positive(s, dtype=int, casting='unsafe')",
    "a result": "fnp.positive(s, out=fnp.zeros(240, int), casting='unsafe')",
    "an iterator": "filled(fnp.zeros(240, int), lambda t: t.flat.__setitem__(slice(None), s))",
    "an insertion": "fnp.insert(fnp.zeros(1, int), 0, s)[:240]",
    "a running sum": "fnp.cumulative_sum(s[None], axis=0, dtype=int)[0]",
}  # fmt: skip
for _name, _source in _CASTS.items():
    pair(f"integer part by {_name}", "fnp.trunc(s)", _source)
pair("truth by a cast", "s != 0", "s.astype(bool)")
_BITS = slack("a bitwise operation acts on all bits, a cast keeps few of them")
pair(
    "rounding by a cast",
    "(x * 16).astype(int) & 15",
    "(x * 16).astype('u1') & 15",
    under={"contest": _BITS},
)
pair("remainder by a cast", "(i * 37) & 255", "(i * 37).astype('u1')", under={"contest": _BITS})
pair(
    "single precision by a cast",
    "x.astype('f4') + 0",
    "x.astype('f4')",
    allowed=2.0,
    fair="the cast rounds; the sum changes nothing",
)

# Bits of numbers.
pair(
    "signs by bits",
    "fnp.signbit(s)",
    "fnp.unpackbits(s.view('u1'), bitorder='little')[63::64].astype(bool)",
)
pair(
    "binary logarithm by bits",
    "fnp.floor(fnp.log2(x))",
    "((x.view('u2')[3::4].astype(float) - 16368) / 16).__floordiv__(1)",
    under={"contest": fair("the exponent is a field of the number: no logarithm is needed")},
)
pair("parity by bits", "i & 1", "fnp.unpackbits(i.astype('u1'))[7::8]", under={"contest": _BITS})
pair(
    "powers by packing",
    "(b.reshape(-1, 8) * 2 ** fnp.arange(7, -1, -1)).sum(axis=1)",
    "fnp.packbits(b)",
    allowed=2.0,
    slack="packing takes a step per bit, not a product and a sum",
)
pair(
    "logic of packed truth",
    "((b & b[::-1]) | ~b) ^ ((b | b[::-1]) & ~b[::-1])",
    "(lambda p, q: (((p & q) | (p ^ ones)) ^ ((p | q) & (q ^ ones))).view(bool))"
    "(b.view('u8'), b[::-1].copy().view('u8'))",
    allowed=8.0,
    slack="packed integers",
)
pair(
    "two small sums in one float",
    "((i + k).astype(float), (k + i).astype(float))",
    "(lambda t, q: (q, t - 1024.0 * q))"
    "(*(lambda t: (t, fnp.floor(t / 1024.0)))((i * 1024.0 + k) + (k * 1024.0 + i)))",
)
pair(
    "counts of packed truth",
    "fnp.count_nonzero(b)",
    "fnp.bitwise_count(b.view('u8')).sum(dtype=int)",
    allowed=8.0,
    slack="packed integers",
)
