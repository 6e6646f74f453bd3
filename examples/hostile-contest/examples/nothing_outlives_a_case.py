"""Plants a bit wherever it can in each case, and looks for those of earlier ones.

expect: scored
reuse: case
cases: ok, ok, ok, ok
"""

import os
import pathlib

from somebench import Solver as Base

import flopscope.numpy as fnp

PLANTED = []


class Solver(Base):
    def predict(self, x):
        y = 2 * x
        place = pathlib.Path(os.environ.get("TMPDIR", "/tmp"), "planted")
        found = {
            "a module": bool(PLANTED),
            "a file": place.exists(),
            "the error state": fnp.geterr()["over"] == "ignore",
            "the environment": "PLANTED" in os.environ,
            "the count of arrays": y._v.id > 50,
        }
        for name, planted in found.items():
            if planted:
                print(f"BREACH: {name} has outlived a case")
        PLANTED.append(1)
        place.write_text("x")
        fnp.seterr(over="ignore")
        os.environ["PLANTED"] = "1"
        self.kept = [fnp.ones(1) for _ in range(100)]
        return y
