"""The tables of docs/prices.md that pairs of programs fill."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from . import PAIRS
from .pair import HONEST, POLICIES, Pair, measured

_HEAD = " | ".join(f"`{policy}`" for policy in POLICIES)
_RULE = "|---" * len(POLICIES)


def above(pair: Pair) -> dict[str, float]:
    """The policies under which a pair is above the honest ratio, and the ratios."""
    found = {policy: measured(pair).ratio(policy) for policy in POLICIES}
    return {policy: times for policy, times in found.items() if times > HONEST}


def tables() -> str:
    """Known slack, fair gains, and how many pairs there are of each."""
    return "\n\n".join("\n".join(table) for table in (_slack(), _fair(), _counts()))


def _listed(is_fair: bool) -> Iterator[tuple[Pair, str, str]]:
    """Pairs with a reason, the reason, and the ratios where it applies."""
    for pair in PAIRS:
        found = above(pair)
        reasons = {p: reason for p in found if (reason := pair.reason(p)) is not None}
        told = [p for p, reason in reasons.items() if reason.is_fair is is_fair]
        if told:
            ratios = " | ".join(f"{found[p]:.2f}" if p in told else "" for p in POLICIES)
            yield pair, reasons[told[0]].text, ratios


def _slack() -> Iterable[str]:
    yield f"| pair | natural | rewritten | what is left open | {_HEAD} |"
    yield f"|---|---|---|---{_RULE}|"
    for pair, text, ratios in _listed(is_fair=False):
        natural, rewritten = (p.replace("|", r"\|") for p in (pair.natural, pair.rewritten))
        yield f"| `{pair.name}` | `{natural}` | `{rewritten}` | {text} | {ratios} |"


def _fair() -> Iterable[str]:
    yield f"| pair | why it is a better algorithm | {_HEAD} |"
    yield f"|---|---{_RULE}|"
    for pair, text, ratios in _listed(is_fair=True):
        yield f"| {pair.name} | {text} | {ratios} |"


def _counts() -> Iterable[str]:
    yield f"| | pairs | above {HONEST} | fair | slack | other | cost 0 |"
    yield "|---|---|---|---|---|---|---|"
    for policy in POLICIES:
        dear = [pair for pair in PAIRS if policy in above(pair)]
        reasons = [pair.reason(policy) for pair in dear]
        kinds = [
            sum(r is not None and r.is_fair for r in reasons),
            sum(r is not None and not r.is_fair for r in reasons),
            sum(r is None for r in reasons),
        ]
        free = sum(not all(measured(p).rewritten_prices.values()) for p in dear)
        counts = " | ".join(map(str, [len(PAIRS), len(dear), *kinds, free]))
        yield f"| `{policy}` | {counts} |"
