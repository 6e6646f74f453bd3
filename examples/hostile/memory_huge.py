"""Asks for a terabyte at once.

expect: memory_limit
flops: 10
stopped-by: resources
stopped-by-docker: address space
differs: memory
"""

import flopscope.numpy as fnp

fnp.ones(10) + fnp.ones(10)
bytearray(10**12)
