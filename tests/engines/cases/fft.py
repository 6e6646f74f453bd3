"""Fourier transforms: 5 n ceil(log2 n) a line of n points, half for real data."""

from __future__ import annotations

from ..case import Case

_3, _4, _5, _8 = 5 * 3 * 2, 5 * 4 * 2, 5 * 5 * 3, 5 * 8 * 3

CASES = [
    Case(f"fft.{f}", flops, source.format(f))
    for f in ("fft", "ifft")
    for flops, source in (
        (_4, "fnp.fft.{0}(v)"),
        (3 * _4, "fnp.fft.{0}(A)"),
        (4 * _3, "fnp.fft.{0}(A, axis=0)"),
        (_8, "fnp.fft.{0}(v, 8)"),
        (_3, "fnp.fft.{0}(v, n=3)"),
        (_4, "fnp.fft.{0}(v, norm='ortho')"),
        (2 * _3, "fnp.fft.{0}(C)"),
        (2 * _3, "fnp.fft.{0}(F)"),
        (_3, "fnp.fft.{0}(c)"),
        (_3, "fnp.fft.{0}(H)"),
        (_4, "fnp.fft.{0}(J)"),
        (_3, "fnp.fft.{0}([1, 2, 3])"),
        (_4, "fnp.fft.{0}(v, out=fnp.zeros(4, complex))"),
        (0, "fnp.fft.{0}(v, 0)"),
        (0, "fnp.fft.{0}(v, axis=1)"),
        (0, "fnp.fft.{0}(s)"),
    )
]
CASES += [
    Case("fft.rfft", _4 // 2, "fnp.fft.rfft(v)"),
    Case("fft.rfft", 3 * _4 // 2, "fnp.fft.rfft(A)"),
    Case("fft.rfft", 52, "fnp.fft.rfft(F, 5)"),
    Case("fft.rfft", 0, "fnp.fft.rfft(C)"),
    Case("fft.irfft", 46, "fnp.fft.irfft(fnp.fft.fft(v)[:3])"),
    Case("fft.irfft", 48, "fnp.fft.irfft(C)"),
    Case("fft.irfft", 62, "fnp.fft.irfft(C, 5)"),
    Case("fft.fft2", 117, "fnp.fft.fft2(A)"),
    Case("fft.fft2", 60, "fnp.fft.fft2(D)"),
    Case("fft.ifft2", 141, "fnp.fft.ifft2(A)"),
    Case("fft.fftn", 117, "fnp.fft.fftn(A)"),
    Case("fft.fftn", 279, "fnp.fft.fftn(A, s=(3, 8), axes=(0, 1))"),
    Case("fft.fftn", 40, "fnp.fft.fftn(A, axes=(0,))"),
    Case("fft.ifftn", 141, "fnp.fft.ifftn(A)"),
    Case("fft.fftfreq", 5, "fnp.fft.fftfreq(5)"),
    Case("fft.fftfreq", 4, "fnp.fft.fftfreq(4, d=0.5)"),
    Case("fft.rfftfreq", 3, "fnp.fft.rfftfreq(5)"),
    Case("fft.fftshift", 0, "fnp.fft.fftshift(v)"),
    Case("fft.fftshift", 0, "fnp.fft.fftshift(A, axes=1)"),
    Case("fft.ifftshift", 0, "fnp.fft.ifftshift(A)"),
]
