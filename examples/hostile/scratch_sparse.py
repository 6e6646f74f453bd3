"""Makes a sparse file of a petabyte.

expect: submission_error
flops: 10
stopped-by: resources
"""

import tempfile

import flopscope.numpy as fnp

fnp.ones(10) + fnp.ones(10)
with tempfile.TemporaryFile() as file:
    file.truncate(10**15)
print("BREACH")
