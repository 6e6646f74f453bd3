"""Takes more and more memory, a little at a time.

expect: memory_limit
flops: 10
stopped-by: resources
stopped-by-docker: memory
differs: memory
arguments: --memory 300MiB
"""

import flopscope.numpy as fnp

fnp.ones(10) + fnp.ones(10)
kept = []
while True:
    kept.append(bytearray(2**20))
