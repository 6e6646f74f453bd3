"""What each parameter means: one text per name, and exceptions where a name means different things."""

from __future__ import annotations

from typing import Final

Text = tuple[str, str]
"""A parameter's type, as numpydoc writes it, and its description."""

BY_NAME: Final[dict[str, Text]] = {
    # --- shared by most operations
    "out": (
        "ndarray",
        "Array that receives the result. It must have the result's shape. A different dtype adds the price "
        "of the cast.",
    ),
    "where": (
        "array_like of bool",
        "Mask, broadcast with the operands. Elements where it is False are skipped: they keep the value "
        "that ``out`` has there.",
    ),
    "dtype": ("dtype", "Dtype of the computation or, for new arrays, of the result."),
    "casting": (
        "{'no', 'equiv', 'safe', 'same_kind', 'unsafe'}",
        "Which casts are allowed.",
    ),
    "order": (
        "{'C', 'F', 'A', 'K'}",
        "Memory order of the result: row-major, column-major, or as in the operand.",
    ),
    "keepdims": (
        "bool",
        "Keep the reduced axes as axes of length 1, so that the result broadcasts against the operand.",
    ),
    "axis": ("int", "Axis to work along. Negative axes count from the end."),
    "axes": ("sequence of int", "Axes to work on. Negative axes count from the end."),
    "initial": ("number", "Start value of the reduction."),
    "subok": ("bool", "Accepted for NumPy's sake: flopscope has one array class."),
    "device": (
        "{'cpu', None}",
        "Accepted for the array API standard; the only device is ``'cpu'``.",
    ),
    "copy": ("bool", "Whether to copy the elements even where a view would do."),
    "a": ("array_like", "Operand."),
    "x": ("array_like", "Operand."),
    "b": ("array_like", "Second operand."),
    "x1": ("array_like", "First operand."),
    "x2": ("array_like", "Second operand. It broadcasts against the first."),
    "A": ("array_like", "First operand."),
    "B": ("array_like", "Second operand."),
    "a1": ("array_like", "First operand."),
    "a2": ("array_like", "Second operand."),
    "ar": ("array_like", "Operand. It is flattened unless an axis is given."),
    "ar1": ("array_like", "First array; it is flattened."),
    "ar2": ("array_like", "Second array; it is flattened."),
    "m": ("array_like", "Operand."),
    "v": ("array_like", "Second operand."),
    "y": ("array_like", "Second operand."),
    "z": ("array_like", "Operand; may be complex."),
    "arr": ("array_like", "Operand."),
    "ary": ("array_like", "Operand."),
    "array": ("array_like", "Operand."),
    "arys": ("array_like", "Operands, each as an argument of its own."),
    "args": ("array_like", "Operands, each as an argument of its own."),
    "arrays": ("sequence of array_like", "Operands."),
    "tup": ("sequence of array_like", "Arrays to join."),
    "val": ("array_like", "Operand."),
    "f": ("array_like", "Values at the points of a grid."),
    "p": ("array_like", "Coefficients, that of the highest power first."),
    "prototype": ("array_like", "Array whose shape and dtype the result has."),
    "condition": ("array_like of bool", "Where it is True, the element is taken."),
    # --- shapes, sizes and places
    "shape": ("int or tuple of int", "Shape of the result."),
    "size": (
        "int or tuple of int",
        "Shape of the result. By default, that of the broadcast parameters: one sample for numbers.",
    ),
    "N": ("int", "Number of rows."),
    "M": ("int", "Number of columns; by default, as many as there are rows."),
    "n": ("int", "Size."),
    "k": ("int", "Diagonal: 0 is the main one, positive ones lie above it, negative ones below."),
    "num": ("int", "Number of elements."),
    "start": ("number", "First value."),
    "stop": ("number", "End of the interval."),
    "step": ("number", "Distance between neighbours."),
    "endpoint": ("bool", "Whether the interval includes its end."),
    "base": ("array_like", "Base of the logarithmic scale."),
    "retstep": ("bool", "Also return the distance between neighbours."),
    "fill_value": ("array_like", "Value of the new elements."),
    "value": ("array_like", "Value to write."),
    "values": ("array_like", "Values to write or add."),
    "vals": ("array_like", "Values to write, repeated as needed."),
    "offset": (
        "int",
        "Diagonal: 0 is the main one, positive ones lie above it, negative ones below.",
    ),
    "axis1": ("int", "First axis of the matrices."),
    "axis2": ("int", "Second axis of the matrices."),
    "ndmin": ("int", "Least number of dimensions of the result."),
    "object": (
        "array_like",
        "Numbers and arrays, nested in lists as deep as the result has dimensions.",
    ),
    "xi": ("array_like", "One-dimensional coordinates, an argument per axis of the grid."),
    "sparse": ("bool", "Return arrays that broadcast to the grid instead of whole grids."),
    "indexing": ("{'xy', 'ij'}", "Whether the first coordinate runs along columns or along rows."),
    "indices": ("array_like of int", "Indices."),
    "ind": ("array_like of int", "Flat indices."),
    "indices_or_sections": (
        "int or sequence of int",
        "Number of equal parts, or the indices where parts begin.",
    ),
    "mode": ("str", "What to do at the edges."),
    "dims": ("int", "Lengths of the axes."),
    "source": ("int or sequence of int", "Axes to move."),
    "destination": ("int or sequence of int", "Where they go."),
    # --- comparisons and numbers
    "rtol": ("array_like", "Relative tolerance."),
    "atol": ("array_like", "Absolute tolerance."),
    "equal_nan": ("bool", "Whether NaN equals NaN."),
    "tol": ("float", "Tolerance."),
    "deg": ("bool", "Return degrees instead of radians."),
    "decimals": ("int", "Places after the decimal point; negative ones round before it."),
    "a_min": ("array_like", "Lower bound."),
    "a_max": ("array_like", "Upper bound."),
    "min": ("array_like", "Lower bound, under the array API standard's name."),
    "max": ("array_like", "Upper bound, under the array API standard's name."),
    "nan": ("number", "What replaces NaN."),
    "posinf": (
        "number",
        "What replaces positive infinity; by default the largest number of the dtype.",
    ),
    "neginf": (
        "number",
        "What replaces negative infinity; by default the smallest number of the dtype.",
    ),
    "bitorder": (
        "{'big', 'little'}",
        "Whether a byte's first element is its highest or its lowest bit.",
    ),
    "count": ("int", "How many bits to unpack; negative numbers leave off that many at the end."),
    "inplace": ("bool", "Change the array itself instead of a copy."),
    # --- statistics
    "ddof": ("int", "Subtracted from the number of elements in the divisor."),
    "correction": ("int", "``ddof`` under the array API standard's name."),
    "mean": ("array_like", "The mean, where it is known already, with the reduced axes kept."),
    "weights": ("array_like", "Weight of each element."),
    "overwrite_input": ("bool", "Allow the operand to be reordered. The price is the same."),
    "method": ("str", "Which of NumPy's methods to use."),
    "q": ("array_like", "Quantiles to compute."),
    "rowvar": ("bool", "Whether rows are variables (else columns are)."),
    "bias": ("bool", "Divide by n instead of n - 1."),
    "fweights": ("array_like of int", "How often each observation occurs."),
    "aweights": ("array_like", "Weight of each observation."),
    "returned": ("bool", "Also return the sum of the weights."),
    "bins": (
        "int, str or array_like",
        "Number of bins, their edges, or the name of a rule for them.",
    ),
    "range": ("tuple of float", "Lowest and highest edge; by default, those of the data."),
    "density": ("bool", "Return a density, whose integral is 1, instead of counts."),
    "sample": ("array_like", "Points: a row each, or a sequence of coordinate arrays."),
    "minlength": ("int", "Least length of the result."),
    "right": ("bool", "Whether a bin includes its right edge instead of its left one."),
    # --- sorting and sets
    "kind": ("str", "NumPy's algorithm. The price is the same for each."),
    "stable": ("bool", "Keep equal elements in order. The price is the same."),
    "kth": ("int or sequence of int", "Places that must be in their sorted position."),
    "keys": ("array_like", "Keys of equal length, the most significant one last."),
    "side": ("{'left', 'right'}", "Insert before or after equal elements."),
    "sorter": ("array_like of int", "Indices that sort ``a``."),
    "return_index": ("bool", "Also return where each element occurs first."),
    "return_inverse": ("bool", "Also return the indices that rebuild the operand."),
    "return_counts": ("bool", "Also return how often each element occurs."),
    "sorted": ("bool", "Whether the result must be sorted. The price is the same."),
    "assume_unique": ("bool", "Trust that each array has distinct elements."),
    "return_indices": ("bool", "Also return where the common elements occur first in each array."),
    "element": ("array_like", "Elements to look for."),
    "test_elements": ("array_like", "Elements to look among."),
    "invert": ("bool", "Negate the result."),
    # --- linear algebra
    "UPLO": ("{'L', 'U'}", "Which triangle to read."),
    "upper": ("bool", "Return the upper factor instead of the lower one."),
    "full_matrices": ("bool", "Return square U and V instead of the reduced ones."),
    "compute_uv": ("bool", "Return U and V too. Without them, the price is lower."),
    "hermitian": ("bool", "Whether the matrix is Hermitian. The price is lower then."),
    "ord": (
        "int, float or str",
        "Which norm: 1, 2, inf, ``'fro'``, ``'nuc'`` or another of NumPy's.",
    ),
    "rcond": ("float", "Singular values below this fraction of the largest one count as zero."),
    "axisa": ("int", "Axis of ``a`` that holds the vectors."),
    "axisb": ("int", "Axis of ``b`` that holds the vectors."),
    "axisc": ("int", "Axis of the result that holds the vectors."),
    "optimize": ("bool, str or list", "How to order the contractions."),
    "operands": ("str and array_like", "The subscripts and then the arrays."),
    # --- Fourier transforms and windows
    "s": (
        "sequence of int",
        "Lengths of the transforms along ``axes``; the operand is cut or zero-padded.",
    ),
    "norm": (
        "{'backward', 'ortho', 'forward'}",
        "Which direction is scaled by 1/n, or both by 1/sqrt(n).",
    ),
    "d": ("float", "Distance between samples."),
    "beta": ("float", "Shape of the window."),
    # --- calculus and polynomials
    "prepend": ("array_like", "Put before the operand along the axis."),
    "append": ("array_like", "Put after the operand along the axis."),
    "to_end": ("array_like", "Put after the differences."),
    "to_begin": ("array_like", "Put before the differences."),
    "varargs": (
        "array_like",
        "Distances between points, or their coordinates, an argument per axis.",
    ),
    "edge_order": ("{1, 2}", "Order of the differences at the edges."),
    "dx": ("array_like", "Distance between points, where ``x`` is not given."),
    "xp": ("array_like", "Coordinates of the known points, increasing."),
    "fp": ("array_like", "Values at the known points."),
    "left": ("number", "Value below the first point."),
    "period": ("float", "Period of the data."),
    "discont": ("float", "Least jump that is taken out."),
    "include_initial": ("bool", "Start with the neutral element."),
    "seq_of_zeros": ("array_like", "Roots, or a square matrix."),
    "u": ("array_like", "Dividend."),
    "full": ("bool", "Also return residuals, rank, singular values and ``rcond``."),
    "w": ("array_like", "Weight of each point."),
    "increasing": ("bool", "Whether powers increase from left to right."),
    # --- indexing and writing
    "key": ("index expression", "Integers, slices, ``...``, None, integer arrays and masks."),
    "obj": ("int, slice or array_like", "Places along the axis."),
    "dst": ("ndarray", "Array to write to."),
    "src": ("array_like", "Values to copy."),
    "mask": ("array_like of bool", "Where to write."),
    "wrap": ("bool", "Continue the diagonal of a tall matrix at its top."),
    "new_shape": ("int or tuple of int", "Shape of the result."),
    "filt": ("array_like", "Operand."),
    "trim": ("str", "``'f'`` to trim the front, ``'b'`` to trim the back."),
    "choices": ("sequence of array_like", "Arrays to choose from."),
    "condlist": ("sequence of array_like", "Conditions."),
    "choicelist": ("sequence of array_like", "An array per condition."),
    "default": ("array_like", "Element where no condition holds."),
    "dimensions": ("sequence of int", "Shape of the grid."),
    "ndim": ("int", "Number of dimensions."),
    "multi_index": ("tuple of array_like", "An index array per dimension."),
    "requirements": ("str or list of str", "Memory layout that the result must have."),
    "max_work": ("int", "Effort for exact answers; see NumPy."),
    "window_shape": ("int or tuple of int", "Shape of a window."),
    "writeable": ("bool", "Whether the view can be written to."),
    "reps": ("int or tuple of int", "Number of repetitions along each axis."),
    "repeats": ("int or sequence of int", "How often to repeat each element."),
    "shift": ("int or tuple of int", "How far to move the elements."),
    "pad_width": ("int or sequence", "Elements to add before and after, for each axis."),
    "stat_length": ("int or sequence", "Elements at each edge that the statistics use."),
    "constant_values": ("number or sequence", "Values of the margins in mode ``'constant'``."),
    "end_values": ("number or sequence", "Outermost values in mode ``'linear_ramp'``."),
    "reflect_type": ("{'even', 'odd'}", "How modes ``'reflect'`` and ``'symmetric'`` mirror."),
    # --- symmetry
    "data": ("array_like", "Tensor."),
    "symmetry": ("SymmetryGroup", "Which permutations of axes leave the tensor as it is."),
    # --- random numbers
    "self": ("random object", "The random object whose method this is."),
    "loc": ("array_like", "Location: the centre of the distribution."),
    "scale": ("array_like", "Scale: the width of the distribution. Not negative."),
    "low": ("array_like", "Lower bound, included."),
    "high": ("array_like", "Upper bound, excluded."),
    "sigma": ("array_like", "Standard deviation of the logarithm."),
    "df": ("array_like", "Degrees of freedom; positive."),
    "dfnum": ("array_like", "Degrees of freedom of the numerator; positive."),
    "dfden": ("array_like", "Degrees of freedom of the denominator; positive."),
    "nonc": ("array_like", "Noncentrality; not negative."),
    "mu": ("array_like", "Centre of the distribution, in radians."),
    "kappa": ("array_like", "Concentration; not negative."),
    "lam": ("array_like", "Expected number of events; not negative."),
    "ngood": ("array_like", "Number of good items."),
    "nbad": ("array_like", "Number of bad items."),
    "nsample": ("array_like", "Number of items drawn."),
    "alpha": ("array_like", "Concentration per category; positive."),
    "pvals": ("array_like", "Probability of each category; they add up to 1."),
    "cov": ("array_like", "Covariance matrix."),
    "check_valid": (
        "{'warn', 'raise', 'ignore'}",
        "What to do if the covariance is not semidefinite.",
    ),
    "colors": ("array_like of int", "Number of items of each colour."),
    "length": ("int", "Number of bytes."),
    "replace": ("bool", "Whether an element can be drawn more than once."),
    "shuffle": ("bool", "Whether a sample without replacement is in random order."),
    "seed": (
        "int, sequence of int or random object",
        "Start of the stream; None takes a fresh one.",
    ),
    "bit_generator": ("BitGenerator", "Source of random bits."),
    "entropy": ("int or sequence of int", "Start of the stream; None takes a fresh one."),
    "spawn_key": ("tuple of int", "Place among the children of a seed sequence."),
    "pool_size": ("int", "Number of 32-bit words in the pool."),
    "n_children_spawned": ("int", "Number of children that exist already."),
    "counter": ("array_like of int", "Start of Philox's counter."),
    "legacy": ("bool", "Return a tuple instead of a dictionary."),
    "state": ("tuple or dict", "State, as ``get_state`` returns it."),
    "n_children": ("int", "Number of new objects."),
    "jumps": ("int", "Number of jumps."),
    "output": ("bool", "Return the numbers; False only advances the stream."),
    "n_words": ("int", "Number of words."),
    "trans": ("{0, 1, 2}", "Solve with the matrix, its transpose or its conjugate transpose."),
    "lower": ("bool", "Read the lower triangle."),
    "unit_diagonal": ("bool", "Take the diagonal for ones."),
    "overwrite_b": ("bool", "Accepted for SciPy's sake."),
    "check_finite": ("bool", "Refuse elements that are not finite."),
}
"""By name, for all operations."""

_FFT: Final[dict[str, Text]] = {
    "n": ("int", "Length of the transform; the operand is cut or zero-padded."),
    "axis": ("int", "Axis to transform."),
    "axes": ("sequence of int", "Axes to transform."),
}
_TRIANGLE: Final[dict[str, Text]] = {
    "n": ("int", "Number of rows."),
    "m": ("int", "Number of columns; by default, as many as there are rows."),
}
_TRIANGLE_OF: Final[dict[str, Text]] = {"arr": ("array_like", "Matrix whose shape is used.")}
_WINDOW: Final[dict[str, Text]] = {"M": ("int", "Number of points.")}
_MATRIX: Text = ("array_like, shape (..., n, n)", "Square matrix, or a stack of them.")
_RECTANGLE: Text = ("array_like, shape (..., m, n)", "Matrix, or a stack of them.")
_MODE_OF_INDICES: Text = (
    "{'raise', 'wrap', 'clip'}",
    "What to do with indices out of bounds.",
)
_PLACES: Text = (
    "{'full', 'same', 'valid'}",
    "Return all overlaps, as many as the longer operand has elements, or complete overlaps only.",
)

OF: Final[dict[str, dict[str, Text]]] = {
    "identity": {"n": ("int", "Number of rows and columns.")},
    "linspace": {"stop": ("array_like", "Last value, unless ``endpoint`` is False.")},
    "logspace": {
        "start": ("array_like", "Exponent of the first value."),
        "stop": ("array_like", "Exponent of the last value."),
    },
    "where": {
        "x": ("array_like", "Elements where the condition holds."),
        "y": ("array_like", "Elements elsewhere."),
    },
    "angle": {"deg": ("bool", "Return degrees instead of radians.")},
    "emath.logn": {"n": ("array_like", "Base.")},
    "emath.power": {"p": ("array_like", "Exponent.")},
    "real_if_close": {
        "tol": ("float", "How many times machine epsilon an imaginary part may have.")
    },
    "asarray": {
        "copy": ("bool", "True copies, False raises where a copy is needed, None copies if needed.")
    },
    "tensordot": {
        "axes": ("int or pair of sequences", "How many axes to sum over, or which of each operand.")
    },
    "linalg.tensordot": {
        "axes": ("int or pair of sequences", "How many axes to sum over, or which of each operand.")
    },
    "einsum_path": {"optimize": ("bool, str or list", "Strategy, as for :func:`einsum`.")},
    "vecdot": {"axes": ("list of tuple", "Axes of the core dimensions; see NumPy's gufuncs.")},
    "matvec": {"axes": ("list of tuple", "Axes of the core dimensions; see NumPy's gufuncs.")},
    "vecmat": {"axes": ("list of tuple", "Axes of the core dimensions; see NumPy's gufuncs.")},
    "linalg.det": {"a": _MATRIX},
    "linalg.slogdet": {"a": _MATRIX},
    "linalg.inv": {"a": _MATRIX},
    "linalg.cholesky": {
        "a": ("array_like, shape (..., n, n)", "Hermitian positive-definite matrix, or a stack.")
    },
    "linalg.qr": {
        "a": _RECTANGLE,
        "mode": ("{'reduced', 'complete', 'r', 'raw'}", "Which factors to return."),
    },
    "linalg.svd": {"a": _RECTANGLE},
    "linalg.svdvals": {"x": _RECTANGLE},
    "linalg.eigh": {
        "a": ("array_like, shape (..., n, n)", "Hermitian matrix, or a stack of them.")
    },
    "linalg.eigvalsh": {
        "a": ("array_like, shape (..., n, n)", "Hermitian matrix, or a stack of them.")
    },
    "linalg.eig": {"a": _MATRIX},
    "linalg.eigvals": {"a": _MATRIX},
    "linalg.matrix_rank": {
        "A": _RECTANGLE,
        "tol": ("float", "Singular values below it count as zero."),
    },
    "linalg.matrix_power": {"a": _MATRIX, "n": ("int", "Exponent; negative ones invert first.")},
    "linalg.cond": {
        "x": _RECTANGLE,
        "p": ("int, float or str", "Which norm; the 2-norm by default."),
    },
    "linalg.solve": {
        "a": _MATRIX,
        "b": ("array_like, shape (n,) or (..., n, k)", "Right-hand sides."),
    },
    "linalg.lstsq": {
        "a": ("array_like, shape (m, n)", "Matrix."),
        "b": ("array_like, shape (m,) or (m, k)", "Right-hand sides."),
    },
    "linalg.pinv": {"a": _RECTANGLE},
    "linalg.tensorsolve": {
        "b": ("array_like", "Right-hand side."),
        "axes": ("sequence of int", "Axes of ``a`` to move to its end first."),
    },
    "linalg.tensorinv": {"ind": ("int", "How many leading axes form the rows of the matrix.")},
    "linalg.multi_dot": {"arrays": ("sequence of array_like", "Matrices to multiply, in order.")},
    "fft.fftfreq": {"n": ("int", "Number of samples.")},
    "fft.rfftfreq": {"n": ("int", "Number of samples.")},
    "fft.fftshift": {"axes": ("int or sequence of int", "Axes to shift; all by default.")},
    "fft.ifftshift": {"axes": ("int or sequence of int", "Axes to shift; all by default.")},
    "take": {"mode": _MODE_OF_INDICES},
    "put": {"mode": _MODE_OF_INDICES, "v": ("array_like", "Values to write, repeated as needed.")},
    "ndarray.put": {"mode": _MODE_OF_INDICES},
    "choose": {
        "a": ("array_like of int", "Which choice to take for each element."),
        "mode": _MODE_OF_INDICES,
    },
    "ravel_multi_index": {
        "dims": ("tuple of int", "Shape of the indexed array."),
        "mode": _MODE_OF_INDICES,
    },
    "unravel_index": {"shape": ("tuple of int", "Shape of the indexed array.")},
    "convolve": {"mode": _PLACES},
    "correlate": {"mode": _PLACES},
    "quantile": {"q": ("array_like", "Fractions from 0 to 1.")},
    "nanquantile": {"q": ("array_like", "Fractions from 0 to 1.")},
    "percentile": {"q": ("array_like", "Percentages from 0 to 100.")},
    "nanpercentile": {"q": ("array_like", "Percentages from 0 to 100.")},
    "cov": {
        "m": ("array_like", "Observations, a row per variable."),
        "y": ("array_like", "More variables and observations."),
    },
    "corrcoef": {
        "x": ("array_like", "Observations, a row per variable."),
        "y": ("array_like", "More variables and observations."),
    },
    "histogram2d": {
        "x": ("array_like", "First coordinates."),
        "y": ("array_like", "Second coordinates."),
        "bins": ("int or sequence", "Number of bins, or the edges, for each axis."),
        "range": ("array_like", "Lowest and highest edge for each axis."),
    },
    "histogramdd": {
        "bins": ("int or sequence", "Number of bins, or the edges, for each axis."),
        "range": ("array_like", "Lowest and highest edge for each axis."),
    },
    "digitize": {"bins": ("array_like", "Edges, in order.")},
    "bincount": {"x": ("array_like of int", "Small integers, not negative.")},
    "searchsorted": {
        "a": ("array_like", "Sorted array."),
        "v": ("array_like", "Values to insert."),
    },
    "diff": {"n": ("int", "How often to take differences.")},
    "trapezoid": {
        "y": ("array_like", "Values to integrate."),
        "x": ("array_like", "Coordinates of the values."),
    },
    "interp": {
        "x": ("array_like", "Where to interpolate."),
        "right": ("number", "Value above the last point."),
    },
    "unwrap": {"p": ("array_like", "Angles.")},
    "polyval": {"x": ("array_like", "Where to evaluate the polynomial.")},
    "polyder": {"m": ("int", "How many derivatives to take.")},
    "polyint": {
        "m": ("int", "How many antiderivatives to take."),
        "k": ("array_like", "Constants of integration."),
    },
    "polyfit": {
        "x": ("array_like", "Coordinates of the points."),
        "y": ("array_like", "Values at the points."),
        "deg": ("int", "Degree of the polynomial."),
        "cov": ("bool or 'unscaled'", "Also return the covariance."),
    },
    "polydiv": {"v": ("array_like", "Divisor.")},
    "vander": {"N": ("int", "Number of columns; by default, the length of ``x``.")},
    "diag": {"v": ("array_like", "Matrix, or the elements of a diagonal.")},
    "diagflat": {"v": ("array_like", "Elements of the diagonal.")},
    "diag_indices": {"n": ("int", "Length of each axis.")},
    "insert": {"values": ("array_like", "Values to insert.")},
    "append": {"values": ("array_like", "Values to put at the end.")},
    "put_along_axis": {"axis": ("int", "Axis to work along.")},
    "rollaxis": {"start": ("int", "Axis before which it goes.")},
    "rot90": {
        "k": ("int", "Number of quarter turns."),
        "axes": ("pair of int", "The plane to turn."),
    },
    "transpose": {"axes": ("sequence of int", "New order of the axes; reversed by default.")},
    "pad": {"mode": ("str", "How to fill the margins: one of NumPy's modes.")},
    "tile": {"A": ("array_like", "Operand.")},
    "arange": {
        "start": ("number", "First value; with one argument, the end."),
        "stop": ("number", "End, excluded."),
    },
    "kaiser": _WINDOW,
    "bartlett": _WINDOW,
    "hanning": _WINDOW,
    "hamming": _WINDOW,
    "blackman": _WINDOW,
    "tril_indices": _TRIANGLE,
    "triu_indices": _TRIANGLE,
    "tril_indices_from": _TRIANGLE_OF,
    "triu_indices_from": _TRIANGLE_OF,
    "random.Philox": {"key": ("array_like of int", "Key of the cipher.")},
}
"""By the name of the operation, where a parameter means something of its own."""

_DISTRIBUTIONS: Final[dict[str, dict[str, Text]]] = {
    "exponential": {"scale": ("array_like", "Mean; not negative.")},
    "lognormal": {"mean": ("array_like", "Mean of the logarithm.")},
    "gamma": {"shape": ("array_like", "Shape of the distribution; not negative.")},
    "standard_gamma": {"shape": ("array_like", "Shape of the distribution; not negative.")},
    "beta": {
        "a": ("array_like", "First shape; positive."),
        "b": ("array_like", "Second shape; positive."),
    },
    "pareto": {"a": ("array_like", "Shape; positive.")},
    "power": {"a": ("array_like", "Exponent plus one; positive.")},
    "weibull": {"a": ("array_like", "Shape; not negative.")},
    "zipf": {"a": ("array_like", "Exponent; above 1.")},
    "triangular": {
        "left": ("array_like", "Lower end."),
        "mode": ("array_like", "Peak."),
        "right": ("array_like", "Upper end."),
    },
    "wald": {"mean": ("array_like", "Mean; positive.")},
    "multivariate_normal": {
        "mean": ("array_like, shape (n,)", "Mean."),
        "tol": ("float", "Tolerance of the check of the covariance."),
        "method": ("{'svd', 'eigh', 'cholesky'}", "How to factor the covariance."),
    },
    "binomial": {
        "n": ("array_like of int", "Number of trials."),
        "p": ("array_like", "Probability of success."),
    },
    "negative_binomial": {
        "n": ("array_like", "Number of successes."),
        "p": ("array_like", "Probability of success."),
    },
    "geometric": {"p": ("array_like", "Probability of success.")},
    "logseries": {"p": ("array_like", "Parameter, between 0 and 1.")},
    "multinomial": {"n": ("int", "Number of trials.")},
    "multivariate_hypergeometric": {
        "nsample": ("int", "Number of items drawn."),
        "method": ("{'marginals', 'count'}", "Which algorithm to use."),
    },
    "standard_exponential": {"method": ("{'zig', 'inv'}", "Ziggurat or inversion.")},
    "choice": {
        "a": ("array_like or int", "Elements to draw from; a number stands for ``arange`` of it."),
        "p": ("array_like", "Probability of each element; all alike by default."),
        "axis": ("int", "Axis along which parts are drawn."),
    },
    "permutation": {
        "x": ("array_like or int", "Array to permute; a number stands for ``arange`` of it."),
        "axis": ("int", "Axis to permute."),
    },
    "shuffle": {
        "x": ("ndarray", "Array to shuffle, in place."),
        "axis": ("int", "Axis to shuffle."),
    },
    "permuted": {"axis": ("int", "Axis along which each line is permuted by itself.")},
    "integers": {"endpoint": ("bool", "Whether ``high`` is included.")},
    "_advance": {"delta": ("int", "Number of draws to skip.")},
}
"""By the last part of the name, for the methods of all random objects."""

_METHODS: Final[dict[str, dict[str, Text]]] = {
    "at": {
        "a": ("ndarray", "Array to change in place."),
        "indices": ("index expression", "Which elements to change."),
        "b": ("array_like", "Second operand, broadcast over the chosen elements."),
    },
    "reduceat": {"indices": ("sequence of int", "Where each segment starts.")},
}
"""By the name of the ufunc's method."""

_SEVERAL_AXES: Final = frozenset(
    "sum prod max min all any mean var std median count_nonzero ptp nansum nanprod nanmax nanmin nanmean "
    "nanvar nanstd nanmedian average quantile percentile nanquantile nanpercentile linalg.norm "
    "linalg.vector_norm flip roll squeeze expand_dims trim_zeros "
    "lib.stride_tricks.sliding_window_view".split()
)
_AXES: Final[Text] = (
    "int or tuple of int",
    "Axis or axes to work along. Negative axes count from the end.",
)


def text_of(operation: str, chapter: str, name: str, type_text: str) -> Text:
    """The type and description of a parameter.

    Parameters
    ----------
    operation, chapter : str
        Name and chapter of the row.
    name : str
        Of the parameter.
    type_text : str
        The type of parameters of its kind.
    """
    leaf = operation.rpartition(".")[2]
    special: dict[str, Text] = OF.get(operation, {})
    if chapter == "fft" and "freq" not in leaf and "shift" not in leaf:
        special = _FFT
    elif chapter == "random":
        special = special or _DISTRIBUTIONS.get(leaf, {})
    elif chapter == "ufunc_methods":
        special = _METHODS.get(leaf, {})
    if name == "axis" and (operation in _SEVERAL_AXES or leaf == "reduce"):
        return _AXES
    text = special.get(name) or BY_NAME.get(name)
    return text if text is not None else (type_text, "")
