"""Names arrays that are not its own: freed, never made, negative, huge, and no numbers at all.

expect: protocol_violation
flops: 10
stopped-by: wire
prints: done
"""

from types import SimpleNamespace

import flopscope.numpy as fnp
from flopscope._engine import current

engine = current()
kept = fnp.ones(10) + fnp.ones(10)
freed = fnp.ones(10)
freed.tolist()
number = engine.queue.next_handle - 1
del freed
kept.tolist()

for handle in (number, 0, -1, 10**6, 2**31, 2**62, 2**63, 2**64 - 1, "1", b"\xff", 1.5, None, [1]):
    try:
        engine.tolist(SimpleNamespace(id=handle))
    except Exception as error:
        print("denied", repr(handle), type(error).__name__)
    else:
        print("BREACH", repr(handle))
print("done", kept.tolist())
