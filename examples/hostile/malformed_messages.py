"""Sends the server messages that are well framed and make no sense.

expect: protocol_violation
flops: 10
stopped-by: wire
prints: done
"""

import gc
import os

import msgpack
import zmq

import flopscope.numpy as fnp

(fnp.ones(10) + fnp.ones(10)).tolist()
sockets = [one for one in gc.get_objects() if isinstance(one, zmq.Socket) and not one.closed]
connection = next(one for one in sockets if one.type == zmq.REQ)

NESTED = b"\x91" * 10_000 + b"\xc0"
MESSAGES = (
    [b""],
    [b"\xc1"],
    [os.urandom(1000)],
    [NESTED],
    [msgpack.packb({"op": "add"})],
    [msgpack.packb([1, 2, 3])],
    [msgpack.packb(["no such message", 10**18, None])],
    [msgpack.packb(msgpack.ExtType(5, b"x" * 100))],
    [msgpack.packb([2**63, -1, 1e308, "\u0000", b"\xff"])],
    [msgpack.packb(None)] * 100,
)
answers = 0
for frames in MESSAGES:
    connection.send_multipart(frames)
    if connection.poll(2000):
        connection.recv_multipart()
        answers += 1
print("done", answers, flush=True)
os._exit(0)
