"""Wants a second connection, and to replace the server's socket by its own.

expect: ok
flops: 10
stopped-by: files, network
prints: done
"""

import os
import socket

import flopscope.numpy as fnp

(fnp.ones(10) + fnp.ones(10)).tolist()


def attempt(what, action):
    try:
        action()
    except OSError as error:
        print("denied", what, error.errno)
    else:
        print("BREACH", what)


path = os.environ["FLOPSCOPE_SERVER_URL"].removeprefix("ipc://")
attempt("unlink", lambda: os.unlink(path))
attempt("rename", lambda: os.rename(path, path + ".old"))
attempt("link in its place", lambda: os.symlink("/dev/null", path))
attempt("link beside it", lambda: os.symlink("/dev/null", path + ".new"))
attempt("rename over it", lambda: os.rename(__file__, path))
for _ in range(1000):
    attempt("another connection", lambda: socket.socket(socket.AF_UNIX).connect(path))
attempt("own server", lambda: socket.socket(socket.AF_UNIX).bind(path + ".mine"))
(fnp.ones(5)).tolist()
print("done")
