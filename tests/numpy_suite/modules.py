"""Which of NumPy's test modules are run, and why the others are not."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

INTERNAL = {
    "f2py": "wraps Fortran code",
    "distutils": "builds NumPy",
    "typing": "checks NumPy's own stubs",
    "_pyinstaller": "packages NumPy",
    "testing": "tests the runners of NumPy's own suite",
    "tests": "checks how NumPy is installed",
    "ma": "masked arrays are refused",
    "matrixlib": "matrices are refused",
    "_core.test__exceptions": "NumPy's own refinements of TypeError",
    "_core.test_abc": "classes of NumPy's scalars",
    "_core.test_api": "casts between all of NumPy's dtypes",
    "_core.test_argparse": "NumPy's C code for arguments",
    "_core.test_arraymethod": "NumPy's C code for casts",
    "_core.test_arrayobject": "subclasses of NumPy's array",
    "_core.test_array_api_info": "describes NumPy",
    "_core.test_array_coercion": "NumPy's C code for coercion, most of it on objects and text",
    "_core.test_array_interface": "compiles C code",
    "_core.test_casting_unittests": "NumPy's C code for casts",
    "_core.test_conversion_utils": "NumPy's C code for arguments",
    "_core.test_cpu_dispatcher": "NumPy's choice of instructions",
    "_core.test_cpu_features": "NumPy's choice of instructions",
    "_core.test_custom_dtypes": "dtypes of NumPy's own tests",
    "_core.test_cython": "compiles C code",
    "_core.test_datetime": "dates are refused",
    "_core.test_defchararray": "text is refused",
    "_core.test_deprecations": "what NumPy is about to remove",
    "_core.test_dlpack": "the memory of NumPy's arrays",
    "_core.test_dtype": "structured dtypes, and dtype objects from C",
    "_core.test_extint128": "NumPy's C code",
    "_core.test_hashtable": "NumPy's C code",
    "_core.test_limited_api": "compiles C code",
    "_core.test_longdouble": "extended precision is refused",
    "_core.test_machar": "NumPy's own tables",
    "_core.test_mem_overlap": "the memory of NumPy's arrays",
    "_core.test_mem_policy": "compiles C code",
    "_core.test_memmap": "files as memory are refused",
    "_core.test_multithreading": "NumPy's locks",
    "_core.test_overrides": "NumPy's dispatch to other libraries",
    "_core.test_protocols": "NumPy's dispatch to other libraries",
    "_core.test_records": "records are refused",
    "_core.test_simd": "NumPy's C code",
    "_core.test_simd_module": "NumPy's C code",
    "_core.test_stringdtype": "text is refused",
    "_core.test_strings": "text is refused",
    "_core.test_unicode": "text is refused",
    "_core.test_umath_accuracy": "reads tables of NumPy's source tree",
    "lib.test__datasource": "downloads files",
    "lib.test__iotools": "NumPy's parser of text",
    "lib.test__version": "compares versions of NumPy",
    "lib.test_io": "NumPy's parser of text, and files of objects",
    "lib.test_loadtxt": "parsing text is refused",
    "lib.test_mixins": "classes that imitate NumPy's array",
    "lib.test_recfunctions": "records are refused",
    "lib.test_utils": "prints NumPy's documentation",
    "random.test_direct": "NumPy's C interface of bit generators",
    "random.test_extending": "compiles C code",
}
"""Packages and test modules below ``numpy`` about NumPy itself, or about what is refused as a whole."""

SAMPLE = (
    "polynomial.test_symbol _core.test_shape_base lib.test_twodim_base lib.test_arraysetops"
).split()
"""A part of the packages that takes under half a minute on both engines."""


def every() -> Iterator[str]:
    """The modules that are run, such as ``"lib.test_shape_base"``."""
    spec = find_spec("numpy")
    assert spec is not None
    assert spec.origin is not None
    root = Path(spec.origin).parent
    for path in sorted(root.rglob("tests/test_*.py")):
        package = ".".join(path.relative_to(root).parts[:-2])
        name = f"{package}.{path.stem}".lstrip(".")
        if package.split(".")[0] not in INTERNAL and name not in INTERNAL and package:
            yield name


def dotted(name: str) -> str:
    """The name to import: ``"numpy.lib.tests.test_shape_base"``."""
    package, _, leaf = name.rpartition(".")
    return f"numpy.{package}.tests.{leaf}"
