"""What becomes of each of NumPy's public names: every one is priced, composed, free or refused.

Priced names are the operation table's; this module says the rest. A *composed* name is written in terms of
other operations, which are charged; a *free* one touches no element; a *refused* one makes no sense here,
and says why and what to do instead. ``tests/surface`` holds this against NumPy's own namespaces.
"""

from __future__ import annotations

import functools
from typing import Final, NamedTuple

from flopscope._table import TABLE


class Refusal(NamedTuple):
    """Why a name is refused, and what to do instead."""

    reason: str
    remedy: str


_TEXT = Refusal("arrays hold numbers, not text", "keep text in Python lists and dictionaries")
_DATES = Refusal("arrays hold numbers, not dates", "count days or seconds in integers")
_OBJECTS = Refusal(
    "arrays hold numbers, not Python objects or records", "use one array for each field"
)
_EXTENDED = Refusal(
    "extended precision differs between machines", "use float64 or complex128 instead"
)
_MATRIX = Refusal("NumPy itself advises against its matrix class", "use 2-D arrays and @")
_MASKED = Refusal("masked arrays are not supported", "use where=, the nan functions, or indexing")
_PARSERS = Refusal(
    "parsing text is work that nobody counts",
    "parse in Python and pass lists, or use load and save",
)
_RAW_FILES = Refusal("a file belongs to the program, an array to its engine", "use save and load")
_BUILD = Refusal("it is about NumPy's own build and tests", "see flopscope.__version__")
_MEMORY = Refusal(
    "an array's memory belongs to its engine, which may be another process",
    "use tolist(), tobytes(), reshape() or view()",
)
_UNSAFE = Refusal(
    "it reads memory by address, and could leave the array",
    "use sliding_window_view, broadcast_to or slicing",
)
_PICKLES = Refusal("pickled arrays cannot leave their engine", "use save and load")
_INTERNAL = Refusal("it is part of NumPy's own machinery", "use the functions of flopscope.numpy")
_HANDLERS = Refusal("errors arise where arrays are computed", "use errstate(all='raise')")
_BUFFERS = Refusal("buffers belong to the engine", "leave it out")
_SINGLETON = Refusal(
    "the module's random state belongs to the session",
    "use seed, get_state and set_state, or make a RandomState over a bit generator",
)
_DTYPE_CLASSES = Refusal("dtypes are not classes here", "use fnp.dtype('float32') or fnp.float32")
_RUNNERS = Refusal("it is for NumPy's own test suite", "use pytest")

REFUSED: Final[dict[str, dict[str, Refusal]]] = {}
"""The refused names of each namespace (``""`` is NumPy's top level), with the reason and remedy."""


def _refuse(namespace: str, refusal: Refusal, names: str) -> None:
    REFUSED.setdefault(namespace, {}).update(dict.fromkeys(names.split(), refusal))


_refuse("", _TEXT, "bytes_ str_ character char strings")
_refuse(
    "",
    _DATES,
    "busday_count busday_offset busdaycalendar datetime64 datetime_as_string datetime_data is_busday"
    " isnat timedelta64",
)
_refuse("", _OBJECTS, "object_ void flexible rec recarray record")
_refuse("", _EXTENDED, "clongdouble complex256 float128 longdouble")
_refuse("", _MATRIX, "asmatrix bmat matrix")
_refuse("", _MASKED, "ma")
_refuse("", _PARSERS, "fromregex fromstring genfromtxt loadtxt savetxt")
_refuse("", _RAW_FILES, "fromfile memmap")
_refuse("", _BUILD, "f2py get_include info show_config show_runtime test")
_refuse("", _INTERNAL, "core ctypeslib nested_iters")
_refuse("", _DTYPE_CLASSES, "dtypes")
_refuse("", _HANDLERS, "geterrcall seterrcall")
_refuse("", _BUFFERS, "getbufsize setbufsize")
_refuse("", Refusal("NumPy removed it in 2.4", "use isin"), "in1d")
_refuse("", Refusal("NumPy removed it in 2.4", "use trapezoid"), "trapz")
_refuse("linalg", _BUILD, "test")
_refuse("linalg", _INTERNAL, "linalg")
_refuse("fft", _BUILD, "test")
_refuse("fft", _INTERNAL, "helper")
_refuse("random", _BUILD, "test")
_refuse("random", _INTERNAL, "bit_generator mtrand")
_refuse("random", _SINGLETON, "get_bit_generator set_bit_generator")
_refuse("random.BitGenerator", _MEMORY, "capsule cffi ctypes lock")
_refuse("lib", _BUILD, "test")
_refuse(
    "lib",
    _INTERNAL,
    "Arrayterator NumpyVersion add_docstring add_newdoc format introspect mixins"
    " tracemalloc_domain",
)
_refuse("lib.stride_tricks", _UNSAFE, "as_strided")
_refuse("lib.array_utils", _MEMORY, "byte_bounds")
_refuse("lib.npyio", _RAW_FILES, "DataSource")
_refuse(
    "testing",
    _RUNNERS,
    "BLAS_SUPPORTS_FPE HAS_LAPACK64 HAS_REFCOUNT IS_64BIT IS_EDITABLE IS_INSTALLED IS_MUSL IS_PYPY"
    " IS_PYSTON IS_WASM IgnoreException KnownFailureException NOGIL_BUILD NUMPY_ROOT assert_array_compare"
    " assert_no_gc_cycles break_cycles build_err_msg check_support_sve clear_and_catch_warnings"
    " decorate_methods jiffies measure memusage overrides rundocs run_threaded runstring"
    " suppress_warnings verbose",
)
_refuse("typing", Refusal("NumPy deprecates it", "use typing.Any"), "NBitBase")
_refuse(
    "ndarray",
    _MEMORY,
    "base ctypes data getfield itemset newbyteorder setfield",
)
_refuse("ndarray", _PICKLES, "dump dumps")
_refuse("ndarray", Refusal("NumPy removed it in 2.3", "use tobytes()"), "tostring")
_refuse("ndarray", Refusal("NumPy removed it in 2.4", "use fnp.ptp"), "ptp")
_refuse("ufunc", _INTERNAL, "resolve_dtypes")

COMPOSED: Final[dict[str, frozenset[str]]] = {
    "": frozenset(
        "apply_along_axis apply_over_axes c_ fromfunction fromiter frompyfunc load mask_indices mgrid"
        " ndenumerate ndindex nditer ogrid piecewise poly1d r_ save savez savez_compressed vectorize"
        " array2string array_repr array_str flatiter from_dlpack frombuffer".split()
    ),
    "lib.npyio": frozenset(["NpzFile"]),
    "ndarray": frozenset(["resize", "setflags"]),
    "random": frozenset("Generator RandomState".split()),
}
"""Names that are written in terms of other operations; what they call is charged."""

COMPOSED_NAMESPACES: Final = frozenset(
    ["testing", "polynomial"]
    + [
        f"polynomial.{name}"
        for name in ("polynomial", "chebyshev", "legendre", "laguerre", "hermite", "hermite_e")
    ]
)
"""Namespaces all of whose names, unless refused, are composed."""

FREE: Final[dict[str, frozenset[str]]] = {
    "": frozenset(
        "False_ ScalarType True_ base_repr binary_repr bool bool_ broadcast broadcast_shapes byte can_cast"
        " cdouble common_type complex128 complex64 complexfloating csingle double dtype e emath"
        " errstate euler_gamma exceptions fft finfo float16 float32 float64 floating"
        " format_float_positional format_float_scientific generic get_printoptions geterr half iinfo isfortran"
        " index_exp inexact inf int16 int32 int64 int8 int_ intc integer intp iscomplexobj isdtype"
        " isrealobj isscalar issubdtype iterable ix_ lib linalg little_endian long longlong min_scalar_type"
        " mintypecode nan ndarray ndim newaxis number pi polynomial printoptions promote_types random"
        " result_type s_ sctypeDict set_printoptions seterr shape short signedinteger single size testing"
        " typecodes typename typing ubyte ufunc uint uint16 uint32 uint64 uint8 uintc uintp ulong ulonglong"
        " unsignedinteger ushort".split()
    ),
    "linalg": frozenset(["LinAlgError"]),
    "random": frozenset("BitGenerator MT19937 PCG64 PCG64DXSM Philox SFC64 SeedSequence".split()),
    "random.Generator": frozenset(["bit_generator"]),
    "random.BitGenerator": frozenset("advance jumped seed_seq spawn state".split()),
    "random.SeedSequence": frozenset(
        "entropy n_children_spawned pool pool_size spawn_key state".split()
    ),
    "lib": frozenset("array_utils npyio scimath stride_tricks".split()),
    "lib.array_utils": frozenset("normalize_axis_index normalize_axis_tuple".split()),
    "typing": frozenset(["ArrayLike", "DTypeLike", "NDArray"]),
    "exceptions": frozenset(
        "AxisError ComplexWarning DTypePromotionError ModuleDeprecationWarning RankWarning TooHardError"
        " VisibleDeprecationWarning".split()
    ),
    "ndarray": frozenset(
        "T device dtype flags flat imag item itemsize mT nbytes ndim real shape size strides to_device tobytes tofile"
        " tolist".split()
    ),
    "dtype": frozenset(
        "alignment base byteorder char descr fields flags hasobject isalignedstruct isbuiltin isnative"
        " itemsize kind metadata name names ndim newbyteorder num shape str subdtype type".split()
    ),
    "ufunc": frozenset("identity nargs nin nout ntypes signature types".split()),
}
"""Names that touch no element: constants, types, questions about shapes and dtypes."""

ADDED: Final[dict[str, frozenset[str]]] = {
    "": frozenset("as_symmetric einsum_symmetric is_symmetric symmetrize".split()),
    "linalg": frozenset(["solve_triangular"]),
    "random": frozenset(["symmetric"]),
}
"""Names that NumPy lacks: declared symmetry; and without a substitution, a factorization could not be used for
its price."""

SOME_MINORS: Final[dict[str, frozenset[str]]] = {
    "": frozenset(["in1d", "row_stack", "trapz"]),
    "fft": frozenset(["helper"]),
    "linalg": frozenset(["linalg"]),
    "ndarray": frozenset("itemset newbyteorder ptp tostring".split()),
    **{
        f"polynomial.{module}": frozenset([f"{prefix}valnd"])
        for module, prefix in (
            ("polynomial", "poly"),
            ("chebyshev", "cheb"),
            ("legendre", "leg"),
            ("laguerre", "lag"),
            ("hermite", "herm"),
            ("hermite_e", "herme"),
        )
    },
    "testing": frozenset(
        "BLAS_SUPPORTS_FPE IS_64BIT IS_EDITABLE IS_INSTALLED NOGIL_BUILD NUMPY_ROOT check_support_sve"
        " run_threaded".split()
    ),
}
"""Names that not every supported NumPy has; a row of a newer one says so itself."""

NAMESPACES: Final = tuple(
    sorted({*REFUSED, *COMPOSED, *COMPOSED_NAMESPACES, *FREE, "emath", "random.RandomState"})
)
"""The namespaces that are held against NumPy's."""

_UFUNC_METHODS: Final = frozenset("accumulate at outer reduce reduceat".split())


@functools.cache
def _priced() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {"ufunc": set(_UFUNC_METHODS)}
    for op in TABLE.values():
        for name in (op.name, *op.aliases):
            module, _, leaf = name.rpartition(".")
            if leaf[0] != "_" and module != "ndarray":  # whose methods are listed by themselves
                found.setdefault(module, set()).add(leaf)
        for method in (op.method or "").split():
            if method[0] != "_":
                found.setdefault("ndarray", set()).add(method.partition("(")[0])
    return found


def standing(namespace: str, name: str) -> str | None:
    """``"priced"``, ``"composed"``, ``"free"``, ``"refused"``; None for a name that is none of them.

    Parameters
    ----------
    namespace : str
        NumPy's module or class below ``numpy``: ``""``, ``"linalg"``, ``"ndarray"`` ...
    name : str
    """
    if name in REFUSED.get(namespace, ()):
        return "refused"
    if name in FREE.get(namespace, ()):
        return "free"
    if name in COMPOSED.get(namespace, ()):
        return "composed"
    if name in _priced().get(namespace, ()):
        return "priced"
    return "composed" if namespace in COMPOSED_NAMESPACES else None


def declared(namespace: str) -> set[str]:
    """Every name of a namespace that this module or the table speaks of."""
    return {
        *REFUSED.get(namespace, ()),
        *FREE.get(namespace, ()),
        *COMPOSED.get(namespace, ()),
        *_priced().get(namespace, ()),
    }
