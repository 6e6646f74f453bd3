"""The limits of a run: one row a limit.

Flags, defaults, units and help come from `ROWS`; `Limits` carries the values of one run.
"""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

_SIZE = re.compile(r"(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>[kmgt]?i?b?)", re.IGNORECASE)
_POWERS = {"": 0, "k": 1, "m": 2, "g": 3, "t": 4}

KIB, MIB, GIB = 2**10, 2**20, 2**30


def parse_size(text: str) -> int:
    """Read a size in bytes.

    ``MB`` is 10**6 and ``MiB`` is 2**20; a bare letter (``512M``) means the binary unit, as in
    Docker.

    Examples
    --------
    >>> parse_size("2GiB"), parse_size("512M"), parse_size("1.5kB"), parse_size("4096")
    (2147483648, 536870912, 1500, 4096)
    """
    match = _SIZE.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is not a size; write for example 512MiB or 2GiB")
    unit = match["unit"].lower()
    binary = "i" in unit or (len(unit) == 1 and unit != "b")
    size = Decimal(match["number"]) * (1024 if binary else 1000) ** _POWERS[unit.rstrip("ib")]
    if size != int(size) or size <= 0:
        raise ValueError(f"{text!r} is not a positive whole number of bytes")
    return int(size)


def parse_seconds(text: str) -> float:
    """Read a positive, finite number of seconds."""
    try:
        seconds = float(text)
    except ValueError:
        raise ValueError(f"{text!r} is not a number of seconds") from None
    if not math.isfinite(seconds) or seconds <= 0:
        raise ValueError(f"{text!r} is not a positive, finite number of seconds")
    return seconds


def parse_count(text: str) -> int:
    """Read a positive whole number."""
    if not text.strip().isascii() or not text.strip().isdigit() or int(text) == 0:
        raise ValueError(f"{text!r} is not a positive whole number")
    return int(text)


def parse_budget(text: str) -> int:
    """Read a FLOP budget: a whole number of any size, exactly.

    Examples
    --------
    >>> parse_budget("1e6"), parse_budget("2.5e3"), parse_budget("10_000")
    (1000000, 2500, 10000)
    >>> parse_budget("1e400") == 10**400
    True
    >>> parse_budget("0.5")
    Traceback (most recent call last):
        ...
    ValueError: '0.5' is not a whole number of FLOPs
    """
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        raise ValueError(
            f"{text!r} is not a number of FLOPs; write for example 1000000 or 1e6"
        ) from None
    if not number.is_finite() or number < 0:
        raise ValueError(f"{text!r} is not a finite, non-negative number of FLOPs")
    _, digits, exponent = number.as_tuple()
    assert isinstance(exponent, int)  # as the number is finite
    if exponent > _MAX_EXPONENT:
        raise ValueError(f"{text!r} is beyond 1e{_MAX_EXPONENT}, which is surely a mistake")
    mantissa = int("".join(map(str, digits)))
    if exponent >= 0:
        return mantissa * _power_of_ten(exponent)
    whole, rest = divmod(mantissa, _power_of_ten(min(-exponent, len(digits) + 1)))
    if rest:
        raise ValueError(f"{text!r} is not a whole number of FLOPs")
    return whole


_MAX_EXPONENT = 4000


def _power_of_ten(exponent: int) -> int:
    power: int = 10**exponent
    return power


@dataclass(frozen=True, slots=True)
class Row:
    """One limit: where it lives in `Limits`, how it is given, and what it means."""

    name: str
    flag: str
    default: str | None
    unit: str
    parse: Callable[[str], float | int]
    help: str


ROWS: tuple[Row, ...] = (
    Row("wall_time_s", "--time-limit", "300", "seconds", parse_seconds,
        "Wall time of the submission, from its first line."),
    Row("cpu_time_s", "--cpu-limit", None, "seconds", parse_seconds,
        "CPU time of the submission, all its threads together; by default the wall time limit."),
    Row("memory_bytes", "--memory", "2GiB", "bytes", parse_size,
        "Memory of the submission."),
    Row("server_memory_bytes", "--server-memory", "4GiB", "bytes", parse_size,
        "Memory of the arrays that the server holds for the submission."),
    Row("arrays", "--arrays", "1000000", "arrays", parse_count,
        "Arrays that the server holds for the submission at once, whatever their size."),
    Row("output_bytes", "--output-limit", "1GiB", "bytes", parse_size,
        "Output on stdout and stderr together; the head and the tail of each are kept."),
    Row("scratch_bytes", "--scratch", "64MiB", "bytes", parse_size,
        "What the submission may keep in its temporary folder."),
    Row("threads", "--threads", "64", "threads", parse_count,
        "Threads of the submission, counting its processes where the sandbox allows several."),
    Row("open_files", "--open-files", "256", "descriptors", parse_count,
        "Open file descriptors of the submission."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one run. Every field is a row of `ROWS`, in that row's unit."""

    wall_time_s: float = 300.0
    cpu_time_s: float = 300.0
    memory_bytes: int = 2 * GIB
    server_memory_bytes: int = 4 * GIB
    arrays: int = 1_000_000
    output_bytes: int = 1 * GIB
    scratch_bytes: int = 64 * MIB
    threads: int = 64
    open_files: int = 256

    @classmethod
    def from_values(cls, **values: float | int | None) -> Limits:
        """Take the given values, and the rows' defaults for those that are None or missing."""
        given = {name: value for name, value in values.items() if value is not None}
        given.setdefault("cpu_time_s", given.get("wall_time_s", cls().wall_time_s))
        return dataclasses.replace(cls(), **given)  # type: ignore[arg-type]

    def as_dict(self) -> dict[str, float | int]:
        """Plain data, for the result."""
        return dataclasses.asdict(self)
