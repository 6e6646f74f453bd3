"""Costs of the polynomial functions; polynomials are given by their numbers of coefficients."""

from __future__ import annotations

from typing import Any

from flopscope.accounting._pricing import Shape, array, price


def poly_cost(n: int, **options: Any) -> int:
    """FLOPs of the coefficients of a polynomial of n roots."""
    return price("poly", options, seq_of_zeros=array(n))


def polyval_cost(n: int, shape: Shape = 1, **options: Any) -> int:
    """FLOPs of evaluating a polynomial of n coefficients at points of a shape."""
    return price("polyval", options, p=array(n), x=array(shape))


def polyadd_cost(n1: int, n2: int, **options: Any) -> int:
    """FLOPs of the sum of polynomials of n1 and n2 coefficients."""
    return price("polyadd", options, a1=array(n1), a2=array(n2))


def polysub_cost(n1: int, n2: int, **options: Any) -> int:
    """FLOPs of the difference of polynomials of n1 and n2 coefficients."""
    return price("polysub", options, a1=array(n1), a2=array(n2))


def polymul_cost(n1: int, n2: int, **options: Any) -> int:
    """FLOPs of the product of polynomials of n1 and n2 coefficients."""
    return price("polymul", options, a1=array(n1), a2=array(n2))


def polydiv_cost(n1: int, n2: int, **options: Any) -> int:
    """FLOPs of the quotient and remainder of polynomials of n1 and n2 coefficients."""
    return price("polydiv", options, u=array(n1), v=array(n2))


def polyfit_cost(m: int, deg: int, **options: Any) -> int:
    """FLOPs of the least-squares fit of a polynomial of degree ``deg`` to m points."""
    return price("polyfit", options, x=array(m), y=array(m), deg=deg)


def polyder_cost(n: int, m: int = 1, **options: Any) -> int:
    """FLOPs of the m-th derivative of a polynomial of n coefficients."""
    return price("polyder", options, p=array(n), m=m)


def polyint_cost(n: int, m: int = 1, **options: Any) -> int:
    """FLOPs of the m-th integral of a polynomial of n coefficients."""
    return price("polyint", options, p=array(n), m=m)


def roots_cost(n: int, **options: Any) -> int:
    """FLOPs of the roots of a polynomial of n coefficients."""
    return price("roots", options, p=array(n))
