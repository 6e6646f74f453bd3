"""Computes in Python threads while the main thread waits: CPU time of all threads counts.

expect: scored
cases: time_limit, time_limit, not_reached, not_reached
message: CPU time
"""

import threading

from somebench import Solver as Base


def spin():
    while True:
        pass


class Solver(Base):
    def predict(self, x):
        for _ in range(3):
            threading.Thread(target=spin, daemon=True).start()
        while True:
            (2 * x[:1]).tolist() if False else x.tolist()
