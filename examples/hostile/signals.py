"""Sends signals to the harness, the server and everyone; changes their limits and priorities.

expect: ok
flops: 10
stopped-by: signals
prints: done
"""

import fcntl
import os
import resource
import signal

import flopscope.numpy as fnp

fnp.ones(10) + fnp.ones(10)


def attempt(what, action):
    try:
        action()
    except OSError as error:
        print("denied", what, error.errno)
    else:
        print("BREACH", what)


def sigio():
    fcntl.fcntl(os.pipe()[0], fcntl.F_SETOWN, os.getppid())


me, parent = os.getpid(), os.getppid()
others = [pid for pid in (1, parent, parent + 1, me - 1, me - 2, me - 3) if pid not in (0, me)]
for pid in others:
    attempt(f"kill {pid}", lambda: os.kill(pid, signal.SIGKILL))
    attempt(f"affinity of {pid}", lambda: os.sched_setaffinity(pid, {0}))
    attempt(f"priority of {pid}", lambda: os.setpriority(os.PRIO_PROCESS, pid, 19))
    attempt(f"limits of {pid}", lambda: resource.prlimit(pid, resource.RLIMIT_NOFILE, (3, 3)))
attempt("kill everyone", lambda: os.kill(-1, signal.SIGKILL))
attempt("kill a group", lambda: os.killpg(os.getpgid(parent) or 1, signal.SIGKILL))
attempt("pidfd", lambda: os.pidfd_open(parent))
attempt("SIGIO", sigio)
print("done")
