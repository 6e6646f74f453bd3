"""Fourier transforms: each line by its length's factors, and a product per element where it is scaled.

A transform of real data takes half a complex one; ``fft`` of real data mirrors the other half.
"""

from __future__ import annotations

from typing import Any

from flopscope._base import dtypes as _dtypes
from flopscope._pricing.units import NOTHING, Units, additions, butterflies, products
from flopscope._table import queueing
from flopscope._table.call import Call
from flopscope._table.fft_counts import fft_flops
from flopscope._table.operation import op
from flopscope._table.spec import Spec, axis_index, shape, size
from flopscope._table.work import into, is_complex

_SOURCE = "Cooley & Tukey 1965; Van Loan 1992, 1.4, 2.1, 4.2 and 4.3; Bluestein 1970"


def _lines(a: Any, n: Any, axis: Any) -> tuple[tuple[int, ...], int, int]:
    """The transformed axis's place, its length, and how many lines there are."""
    made = shape(a)
    length = made[axis] if n is None else int(n)  # an IndexError without n, as NumPy's
    place = axis_index(axis, len(made))
    if length < 1:
        raise ValueError(f"Invalid number of FFT data points ({length}) specified.")
    return made, length, size(a) // made[place] if made[place] else 0


def _line_flops(length: int) -> int:
    """One line of complex numbers; a single number costs its place in the result."""
    return max(1, fft_flops(length))


def _transforms(count: int, *lengths: int) -> Units:
    """Operations of transforms; where each has one point, they are products with 1."""
    return butterflies(count) if max(lengths, default=1) > 1 else products(count)


def _is_scaled(norm: Any, inverse: bool) -> bool:
    """Whether elements are multiplied by a factor other than 1."""
    return norm == "ortho" or (norm == "forward") != inverse


def _scaling(norm: Any, inverse: bool, elements: int) -> Units:
    return products(elements) if _is_scaled(norm, inverse) else NOTHING


def _complex_line(inverse: bool) -> Any:
    def units(c: Call) -> Units:
        _, length, lines = _lines(c.a, c.n, c.axis)
        if is_complex(c.a):
            found = _transforms(lines * _line_flops(length), length)
        else:  # half the work, and the other half mirrored
            found = _transforms(lines * -(-_line_flops(length) // 2), length)
            found += additions(lines * (length // 2))
        n = lines * length
        return found + _scaling(c.norm, inverse, 2 * n) + into(_complex_dtype(c.a), c.out, n)

    return units


def _real_line(inverse: bool) -> Any:
    """Real numbers to half their frequencies; ``inverse`` for ``ihfft``, which conjugates them."""

    def units(c: Call) -> Units:
        _, length, lines = _lines(c.a, c.n, c.axis)
        n = lines * (length // 2 + 1)
        found = _transforms(lines * -(-_line_flops(length) // 2), length) + additions(inverse * n)
        return found + _scaling(c.norm, inverse, 2 * n) + into(_complex_dtype(c.a), c.out, n)

    return units


def _to_real_line(inverse: bool) -> Any:
    """Half the frequencies to real numbers; forward for ``hfft``, which conjugates them first."""

    def units(c: Call) -> Units:
        length = 2 * (shape(c.a)[c.axis] - 1) if c.n is None else c.n
        _, length, lines = _lines(c.a, length, c.axis)
        n = lines * length
        conjugated = 0 if inverse else lines * (length // 2 + 1)
        found = _transforms(lines * -(-_line_flops(length) // 2), length) + additions(conjugated)
        return found + _scaling(c.norm, inverse, n) + into(_real_dtype(c.a), c.out, n)

    return units


def _complex_dtype(a: Any) -> _dtypes.dtype:
    found = _dtypes.of(a)
    single = (found.kind == "f" and found.itemsize == 4) or found.name == "complex64"
    return _dtypes.complex64 if single else _dtypes.complex128


def _complex_result(c: Call) -> Spec | None:
    if c.out is not None or _dtypes.of(c.a).name == "float16":
        return None
    made, length, _ = _lines(c.a, c.n, c.axis)
    place = axis_index(c.axis, len(made))
    return Spec((*made[:place], length, *made[place + 1 :]), _complex_dtype(c.a))


def _real_dtype(a: Any) -> _dtypes.dtype:
    return _dtypes.float32 if _complex_dtype(a) is _dtypes.complex64 else _dtypes.float64


def _line_result(points: Any, dtype: Any) -> Any:
    """A rule: the transformed axis has ``points(length)`` elements."""

    def rule(c: Call) -> Spec | None:
        if c.out is not None or _dtypes.of(c.a).name == "float16":
            return None
        made, place = shape(c.a), axis_index(c.axis, len(shape(c.a)))
        return Spec((*made[:place], points(made[place], c.n), *made[place + 1 :]), dtype(c.a))

    return rule


def _half(length: int, n: Any) -> int:
    return (length if n is None else int(n)) // 2 + 1


def _whole(length: int, n: Any) -> int:
    return 2 * (length - 1) if n is None else int(n)


_QUEUEABLE = dict.fromkeys(("fft", "ifft", "irfft"), queueing.has_points) | {
    "rfft": queueing.has_real_points
}
_LINE = "a: array, n=None, axis=-1, norm=None, out: out=None"

for _name, _doc, _count, _rule in (
    ("fft", "Discrete Fourier transform along an axis.", _complex_line(False), _complex_result),
    (
        "ifft",
        "Inverse discrete Fourier transform along an axis.",
        _complex_line(True),
        _complex_result,
    ),
    (
        "rfft",
        "Fourier transform of real data: the non-negative frequencies.",
        _real_line(False),
        _line_result(_half, _complex_dtype),
    ),
    (
        "irfft",
        "Inverse of :func:`rfft`.",
        _to_real_line(True),
        _line_result(_whole, _real_dtype),
    ),
    (
        "hfft",
        "Fourier transform of data with Hermitian symmetry: real frequencies.",
        _to_real_line(False),
        _line_result(_whole, _real_dtype),
    ),
    (
        "ihfft",
        "Inverse of :func:`hfft`.",
        _real_line(True),
        _line_result(_half, _complex_dtype),
    ),
):
    op(
        f"fft.{_name}",
        _LINE,
        cls="fft",
        queueable=_QUEUEABLE.get(_name),
        doc=f"""{_doc}

        FLOPs: ``5 n log2(n)`` per line of n points where n is a power of two; an odd factor p of n takes
        (n / p)(p - 1)(2 p + 9), and large primes Bluestein's convolution. Half of that for real data, one
        sum for each number that is mirrored or conjugated, and one product for each real number that
        ``norm`` scales. 8 complex points are 120 forward and 136 backward.
        """,
        source=_SOURCE,
        flops=_count,
        result=_rule,
    )


def _at(made: tuple[int, ...], axis: Any) -> int:
    """The length of an axis, with the error of NumPy, which looks it up in an array."""
    try:
        return made[axis]
    except IndexError:
        text = f"index {axis} is out of bounds for axis 0 with size {len(made)}"
        raise IndexError(text) from None


def _lengths(a: Any, s: Any, axes: Any) -> list[tuple[int, int]]:
    """The transformed axes and their lengths, in the order of ``axes``."""
    made = shape(a)
    if s is None and axes is not None:
        s = [_at(made, x) for x in axes]
    places = list(range(len(made))) if axes is None else [axis_index(x, len(made)) for x in axes]
    if axes is None and s is not None:
        places = places[-len(s) :]
    if s is not None and len(s) != len(places):
        raise ValueError("Shape and axes have different lengths.")
    wanted = s or [None] * len(places)
    return [
        (place, made[place] if length in (None, -1) else int(length))
        for place, length in zip(places, wanted, strict=True)
    ]


def _count_over(made: list[int], lengths: list[tuple[int, int]]) -> int:
    """Complex transforms over one axis after the other, the last first; ``made`` becomes the result's shape."""
    total = 0
    for place, length in reversed(lengths):
        made[place] = length
        total += Spec(made).size // max(1, length) * _line_flops(length)
    return total


def _real_count(made: list[int], lengths: list[tuple[int, int]]) -> int:
    """Real lines along the last axis, then complex ones over half as many points."""
    *others, (place, length) = lengths
    made[place] = length
    first = -(-(Spec(made).size // max(1, length)) * _line_flops(length) // 2)
    made[place] = length // 2 + 1
    return first + _count_over(made, others)


def _several(inverse: bool) -> Any:
    def units(c: Call) -> Units:
        lengths, made = _lengths(c.a, c.s, c.axes), list(shape(c.a))
        if is_complex(c.a) or not lengths:
            found = _transforms(_count_over(made, lengths), *(n for _, n in lengths))
        else:
            found = _transforms(_real_count(made, lengths), *(n for _, n in lengths))
            half, made[lengths[-1][0]] = Spec(made).size, lengths[-1][1]
            found += additions(max(0, Spec(made).size - half))
        n = Spec(made).size
        return found + _scaling(c.norm, inverse, 2 * n) + into(_complex_dtype(c.a), c.out, n)

    return units


def _real_several(c: Call) -> Units:
    made = list(shape(c.a))
    lengths = _lengths(c.a, c.s, c.axes)
    found = _transforms(_real_count(made, lengths), *(n for _, n in lengths))
    n = Spec(made).size
    return found + _scaling(c.norm, False, 2 * n) + into(_complex_dtype(c.a), c.out, n)


def _inverse_lengths(a: Any, s: Any, axes: Any) -> list[tuple[int, int]]:
    *others, (place, length) = _lengths(a, s, axes)
    given = s is not None and s[-1] not in (None, -1)
    return [*others, (place, length if given else 2 * (length - 1))]


def _inverse_real_several(c: Call) -> Units:
    *others, (place, length) = _inverse_lengths(c.a, c.s, c.axes)
    made = list(shape(c.a))
    made[place] = length // 2 + 1
    count = _count_over(made, others)
    lines = Spec(made).size // max(1, made[place])
    n = lines * length
    found = _transforms(
        count + -(-lines * _line_flops(length) // 2), length, *(n for _, n in others)
    )
    return found + _scaling(c.norm, True, n) + into(_real_dtype(c.a), c.out, n)


def _several_result(lengths: Any, dtype: Any, halved: bool) -> Any:
    def rule(c: Call) -> Spec | None:
        if c.out is not None or _dtypes.of(c.a).name == "float16":
            return None
        made = list(shape(c.a))
        found = lengths(c.a, c.s, c.axes)
        for place, length in found:
            made[place] = length
        if halved:
            made[found[-1][0]] = found[-1][1] // 2 + 1
        return Spec(made, dtype(c.a))

    return rule


_COMPLEX = _several_result(_lengths, _complex_dtype, halved=False)
_REAL = _several_result(_lengths, _complex_dtype, halved=True)
_INVERSE = _several_result(_inverse_lengths, _real_dtype, halved=False)

for _name, _doc, _axes, _several_count, _rule in (
    ("fft2", "Two-dimensional Fourier transform.", "(-2, -1)", _several(False), _COMPLEX),
    ("ifft2", "Inverse two-dimensional Fourier transform.", "(-2, -1)", _several(True), _COMPLEX),
    ("fftn", "Fourier transform over several axes.", "None", _several(False), _COMPLEX),
    ("ifftn", "Inverse Fourier transform over several axes.", "None", _several(True), _COMPLEX),
    ("rfft2", "Fourier transform of a real plane.", "(-2, -1)", _real_several, _REAL),
    ("rfftn", "Fourier transform of real data over several axes.", "None", _real_several, _REAL),
    ("irfft2", "Inverse of :func:`rfft2`.", "(-2, -1)", _inverse_real_several, _INVERSE),
    ("irfftn", "Inverse of :func:`rfftn`.", "None", _inverse_real_several, _INVERSE),
):
    op(
        f"fft.{_name}",
        f"a: array, s=None, axes={_axes}, norm=None, out: out=None",
        cls="fft",
        doc=f"""{_doc}

        FLOPs: the transforms of all lines, one axis after the other, as :func:`fft`; real data take half
        along the last axis and then half as many lines. (8, 8) complex is 16 * 120 = 1,920, and 128 more
        where ``norm`` scales.
        """,
        source=_SOURCE,
        flops=_several_count,
        result=_rule,
    )


def _frequencies(c: Call) -> Spec | None:
    return Spec((int(c.n),)) if isinstance(c.n, int) and isinstance(c.d, int | float) else None


def _real_frequencies(c: Call) -> Spec | None:
    return (
        Spec((int(c.n) // 2 + 1,))
        if isinstance(c.n, int) and isinstance(c.d, int | float)
        else None
    )


for _name, _doc in {
    "fftfreq": "Sample frequencies of :func:`fft`.",
    "rfftfreq": "Sample frequencies of :func:`rfft`.",
}.items():
    op(
        f"fft.{_name}",
        "n, d=1.0, device=None",
        cls="arithmetic",
        doc=f"""{_doc}

        FLOPs: one product per element; n = 8 is {8 if _name == "fftfreq" else 5}.
        """,
        flops=(lambda c: int(c.n)) if _name == "fftfreq" else (lambda c: int(c.n) // 2 + 1),
        result=_frequencies if _name == "fftfreq" else _real_frequencies,
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

        FLOPs: 0 under the default policy; one move per element.
        """,
        flops=lambda c: size(c.x),
        result=lambda c: Spec(shape(c.x), _dtypes.of(c.x)),
    )
