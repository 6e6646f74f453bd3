"""The one query that every operation answers, and its explanation."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, NamedTuple

from flopscope._table import Operation, Param
from flopscope._table.sizes import CallSizes
from flopscope.accounting._pricing import How, array, cheapest, how, names, operation

_PREFIXES = ("", "linalg.", "fft.", "random.Generator.", "random.")


def cost(op_name: str, *args: Any, **options: Any) -> int:
    """FLOPs of any operation, from shapes. Nothing runs, and nothing is charged.

    Parameters
    ----------
    op_name : str
        As below ``numpy``: ``"matmul"``, ``"linalg.svd"``, ``"random.Generator.normal"``.
    *args
        The operation's arguments, in its order. A tuple of ints stands for an array of that shape where the
        operation takes an array; :func:`array` gives one with a dtype of its own, also in an index. A random
        function's generator is left out.
    policy : str or Policy, optional
        A policy's name or file; by default the one in force.
    dtype : dtype, optional
        Of the operands that are given as shapes; of the result where there are none. Default float64.
    batch : int or tuple of int, optional
        Put before the shapes of all operands.
    **options
        Further arguments, by name.

    Returns
    -------
    int
        What the call is charged, rounded up to whole units of the policy's currency.

    Raises
    ------
    ValueError
        If there is no such operation.
    Exception
        What the operation raises for arguments that it refuses.

    Examples
    --------
    >>> from flopscope import accounting
    >>> accounting.cost("matmul", (2, 3), (3, 4))
    40
    >>> accounting.cost("sort", (1000,), policy="flops", dtype="float32")
    10000
    """
    found = explain(op_name, *args, **options)
    return found.cost


class Explanation(NamedTuple):
    """Where a price comes from.

    Attributes
    ----------
    op_name, cls : str
        The operation, and its pricing class.
    policy : str
    cost : int
        Whole units of the currency, rounded up.
    dtype : str
        In which it computes.
    units : dict of str to int
    weights : dict of str to str
        What the policy charges for one of each unit, as text: exact.
    sizes : dict of str to int
        What per-call policies may read; those that are not 0.
    formula, source : str
        From the operation's docstring.
    """

    op_name: str
    cls: str
    policy: str
    cost: int
    dtype: str
    units: dict[str, int]
    weights: dict[str, str]
    sizes: dict[str, int]
    formula: str
    source: str


def explain(op_name: str, *args: Any, **options: Any) -> Explanation:
    """Units, weights, sizes and source of the price of a call; arguments as for :func:`cost`.

    Examples
    --------
    >>> from flopscope import accounting
    >>> accounting.explain("exp", (10,), dtype="int32").dtype
    'float64'
    """
    op = operation(op_name)
    own = "dtype" in op.places and not any(p.kind.is_operand for p in op.params)
    about = ("policy", "batch") if own else ("policy", "batch", "dtype")
    asked = how({name: options.pop(name) for name in about if name in options})
    arguments = _bound(op, args, options, asked)
    price = cheapest(asked.policy, op, arguments)
    call = op.called(arguments)
    return Explanation(
        op.name,
        op.cls,
        asked.policy.name,
        asked.policy.shown(price.cost),
        price.dtype,
        {unit: n for unit, n in price.units.items() if n},
        asked.policy.weights_of(op.name, op.cls, price.dtype, price.units),
        {name: n for name, n in CallSizes(op, call).items() if n},
        _formula(op),
        op.source,
    )


def _bound(
    op: Operation, args: tuple[Any, ...], options: dict[str, Any], asked: How
) -> tuple[Any, ...]:
    """One argument per parameter, shapes made specs."""
    unknown = set(options) - set(op.places)
    if unknown:
        raise TypeError(f"{op.name} has no parameter {min(unknown)!r}")
    values = {p.name: p.default for p in op.params}
    given = list(args)
    for param in op.params:
        if param.kind.name == "generator":
            values[param.name] = None
        elif param.style == "var":
            values[param.name], given = tuple(given), []
        elif param.style != "keyword" and given:
            values[param.name] = given.pop(0)
    if given:
        raise TypeError(f"{op.name} takes {len(args) - len(given)} arguments, and got {len(args)}")
    values |= options
    return tuple(_argument(param, values[param.name], asked) for param in op.params)


def _argument(param: Param, value: Any, asked: How) -> Any:
    if param.source and value is param.default:
        return value
    return param.kind.described(value, lambda v: _spec(v, asked))


def _spec(value: Any, asked: How) -> Any:
    """A shape as the array that it stands for; anything else as it is."""
    if isinstance(value, tuple) and all(type(n) is int for n in value):
        return asked.operand(array(value))
    if isinstance(value, list):
        return [_spec(v, asked) for v in value]
    return value


def _formula(op: Operation) -> str:
    """The paragraph of the docstring that says what is counted."""
    paragraphs = [" ".join(text.split()) for text in op.doc.split("\n\n")]
    return next((text for text in paragraphs if text.startswith("FLOPs")), "")


def named(query: str) -> Callable[..., int]:
    """The query ``<operation>_cost`` of an operation.

    Raises
    ------
    AttributeError
        If no operation has that name.
    """
    leaf = query.removesuffix("_cost")
    for prefix in _PREFIXES:
        if query != leaf and prefix + leaf in names():
            return functools.partial(cost, prefix + leaf)
    raise AttributeError(f"there is no query {query!r}; ask accounting.cost(name, *shapes)")
