"""``python -m flopscope_eval.cases.attacks DIR``: a contest's examples in every sandbox, as a page.

With ``examples/hostile-contest`` it writes ``docs/contest-attacks.md``.
"""

from __future__ import annotations

import sys
from pathlib import Path

from flopscope_eval.cases.examples import examples
from flopscope_eval.cases.running import run_contest
from flopscope_eval.contests import load_contest
from flopscope_eval.contests.records import RunVerdict
from flopscope_eval.sandbox import KINDS, choose
from flopscope_eval.sandbox.interface import SandboxUnavailable

_HEAD = """# Attacks on contests

Written by `make contest-attacks`. Each submission is in `examples/hostile-contest/examples/`, with the
verdict that it must get in its docstring. `tests/contests/test_contract.py` holds them in both sandboxes.
The run has four cases.

| attack | what it tries | {kinds} |
|---|---|{rules}|
"""


def main(folder: Path) -> int:
    """Run all examples, print the page, and give 1 if one of them got another verdict."""
    contest = load_contest(folder)
    kinds = [kind for kind in KINDS if _is_usable(kind)]
    print(_HEAD.format(kinds=" | ".join(kinds), rules="|".join("---" for _ in kinds)), end="")
    failed = 0
    for example in examples(contest):
        cells = []
        for kind in kinds:
            run = run_contest(example.as_tagged(contest), example.path, sandbox=kind)
            problems = list(example.problems(run.verdict))
            failed += bool(problems)
            cells.append("; ".join(problems) if problems else _shown(run.verdict))
        title = example.title(contest.config.contract.entry)
        print(f"| `{example.name}` | {title} | {' | '.join(cells)} |", flush=True)
    return 1 if failed else 0


def _is_usable(kind: str) -> bool:
    try:
        choose(kind)
    except SandboxUnavailable as error:
        print(f"{kind}: {error}", file=sys.stderr)
        return False
    return True


def _shown(verdict: RunVerdict) -> str:
    """Give the cases' statuses, equal ones in a row together."""
    counted: list[list[object]] = []
    for case in verdict.cases:
        if counted and counted[-1][1] == str(case.status):
            counted[-1][0] = int(str(counted[-1][0])) + 1
        else:
            counted.append([1, str(case.status)])
    cases = ", ".join(f"{count} × {status}" for count, status in counted)
    return cases if verdict.status == "scored" else f"{verdict.status}: {cases}"


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
