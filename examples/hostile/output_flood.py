"""Prints 200 MB without a line's end. That is allowed: what lies between head and tail is dropped.

expect: ok
flops: 10
stopped-by: capture
prints: begin
"""

import os
import sys

import flopscope.numpy as fnp

fnp.ones(10) + fnp.ones(10)
print("begin", flush=True)
chunk = b"x" * 10**6
for _ in range(200):
    os.write(1, chunk)
sys.stderr.write("the end")
