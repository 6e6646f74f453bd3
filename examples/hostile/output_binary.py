"""Prints NUL bytes, bytes that are no UTF-8, and commands for the terminal.

expect: ok
flops: 10
stopped-by: capture
prints: not markup
"""

import os

import flopscope.numpy as fnp

fnp.ones(10) + fnp.ones(10)
os.write(1, b"\x1b[2J\n\x1b]0;title\x07\x00\xff\xfe\xc3\x28\n\r\x1b[1A[bold red]not markup[/]\n")
