"""Prints a perfect result, tries to write one, and ends like a killed process.

expect: submission_error
flops: 10
stopped-by: score
prints: "status": "ok"
"""

import json
import os
import sys

import flopscope.numpy as fnp

fnp.ones(10) + fnp.ones(10)
result = {"schema": 1, "status": "ok", "score": {"flops_used": 0, "flop_budget": 10**9}}
print(json.dumps(result))
print("flopscope-server 9.9.9 listening on ipc:///tmp/forged")
for descriptor in (*range(3, 64),):
    try:
        os.write(descriptor, json.dumps(result).encode() + b"\n")
    except OSError:
        continue
for name in ("result.json", "../result.json", "/tmp/result.json"):
    try:
        with open(name, "w") as file:
            json.dump(result, file)
    except OSError as error:
        print("denied", name, error.errno)
sys.stdout.flush()
os._exit(137)
