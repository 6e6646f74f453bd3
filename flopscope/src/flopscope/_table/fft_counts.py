"""Operations of Fourier transforms of any length, by its factors, or by Bluestein's convolution.

A factor 2 takes the ``5 n`` of radix-2 Cooley-Tukey. An odd factor p takes, for each of n / p groups, p - 1
products with twiddle factors (6 each) and a transform of p points that shares the sums and differences of
its pairs, (p - 1)(2 p + 3) operations. Where that is more than two transforms of the next power of two above
2 n - 1 and the products with the chirp, Bluestein's algorithm is priced.

Sources: Cooley & Tukey, 1965; Van Loan, *Computational Frameworks for the Fast Fourier Transform*, 1992, 1.4,
2.1 and 4.2; Bluestein, 1970.
"""

from __future__ import annotations

import functools

LONGEST = 10**9
"""The longest axis whose factors are looked for: its smallest is below 31,623."""


def fft_flops(n: int) -> int:
    """One complex transform of n points.

    Raises
    ------
    ValueError
        If n is over 10**9, whose factors would take too long to find.

    Examples
    --------
    >>> fft_flops(8), fft_flops(12), fft_flops(101)
    (120, 192, 20500)
    """
    if n > LONGEST:
        raise ValueError(f"an axis of {n:,} points is too long to transform; at most {LONGEST:,}")
    return _fft_flops(n) if n > 1 else 0


@functools.lru_cache(maxsize=1024)
def _fft_flops(n: int) -> int:
    found = sum(_stage(n, p) for p in factors(n))
    largest = max(factors(n))
    # The first stage has no twiddle factors: those of the largest factor are saved.
    found -= 6 * (n // largest) * (largest - 1) if largest > 2 else 0
    if largest <= 13:
        return found
    length = 1 << (2 * n - 2).bit_length()
    convolution = 2 * 5 * length * (length.bit_length() - 1) + 6 * length + 12 * n
    return min(found, convolution)


def _stage(n: int, p: int) -> int:
    """All groups of one factor, with their twiddle factors."""
    if p == 2:
        return 5 * n
    return (n // p) * ((p - 1) * (2 * p + 3) + 6 * (p - 1))


def factors(n: int) -> list[int]:
    """The prime factors of n.

    >>> factors(360), factors(999_999_937)
    ([2, 2, 2, 3, 3, 5], [999999937])
    """
    found = []
    while n % 2 == 0:
        found.append(2)
        n //= 2
    for p in _odd_primes():
        if p * p > n:
            break
        while n % p == 0:
            found.append(p)
            n //= p
    return [*found, n] if n > 1 else found


@functools.cache
def _odd_primes() -> tuple[int, ...]:
    """The odd primes below 31,623, by the sieve of Eratosthenes."""
    limit = 31_623
    sieve = bytearray([1]) * limit
    for p in range(3, 178, 2):
        if sieve[p]:
            sieve[p * p :: 2 * p] = bytes(len(range(p * p, limit, 2 * p)))
    return tuple(i for i in range(3, limit, 2) if sieve[i])
