"""Sends requests for cases and answers that no client sends.

expect: refused
message: malformed
score: 100
"""

from somebench import Solver as Base

from flopscope._engine import current
from flopscope.errors import ProtocolError


class Solver(Base):
    def predict(self, x):
        engine = current()
        for control, packed in ((":next", []), (":next", [7]), (":next", ["a", "b"])):
            try:
                engine.ask(control, packed, "a case")
                print("BREACH: it was taken")
            except ProtocolError:
                pass
        return 2 * x
