"""Costs of Fourier transforms, windows, and ``unwrap``."""

from __future__ import annotations

from typing import Any

from flopscope.accounting._pricing import Shape, array, price


def fft_cost(n: Shape, axis: int = -1) -> int:
    """FLOPs of the complex Fourier transform of n points, or along an axis of a shape."""
    return price("fft.fft", a=array(n), axis=axis)


def rfft_cost(n: Shape, axis: int = -1) -> int:
    """FLOPs of the Fourier transform of n real points, or along an axis of a shape."""
    return price("fft.rfft", a=array(n), axis=axis)


def fftn_cost(shape: Shape, axes: Any = None) -> int:
    """FLOPs of the complex Fourier transform over several axes."""
    return price("fft.fftn", a=array(shape), axes=axes)


def rfftn_cost(shape: Shape, axes: Any = None) -> int:
    """FLOPs of the Fourier transform of real points over several axes."""
    return price("fft.rfftn", a=array(shape), axes=axes)


def hfft_cost(n_out: int) -> int:
    """FLOPs of the Fourier transform of a Hermitian signal that gives ``n_out`` real points."""
    return price("fft.hfft", a=array(n_out // 2 + 1, complex), n=n_out)


def unwrap_cost(shape: Shape, axis: int = -1) -> int:
    """FLOPs of unwrapping phases along an axis."""
    return price("unwrap", p=array(shape), axis=axis)


def bartlett_cost(n: int) -> int:
    """FLOPs of a Bartlett window of n points."""
    return price("bartlett", M=n)


def blackman_cost(n: int) -> int:
    """FLOPs of a Blackman window of n points."""
    return price("blackman", M=n)


def hamming_cost(n: int) -> int:
    """FLOPs of a Hamming window of n points."""
    return price("hamming", M=n)


def hanning_cost(n: int) -> int:
    """FLOPs of a Hann window of n points."""
    return price("hanning", M=n)


def kaiser_cost(n: int, beta: float = 14.0) -> int:
    """FLOPs of a Kaiser window of n points."""
    return price("kaiser", M=n, beta=beta)
