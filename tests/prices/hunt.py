"""Random calls on every path of both engines must have one price: ``python -m tests.prices.hunt``.

The same calls are carried out in processes of their own:

- ``fast``: the local engine as it is, all calls in one process, so that a price that is kept under too small a
  key shows;
- ``general``: without the fast path;
- ``fresh``: every price worked out anew;
- ``backwards``: as ``fast``, in the opposite order;
- ``remote``: the remote engine, a context for each call;
- ``queued``: the remote engine, many calls in a context, which is asked only now and then.

A call that is refused has no price. NumPy's ufuncs remember which loops they found, so that a few calls with
``dtype=`` are refused in one order and carried out in another; only prices are compared.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import warnings
from pathlib import Path

from .calls import Drawn, covered, draw

PATHS = ("fast", "general", "fresh", "backwards", "remote", "queued")
TOGETHER = 16
"""Calls of one context on the queued path."""

Price = int | str


def drawn(seed: int, count: int) -> list[Drawn]:
    """The calls: rows in turn, so that each is drawn equally often."""
    rng = random.Random(seed)
    names = covered()
    order = [names[i % len(names)] for i in range(count)]
    rng.shuffle(order)
    return [draw(rng, name) for name in order]


def prices(path: str, calls: list[Drawn]) -> list[Price]:
    """What the calls cost on a path of this process's engine."""
    if path in ("general", "fresh"):
        _without_the_fast_path(path == "fresh")
    if path == "queued":
        return _together(calls)
    found = [_price(call) for call in (reversed(calls) if path == "backwards" else calls)]
    return found[::-1] if path == "backwards" else found


def _without_the_fast_path(fresh: bool) -> None:
    from flopscope._local import body
    from flopscope._local.prices import Planner

    body.is_fast = lambda op: False
    if fresh:
        Planner.plan = lambda self, args, count: self._worked_out(args)  # type: ignore[method-assign]


def _price(call: Drawn) -> Price:
    """What a call costs; one that is refused costs something where elements decided that."""
    import flopscope as flops

    from .priced import REFUSED, carry_out, ours

    prepared = ours(call.args), {k: ours(v) for k, v in call.options.items()}
    with flops.BudgetContext(10**15, quiet=True) as budget:
        try:
            return carry_out(call, prepared)[1]
        except REFUSED:
            pass
    return budget.flops_used or "refused"


def _together(calls: list[Drawn]) -> list[Price]:
    """Differences of what a context has spent: it is asked after each call, but answers come later."""
    import flopscope as flops

    from .priced import REFUSED, function, ours

    found: list[Price] = []
    for first in range(0, len(calls), TOGETHER):
        some = calls[first : first + TOGETHER]
        given = [(ours(c.args), {k: ours(v) for k, v in c.options.items()}) for c in some]
        with warnings.catch_warnings(), flops.BudgetContext(10**15, quiet=True) as budget:
            warnings.simplefilter("ignore")
            kept = []
            for call, (args, options) in zip(some, given, strict=True):
                try:
                    kept.append(function(call.name)(*args, **options))
                except REFUSED:
                    continue
        found.append(budget.flops_used)
        del kept
    return found


def in_process(path: str, seed: int, count: int, environment: dict[str, str]) -> list[Price]:
    """The prices that a process of its own finds."""
    options = ["--path", path, "--seed", str(seed), "--count", str(count)]
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.prices.hunt", *options],
        cwd=Path(__file__).parents[2],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{path}: {done.stderr[-2000:]}")
    found: list[Price] = json.loads(done.stdout)
    return found


def differences(seed: int, count: int, paths: tuple[str, ...] = PATHS) -> list[str]:
    """Calls whose prices differ between paths, with the prices."""
    from flopscope_server.testing import RunningServer, client_environment

    found: dict[str, list[Price]] = {}
    local = {k: v for k, v in os.environ.items() if not k.startswith("FLOPSCOPE_")}
    with RunningServer() as server:
        for path in paths:
            remote = path in ("remote", "queued")
            environment = client_environment(server.url) if remote else local
            found[path] = in_process(path, seed, count, environment)
    calls = drawn(seed, count)
    queued = found.pop("queued", None)
    wrong = []
    for i, call in enumerate(calls):
        each = {path: list_[i] for path, list_ in found.items()}
        if len({price for price in each.values() if price != "refused"}) > 1:
            wrong.append(f"{call}: {each}")
    if queued is not None:
        wrong += _sums(calls, found["fast"], queued)
    return wrong


def _sums(calls: list[Drawn], alone: list[Price], queued: list[Price]) -> list[str]:
    wrong = []
    for i, total in enumerate(queued):
        some = slice(i * TOGETHER, (i + 1) * TOGETHER)
        expected = sum(p for p in alone[some] if isinstance(p, int))
        if expected != total:
            wrong.append(f"together {total}, alone {expected}: {'; '.join(map(str, calls[some]))}")
    return wrong


def main() -> int:
    """Hunt, or be one of the processes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100_000, help="calls (100,000)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--path", choices=PATHS, help="print this path's prices")
    options = parser.parse_args()
    if options.path:
        print(json.dumps(prices(options.path, drawn(options.seed, options.count))))
        return 0
    wrong: list[str] = []
    part = 5_000
    for start in range(0, options.count, part):
        count = min(part, options.count - start)
        wrong += differences(options.seed + start, count)
        print(
            f"{start + count:,} calls on {len(PATHS)} paths: {len(wrong)} price differences",
            flush=True,
        )
    for line in wrong[:50]:
        print(line)
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
