"""Einsum expressions: parsing, result shape, path and count.

The count of one contraction of k operands whose output has ``out`` elements and whose summed labels
have ``inner`` combinations: each combination takes k - 1 multiplications, and each output element
``inner - 1`` additions: ``out * (inner * (k - 1) + inner - 1)``. For two operands that is the
textbook ``out * (2 * inner - 1)``.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from flopscope._table.operation import NoValue
from flopscope._table.spec import Shape

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
"""The labels in NumPy's order: label number 0 is ``A``, and implicit outputs are sorted so."""


class Expression(NamedTuple):
    """A parsed einsum: a label string an operand, the output's, and each label's length."""

    inputs: tuple[str, ...]
    output: str
    sizes: dict[str, int]

    @property
    def subscripts(self) -> str:
        """The expression with every label written out."""
        return f"{','.join(self.inputs)}->{self.output}"

    @property
    def shape(self) -> Shape:
        """The result's shape."""
        return tuple(self.sizes[label] for label in self.output)

    @property
    def flops(self) -> int:
        """Operations when all operands are contracted in one loop."""
        return contraction_flops(self.inputs, self.output, self.sizes)


def contraction_flops(inputs: Sequence[str], output: str, sizes: dict[str, int]) -> int:
    """Operations of one contraction (the formula is in the module's docstring)."""
    return sum(contraction_counts(inputs, output, sizes))


def contraction_counts(
    inputs: Sequence[str], output: str, sizes: dict[str, int]
) -> tuple[int, int]:
    """Products and sums of one contraction."""
    summed = set("".join(inputs)) - set(output)
    inner = math.prod(sizes[label] for label in summed)
    out = math.prod(sizes[label] for label in output)
    return out * inner * (len(inputs) - 1), out * max(0, inner - 1)


NO_OPERANDS = (
    "must specify the einstein sum subscripts string and at least one operand, or at least one operand and "
    "its corresponding subscripts list"
)


def normalized(operands: Sequence[Any], convert: Callable[[Any], Any]) -> tuple[Any, ...]:
    """Either calling form as the subscripts' text followed by the converted arrays.

    Parameters
    ----------
    operands : sequence
        ``"ij,j", a, b`` or ``a, [0, 1], b, [1]``.
    convert : callable
        Applied to each array.
    """
    if len(operands) < 2:
        raise ValueError(NO_OPERANDS)
    if isinstance(operands[0], str):
        return operands[0], *map(convert, operands[1:])
    pairs = list(operands)
    output = pairs.pop() if len(pairs) % 2 else None
    text = ",".join(_labels(labels) for labels in pairs[1::2])
    if output is not None:
        text += "->" + _labels(output)
    return text, *map(convert, pairs[0::2])


def _labels(numbers: Sequence[Any]) -> str:
    if any(n is not Ellipsis and not 0 <= n < len(_LETTERS) for n in numbers):
        raise ValueError("subscript is not within the valid range [0, 52)")
    return "".join("..." if n is Ellipsis else _LETTERS[n] for n in numbers)


def parse(subscripts: str, shapes: Sequence[Shape]) -> Expression:
    """Parse ``subscripts`` for operands of these shapes.

    Raises
    ------
    ValueError
        If the text is not an einsum expression, or does not fit the shapes.

    Examples
    --------
    >>> parse("ij,j->i", [(256, 256), (256,)]).flops
    130816
    """
    text = subscripts.replace(" ", "")
    left, arrow, right = text.partition("->")
    terms = left.split(",")
    if len(terms) != len(shapes):
        raise ValueError(
            f"einsum {subscripts!r} names {len(terms)} operands and {len(shapes)} were given"
        )
    wide = max((_hidden(t, s) for t, s in zip(terms, shapes, strict=True)), default=0)
    spare = [c for c in _LETTERS if c not in text][:wide]
    inputs = tuple(
        t.replace("...", "".join(spare[wide - _hidden(t, s) :]))
        for t, s in zip(terms, shapes, strict=True)
    )
    output = right.replace("...", "".join(spare)) if arrow else _implicit(inputs, spare)
    _check(subscripts, inputs, output)
    return Expression(inputs, output, _sizes(subscripts, inputs, shapes))


def _hidden(term: str, shape: Shape) -> int:
    """How many dimensions an operand's ellipsis stands for."""
    return max(0, len(shape) - len(term.replace("...", ""))) if "..." in term else 0


def _implicit(inputs: Sequence[str], spare: Sequence[str]) -> str:
    joined = "".join(inputs)
    once = sorted(c for c in set(joined) if joined.count(c) == 1 and c not in spare)
    return "".join(spare) + "".join(once)


def _check(subscripts: str, inputs: Sequence[str], output: str) -> None:
    joined = "".join(inputs)
    for c in joined + output:
        if c not in _LETTERS:
            raise ValueError(f"einsum {subscripts!r}: {c!r} is not a label; labels are letters")
    for c in output:
        if output.count(c) > 1:
            raise ValueError(f"einsum {subscripts!r}: output label {c!r} appears more than once")
        if c not in joined:
            raise ValueError(f"einsum {subscripts!r}: output label {c!r} is in no operand")


def _sizes(subscripts: str, inputs: Sequence[str], shapes: Sequence[Shape]) -> dict[str, int]:
    sizes: dict[str, int] = {}
    for term, shape in zip(inputs, shapes, strict=True):
        if len(term) != len(shape):
            raise ValueError(
                f"einsum {subscripts!r}: {term!r} has {len(term)} labels for an operand of "
                f"{len(shape)} dimensions"
            )
        for label, length in zip(term, shape, strict=True):
            known = sizes.setdefault(label, length)
            if known != length and 1 not in (known, length):
                raise ValueError(
                    f"einsum {subscripts!r}: label {label!r} has lengths {known} and {length}"
                )
            if known == 1:
                sizes[label] = length
    return sizes


class Step(NamedTuple):
    """One contraction of a path.

    Attributes
    ----------
    operands : tuple of int
        Which operands, as their places in the list of those that remain.
    subscripts : str
    products, sums : int
        Products and sums of elements.
    """

    operands: tuple[int, ...]
    subscripts: str
    products: int
    sums: int

    @property
    def flops(self) -> int:
        """Operations on real elements."""
        return self.products + self.sums


def explicit_path(subscripts: str, shapes: Sequence[Any], optimize: Any) -> list[Any]:
    """The path that ``optimize`` asks for, in the form that ``optimize=`` takes.

    >>> explicit_path("ij,jk,kl->il", [(2, 3), (3, 4), (4, 5)], [(0, 1), (0, 1)])
    ['einsum_path', (0, 1), (0, 1)]
    """
    steps = path(parse(subscripts, list(shapes)), optimize)
    return ["einsum_path", *(tuple(step.operands) for step in steps)]


def path(expression: Expression, optimize: Any = NoValue) -> list[Step]:
    """The contractions, in order, that ``optimize`` asks for.

    With False, or for fewer than three operands, all operands are contracted at once. By default, three or
    more are planned. Otherwise the path is opt_einsum's (``True`` is its ``"greedy"``, as in NumPy), or the
    explicit path that was given.

    Raises
    ------
    ValueError
        If an explicit path leaves more than one operand, or planning would take too long.
    """
    count = len(expression.inputs)
    at_once: list[tuple[int, ...]] = [tuple(range(count))]
    explicit = not isinstance(optimize, str | bool) and optimize is not None
    if optimize is NoValue:
        return _cheapest(expression, at_once)
    if explicit and _is_limited(optimize):
        return _steps(expression, _search(expression, optimize[0], max(1, int(optimize[1]))))
    if explicit:
        return _steps(expression, _explicit(optimize, count))
    if not optimize or count < 3:
        return _steps(expression, at_once)
    return _steps(expression, _search(expression, "greedy" if optimize is True else optimize))


def _cheapest(expression: Expression, at_once: list[tuple[int, ...]]) -> list[Step]:
    """The default: planned from three operands on, unless contracting all at once is cheaper."""
    whole = _steps(expression, at_once)
    if len(expression.inputs) < 3:
        return whole
    strategy = "optimal" if len(expression.inputs) <= _OPTIMAL else "greedy"
    planned = _steps(expression, _search(expression, strategy))
    return min(planned, whole, key=lambda steps: sum(s.flops for s in steps))


def _steps(expression: Expression, places: Sequence[tuple[int, ...]]) -> list[Step]:
    inputs = list(expression.inputs)
    return [_step(inputs, each, expression) for each in places]


def _is_limited(optimize: Any) -> bool:
    """Whether it is a strategy with the most elements that an intermediate array may have."""
    return (
        isinstance(optimize, list | tuple)
        and len(optimize) == 2
        and isinstance(optimize[0], str)
        and optimize[0] != "einsum_path"
        and isinstance(optimize[1], int | float)
    )


def _explicit(optimize: Any, count: int) -> list[tuple[int, ...]]:
    """The contractions of an explicit path, which must leave one operand."""
    chosen: list[tuple[int, ...]] = []
    left = count
    for places in optimize:
        if isinstance(places, str):
            continue
        if not isinstance(places, list | tuple) or not all(isinstance(i, int) for i in places):
            raise ValueError(f"einsum path: {places!r} is not a tuple of operands' places")
        found = tuple(places)
        if not found or len(set(found)) != len(found) or not all(0 <= i < left for i in found):
            raise ValueError(
                f"einsum path: {found} does not name different ones of {left} operands"
            )
        chosen.append(found)
        left += 1 - len(found)
    if left != 1 or not chosen:
        raise ValueError(
            f"einsum path {optimize!r} leaves {left} operands; contract until 1 is left"
        )
    return chosen


MOST_OPERANDS = 32
"""How many operands are planned at most: NumPy takes no more, and greedy planning ends soon."""

_OPTIMAL = 4
"""Up to how many operands the default tries every order."""

_MOST_OPERANDS = {
    "greedy": MOST_OPERANDS,
    "auto": MOST_OPERANDS,
    "branch-1": MOST_OPERANDS,
    "branch-2": 8,
    "branch-all": 6,
    "dp": 10,
    "optimal": 6,
}
"""opt_einsum's deterministic strategies, and for how many operands each ends within 50 ms."""


def _search(
    expression: Expression, strategy: str, limit: int | None = None
) -> list[tuple[int, ...]]:
    most = _MOST_OPERANDS.get(strategy)
    if most is None:
        raise ValueError(
            f"einsum optimize={strategy!r}: use True, False, a path, or one of {', '.join(_MOST_OPERANDS)}"
        )
    if len(expression.inputs) > most:
        raise ValueError(
            f"einsum optimize={strategy!r} takes too long for {len(expression.inputs)} operands; it takes "
            f"{most} at most. Use {'an explicit path' if most == MOST_OPERANDS else 'greedy'}"
        )
    shapes = tuple(tuple(expression.sizes[c] for c in term) for term in expression.inputs)
    return list(_cached(expression.subscripts, shapes, strategy, limit))


def _searched(
    subscripts: str, shapes: tuple[Shape, ...], strategy: str, limit: int | None
) -> tuple[tuple[int, ...], ...]:
    import opt_einsum  # only where arrays are computed; a cost query is one too

    found, _ = opt_einsum.contract_path(
        subscripts, *shapes, shapes=True, optimize=strategy, memory_limit=limit
    )
    return tuple(tuple(sorted(places)) for places in found)


_cached = functools.lru_cache(maxsize=256)(_searched)


def resize_path_cache(size: int) -> None:
    """Remember the paths of so many expressions; those remembered are forgotten."""
    global _cached
    _cached = functools.lru_cache(maxsize=size)(_searched)


def _step(inputs: list[str], places: tuple[int, ...], expression: Expression) -> Step:
    taken = [inputs.pop(i) for i in sorted(places, reverse=True)]
    needed = set(expression.output).union(*inputs)
    output = "".join(sorted(set("".join(taken)) & needed)) if inputs else expression.output
    inputs.append(output)
    return Step(
        tuple(places),
        f"{','.join(taken)}->{output}",
        *contraction_counts(taken, output, expression.sizes),
    )
