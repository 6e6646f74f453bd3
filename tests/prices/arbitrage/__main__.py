"""Print every pair's prices and ratio: ``python -m tests.prices.arbitrage [POLICY | --page]``."""

from __future__ import annotations

import sys

from . import PAIRS
from .page import tables
from .pair import HONEST, POLICIES, agree, measured


def main(policy: str) -> None:
    """One line per pair, then how many are above the honest ratio, and how many cost nothing."""
    above = unexplained = free = wrong = 0
    for pair in PAIRS:
        found = measured(pair)
        price = found.prices[policy]
        name = f"{pair.chapter}: {pair.name}"
        if found.refusal:
            print(f"{'refused':>9}  {price:>9,}  {'':>9}  {name} ({found.refusal:.60})")
            continue
        times, cheaper = found.ratio(policy), found.rewritten_prices[policy]
        same, reason = agree(found.natural, found.rewritten), pair.reason(policy)
        wrong += not same
        above += times > HONEST
        unexplained += times > HONEST and reason is None
        free += cheaper == 0 and price > 0
        mark = "" if same else "  DIFFERENT RESULTS"
        mark += "" if reason is None else " fair" if reason.is_fair else " slack"
        print(f"{times:>9.2f}  {price:>9,}  {cheaper:>9,}  {name}{mark}")
    print(
        f"{policy}: {len(PAIRS)} pairs, {above} above {HONEST}, {unexplained} of them unexplained, "
        f"{free} cost 0, {wrong} disagree"
    )


if __name__ == "__main__":
    asked = sys.argv[1:] or ["flops"]
    if asked == ["--page"]:
        print(tables())
    else:
        for name in POLICIES if asked == ["all"] else asked:
            main(name)
