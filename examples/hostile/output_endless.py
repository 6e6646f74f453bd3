"""Prints for ever.

expect: output_limit
flops: 10
stopped-by: capture
arguments: --output-limit 20MB
"""

import os

import flopscope.numpy as fnp

fnp.ones(10) + fnp.ones(10)
while True:
    os.write(1, b"x" * 65536)
    os.write(2, b"x" * 65536)
