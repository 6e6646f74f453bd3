"""Fourier transforms: 5 n log2 n a line of n points, as radix-2 Cooley-Tukey takes.

Source: Cooley & Tukey, 1965; Van Loan, *Computational Frameworks for the FFT*, 1.4. Lengths that are
not powers of two are priced at the next power's logarithm; a transform of real data takes half.
"""

from __future__ import annotations

from typing import Any

from flopscope import _dtypes
from flopscope._table.operation import op
from flopscope._table.spec import Spec, axis_index, ceil_log2, shape


def fft_flops(n: int) -> int:
    """One complex transform of n points.

    >>> fft_flops(8)
    120
    """
    return 5 * n * ceil_log2(n)


def _lines(a: Any, n: Any, axis: Any) -> tuple[tuple[int, ...], int, int]:
    """The transformed axis's place, its length, and how many lines there are."""
    made = shape(a)
    length = made[axis] if n is None else int(n)  # an IndexError without n, as NumPy's
    place = axis_index(axis, len(made))
    if length < 1:
        raise ValueError(f"Invalid number of FFT data points ({length}) specified.")
    return made, length, a.size // made[place] if made[place] else 0


def _complex_count(a: Any, n: Any, axis: Any) -> int:
    _, length, lines = _lines(a, n, axis)
    return lines * fft_flops(length)


def _real_count(a: Any, n: Any, axis: Any) -> int:
    return -(-_complex_count(a, n, axis) // 2)


def _inverse_real_count(a: Any, n: Any, axis: Any) -> int:
    length = 2 * (shape(a)[axis] - 1) if n is None else n
    return _real_count(a, length, axis)


def _complex_dtype(a: Any) -> _dtypes.dtype:
    found = _dtypes.of(a)
    single = (found.kind == "f" and found.itemsize == 4) or found.name == "complex64"
    return _dtypes.complex64 if single else _dtypes.complex128


def _complex_result(a: Any, n: Any, axis: Any, out: Any) -> Spec | None:
    if out is not None or _dtypes.of(a).name == "float16":
        return None
    made, length, _ = _lines(a, n, axis)
    place = axis_index(axis, len(made))
    return Spec((*made[:place], length, *made[place + 1 :]), _complex_dtype(a))


_LINE = "a: array, n=None, axis=-1, norm=None, out: out=None"

for _name, _doc, _count in (
    ("fft", "Discrete Fourier transform along an axis.", _complex_count),
    ("ifft", "Inverse discrete Fourier transform along an axis.", _complex_count),
    ("rfft", "Fourier transform of real data: the non-negative frequencies.", _real_count),
    ("irfft", "Inverse of :func:`rfft`.", _inverse_real_count),
):
    op(
        f"fft.{_name}",
        _LINE,
        cls="fft",
        doc=f"""{_doc}

        FLOPs: ``5 n ceil(log2 n)`` a line of n points, half for real data; n = 8 is 120.
        """,
        source="Cooley & Tukey 1965; Van Loan 1992, 1.4",
        flops=_count,
        result=_complex_result if _name in ("fft", "ifft") else None,
    )


def _n_lines(a: Any, s: Any, axes: Any) -> int:
    made = list(shape(a))
    places = list(range(len(made))) if axes is None else [axis_index(x, len(made)) for x in axes]
    if axes is None and s is not None:
        places = places[-len(s) :]
    total = 0
    for place, length in reversed(list(zip(places, s or [None] * len(places), strict=True))):
        made[place] = made[place] if length in (None, -1) else int(length)
        points = Spec(made).size
        total += points // max(1, made[place]) * fft_flops(made[place])
    return total


for _name, _doc, _axes in (
    ("fft2", "Two-dimensional Fourier transform.", "(-2, -1)"),
    ("ifft2", "Inverse two-dimensional Fourier transform.", "(-2, -1)"),
    ("fftn", "Fourier transform over several axes.", "None"),
    ("ifftn", "Inverse Fourier transform over several axes.", "None"),
):
    op(
        f"fft.{_name}",
        f"a: array, s=None, axes={_axes}, norm=None, out: out=None",
        cls="fft",
        doc=f"""{_doc}

        FLOPs: the transforms of all lines, one axis after the other.
        """,
        source="Cooley & Tukey 1965",
        flops=_n_lines,
    )

for _name, _doc in {
    "fftfreq": "Sample frequencies of :func:`fft`.",
    "rfftfreq": "Sample frequencies of :func:`rfft`.",
}.items():
    op(
        f"fft.{_name}",
        "n, d=1.0",
        cls="arithmetic",
        doc=f"""{_doc}

        FLOPs: one product an element.
        """,
        flops=(lambda n: int(n)) if _name == "fftfreq" else (lambda n: int(n) // 2 + 1),
    )
for _name, _doc in {
    "fftshift": "Zero frequency moved to the middle.",
    "ifftshift": "Inverse of :func:`fftshift`.",
}.items():
    op(
        f"fft.{_name}",
        "x: array, axes=None",
        cls="movement",
        doc=f"""{_doc}

        FLOPs: 0 under the default policy; one move an element.
        """,
        flops=lambda x: x.size,
        result=lambda x: Spec(shape(x), _dtypes.of(x)),
    )
