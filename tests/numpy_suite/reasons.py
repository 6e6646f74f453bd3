"""Why a test does not pass: the first rule that matches its name and its error tells the list and the reason."""

# ruff: noqa: E501

from __future__ import annotations

import re

_RULES = (
    # refused on purpose
    ("refused", "arrays hold numbers, not text", r"dtype ['\"]?[<>=|]?(S|U|a|c|T|str|bytes)|is text|StringDType|text dtype|numpy has no (bytes_|str_|character|char|strings)"),
    ("refused", "arrays hold numbers, not dates", r"dtype ['\"]?[<>=]?[mM](8|\b)|datetime|timedelta|busday|isnat"),
    ("refused", "arrays hold numbers, not Python objects or records", r"dtype ['\"]?(O|object|V|void|i,O|[\[{(])|numpy has no (object_|void|rec|flexible)|is not a number|structured|objects? (of type|cannot)"),
    ("refused", "extended precision differs between machines", r"dtype ['\"]?[<>=]?[gG]\b|longdouble|float128|complex256"),
    ("refused", "arrays are little-endian", r"byte order|dtype ['\"]?>|newbyteorder"),
    ("refused", "dtypes carry no metadata", r"metadata"),
    ("refused", "arrays have no subclasses, and are not made over given memory", r"make arrays with fnp|subclass|__array_finalize__|got an unexpected keyword argument 'type'"),
    ("refused", "an array's memory belongs to its engine", r"bytes-like object|buffer API|__array_interface__|__array_struct__|__array_wrap__|__array_priority__|attribute 'strides'|has no (base|ctypes|data|getfield|setfield|setflags|byte_bounds|as_strided|memmap)\b|from_dlpack|__dlpack__|as_strided|refcheck|memmap|shares? memory|owndata"),
    ("refused", "arrays and random objects are not pickled", r"pickle|__setstate__"),
    ("refused", "errors arise where arrays are computed: no handler is called", r"'(print|call|log)': floating-point|seterrcall|geterrcall|='print'|='call'|='log'"),
    ("refused", "masked arrays and matrices are not supported", r"numpy has no (ma|matrix|asmatrix|bmat)|np\.matrix|has no (ma|matrix)\b"),
    ("refused", "parsing text is work that nobody counts", r"fromstring|genfromtxt|loadtxt|savetxt|fromregex|fromfile"),
    ("refused", "options that would leave uncounted work or huge work", r"takes too long|has no such limit|at most|BudgetExhausted|nditer's op_axes|would not be counted|work on arrays that nobody counts"),
    ("refused", "part of NumPy's own machinery", r"machinery|NumPy's own|is counted|no_attribute '_|has no attribute '_|_resolve_dtypes|test suite|resolve_dtypes"),
    # internal
    ("internal", "counts references, memory or time", r"refcount|leak|sizeof|SizeOf|Timeout|MemoryError"),
    ("internal", "private modules and hooks of NumPy", r"InternalError|InternalStandIn|is internal to NumPy|_legacy|_repr_latex_scalar|TestLatexRepr|TestAdd_newdoc|_poisson_lam_max|np\._|test_doc|test_no_doc_string|__doc__"),
    ("internal", "names a dtype that flopscope has not, while its parameters are made", r"StandIn|stand-in|lenient|constant of the module"),
    # differences that docs/differences.md describes
    ("differs", "a scalar is an array without dimensions, and shows as float64(2.5)", r"test_scalar_repr|is np\.|singleton|interning|isinstance|comp_state|0-d array|float64\(|test_int_repr|test_float_repr|TestSmoke|test_smoke"),
    ("differs", "an error has another text or a related class", r"Regex pattern did not match|not match \"|does not match|DID NOT RAISE|not raised|TypeError: |ValueError: |IndexError: |AttributeError: "),
    ("differs", "a warning is not given, or another one", r"DID NOT WARN"),
)  # fmt: skip


def sorted_out(test: str, result: str, why: str) -> tuple[str, str]:
    """The list and the reason for a test that does not pass."""
    text = f"{test}: {why}"
    for name, reason, pattern in _RULES:
        if result == "internal" and name != "internal":
            continue
        if result == "refused" and name == "differs":
            continue
        if re.search(pattern, text):
            return name, reason
    if result == "refused":
        return "refused", "other refusals of names and dtypes"
    if result == "internal":
        return "internal", "private modules and hooks of NumPy"
    return "differs", "details of rarely used objects"
