"""Print every pair's prices and ratio: ``python -m tests.prices.arbitrage``."""

from __future__ import annotations

from . import PAIRS
from .pair import HONEST, agree, ratio, run


def main() -> None:
    """One line per pair, then how many are above the honest ratio, and how many cost nothing."""
    above = free = wrong = 0
    for pair, helpers in PAIRS.items():
        natural, price = run(pair.natural, helpers)
        try:
            rewritten, cheaper = run(pair.rewritten, helpers)
        except (TypeError, ValueError, AttributeError) as error:
            print(
                f"{'refused':>9}  {price:>9,}  {'':>9}  {pair.chapter}: {pair.name} ({error!s:.60})"
            )
            continue
        found = ratio(price, cheaper)
        same = agree(natural, rewritten)
        wrong += not same
        above += found > HONEST
        free += cheaper == 0 and price > 0
        mark = "" if same else "  DIFFERENT RESULTS"
        mark += " fair" if pair.fair else " slack" if pair.slack else ""
        print(f"{found:>9.2f}  {price:>9,}  {cheaper:>9,}  {pair.chapter}: {pair.name}{mark}")
    print(f"{len(PAIRS)} pairs, {above} above {HONEST}, {free} cost 0, {wrong} disagree")


if __name__ == "__main__":
    main()
