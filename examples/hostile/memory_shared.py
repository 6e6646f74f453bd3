"""Takes memory that is shared, which a limit on private memory does not see.

expect: memory_limit
flops: 10
stopped-by: score
stopped-by-docker: memory
differs: memory
arguments: --memory 200MiB
"""

import mmap

import flopscope.numpy as fnp

fnp.ones(10) + fnp.ones(10)
kept = []
while True:
    page = mmap.mmap(-1, 2**20)
    page.write(b"x" * 2**20)
    kept.append(page)
