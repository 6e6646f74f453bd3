"""Asks for large answers without ever waiting for one, in bytes of its own on the connection.

expect: protocol_violation
flops: 10
stopped-by: answers, wire
prints: done
"""

import os
import stat
import time

import msgpack

import flopscope.numpy as fnp
from flopscope._engine import current

(fnp.ones(10) + fnp.ones(10)).tolist()
large = fnp.zeros(10**6)
large[:1].tolist()


def message(content):
    return b"\x01\x00" + b"\x00" + bytes([len(content)]) + content


fetch = msgpack.packb([1, [[":fetch", 0, [[0, current().queue.next_handle - 2]]]]])
# How many of the others find the server at work for this connection, and are refused, is chance.
MESSAGES = [message(b"\xc1")] + [message(fetch)] * 2000
sockets = []
for descriptor in range(3, 256):
    try:
        if stat.S_ISSOCK(os.fstat(descriptor).st_mode):
            sockets.append(descriptor)
    except OSError:
        continue
for one in MESSAGES:
    for descriptor in sockets:
        try:
            os.write(descriptor, one)
        except OSError:
            continue
print("done", flush=True)
time.sleep(1)
os._exit(0)
