"""Costs of Fourier transforms, windows, and ``unwrap``."""

from __future__ import annotations

from typing import Any

from flopscope.accounting._pricing import Shape, array, price


def fft_cost(n: Shape, axis: int = -1, **options: Any) -> int:
    """FLOPs of the complex Fourier transform of n points, or along an axis of a shape."""
    return price("fft.fft", options, a=array(n), axis=axis)


def rfft_cost(n: Shape, axis: int = -1, **options: Any) -> int:
    """FLOPs of the Fourier transform of n real points, or along an axis of a shape."""
    return price("fft.rfft", options, a=array(n), axis=axis)


def fftn_cost(shape: Shape, axes: Any = None, **options: Any) -> int:
    """FLOPs of the complex Fourier transform over several axes."""
    return price("fft.fftn", options, a=array(shape), axes=axes)


def rfftn_cost(shape: Shape, axes: Any = None, **options: Any) -> int:
    """FLOPs of the Fourier transform of real points over several axes."""
    return price("fft.rfftn", options, a=array(shape), axes=axes)


def hfft_cost(n_out: int, **options: Any) -> int:
    """FLOPs of the Fourier transform of a Hermitian signal that gives ``n_out`` real points."""
    return price("fft.hfft", options, a=array(n_out // 2 + 1, complex), n=n_out)


def unwrap_cost(shape: Shape, axis: int = -1, **options: Any) -> int:
    """FLOPs of unwrapping phases along an axis."""
    return price("unwrap", options, p=array(shape), axis=axis)


def bartlett_cost(n: int, **options: Any) -> int:
    """FLOPs of a Bartlett window of n points."""
    return price("bartlett", options, M=n)


def blackman_cost(n: int, **options: Any) -> int:
    """FLOPs of a Blackman window of n points."""
    return price("blackman", options, M=n)


def hamming_cost(n: int, **options: Any) -> int:
    """FLOPs of a Hamming window of n points."""
    return price("hamming", options, M=n)


def hanning_cost(n: int, **options: Any) -> int:
    """FLOPs of a Hann window of n points."""
    return price("hanning", options, M=n)


def kaiser_cost(n: int, beta: float = 14.0, **options: Any) -> int:
    """FLOPs of a Kaiser window of n points."""
    return price("kaiser", options, M=n, beta=beta)
