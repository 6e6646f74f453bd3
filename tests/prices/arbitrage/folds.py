"""Folds over axes of length one, initial values, masks, dtypes: reductions used as something else."""

from .pair import Chapter, slack

pair = Chapter("folds")

# An initial value is one more operand of each line.
pair("exp by a power fold", "fnp.exp(x)", "fnp.power.reduce(x[None], axis=0, initial=math.e)")
pair(
    "exp2 by a float power fold",
    "fnp.exp2(x)",
    "fnp.float_power.reduce(x[None], axis=0, initial=2.0)",
)
pair("sum with a number", "x + 3.0", "fnp.add.reduce(x[None], axis=0, initial=3.0)")
pair("product with a number", "x * 3.0", "fnp.multiply.reduce(x[None], axis=0, initial=3.0)")
pair("difference from a number", "3.0 - x", "fnp.subtract.reduce(x[None], axis=0, initial=3.0)")
pair("reciprocals", "1.0 / x", "fnp.divide.reduce(x[None], axis=0, initial=1.0)")
pair("remainders of a number", "7.5 % x", "fnp.remainder.reduce(x[None], axis=0, initial=7.5)")
pair("relu by a fold", "fnp.maximum(s, 0.0)", "fnp.max(s[None], axis=0, initial=0.0)")
pair(
    "relu by a ufunc fold",
    "fnp.maximum(s, 0.0)",
    "fnp.maximum.reduce(s[None], axis=0, initial=0.0)",
)
pair("relu over no axis", "fnp.maximum(s, 0.0)", "s.max(axis=(), initial=0.0)")
pair("limit from above", "fnp.minimum(s, 1.0)", "fnp.min(s[:, None], axis=1, initial=1.0)")
pair("sum over no axis", "x + 3.0", "fnp.sum(x, axis=(), initial=3.0)")
pair("sum over the last axis of one", "x + 3.0", "fnp.sum(x[:, None], axis=-1, initial=3.0)")
pair("product over no axis", "x * 2.0", "fnp.prod(x, axis=(), initial=2.0)")
pair("sum without NaN", "x + 3.0", "fnp.nansum(x[None], axis=0, initial=3.0)")
pair("relu without NaN", "fnp.maximum(s, 0.0)", "fnp.nanmax(s[None], axis=0, initial=0.0)")
pair("hypot by a fold", "fnp.sqrt(x * x + 9.0)", "fnp.hypot.reduce(x[None], axis=0, initial=3.0)")
pair(
    "softplus by a fold",
    "fnp.log1p(fnp.exp(s))",
    "fnp.logaddexp.reduce(s[None], axis=0, initial=0.0)",
)
pair("bits by a fold", "i & 6", "fnp.bitwise_and.reduce(i[None], axis=0, initial=6)")
pair("shift by a fold", "fnp.left_shift(1, k)", "fnp.left_shift.reduce(k[None], axis=0, initial=1)")

# Masks are read, and choose.
pair("choice by a masked sum", "fnp.where(b, x, 0.0)", "fnp.sum(x[None], axis=0, where=b[None])")
pair("choice over no axis", "fnp.where(b, x, 0.0)", "fnp.sum(x, axis=(), where=b)")
pair("count by a masked sum", "fnp.count_nonzero(b)", "fnp.sum(fnp.ones(240, int), where=b)")

# Casts: a fold in another dtype.
pair("integer part by a fold", "fnp.trunc(s)", "fnp.sum(s[None], axis=0, dtype=int)")
pair("integer part by a running sum", "fnp.trunc(s)", "fnp.cumsum(s[None], axis=0, dtype=int)[0]")
pair("integer part by a product", "fnp.trunc(s)", "fnp.multiply.reduce(s[None], axis=0, dtype=int)")
pair(
    "integer part by accumulation",
    "fnp.trunc(s)",
    "fnp.add.accumulate(s[None], axis=0, dtype=int)[0]",
)
pair("integer part by segments", "fnp.trunc(s)", "fnp.add.reduceat(s, fnp.arange(240), dtype=int)")
pair("test by any", "x != 0", "fnp.any(x[:, None], axis=1)")
pair("test by all", "x != 0", "fnp.all(x[None], axis=0)")
pair("test by a logical fold", "x != 0", "fnp.logical_or.reduce(x[None], axis=0)")
pair("any of numbers", "(x != 0).any()", "fnp.any(x)")
pair("minimum as integers", "fnp.trunc(s)", "fnp.minimum.reduce(s[None], axis=0, dtype=int)")

# Sums in other words.
pair("sum by a dot product", "x.sum()", "fnp.dot(x, fnp.ones(240))")
pair("sum by the mean", "x.sum()", "x.mean() * 240")
pair("sum by einsum", "x.sum()", "fnp.einsum('i->', x)")
pair(
    "sum by segments", "x.reshape(-1, 4).sum(axis=1)", "fnp.add.reduceat(x, fnp.arange(0, 240, 4))"
)
pair("running sum by segments", "fnp.cumsum(x)", "fnp.add.accumulate(x)")
pair("last of a running sum", "x.sum()", "fnp.cumsum(x)[-1]")
pair("mean by average", "x.mean()", "fnp.average(x)")
pair("weighted mean", "(x * y).sum() / y.sum()", "fnp.average(x, weights=y)")
pair("variance from its definition", "((x - x.mean()) ** 2).mean()", "fnp.var(x)")
pair("variance with a known mean", "((x - y[0]) ** 2).mean()", "fnp.var(x, mean=y[:1])")
pair("deviation by variance", "fnp.std(x)", "fnp.sqrt(fnp.var(x))")
pair(
    "variance by moments",
    "fnp.var(X, axis=0)",
    "(X * X).mean(axis=0) - X.mean(axis=0) ** 2",
    allowed=2.2,
    fair="one pass over squares; less exact where the mean is large",
)
pair("range", "x.max() - x.min()", "fnp.ptp(x)")
pair("largest by argmax", "x.max()", "x[fnp.argmax(x)]")
pair("norm from its definition", "fnp.sqrt(fnp.dot(x, x))", "fnp.linalg.norm(x)")
pair("norm by hypot", "fnp.linalg.norm(x)", "fnp.hypot.reduce(x)")
pair("log of a sum of exponentials", "fnp.log(fnp.exp(s).sum())", "fnp.logaddexp.reduce(s)")
pair(
    "count of NaN",
    "fnp.isnan(x).sum()",
    "fnp.count_nonzero(fnp.isnan(x))",
    under={"contest": slack("the width of integers that are small")},
)
pair("minimum by sorting", "x.min()", "fnp.sort(x)[0]")
pair("product by logarithms", "x.prod()", "fnp.exp(fnp.log(x).sum())")
pair(
    "mean of nothing but numbers",
    "fnp.nanmean(x)",
    "fnp.mean(x)",
    allowed=4.0,
    fair="the program knows that there are no NaN",
)
