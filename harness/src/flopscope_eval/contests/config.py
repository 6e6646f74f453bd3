"""``contest.toml``, typed: every section is a class, every key a field.

Amounts of FLOPs may be whole numbers or text (``"1e9"``), sizes text (``"64MiB"``). A key that does
not exist is an error, and so is a value that cannot be meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Literal

import msgspec

from flopscope_eval._run.sizes import parse_budget, parse_size
from flopscope_eval.contests.records import ORGANIZERS, CaseStatus

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_IDENTIFIER = re.compile(r"[A-Za-z_]\w*")

DTYPES = (
    *("bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"),
    *("float16", "float32", "float64", "complex64", "complex128"),
)


def flops(value: int | str) -> int:
    """Read an amount of FLOPs that was checked already."""
    return _flops(value, "flops")


def size(value: int | str) -> int:
    """Read a size that was checked already."""
    return _size(value, "size")


def _flops(value: Any, name: str) -> int:
    if isinstance(value, int):
        if value < 0:
            raise ValueError(f"{name} {value} must not be negative")
        return value
    try:
        return int(parse_budget(value))
    except ValueError as error:
        raise ValueError(
            f"{name} {value!r} must be a whole number of FLOPs, such as 1e9"
        ) from error


def _size(value: Any, name: str) -> int:
    if isinstance(value, int):
        if value <= 0:
            raise ValueError(f"{name} {value} must be a positive number of bytes")
        return value
    try:
        return parse_size(value)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from error


def _seconds(value: float, name: str) -> None:
    if not 0 < value < float("inf"):
        raise ValueError(f"{name} {value} must be a positive, finite number of seconds")


class Identity(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """``[contest]``.

    Attributes
    ----------
    name
        Lower-case letters, digits and hyphens.
    title
        For people.
    policy
        A shipped pricing policy's name, or a file beside ``contest.toml``.
    policy_sha256
        Its hash. There is no default: prices never change under a contest. ``check`` prints it.
    """

    name: str
    policy: str
    policy_sha256: str
    title: str = ""

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise ValueError(
                f"name {self.name!r} must be 1 to 63 lower-case letters, digits and hyphens"
            )


class Contract(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """``[contract]``: what a submission looks like.

    Attributes
    ----------
    entry
        The file that is run.
    kind
        ``"function"``, or ``"class"`` with ``predict`` and, if it likes, ``setup(context)`` and
        ``teardown()``.
    name
        Of the function or class.
    base
        ``"module:Class"`` of a shim from which the class derives.
    arguments
        Inputs in the order of the call. Without it, inputs are passed by name.
    shims
        Modules beside ``contest.toml`` that submissions may import.
    files
        Patterns that every file of a submission matches one of.
    max_files, max_bytes
        Of a submission.
    """

    entry: str = "submission.py"
    kind: Literal["function", "class"] = "function"
    name: str = "solve"
    base: str | None = None
    arguments: tuple[str, ...] = ()
    shims: tuple[str, ...] = ()
    files: tuple[str, ...] = ("**",)
    max_files: int = 100
    max_bytes: int | str = "16MiB"

    def __post_init__(self) -> None:
        for name in (self.name, *self.shims):
            if not _IDENTIFIER.fullmatch(name):
                raise ValueError(f"{name!r} is not a Python name")
        if self.base is not None:
            module, colon, _ = self.base.partition(":")
            if not colon or module not in self.shims:
                raise ValueError(
                    f"base {self.base!r} must be 'module:Class' with a module of shims"
                    f" ({', '.join(self.shims) or 'none is listed'})"
                )
            if self.kind != "class":
                raise ValueError('base needs kind = "class"')
        if not self.entry.endswith(".py") or "/" in self.entry:
            raise ValueError(f"entry {self.entry!r} must be a .py file of the top folder")
        _size(self.max_bytes, "max_bytes")


class AnswerPart(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """One ``[[answer]]``: an array that a submission returns.

    Attributes
    ----------
    name
        For messages.
    dtype
        Exact.
    shape
        Lengths: whole numbers, names of inputs that are whole numbers, or ``"input:axis"`` for a length
        of an input that is an array.
    finite
        NaN and infinities are refused.
    bound
        The largest absolute value.
    subnormals
        ``"accept"``, ``"flush"`` to zero before grading, or ``"refuse"``.
    """

    dtype: str
    shape: tuple[int | str, ...]
    name: str = "answer"
    finite: bool = True
    bound: float | None = None
    subnormals: Literal["accept", "flush", "refuse"] = "flush"

    def __post_init__(self) -> None:
        if self.dtype not in DTYPES:
            raise ValueError(f"dtype {self.dtype!r} must be one of {', '.join(DTYPES)}")
        if any(isinstance(n, int) and n < 0 for n in self.shape):
            raise ValueError(f"shape {list(self.shape)} has a negative length")


class Setup(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """``[setup]``: what loading and ``setup`` may use, all replacements together.

    Attributes
    ----------
    flops, cpu_time_s, wall_time_s
        Limits. They are finite.
    counts
        Its FLOPs count in the score.
    """

    flops: int | str = 0
    cpu_time_s: float = 30.0
    wall_time_s: float = 60.0
    counts: bool = True

    def __post_init__(self) -> None:
        _flops(self.flops, "flops")
        _seconds(self.cpu_time_s, "cpu_time_s")
        _seconds(self.wall_time_s, "wall_time_s")


class Round(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """``[rounds.NAME]``: a named set of parameters.

    Attributes
    ----------
    flops
        Budget of each case.
    wall_time_s
        Limit of each case.
    cpu_time_s
        Limit of each case on the submission's own CPU time, all threads together. None: only priced.
    cpu_price
        FLOPs per second of the submission's own CPU time, added to ``cost``. None: only limited.
    params
        Given to ``cases(split, rng, params)``, and to the submission's setup.
    """

    flops: int | str
    wall_time_s: float = 60.0
    cpu_time_s: float | None = None
    cpu_price: float | None = None
    params: dict[str, bool | int | float | str] = {}

    def __post_init__(self) -> None:
        _flops(self.flops, "flops")
        _seconds(self.wall_time_s, "wall_time_s")
        if self.cpu_time_s is not None:
            _seconds(self.cpu_time_s, "cpu_time_s")
        if self.cpu_price is not None and not 0 < self.cpu_price < float("inf"):
            raise ValueError(
                f"cpu_price {self.cpu_price} must be a positive number of FLOPs per second"
            )

    @property
    def budget(self) -> int:
        """FLOPs of each case."""
        return _flops(self.flops, "flops")


class Split(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """``[splits.NAME]``: a set of cases.

    Attributes
    ----------
    public
        Participants have its seed and see everything. Otherwise its seed is a secret outside the folder.
    seed
        Of a public split: any text.
    data
        Files and folders that ``task.py`` reads for this split; those of private splits are not published.
    """

    public: bool = False
    seed: str | None = None
    data: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.public and not self.seed:
            raise ValueError('a public split needs seed = "any text"')
        if not self.public and self.seed is not None:
            raise ValueError(
                "a private split has no seed in the folder; it is in the file of secrets that"
                " `contest init` made"
            )


class Run(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """``[run]``: a run as a whole.

    Attributes
    ----------
    reuse
        What shares a participant process and a server: the ``"run"``, a ``"group"``, or nothing
        (``"case"``).
    wall_time_s, cpu_time_s
        Totals over all cases and setup.
    memory, server_memory, output, scratch
        Sizes, as in ``flopscope-eval run``.
    answer_bytes
        All answers of a run together.
    replacements
        How many processes may follow one that ended early, all within one setup budget.
    time_limits_in_a_row
        So many end the run.
    start_retries
        How often a run is started again by itself, if the harness failed before its first line.
    """

    reuse: Literal["run", "group", "case"] = "run"
    wall_time_s: float = 3600.0
    cpu_time_s: float = 3600.0
    memory: int | str = "2GiB"
    server_memory: int | str = "4GiB"
    output: int | str = "16MiB"
    scratch: int | str = "64MiB"
    answer_bytes: int | str = "256MiB"
    replacements: int = 1
    time_limits_in_a_row: int = 3
    start_retries: int = 1

    def __post_init__(self) -> None:
        for name in ("memory", "server_memory", "output", "scratch", "answer_bytes"):
            _size(getattr(self, name), name)
        for name in ("wall_time_s", "cpu_time_s"):
            _seconds(getattr(self, name), name)
        if self.replacements < 0 or self.time_limits_in_a_row < 1 or self.start_retries < 0:
            raise ValueError(
                "replacements and start_retries are 0 or more, time_limits_in_a_row 1 or more"
            )


class FailurePolicy(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """``[failures.STATUS]``: what a kind of failure does beside failing its case.

    Attributes
    ----------
    score
        The case's score. None: that of ``[score]``.
    substitute
        Grade an answer of zeros in place of the missing one, and score that.
    factor
        Multiplies the score that the substitute gets.
    at_most
        More failures of this kind refuse the run.
    """

    score: float | None = None
    substitute: Literal["zeros"] | None = None
    factor: float = 1.0
    at_most: int | None = None

    def __post_init__(self) -> None:
        if self.score is not None and self.substitute is not None:
            raise ValueError("score and substitute exclude each other; give one of them")


class Score(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """``[score]``: the formulas. `flopscope_eval.contests.expressions` describes their language.

    Attributes
    ----------
    case
        Of one case, from its metrics and usage.
    total
        Of the run, from all cases.
    failed
        The score of a case that failed.
    direction
        ``"min"`` or ``"max"``: which total is better.
    ties
        Formulas over the run, smaller is better, in order.
    pareto
        Two formulas over the run whose best trade-offs a table draws: error against cost, say.
    """

    case: str
    failed: float
    direction: Literal["min", "max"]
    total: str = "mean(case)"
    ties: tuple[str, ...] = ()
    pareto: tuple[str, str] | None = None


class Grading(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """``[grading]``: what ``task.py`` may use.

    Attributes
    ----------
    time_limit_s
        For one call of ``grade``, and for making one case.
    memory
        Size.
    """

    time_limit_s: float = 30.0
    memory: int | str = "2GiB"

    def __post_init__(self) -> None:
        _seconds(self.time_limit_s, "time_limit_s")
        _size(self.memory, "memory")


class Board(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """``[board]``: what participants see, and how often.

    Attributes
    ----------
    final
        Which of an author's entries counts.
    quota
        Runs that an author may have per day. None: any number.
    digits
        Significant digits of private aggregates that participants see.
    keep_answers
        Whose answers `contest prune` leaves: those of all runs, of final entries, or of none. Runs
        without a score always keep theirs.
    """

    final: Literal["best", "last", "chosen"] = "best"
    quota: int | None = None
    digits: int = 4
    keep_answers: Literal["all", "final", "none"] = "all"


class Config(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """The whole of ``contest.toml``."""

    contest: Identity
    answer: tuple[AnswerPart, ...]
    rounds: dict[str, Round]
    splits: dict[str, Split]
    score: Score
    contract: Contract = Contract()
    setup: Setup = Setup()
    run: Run = Run()
    failures: dict[str, FailurePolicy] = {}
    grading: Grading = Grading()
    board: Board = Board()

    def __post_init__(self) -> None:
        for what, value in (("[[answer]]", self.answer), ("[rounds.NAME]", self.rounds),
                            ("[splits.NAME]", self.splits)):  # fmt: skip
            if not value:
                raise ValueError(f"{what} is missing: there must be at least one")
        known = [s.value for s in CaseStatus if s is not CaseStatus.OK and s not in ORGANIZERS]
        for name in self.failures:
            if name not in known:
                raise ValueError(f"failures.{name} is no failure; use one of {', '.join(known)}")

    @property
    def default_round(self) -> str:
        """The round that is run where none is named: the first."""
        return next(iter(self.rounds))

    def clockless_rounds(self) -> Iterator[str]:
        """Rounds that neither limit nor price the submission's own CPU time."""
        for name, one in self.rounds.items():
            if one.cpu_time_s is None and one.cpu_price is None:
                yield name
