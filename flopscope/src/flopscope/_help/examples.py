"""An example call of each operation; what it prints is recorded beside it, in ``recorded.py``.

A text has lines of preparation, then the call, and after an arrow what to show where the call returns
nothing: ``"x = fnp.zeros(2)\\nx.fill(7.0) -> x"``. A call that always fails begins with ``!``. After a
change, run ``make docs``.
"""

from __future__ import annotations

from typing import Final

from flopscope._table import Operation
from flopscope._table.pointwise import ufunc_arity

EXAMPLES: Final[dict[str, str]] = {
    # --- creation
    "zeros": "fnp.zeros((2, 3))",
    "ones": "fnp.ones(3)",
    "empty": "fnp.empty((2, 3)).shape",
    "zeros_like": "x = fnp.array([1, 2, 3])\nfnp.zeros_like(x)",
    "ones_like": "x = fnp.array([1.5, 2.5])\nfnp.ones_like(x)",
    "empty_like": "x = fnp.array([1.5, 2.5])\nfnp.empty_like(x).shape",
    "full": "fnp.full((2, 2), 7.0)",
    "full_like": "x = fnp.array([1, 2, 3])\nfnp.full_like(x, 7)",
    "eye": "fnp.eye(2, 3)",
    "identity": "fnp.identity(2)",
    "arange": "fnp.arange(2, 10, 3)",
    "linspace": "fnp.linspace(0.0, 1.0, 5)",
    "logspace": "fnp.logspace(0, 3, 4)",
    "geomspace": "fnp.geomspace(1, 8, 4)",
    "array": "fnp.array([[1, 2], [3, 4]])",
    "asarray": "fnp.asarray([1.0, 2.0])",
    "copy": "x = fnp.arange(3)\nfnp.copy(x)",
    "ndarray.copy": "x = fnp.arange(3)\nx.copy()",
    "ascontiguousarray": "x = fnp.array([[1, 2], [3, 4]])\nfnp.ascontiguousarray(x.T)",
    "ndarray.astype": "x = fnp.array([1.7, -2.2])\nx.astype('int64')",
    "ndarray.view": "x = fnp.array([1, 2], dtype='int64')\nx.view('uint64')",
    "ndarray.fill": "x = fnp.zeros(3)\nx.fill(7.0) -> x",
    "real": "fnp.real([1 + 2j, 3 - 1j])",
    "imag": "fnp.imag([1 + 2j, 3 - 1j])",
    "meshgrid": "fnp.meshgrid([1, 2], [3, 4])",
    "tri": "fnp.tri(3)",
    "allclose": "fnp.allclose([1.0, 2.0], [1.0, 2.0 + 1e-9])",
    "isclose": "fnp.isclose([1.0, 2.0], [1.0, 2.1])",
    "array_equal": "fnp.array_equal([1, 2, 3], [1, 2, 4])",
    # --- pointwise, beside the ufuncs with one or two operands
    "where": "x = fnp.array([-1, 2, -3])\nfnp.where(x > 0, x, 0)",
    "clip": "fnp.clip([-1, 2, 9], 0, 5)",
    "round": "fnp.round([1.25, 2.718], 1)",
    "angle": "fnp.angle([1j, -1.0], deg=True)",
    "nan_to_num": "fnp.nan_to_num([1.0, fnp.nan, fnp.inf], posinf=9.0)",
    "modf": "fnp.modf([1.25, -2.5])",
    "frexp": "fnp.frexp([1.0, 10.0])",
    "divmod": "fnp.divmod([7, -7], 3)",
    "fix": "fnp.fix([1.7, -1.7])",
    "isreal": "fnp.isreal([1 + 0j, 2j])",
    "iscomplex": "fnp.iscomplex([1 + 0j, 2j])",
    "isneginf": "fnp.isneginf([-fnp.inf, 0.0, fnp.inf])",
    "isposinf": "fnp.isposinf([-fnp.inf, 0.0, fnp.inf])",
    "real_if_close": "fnp.real_if_close([1.0 + 1e-16j, 2.0 + 0j])",
    "packbits": "fnp.packbits([1, 0, 1, 0, 0, 0, 0, 1])",
    "unpackbits": "x = fnp.array([161], dtype='uint8')\nfnp.unpackbits(x)",
    "ndarray.byteswap": "x = fnp.array([1, 256], dtype='int16')\nx.byteswap()",
    "emath.sqrt": "fnp.emath.sqrt([4.0, -4.0])",
    "emath.log": "fnp.emath.log([1.0, -1.0])",
    "emath.log2": "fnp.emath.log2([8.0, -8.0])",
    "emath.log10": "fnp.emath.log10([100.0, -100.0])",
    "emath.arccos": "fnp.emath.arccos([1.0, 2.0])",
    "emath.arcsin": "fnp.emath.arcsin([1.0, 2.0])",
    "emath.arctanh": "fnp.emath.arctanh([0.5, 2.0])",
    "emath.logn": "fnp.emath.logn(2, [8.0, -8.0])",
    "emath.power": "fnp.emath.power([4.0, -4.0], 0.5)",
    # --- reductions
    "sum": "fnp.sum([[1, 2], [3, 4]], axis=0)",
    "prod": "fnp.prod([[1, 2], [3, 4]], axis=1)",
    "max": "fnp.max([[1, 5], [3, 4]], axis=0)",
    "min": "fnp.min([[1, 5], [3, 4]], axis=1, keepdims=True)",
    "all": "fnp.all([[True, True], [True, False]], axis=1)",
    "any": "fnp.any([[False, False], [True, False]], axis=1)",
    "argmax": "fnp.argmax([[1, 5], [3, 4]], axis=1)",
    "argmin": "fnp.argmin([4, 2, 8])",
    "mean": "fnp.mean([[1.0, 2.0], [3.0, 5.0]], axis=0)",
    "var": "fnp.var([1.0, 2.0, 3.0, 4.0])",
    "std": "fnp.std([1.0, 2.0, 3.0, 4.0], ddof=1)",
    "cumsum": "fnp.cumsum([1, 2, 3, 4])",
    "cumprod": "fnp.cumprod([1, 2, 3, 4])",
    "median": "fnp.median([3.0, 1.0, 2.0, 10.0])",
    "count_nonzero": "fnp.count_nonzero([0, 1, 7, 0])",
    "ptp": "fnp.ptp([4, 2, 9])",
    "nansum": "fnp.nansum([1.0, fnp.nan, 3.0])",
    "nanprod": "fnp.nanprod([2.0, fnp.nan, 3.0])",
    "nanmax": "fnp.nanmax([1.0, fnp.nan, 3.0])",
    "nanmin": "fnp.nanmin([1.0, fnp.nan, 3.0])",
    "nanargmax": "fnp.nanargmax([1.0, fnp.nan, 3.0])",
    "nanargmin": "fnp.nanargmin([4.0, fnp.nan, 3.0])",
    "nanmean": "fnp.nanmean([1.0, fnp.nan, 3.0])",
    "nanvar": "fnp.nanvar([1.0, fnp.nan, 3.0])",
    "nanstd": "fnp.nanstd([1.0, fnp.nan, 3.0])",
    "nancumsum": "fnp.nancumsum([1.0, fnp.nan, 3.0])",
    "nancumprod": "fnp.nancumprod([2.0, fnp.nan, 3.0])",
    "nanmedian": "fnp.nanmedian([1.0, fnp.nan, 3.0, 8.0])",
    # --- contractions and products
    "matmul": "fnp.matmul([[1, 2], [3, 4]], [[5, 6], [7, 8]])",
    "dot": "fnp.dot([1, 2, 3], [4, 5, 6])",
    "vdot": "fnp.vdot([1 + 1j, 2], [3, 4j])",
    "inner": "fnp.inner([[1, 2], [3, 4]], [10, 1])",
    "outer": "fnp.outer([1, 2], [3, 4, 5])",
    "kron": "fnp.kron([1, 10], [2, 3])",
    "tensordot": "x = fnp.ones((2, 3, 4))\nfnp.tensordot(x, fnp.ones((3, 4)))",
    "einsum": "fnp.einsum('ij,j->i', [[1, 2], [3, 4]], [10, 1])",
    "trace": "fnp.trace([[1, 2], [3, 4]])",
    "einsum_path": "x = fnp.ones((2, 2))\nfnp.einsum_path('ij,jk,kl->il', x, x, x)[0]",
    "vecdot": "fnp.vecdot([[1, 2], [3, 4]], [10, 1])",
    "matvec": "fnp.matvec([[1, 2], [3, 4]], [10, 1])",
    "vecmat": "fnp.vecmat([10, 1], [[1, 2], [3, 4]])",
    "linalg.vecdot": "fnp.linalg.vecdot([[1, 2], [3, 4]], [10, 1])",
    "linalg.matmul": "fnp.linalg.matmul([[1, 2], [3, 4]], [[0, 1], [1, 0]])",
    "linalg.tensordot": "fnp.linalg.tensordot([[1, 2], [3, 4]], [10, 1], axes=1)",
    "linalg.outer": "fnp.linalg.outer([1, 2], [3, 4])",
    "linalg.trace": "fnp.linalg.trace([[1, 2], [3, 4]])",
    "linalg.diagonal": "fnp.linalg.diagonal([[1, 2], [3, 4]])",
    "cross": "fnp.cross([1, 0, 0], [0, 1, 0])",
    "linalg.cross": "fnp.linalg.cross([1, 2, 3], [4, 5, 6])",
    "linalg.multi_dot": "x = fnp.array([[1, 2], [3, 4]])\nfnp.linalg.multi_dot([x, x, x])",
    # --- linear algebra
    "linalg.det": "fnp.linalg.det([[2.0, 0.0], [0.0, 3.0]])",
    "linalg.slogdet": "fnp.linalg.slogdet([[1.0, 0.0], [0.0, -1.0]])",
    "linalg.cholesky": "fnp.linalg.cholesky([[4.0, 2.0], [2.0, 5.0]])",
    "linalg.qr": "fnp.linalg.qr([[0.0, 2.0], [1.0, 0.0]], mode='r').shape",
    "linalg.svd": "fnp.linalg.svd([[3.0, 0.0], [0.0, 2.0]], compute_uv=False)",
    "linalg.svdvals": "fnp.linalg.svdvals([[3.0, 0.0], [0.0, 2.0]])",
    "linalg.eigh": "fnp.linalg.eigh([[1.0, 0.0], [0.0, 2.0]]).eigenvalues",
    "linalg.eigvalsh": "fnp.linalg.eigvalsh([[1.0, 0.0], [0.0, 2.0]])",
    "linalg.eig": "fnp.linalg.eig([[1.0, 1.0], [0.0, 2.0]]).eigenvalues",
    "linalg.eigvals": "fnp.linalg.eigvals([[1.0, 1.0], [0.0, 2.0]])",
    "linalg.matrix_rank": "fnp.linalg.matrix_rank([[1.0, 2.0], [2.0, 4.0]])",
    "linalg.matrix_power": "fnp.linalg.matrix_power([[1, 1], [0, 1]], 5)",
    "linalg.norm": "fnp.linalg.norm([3.0, 4.0])",
    "linalg.vector_norm": "fnp.linalg.vector_norm([3.0, 4.0])",
    "linalg.matrix_norm": "fnp.linalg.matrix_norm([[3.0, 0.0], [0.0, 4.0]])",
    "linalg.cond": "fnp.linalg.cond([[4.0, 0.0], [0.0, 2.0]])",
    "linalg.inv": "fnp.linalg.inv([[2.0, 0.0], [0.0, 4.0]])",
    "linalg.solve": "fnp.linalg.solve([[2.0, 0.0], [0.0, 4.0]], [2.0, 2.0])",
    "linalg.solve_triangular": "fnp.linalg.solve_triangular([[2.0, 0.0], [1.0, 4.0]], [2.0, 5.0], lower=True)",
    "linalg.lstsq": "fnp.linalg.lstsq([[1.0, 0.0], [0.0, 2.0]], [1.0, 4.0])[0].round(6)",
    "linalg.pinv": "fnp.linalg.pinv([[2.0, 0.0], [0.0, 4.0]])",
    "linalg.tensorsolve": "x = fnp.eye(4).reshape(2, 2, 2, 2)\nfnp.linalg.tensorsolve(x, fnp.ones((2, 2)))",
    "linalg.tensorinv": "x = fnp.eye(4).reshape(2, 2, 2, 2)\nfnp.linalg.tensorinv(x).shape",
    # --- Fourier transforms and windows
    "fft.fft": "fnp.fft.fft([1.0, 0.0, 0.0, 0.0])",
    "fft.ifft": "fnp.fft.ifft([4.0, 0.0, 0.0, 0.0])",
    "fft.rfft": "fnp.fft.rfft([1.0, 2.0, 1.0, 2.0])",
    "fft.irfft": "fnp.fft.irfft([6.0, 0.0, -2.0])",
    "fft.hfft": "fnp.fft.hfft([6.0, 0.0, -2.0])",
    "fft.ihfft": "fnp.fft.ihfft([1.0, 2.0, 1.0, 2.0])",
    "fft.fft2": "fnp.fft.fft2([[1.0, 0.0], [0.0, 0.0]])",
    "fft.ifft2": "fnp.fft.ifft2([[4.0, 0.0], [0.0, 0.0]])",
    "fft.fftn": "fnp.fft.fftn([[1.0, 2.0], [3.0, 4.0]])",
    "fft.ifftn": "fnp.fft.ifftn([[4.0, 0.0], [0.0, 0.0]])",
    "fft.rfft2": "fnp.fft.rfft2([[1.0, 2.0], [3.0, 4.0]])",
    "fft.rfftn": "fnp.fft.rfftn([[1.0, 2.0], [3.0, 4.0]])",
    "fft.irfft2": "fnp.fft.irfft2([[4.0, 0.0], [0.0, 0.0]])",
    "fft.irfftn": "fnp.fft.irfftn([[4.0, 0.0], [0.0, 0.0]])",
    "fft.fftfreq": "fnp.fft.fftfreq(4, d=0.5)",
    "fft.rfftfreq": "fnp.fft.rfftfreq(4, d=0.5)",
    "fft.fftshift": "fnp.fft.fftshift([0, 1, 2, -2, -1])",
    "fft.ifftshift": "fnp.fft.ifftshift([-2, -1, 0, 1, 2])",
    "bartlett": "fnp.bartlett(5)",
    "hanning": "fnp.hanning(5)",
    "hamming": "fnp.hamming(5)",
    "blackman": "fnp.blackman(5).round(6)",
    "kaiser": "fnp.kaiser(3, 2.0).round(6)",
    "i0": "fnp.i0([0.0, 1.0])",
    "sinc": "fnp.sinc([0.0, 0.5])",
    # --- sorting, searching and sets
    "sort": "fnp.sort([3, 1, 2])",
    "argsort": "fnp.argsort([3, 1, 2])",
    "ndarray.sort": "x = fnp.array([3, 1, 2])\nx.sort() -> x",
    "partition": "fnp.partition([4, 3, 1, 2], 1)[1]",
    "argpartition": "fnp.argpartition([4, 3, 1, 2], 0)[0]",
    "ndarray.partition": "x = fnp.array([4, 3, 1, 2])\nx.partition(0) -> x[0]",
    "unique": "fnp.unique([3, 1, 3, 2], return_counts=True)",
    "searchsorted": "fnp.searchsorted([10, 20, 30], [5, 20, 35])",
    "isin": "fnp.isin([1, 2, 3, 4], [2, 4])",
    "nonzero": "fnp.nonzero([0, 3, 0, 5])",
    "flatnonzero": "fnp.flatnonzero([[0, 3], [0, 5]])",
    "unique_values": "fnp.unique_values([3, 1, 3, 2])",
    "unique_counts": "fnp.unique_counts([3, 1, 3])",
    "unique_inverse": "fnp.unique_inverse([3, 1, 3])",
    "unique_all": "fnp.unique_all([3, 1, 3])",
    "intersect1d": "fnp.intersect1d([1, 2, 3], [2, 3, 4])",
    "setxor1d": "fnp.setxor1d([1, 2, 3], [2, 3, 4])",
    "setdiff1d": "fnp.setdiff1d([1, 2, 3], [2, 3, 4])",
    "union1d": "fnp.union1d([1, 2, 3], [2, 3, 4])",
    "lexsort": "fnp.lexsort(([1, 2, 0], [5, 4, 5]))",
    "sort_complex": "fnp.sort_complex([2 + 1j, 1 + 3j, 1 + 2j])",
    "argwhere": "fnp.argwhere([[0, 3], [5, 0]])",
    # --- statistics and histograms
    "average": "fnp.average([1.0, 2.0, 4.0], weights=[1, 1, 2])",
    "quantile": "fnp.quantile([1.0, 2.0, 3.0, 5.0], 0.5)",
    "percentile": "fnp.percentile([1.0, 2.0, 3.0, 5.0], [25, 50])",
    "nanquantile": "fnp.nanquantile([1.0, fnp.nan, 3.0], 0.5)",
    "nanpercentile": "fnp.nanpercentile([1.0, fnp.nan, 3.0], 50)",
    "cov": "fnp.cov([[1.0, 2.0, 3.0], [3.0, 2.0, 1.0]])",
    "corrcoef": "fnp.corrcoef([[1.0, 2.0, 3.0], [3.0, 2.0, 1.0]]).round(6)",
    "histogram": "fnp.histogram([1, 2, 2, 4], bins=[0, 2, 4])",
    "histogram_bin_edges": "fnp.histogram_bin_edges([0.0, 4.0], bins=4)",
    "histogram2d": "fnp.histogram2d([0.0, 1.0], [0.0, 1.0], bins=2)[0]",
    "histogramdd": "fnp.histogramdd([[0.0, 0.0], [1.0, 1.0]], bins=2)[0]",
    "bincount": "fnp.bincount([0, 1, 1, 3])",
    "digitize": "fnp.digitize([0.5, 1.5, 9.0], [0, 1, 2])",
    # --- calculus and polynomials
    "diff": "fnp.diff([1, 4, 9, 16])",
    "ediff1d": "fnp.ediff1d([1, 4, 9], to_begin=0)",
    "gradient": "fnp.gradient([1.0, 4.0, 9.0, 16.0])",
    "trapezoid": "fnp.trapezoid([1.0, 2.0, 3.0])",
    "interp": "fnp.interp([0.5, 1.5], [0, 1, 2], [0.0, 10.0, 30.0])",
    "unwrap": "fnp.unwrap([0.0, 3.0, 6.5], period=6.0)",
    "cumulative_sum": "fnp.cumulative_sum([1, 2, 3], include_initial=True)",
    "cumulative_prod": "fnp.cumulative_prod([1, 2, 3])",
    "convolve": "fnp.convolve([1, 2, 3], [1, 1])",
    "correlate": "fnp.correlate([1, 2, 3], [1, 1])",
    "poly": "fnp.poly([1.0, 2.0])",
    "polyval": "fnp.polyval([1, 0, -1], [2, 3])",
    "polyadd": "fnp.polyadd([1, 2], [1, 0, 0])",
    "polysub": "fnp.polysub([1, 2], [1, 0, 0])",
    "polymul": "fnp.polymul([1, 1], [1, -1])",
    "polydiv": "fnp.polydiv([1.0, 0.0, -1.0], [1.0, 1.0])",
    "polyder": "fnp.polyder([1, 2, 3])",
    "polyint": "fnp.polyint([2, 2])",
    "polyfit": "fnp.polyfit([0.0, 1.0, 2.0], [1.0, 3.0, 5.0], 1).round(6)",
    "roots": "fnp.roots([1.0, -3.0, 2.0])",
    "vander": "fnp.vander([1, 2, 3], 3)",
    # --- indexing and writing
    "ndarray.__getitem__": "x = fnp.array([10, 20, 30, 40])\nx[[0, 2]]",
    "ndarray.__setitem__": "x = fnp.zeros(4)\nx.__setitem__([0, 2], 5.0) -> x",
    "take": "fnp.take([10, 20, 30], [2, 0])",
    "take_along_axis": "fnp.take_along_axis([[3, 1], [2, 4]], [[1, 0], [0, 1]], axis=1)",
    "diag": "fnp.diag([1, 2])",
    "diagonal": "fnp.diagonal([[1, 2], [3, 4]])",
    "tril": "fnp.tril([[1, 2], [3, 4]])",
    "triu": "fnp.triu([[1, 2], [3, 4]])",
    "indices": "fnp.indices((2, 2))",
    "diag_indices": "fnp.diag_indices(3)",
    "diag_indices_from": "fnp.diag_indices_from(fnp.zeros((3, 3)))",
    "tril_indices": "fnp.tril_indices(2)",
    "tril_indices_from": "fnp.tril_indices_from(fnp.zeros((2, 2)))",
    "triu_indices": "fnp.triu_indices(2)",
    "triu_indices_from": "fnp.triu_indices_from(fnp.zeros((2, 2)))",
    "ravel_multi_index": "fnp.ravel_multi_index(([0, 1], [2, 0]), (2, 3))",
    "unravel_index": "fnp.unravel_index([2, 3], (2, 3))",
    "copyto": "x = fnp.zeros(3)\nfnp.copyto(x, [1.0, 2.0, 3.0]) -> x",
    "put": "x = fnp.zeros(3)\nfnp.put(x, [0, 2], [5.0, 7.0]) -> x",
    "ndarray.put": "x = fnp.zeros(3)\nx.put([0, 2], [5.0, 7.0]) -> x",
    "putmask": "x = fnp.array([1, -2, 3])\nfnp.putmask(x, x < 0, 0) -> x",
    "place": "x = fnp.array([1, -2, 3])\nfnp.place(x, x < 0, [0]) -> x",
    "put_along_axis": "x = fnp.zeros((2, 2))\nfnp.put_along_axis(x, fnp.array([[1], [0]]), 5.0, axis=1) -> x",
    "fill_diagonal": "x = fnp.zeros((2, 2))\nfnp.fill_diagonal(x, 5.0) -> x",
    "resize": "fnp.resize([1, 2, 3], (2, 2))",
    # --- assembling and shaping
    "append": "fnp.append([1, 2], [3])",
    "insert": "fnp.insert([1, 2, 3], 1, 9)",
    "delete": "fnp.delete([1, 2, 3], 1)",
    "trim_zeros": "fnp.trim_zeros([0, 0, 1, 2, 0])",
    "choose": "fnp.choose([0, 1, 0], [[1, 2, 3], [10, 20, 30]])",
    "select": "x = fnp.array([1, 5, 9])\nfnp.select([x < 3, x > 7], [x, 10 * x])",
    "compress": "fnp.compress([True, False, True], [1, 2, 3])",
    "ndarray.compress": "x = fnp.array([1, 2, 3])\nx.compress([True, False, True])",
    "extract": "fnp.extract([True, False, True], [1, 2, 3])",
    "block": "fnp.block([[fnp.ones((1, 1)), fnp.zeros((1, 2))]])",
    "diagflat": "fnp.diagflat([1, 2])",
    "rollaxis": "fnp.rollaxis(fnp.ones((2, 3, 4)), 2).shape",
    "dsplit": "[part.shape for part in fnp.dsplit(fnp.ones((2, 2, 4)), 2)]",
    "array_equiv": "fnp.array_equiv([1, 1], [[1, 1], [1, 1]])",
    "asfortranarray": "fnp.asfortranarray([[1, 2], [3, 4]])",
    "require": "fnp.require([1, 2], dtype='float64')",
    "asarray_chkfinite": "fnp.asarray_chkfinite([1.0, 2.0])",
    "astype": "x = fnp.array([1.7, -2.2])\nfnp.astype(x, 'int64')",
    "shares_memory": "x = fnp.zeros(4)\nfnp.shares_memory(x[:2], x[2:])",
    "may_share_memory": "x = fnp.zeros(4)\nfnp.may_share_memory(x, x[1:])",
    "reshape": "fnp.reshape([1, 2, 3, 4], (2, -1))",
    "ravel": "fnp.ravel([[1, 2], [3, 4]])",
    "ndarray.flatten": "x = fnp.array([[1, 2], [3, 4]])\nx.flatten()",
    "transpose": "fnp.transpose([[1, 2], [3, 4]])",
    "matrix_transpose": "fnp.matrix_transpose([[1, 2], [3, 4]])",
    "swapaxes": "fnp.swapaxes(fnp.ones((2, 3, 4)), 0, 2).shape",
    "moveaxis": "fnp.moveaxis(fnp.ones((2, 3, 4)), 0, -1).shape",
    "lib.stride_tricks.sliding_window_view": "fnp.lib.stride_tricks.sliding_window_view([1, 2, 3, 4], 2)",
    "squeeze": "fnp.squeeze([[[1], [2]]])",
    "expand_dims": "fnp.expand_dims([1, 2], 0)",
    "broadcast_to": "fnp.broadcast_to([1, 2], (2, 2))",
    "broadcast_arrays": "[x.shape for x in fnp.broadcast_arrays([1, 2], [[3], [4], [5]])]",
    "atleast_1d": "fnp.atleast_1d(3.0)",
    "atleast_2d": "fnp.atleast_2d([1, 2])",
    "atleast_3d": "fnp.atleast_3d([1, 2]).shape",
    "concatenate": "fnp.concatenate([[1, 2], [3]])",
    "stack": "fnp.stack([[1, 2], [3, 4]], axis=1)",
    "vstack": "fnp.vstack([[1, 2], [3, 4]])",
    "hstack": "fnp.hstack([[1, 2], [3, 4]])",
    "dstack": "fnp.dstack([[1, 2], [3, 4]])",
    "column_stack": "fnp.column_stack([[1, 2], [3, 4]])",
    "split": "fnp.split(fnp.arange(4), 2)",
    "array_split": "fnp.array_split(fnp.arange(4), 3)",
    "hsplit": "[part.shape for part in fnp.hsplit(fnp.ones((2, 4)), 2)]",
    "vsplit": "[part.shape for part in fnp.vsplit(fnp.ones((4, 2)), 2)]",
    "unstack": "fnp.unstack([[1, 2], [3, 4]])",
    "tile": "fnp.tile([1, 2], 3)",
    "repeat": "fnp.repeat([1, 2], 2)",
    "flip": "fnp.flip([1, 2, 3])",
    "fliplr": "fnp.fliplr([[1, 2], [3, 4]])",
    "flipud": "fnp.flipud([[1, 2], [3, 4]])",
    "rot90": "fnp.rot90([[1, 2], [3, 4]])",
    "roll": "fnp.roll([1, 2, 3, 4], 1)",
    "pad": "fnp.pad([1, 2], 1)",
    # --- methods of ldexp, whose operands have two dtypes
    "ldexp.reduce": "fnp.ldexp.reduce([1, 2, 3])",
    "ldexp.accumulate": "! fnp.ldexp.accumulate([1, 2, 3])",
    "ldexp.reduceat": "! fnp.ldexp.reduceat([1, 2, 3], [0])",
    # --- symmetry
    "einsum_symmetric": "fnp.einsum('i,j->ij', [1.0, 2.0], [1.0, 2.0], symmetry=(0, 1)).tolist()",
    "as_symmetric": "flops.as_symmetric([[1.0, 2.0], [2.0, 3.0]], symmetry=(0, 1)).tolist()",
    "symmetrize": "flops.symmetrize([[1.0, 4.0], [2.0, 3.0]], symmetry=(0, 1)).tolist()",
    "is_symmetric": "flops.is_symmetric([[1.0, 2.0], [2.0, 3.0]], symmetry=(0, 1))",
    # --- states of random objects
    "random.default_rng": "fnp.random.default_rng(7).random()",
    "random.Generator": "fnp.random.Generator(fnp.random.PCG64(7)).random()",
    "random.RandomState": "fnp.random.RandomState(7).random_sample()",
    "random.SeedSequence": "fnp.random.SeedSequence(7).entropy",
    "random.MT19937": "fnp.random.MT19937(7).random_raw()",
    "random.PCG64": "fnp.random.PCG64(7).random_raw()",
    "random.PCG64DXSM": "fnp.random.PCG64DXSM(7).random_raw()",
    "random.SFC64": "fnp.random.SFC64(7).random_raw()",
    "random.Philox": "fnp.random.Philox(7).random_raw()",
    "random.seed": "fnp.random.seed(7) -> fnp.random.rand()",
    "random.get_state": "fnp.random.get_state()[0]",
    "random.set_state": "state = fnp.random.get_state()\nfnp.random.set_state(state)",
    "random.RandomState.seed": "rng = fnp.random.RandomState()\nrng.seed(7) -> rng.rand()",
    "random.RandomState.get_state": "rng = fnp.random.RandomState(7)\nrng.get_state()[0]",
    "random.RandomState.set_state": "rng = fnp.random.RandomState(7)\nrng.set_state(rng.get_state())",
    "random.Generator.spawn": "rng = fnp.random.default_rng(7)\nlen(rng.spawn(2))",
    "random.BitGenerator.spawn": "bits = fnp.random.PCG64(7)\nlen(bits.spawn(2))",
    "random.BitGenerator.jumped": "bits = fnp.random.PCG64(7)\nbits.jumped().random_raw()",
    "random.BitGenerator.random_raw": "bits = fnp.random.PCG64(7)\nbits.random_raw(2)",
    "random.SeedSequence.spawn": "seeds = fnp.random.SeedSequence(7)\nseeds.spawn(2)[1].spawn_key",
    "random.SeedSequence.generate_state": "seeds = fnp.random.SeedSequence(7)\nseeds.generate_state(2)",
}  # fmt: skip
"""By name; operations of the families below are not here."""

_ONE: Final[dict[str, str]] = {
    "invert": "[0, 5]", "logical_not": "[True, False]", "bitwise_count": "[7, 8]",
    "arcsin": "[0.0, 1.0]", "arccos": "[0.0, 1.0]", "arctanh": "[0.0, 0.5]", "arccosh": "[1.0, 2.0]",
    "isfinite": "[1.0, fnp.inf]", "isinf": "[1.0, fnp.inf]", "isnan": "[1.0, fnp.nan]",
    "conjugate": "[1 + 2j, 3.0]", "negative": "[1, -2]", "absolute": "[1, -2]", "fabs": "[1, -2]",
    "positive": "[1, -2]", "sign": "[3, 0, -2]", "signbit": "[1.0, -2.0]", "sqrt": "[4.0, 9.0]",
    "cbrt": "[8.0, 27.0]", "floor": "[1.7, -1.2]", "ceil": "[1.2, -1.7]", "trunc": "[1.7, -1.7]",
    "rint": "[0.5, 1.7]", "deg2rad": "[0.0, 180.0]", "rad2deg": "[0.0, 3.0]", "exp2": "[0.0, 3.0]",
    "log2": "[1.0, 8.0]", "log10": "[1.0, 1000.0]",
}  # fmt: skip
"""The operand of ufuncs with one, unless it is this: ``[1.0, 2.0]``."""

_TWO: Final[dict[str, tuple[str, str]]] = {
    "logical_and": ("[True, True, False]", "[True, False, False]"),
    "logical_or": ("[True, True, False]", "[True, False, False]"),
    "logical_xor": ("[True, True, False]", "[True, False, False]"),
    **dict.fromkeys(("bitwise_and", "bitwise_or", "bitwise_xor"), ("[5, 6, 7]", "3")),
    **dict.fromkeys(("left_shift", "right_shift"), ("[4, 8]", "1")),
    **dict.fromkeys(("gcd", "lcm"), ("[12, 18]", "8")),
    "arctan2": ("[3.0, 0.0]", "[4.0, 1.0]"),
    **dict.fromkeys(("fmax", "fmin"), ("[1.0, fnp.nan]", "[2.0, 3.0]")),
    "heaviside": ("[-1.0, 0.0, 2.0]", "0.5"),
    "ldexp": ("[1.0, 3.0]", "[2, 3]"),
    "copysign": ("[1.0, 2.0]", "-1.0"),
    "nextafter": ("[1.0, 2.0]", "0.0"),
    "power": ("[1, 2, 3]", "2"),
    "float_power": ("[1, 2, 3]", "2"),
    "remainder": ("[7, -7]", "3"),
    "fmod": ("[7, -7]", "3"),
    "floor_divide": ("[7, -7]", "3"),
}  # fmt: skip
"""The operands of ufuncs with two, unless they are these: ``[1.0, 4.0]`` and ``[2.0, 3.0]``."""

_LOGICAL: Final = frozenset(
    "logical_and logical_or logical_xor equal not_equal less less_equal greater greater_equal".split()
)
_INTEGER: Final = frozenset(
    {"bitwise_and", "bitwise_or", "bitwise_xor", "left_shift", "right_shift", "gcd", "lcm"}
)

_ARGUMENTS: Final[dict[str, str]] = {
    "normal": "5.0, 2.0, size=3", "uniform": "0.0, 10.0, size=3", "exponential": "2.0, size=3",
    "laplace": "size=2", "logistic": "size=2", "lognormal": "size=2", "gumbel": "size=2",
    "gamma": "2.0, size=2", "beta": "2.0, 3.0, size=2", "chisquare": "3.0, size=2",
    "noncentral_chisquare": "3.0, 1.0, size=2", "f": "3.0, 4.0, size=2",
    "noncentral_f": "3.0, 4.0, 1.0, size=2", "standard_t": "3.0, size=2", "pareto": "3.0, size=2",
    "power": "3.0, size=2", "rayleigh": "size=2", "triangular": "0.0, 1.0, 4.0, size=2",
    "vonmises": "0.0, 2.0, size=2", "wald": "1.0, 2.0, size=2", "weibull": "2.0, size=2",
    "poisson": "4.0, size=3", "binomial": "10, 0.5, size=3", "negative_binomial": "3, 0.5, size=3",
    "geometric": "0.5, size=3", "hypergeometric": "5, 7, 4, size=3", "logseries": "0.5, size=3",
    "zipf": "2.0, size=3", "standard_cauchy": "size=2", "rand": "2, 2", "randn": "2, 2",
    "random": "3", "random_sample": "3", "standard_normal": "3", "standard_exponential": "2",
    "standard_gamma": "2.0, size=2", "randint": "0, 10, size=4", "random_integers": "1, 6, size=2",
    "integers": "0, 10, size=4", "bytes": "4", "tomaxint": "", "permutation": "4",
    "choice": "[10, 20, 30], size=2", "permuted": "[1, 2, 3, 4]", "dirichlet": "[1.0, 2.0, 3.0]",
    "multinomial": "6, [0.5, 0.25, 0.25]", "multivariate_normal": "[0.0, 1.0], [[1.0, 0.0], [0.0, 2.0]]",
    "multivariate_hypergeometric": "[3, 2, 4], 5",
}  # fmt: skip
"""The arguments of each distribution."""

_OWNERS: Final = {
    "random": ("fnp.random.seed(7)", "fnp.random"),
    "random.Generator": ("rng = fnp.random.default_rng(7)", "rng"),
    "random.RandomState": ("rng = fnp.random.RandomState(7)", "rng"),
}
"""How to start a stream, and whose function or method to call."""


def example_of(op: Operation) -> str:
    """The text of an operation's example; see the module.

    Parameters
    ----------
    op : Operation
        A public row.
    """
    written = EXAMPLES.get(op.name)
    if written is not None:
        return written
    owner, _, leaf = op.name.rpartition(".")
    if owner in _OWNERS:
        return _random_example(owner, leaf)
    if op.chapter == "ufunc_methods":
        return _method_example(owner, leaf, "b" in op.places)
    if ufunc_arity(op) == (1, 1):
        return f"fnp.{op.name}({_ONE.get(op.name, '[1.0, 2.0]')})"
    return f"fnp.{op.name}({', '.join(_TWO.get(op.name, ('[1.0, 4.0]', '[2.0, 3.0]')))})"


def _random_example(owner: str, leaf: str) -> str:
    start, receiver = _OWNERS[owner]
    if leaf == "shuffle":
        return f"{start}\nx = fnp.arange(5)\n{receiver}.shuffle(x) -> x"
    return f"{start}\n{receiver}.{leaf}({_ARGUMENTS[leaf]})"


def _method_example(ufunc: str, method: str, has_two: bool) -> str:
    if method == "at":
        first, second = (
            _TWO.get(ufunc, ("[1.0, 4.0]", "2.0"))
            if has_two
            else (_ONE.get(ufunc, "[1.0, 2.0]"), "")
        )
        operand = f", {second.strip('[]').split(', ')[0]}" if has_two else ""
        return f"x = fnp.array({first})\nfnp.{ufunc}.at(x, [1]{operand}) -> x"
    if method == "outer":
        first, second = _TWO.get(ufunc, ("[1.0, 4.0]", "[2.0, 3.0]"))
        return f"fnp.{ufunc}.outer({first}, {second if second[0] == '[' else f'[{second}]'})"
    table = "[[8.0, 2.0, 1.0], [9.0, 3.0, 1.0]]"
    if ufunc in _LOGICAL:
        table = "[[True, False, True], [True, True, True]]"
    elif ufunc in _INTEGER:
        table = "[[12, 4, 1], [18, 6, 2]]"
    if method == "reduceat":
        return f"fnp.{ufunc}.reduceat({table}, [0, 1], axis=1)"
    return f"fnp.{ufunc}.{method}({table}, axis=1)"
