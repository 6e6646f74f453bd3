"""Looks for the task, the cases and the harness in every file and module in reach.

expect: scored
cases: ok, ok, ok, ok
"""

import os
import sys

from somebench import Solver as Base

WORDS = (b"reference={", b'seed = "guarded"', b"31337")


class Solver(Base):
    def setup(self, context):
        for start in (
            ".",
            "/submission",
            "/tmp",
            "/run",
            "/work",
            "/root",
            "/home",
            "/opt",
            "/etc",
        ):
            for parent, _, names in os.walk(start):
                for name in names:
                    if name in ("task.py", "contest.toml", "channel", "blocks", "recorder"):
                        print(f"BREACH: {parent}/{name} can be seen")
        for path in ("/proc/1/environ", "/proc/self/environ", f"/proc/{os.getppid()}/environ"):
            try:
                with open(path, "rb") as file:
                    if any(word in file.read() for word in WORDS):
                        print(f"BREACH: {path} tells of the task")
            except OSError:
                pass
        if "task" in sys.modules or "flopscope_eval.task" in sys.modules:
            print("BREACH: the task is loaded")

    def predict(self, x):
        return 2 * x
