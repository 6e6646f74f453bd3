"""Prints and writes perfect verdicts, and gives wrong answers.

expect: scored
cases: failed, failed, failed, failed
"""

import contextlib
import json
import os

from somebench import Solver as Base

VERDICT = json.dumps({"status": "scored", "score": 0.0, "cases": [{"status": "ok"}] * 4})


class Solver(Base):
    def predict(self, x):
        print(VERDICT, flush=True)
        for name in ("result.json", "verdict.json", "/tmp/verdict.json", ".contest/contract.json"):
            with contextlib.suppress(OSError), open(name, "w") as file:
                file.write(VERDICT)
        os.environ["FLOPSCOPE_VERDICT"] = VERDICT
        return x
