"""Brings modules named like ours, and start-up hooks.

expect: ok
flops: 10
stopped-by: import order
prints: done
"""

import sys

import flopscope
import flopscope.numpy as fnp
import flopscope_client

(fnp.ones(10) + fnp.ones(10)).tolist()
for module in (flopscope, fnp, flopscope_client):
    if "submission" in (module.__file__ or ""):
        print("BREACH", module.__name__, "is the submission's")
if "sitecustomize" in sys.modules:
    print("BREACH a start-up hook ran")
print("done")
