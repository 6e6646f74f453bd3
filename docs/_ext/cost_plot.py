"""A plot of an operation's cost against the size of its operands, as SVG.

750 plots take a second this way; a plotting library takes a minute.
"""

from __future__ import annotations

import math
from typing import Any, Final

from flopscope._pricing.files import load
from flopscope._table import REQUIRED, Operation, Param, Spec

SIZES: Final = tuple(2**i for i in range(1, 11))
_MATRICES: Final = frozenset({"linalg", "contractions", "products"})
_WIDTH, _HEIGHT, _MARGIN = 420, 240, 48


def cost_plot(op: Operation) -> str:
    """The plot, or nothing where no sizes give two different costs.

    Parameters
    ----------
    op : Operation
    """
    ndim = 2 if op.chapter in _MATRICES else 1
    for dimensions in (ndim, 3 - ndim):
        points = costs(op, dimensions)
        if len({cost for _, cost in points}) > 1:
            return _svg(op, points, "n" if dimensions == 1 else "n x n")
    return ""


def costs(op: Operation, ndim: int) -> list[tuple[int, int]]:
    """Sizes and FLOPs, for the sizes that the operation takes.

    Parameters
    ----------
    op : Operation
    ndim : {1, 2}
        Whether operands have shape (n,) or (n, n).
    """
    policy = load("flops")
    points = []
    for n in SIZES:
        args = tuple(_argument(p, n, ndim) for p in op.params)
        try:
            op.units(args)
        except Exception:  # noqa: BLE001 - the rule refuses these operands, in whichever way
            continue
        points.append((n, policy.shown(policy.price(op, args).cost)))
    return points


def _argument(p: Param, n: int, ndim: int) -> Any:
    kind = getattr(p.kind, "name", p.kind)
    if p.name in ("size", "shape") and kind == "plain":
        return (n,) * ndim
    if p.name in ("num", "N", "M", "stop") and kind == "plain":
        return n
    if p.name == "indices" and kind == "plain":
        return (0,)
    if p.name == "a_min":
        return 0.0
    if p.default is not REQUIRED:
        return p.default
    spec = Spec((n,) * ndim, "float64")
    if kind in ("arrays", "nested"):
        return [spec, spec]
    if kind == "operands":
        return ("ij,jk->ik" if ndim == 2 else "i,i->", spec, spec)
    if kind in ("generator", "seed", "out", "dtype"):
        return None
    if kind == "index":
        return Spec((n,), "int64")
    if p.style == "var":
        return (n,) * ndim if kind == "plain" else (spec,)
    return n if kind == "plain" else spec


def _svg(op: Operation, points: list[tuple[int, int]], operands: str) -> str:
    exact = points
    points = [(n, cost) for n, cost in exact if cost > 0]
    top = max(math.log10(cost) for _, cost in points)
    right = math.log2(points[-1][0])

    def place(n: int, cost: int) -> tuple[float, float]:
        x = _MARGIN + (math.log2(n) - 1) / max(right - 1, 1) * (_WIDTH - _MARGIN - 16)
        y = _HEIGHT - _MARGIN + -math.log10(cost) / max(top, 1) * (_HEIGHT - _MARGIN - 24)
        return round(x, 1), round(y, 1)

    places = [place(*point) for point in points]
    line = " ".join(f"{x},{y}" for x, y in places)
    dots = "".join(
        f'<circle cx="{x}" cy="{y}" r="3"><title>n = {n:,}: {cost:,} FLOPs</title></circle>'
        for (x, y), (n, cost) in zip(places, points, strict=True)
    )
    bottom = _HEIGHT - _MARGIN
    label = f"FLOPs of {op.name} for operands of shape {operands}"
    return (
        f'<figure class="cost-plot"><svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{label}">'
        f'<line x1="{_MARGIN}" y1="{bottom}" x2="{_WIDTH - 16}" y2="{bottom}"/>'
        f'<line x1="{_MARGIN}" y1="16" x2="{_MARGIN}" y2="{bottom}"/>'
        f'<polyline points="{line}"/>{dots}'
        f'<text x="{_MARGIN}" y="{bottom + 18}">{points[0][0]}</text>'
        f'<text x="{_WIDTH - 16}" y="{bottom + 18}" text-anchor="end">n = {points[-1][0]:,}</text>'
        f'<text x="{_MARGIN + 6}" y="14">{points[-1][1]:,} FLOPs at the right end</text>'
        f"</svg><figcaption>FLOPs against size, both on logarithmic scales, for float64 operands of "
        f"shape {operands}. Hover over a point for its value.</figcaption></figure>"
    )
