"""Asks for large answers without ever waiting for one, in bytes of its own on the connection.

expect: ok
flops: 10
stopped-by: answers
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

payload = msgpack.packb([1, [[":fetch", 0, [[0, current().queue.next_handle - 2]]]]])
message = b"\x01\x00" + b"\x00" + bytes([len(payload)]) + payload
sockets = []
for descriptor in range(3, 256):
    try:
        if stat.S_ISSOCK(os.fstat(descriptor).st_mode):
            sockets.append(descriptor)
    except OSError:
        continue
for _ in range(2000):
    for descriptor in sockets:
        try:
            os.write(descriptor, message)
        except OSError:
            continue
print("done", flush=True)
time.sleep(1)
os._exit(0)
