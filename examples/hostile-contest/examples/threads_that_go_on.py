"""Leaves a thread at work when it answers: what it uses up to the next case counts for the last one.

expect: scored
cases: time_limit, ok, ok, ok
message: CPU time
"""

import threading
import time

from somebench import Solver as Base

from flopscope_client import cases


def spin(seconds):
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass


class Solver(Base):
    def predict(self, x):
        y = 2 * x
        if x[0].item() == 31337.0:
            cases.answer([y])
            worker = threading.Thread(target=spin, args=(1.3,))
            worker.start()
            worker.join()
        return y
