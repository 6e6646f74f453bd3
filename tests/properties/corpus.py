"""Run the contract's cases without the fast path, and hold every result against its row's rule.

A process of its own: functions are compiled once a process. Prints what was kept and broken as JSON.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

import flopscope.numpy as fnp
from flopscope._local import body
from flopscope._local.session import Session
from flopscope._table import Operation
from tests.engines.cases import CASES
from tests.engines.observe import observe_quietly, prepare
from tests.properties.rules import described, is_queued, promised

kept = 0
queued: set[str] = set()
broken: set[str] = set()
run = Session.run


def checked(self: Session, op: Operation, args: tuple[Any, ...], *rest: Any) -> Any:
    """``Session.run``, and the check."""
    global kept
    rule = promised(op, args)
    would_queue = is_queued(op, args, rule)
    result = run(self, op, args, *rest)
    if isinstance(rule, Exception) or (rule is not None and described(rule) != described(result)):
        broken.add(f"{op.name}: rule {described(rule)}, result {described(result)}")
    elif rule is not None:
        kept += 1
    if would_queue:
        queued.add(op.name)
    return result


Session.run = checked  # type: ignore[method-assign, assignment]
body.is_fast = lambda op: False
for case in CASES:
    observe_quietly(case.source, prepare(case.source, fnp))
print(json.dumps({"kept": kept, "broken": sorted(broken), "queued": sorted(queued)}))
