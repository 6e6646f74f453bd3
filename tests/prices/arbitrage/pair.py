"""A pair of programs, what both are given, and what each of them costs.

The natural program says what is to be computed in the most ordinary way. The rewritten one computes the
same numbers, and somebody hopes that it is cheaper. Where it is a better algorithm, the pair says so
(``fair``). Where it only reads the price list cleverly, the price list is wrong, or the pair is a known
slack (``slack``), with the policy that closes it. Some pairs are one or the other under some policies only
(``under``).

A pair runs once. Its prices under all linear policies follow from its units.
"""

from __future__ import annotations

import functools
import math
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np

import flopscope as flops
import flopscope.numpy as fnp
from flopscope import stats
from flopscope._pricing.files import load
from flopscope._pricing.policy import DOWNLOAD
from flopscope._table import TABLE

POLICIES: Final = ("flops", "fma", "contest", "energy45")
"""The linear policies that rank."""

HONEST = 1.5
"""How much cheaper a program may be without being a better algorithm."""

AGREEMENT = 1e-7
"""How far results may differ, relatively; integers not at all."""


class Reason(NamedTuple):
    """Why a pair may be above the honest ratio.

    Attributes
    ----------
    is_fair : bool
        The rewritten program is a better algorithm; else the price list leaves it open.
    text : str
    """

    is_fair: bool
    text: str


def fair(text: str) -> Reason:
    """The rewritten program is a better algorithm."""
    return Reason(True, text)


def slack(text: str) -> Reason:
    """The price list leaves it open."""
    return Reason(False, text)


@dataclass(frozen=True)
class Pair:
    """Two programs, as Python expressions over the inputs of :func:`inputs`.

    Attributes
    ----------
    name, chapter : str
    natural, rewritten : str
        Expressions; ``fnp``, ``math``, ``stats`` and the helpers of the pair's module are known.
    allowed : float
        The largest honest ratio of the natural price to the rewritten one under ``flops``.
    fair : str
        Why the rewritten program is a better algorithm.
    slack : str
        What the price list leaves open, and which policy closes it.
    under : tuple of (str, Reason)
        Policies under which the pair may be above the honest ratio, though not under all.
    refused : bool
        The rewritten program raises ``ValueError`` or ``TypeError`` and costs nothing.
    """

    name: str
    chapter: str
    natural: str
    rewritten: str
    allowed: float = HONEST
    fair: str = ""
    slack: str = ""
    under: tuple[tuple[str, Reason], ...] = ()
    refused: bool = False

    def reason(self, policy: str) -> Reason | None:
        """Why it may be above the honest ratio under a policy; None where it may not."""
        if self.fair or self.slack:
            return fair(self.fair) if self.fair else slack(self.slack)
        return dict(self.under).get(policy)


class Chapter:
    """Collects the pairs of a module, with the helpers that their programs use."""

    def __init__(self, name: str, helpers: dict[str, Any] | None = None) -> None:
        self.name = name
        self.helpers = helpers or {}
        self.pairs: list[Pair] = []

    def __call__(
        self,
        name: str,
        natural: str,
        rewritten: str,
        under: dict[str, Reason] | None = None,
        **options: Any,
    ) -> None:
        """Add a pair."""
        listed = tuple((under or {}).items())
        self.pairs.append(Pair(name, self.name, natural, rewritten, under=listed, **options))


def inputs() -> dict[str, Any]:
    """Fresh inputs: what a program writes into, no other sees."""
    rng = np.random.default_rng(2024)
    n = 240
    square = rng.normal(size=(24, 24)) + 6 * np.eye(24)
    made = {
        "x": rng.uniform(0.5, 2.0, n),
        "y": rng.uniform(0.5, 2.0, n),
        "s": rng.uniform(-2.0, 2.0, n),
        "i": rng.integers(1, 50, n),
        "k": rng.integers(0, 7, n),
        "b": rng.integers(0, 2, n).astype(bool),
        "h": rng.uniform(0.5, 2.0, n).astype(np.float16),
        "f": rng.uniform(0.5, 2.0, n).astype(np.float32),
        "u": rng.integers(0, 256, n).astype(np.uint8),
        "z": rng.normal(size=120) + 1j * rng.normal(size=120),
        "w": rng.normal(size=120) + 1j * rng.normal(size=120),
        "p": rng.permutation(n),
        "A": square,
        "S": square @ square.T,
        "B": rng.normal(size=(24, 16)),
        "C": rng.normal(size=(100, 10)),
        "T": rng.normal(size=(10, 100)),
        "X": rng.uniform(0.5, 2.0, (32, 24)),
        "Y": rng.uniform(0.5, 2.0, (32, 24)),
        "v": rng.normal(size=24),
        "stack": rng.normal(size=(6, 8, 8)) + 4 * np.eye(8),
        "squares": np.arange(7) ** 2,
        "halves": np.exp(np.arange(2**16, dtype=np.uint16).view(np.float16).astype(float).clip(-9, 9)),
        "bytes_table": np.sqrt(np.arange(256.0)),
    }  # fmt: skip
    return {name: fnp.array(value) for name, value in made.items()}


def run(source: str, helpers: dict[str, Any]) -> tuple[Any, dict[str, int]]:
    """A program's result, read out, and its price under each policy, in sub-units."""
    scope = {"fnp": fnp, "math": math, "stats": stats, **helpers, **inputs()}
    code = compile(source, "<program>", "eval")
    with warnings.catch_warnings(), flops.BudgetContext(10**15, quiet=True) as budget:
        warnings.simplefilter("ignore")
        result = eval(code, scope)
    units = budget._ledger.details().units()
    return plain(result), {policy: _cost(policy, units) for policy in POLICIES}


def _cost(policy: str, units: dict[str, dict[str, dict[str, int]]]) -> int:
    price: Callable[..., int] = load(policy).linear_cost
    return sum(
        price(name, "view" if name == DOWNLOAD else TABLE[name].cls, dtype, counts)
        for name, by_dtype in units.items()
        for dtype, counts in by_dtype.items()
    )


class Measured(NamedTuple):
    """What a pair costs: the results, and prices by policy; no rewritten ones where it is refused."""

    natural: Any
    prices: dict[str, int]
    rewritten: Any
    rewritten_prices: dict[str, int]
    refusal: str = ""

    def ratio(self, policy: str) -> float:
        """How many times dearer the natural program is; 1 where the other is refused."""
        if self.refusal:
            return 1.0
        return ratio(self.prices[policy], self.rewritten_prices[policy])


@functools.cache
def measured(pair: Pair) -> Measured:
    """Both programs of a pair, carried out."""
    from . import PAIRS

    natural, prices = run(pair.natural, PAIRS[pair])
    try:
        return Measured(natural, prices, *run(pair.rewritten, PAIRS[pair]))
    except (TypeError, ValueError, AttributeError) as error:
        return Measured(natural, prices, None, {}, str(error) or type(error).__name__)


def plain(value: Any) -> Any:
    """Arrays as NumPy's, and tuples and lists of them as lists."""
    if isinstance(value, tuple | list):
        return [plain(v) for v in value]
    return np.asarray(value.tolist()) if hasattr(value, "tolist") else np.asarray(value)


def agree(one: Any, other: Any) -> bool:
    """Whether two results are the same numbers, floats to within :data:`AGREEMENT`."""
    if isinstance(one, list) or isinstance(other, list):
        pairs = zip(one, other, strict=True)
        return len(one) == len(other) and all(agree(a, b) for a, b in pairs)
    if one.shape != other.shape:
        return False
    if one.dtype.kind in "biu" and other.dtype.kind in "biu":
        return bool((one.astype(object) == other.astype(object)).all())
    scale = max(1e-300, float(np.max(np.abs(np.nan_to_num(one)), initial=0.0)))
    close = np.isclose(one, other, rtol=AGREEMENT, atol=AGREEMENT * scale, equal_nan=True)
    return bool(close.all())


def ratio(natural: int, rewritten: int) -> float:
    """How many times dearer the natural program is."""
    return natural / rewritten if rewritten else (math.inf if natural else 1.0)
