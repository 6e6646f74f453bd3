"""Sequences of silent operations, apart from the arrays and numbers that they are given.

Programs loop: they queue the same operations on other arrays again and again. A client takes what it is about
to send apart into a *pattern* and what changes from one time to the next. A pattern that it has sent before it
names by a number, and sends only the rest; the server puts the very same operations together again.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from flopscope._table import ORDERED
from flopscope._wire.messages import SILENT
from flopscope._wire.values import BUFFER, HANDLE

FREE = -(1 << 32)
"""Stands in a pattern where a handle is freed, in place of an operation's number."""
_NUMBERS = frozenset({float, int, bool})
_PLAIN = frozenset({str, type(None)})
_DEPTH = 8
_ROWS = len(ORDERED)
_NOT_YET = 1 << 63
"""More than any handle."""

Pattern = tuple[Any, ...]
"""One flat tuple: for each operation its number, how many arguments it has, and these; or FREE and a reference.

A reference is an integer: n for the result of the sequence's n-th operation, ~n for its n-th input. An operand
that is a number is its class. Anything else is a tuple: a constant with its class, or a list, perhaps with
references in it.
"""


class Sequenced(NamedTuple):
    """A sequence taken apart.

    Attributes
    ----------
    base : int
        The handle of the first operation's result; the next ones follow.
    pattern : Pattern
    inputs : list of int
        Handles that the sequence does not make itself, in the order of their first appearance.
    numbers : list
        The operands that are numbers, in order.
    """

    base: int
    pattern: Pattern
    inputs: list[int]
    numbers: list[Any]


@functools.cache
def _operands(number: int) -> frozenset[int]:
    """At which places of an operation's arguments a number is an operand, whose value has no price."""
    row = ORDERED[~number if number < 0 else number]
    return frozenset(
        i
        for i, p in enumerate(row.params)
        if p.kind.is_array and row.cls != "random" and p.name != row.reads_number
    )


def taken_apart(items: Sequence[Any]) -> Sequenced | None:
    """Take silent operations and freed handles apart; None where they are no sequence.

    Parameters
    ----------
    items : sequence
        As :mod:`.messages` has them, perhaps malformed.
    """
    parts: list[Any] = []
    inputs: dict[int, int] = {}
    numbers: list[Any] = []
    base, made = _NOT_YET, -1
    append, nth_input = parts.append, inputs.setdefault

    def reference(handle: int) -> int:
        return handle - base if base <= handle < made else ~nth_input(handle, len(inputs))

    for item in items:
        if item.__class__ is int:
            append(FREE)
            append(item - base if base <= item < made else ~nth_input(item, len(inputs)))
            continue
        if not _is_silent(item):
            return None
        number, handle, arguments, _ = item
        if base is _NOT_YET:
            base = made = handle
        if handle != made:
            return None
        append(number)
        append(len(arguments))
        start = len(parts)
        for value in arguments:
            kind = value.__class__
            if kind is list and len(value) == 2 and value[0] == HANDLE:
                given = value[1]
                if given.__class__ is not int:
                    return None
                append(given - base if base <= given < made else ~nth_input(given, len(inputs)))
            elif kind in _NUMBERS and len(parts) - start in _operands(number):
                numbers.append(value)
                append(kind)
            else:
                constant = _constant(value, reference)
                if constant is None:
                    return None
                append(constant)
        made += 1
    return Sequenced(base, tuple(parts), list(inputs), numbers) if base < made else None


def _is_silent(item: Any) -> bool:
    """Whether it is a silent operation of the table."""
    if item.__class__ is not list or len(item) != 4:
        return False
    number, handle, arguments, silent = item
    return (
        number.__class__ is handle.__class__ is int
        and arguments.__class__ is list
        and silent == SILENT
        and -_ROWS <= number < _ROWS
        and handle >= 0
    )


def _constant(value: Any, reference: Callable[[int], int], depth: int = 0) -> Any:
    """A value as a tuple, equal only to that of the same value; None where a buffer is in it."""
    kind = value.__class__
    if kind is float:
        return (float, value.hex())
    if kind in _NUMBERS or kind in _PLAIN:
        return (kind, value)
    if kind is not list or not value or depth > _DEPTH or value[0] == BUFFER:
        return None
    if value[0] == HANDLE:
        is_handle = len(value) == 2 and value[1].__class__ is int
        return reference(value[1]) if is_handle else None
    found = [_constant(v, reference, depth + 1) for v in value]
    return None if None in found else (list, *found)


def _value(part: Any, handle: Callable[[int], int]) -> Any:
    if part.__class__ is int:
        return [HANDLE, handle(part)]
    kind = part[0]
    if kind is list:
        return [_value(v, handle) for v in part[1:]]
    return float.fromhex(part[1]) if kind is float else part[1]


class Step(NamedTuple):
    """One operation of a sequence, or one freed handle.

    Attributes
    ----------
    number : int
        The operation's, or FREE.
    arguments : tuple
        The pattern's parts: references, classes and constants.
    place : int
        Its place among the sequence's operations.
    """

    number: int
    arguments: Pattern
    place: int

    def item(self, base: int, inputs: Sequence[int], numbers: Sequence[Any], first: int) -> Any:
        """It as a request has it; ``first`` is the place of its first number among the numbers."""

        def handle(reference: int) -> int:
            return base + reference if reference >= 0 else inputs[~reference]

        if self.number == FREE:
            return handle(self.arguments[0])
        arguments: list[Any] = []
        for part in self.arguments:
            if part.__class__ is type:
                arguments.append(numbers[first])
                first += 1
            else:
                arguments.append(_value(part, handle))
        return [self.number, base + self.place, arguments, SILENT]

    @property
    def takes(self) -> int:
        """How many of the sequence's numbers it takes."""
        return sum(part.__class__ is type for part in self.arguments)


def steps(pattern: Pattern) -> list[Step]:
    """The operations and freed handles of a pattern."""
    found = []
    at = place = 0
    while at < len(pattern):
        number = pattern[at]
        count = 1 if number == FREE else pattern[at + 1]
        start = at + (1 if number == FREE else 2)
        found.append(Step(number, pattern[start : start + count], place))
        at = start + count
        place += number != FREE
    return found


def put_together(
    pattern_steps: Sequence[Step], base: int, inputs: Sequence[int], numbers: Sequence[Any]
) -> list[Any]:
    """The items that :func:`taken_apart` took apart."""
    items, first = [], 0
    for step in pattern_steps:
        items.append(step.item(base, inputs, numbers, first))
        first += step.takes
    return items


def size(part: Any) -> int:
    """How many parts a pattern has, and characters in them."""
    if part.__class__ is tuple:
        return 1 + sum(map(size, part))
    return len(part) if part.__class__ is str else 1
