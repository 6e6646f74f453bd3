"""Brings its own somebench, adapter, flopscope and msgpack, so as to stand in for the organizer's.

expect: scored
cases: ok, ok, ok, ok
"""

import msgpack
import somebench

import flopscope
import flopscope_client

for module in (somebench, flopscope, flopscope_client, msgpack):
    if hasattr(module, "MINE"):
        print(f"BREACH: {module.__name__} is the submission's")


class Solver(somebench.Solver):
    def predict(self, x):
        return 2 * x
