"""Starts programs and processes, so as to outlive the run or to escape its limits.

expect: ok
flops: 10
stopped-by: programs, processes
prints: done
"""

import multiprocessing
import os
import subprocess
import sys

import flopscope.numpy as fnp

fnp.ones(10) + fnp.ones(10)


def attempt(what, action):
    try:
        action()
    except OSError as error:
        print("denied", what, error.errno)
    else:
        print("BREACH", what)


def fork():
    if os.fork() == 0:
        os._exit(0)


def daemon():
    if os.fork() == 0:
        os.setsid()
        while True:
            pass


attempt("fork", fork)
attempt("forkpty", os.forkpty)
attempt("daemon", daemon)
attempt("subprocess", lambda: subprocess.run(["/bin/true"], check=True))
attempt("shell", lambda: subprocess.run("true", shell=True, check=True))
attempt("posix_spawn", lambda: os.posix_spawn(sys.executable, ["python", "-c", ""], {}))
attempt("exec", lambda: os.execv(sys.executable, [sys.executable, "-c", "print('BREACH')"]))
attempt("multiprocessing", multiprocessing.Process(target=print).start)
print("system", "denied" if os.system("true") != 0 else "BREACH")
print("done")
