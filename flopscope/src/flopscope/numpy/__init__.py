"""NumPy's interface, counted: ``import flopscope.numpy as fnp``.

Every function comes from a row of the operation table, when it is first asked for.
"""

from __future__ import annotations

import math
import sys

from flopscope._api import array_api as _array_api
from flopscope._api import methods as _methods
from flopscope._api.budget import namespace
from flopscope._api.errstate import errstate, geterr, seterr
from flopscope._api.info import finfo, iinfo
from flopscope._api.modules import public_module
from flopscope._api.printing import array2string, array_repr, array_str
from flopscope._api.scalars import TYPES, isscalar
from flopscope._api.shapes import ndim, result_type, shape, size
from flopscope._api.ufunc import ufunc
from flopscope._arrays.array import ndarray
from flopscope._base.dtypes import dtype
from flopscope._base.presented import present_all as _present_all
from flopscope._base.print_options import get_printoptions, printoptions, set_printoptions
from flopscope._composed import Names as _Names
from flopscope._composed import iteration as _iteration
from flopscope._composed.choosing import where
from flopscope._composed.padding import pad
from flopscope._composed.paths import einsum_path

__array_api_version__ = "2024.12"
__array_namespace_info__ = _array_api.NamespaceInfo
__version__ = "2.4.0"
"""The NumPy whose interface this is, on every engine; :data:`flopscope.__version__` is flopscope's own."""

__getattr__, __dir__ = public_module(
    __name__,
    "",
    _Names(
        {
            **TYPES,
            "ufunc": ufunc,
            "pi": math.pi,
            "e": math.e,
            "euler_gamma": 0.5772156649015329,
            "inf": math.inf,
            "nan": math.nan,
            "newaxis": None,
            "True_": True,
            "False_": False,
        },
    ),
    submodules=(
        "linalg",
        "fft",
        "random",
        "exceptions",
        "polynomial",
        "emath",
        "lib",
        "testing",
        "typing",
    ),
)


__all__ = [
    "array2string",
    "array_repr",
    "array_str",
    "dtype",
    "einsum_path",
    "errstate",
    "finfo",
    "get_printoptions",
    "geterr",
    "iinfo",
    "isscalar",
    "namespace",
    "ndarray",
    "ndim",
    "pad",
    "printoptions",
    "result_type",
    "set_printoptions",
    "seterr",
    "shape",
    "size",
    "where",
]
__all__ += sorted(set(__dir__()) - set(__all__))  # so that `import *` gives what NumPy's does

_present_all(globals(), __all__)
_iteration.add_flat()
_methods.offer(sys.modules[__name__])
