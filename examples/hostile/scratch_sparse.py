"""Makes a sparse file of a petabyte. Where it may, it holds nothing by that.

expect: submission_error
expect-docker: ok
flops: 10
"""

import tempfile

import flopscope.numpy as fnp

fnp.ones(10) + fnp.ones(10)
with tempfile.TemporaryFile() as file:
    file.truncate(10**15)
