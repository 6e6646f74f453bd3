"""Makes system calls by hand, past every check that Python could have.

expect: ok
flops: 10
stopped-by: network, programs, processes, signals, native code
prints: done
"""

import ctypes
import errno
import mmap
import os
import platform

import flopscope.numpy as fnp

fnp.ones(10) + fnp.ones(10)

# Name: the numbers on x86_64 and aarch64, then arguments that would do something.
CALLS = {
    "ptrace": (101, 117, (16, os.getppid(), 0, 0)),
    "process_vm_readv": (310, 270, (os.getppid(), 0, 0, 0, 0, 0)),
    "io_uring_setup": (425, 425, (1, 0)),
    "keyctl": (250, 219, (0, -3, 0)),
    "add_key": (248, 217, (0, 0, 0, 0, 0)),
    "memfd_create": (319, 279, (b"x", 0)),
    "execveat": (322, 281, (0, b"", 0, 0, 0x1000)),
    "unshare": (272, 97, (0x10000000,)),
    "setns": (308, 268, (0, 0)),
    "mount": (165, 40, (b"x", b"/", b"tmpfs", 0, 0)),
    "bpf": (321, 280, (0, 0, 0)),
    "perf_event_open": (298, 241, (0, 0, -1, -1, 0)),
    "userfaultfd": (323, 282, (0,)),
    "open_by_handle_at": (304, 265, (0, 0, 0)),
    "personality": (135, 92, (0x0400000,)),
    "shmget": (29, 194, (0, 4096, 0o1777)),
    "mq_open": (240, 180, (b"x", 0o102, 0o777, 0)),
    "setuid": (105, 146, (0,)),
    "socket": (41, 198, (1, 1, 0)),
    "tkill": (200, 130, (os.getppid(), 9)),
    "landlock_create_ruleset": (444, 444, (0, 0, 1)),
    "seccomp": (317, 277, (0, 0, 0)),
    "prctl dumpable": (157, 167, (4, 1, 0, 0, 0)),
    "a call of the future": (1000, 1000, ()),
}

libc = ctypes.CDLL(None, use_errno=True)
column = {"x86_64": 0, "aarch64": 1}[platform.machine()]
for name, (*numbers, arguments) in CALLS.items():
    if libc.syscall(numbers[column], *arguments) == -1 and ctypes.get_errno() == errno.EPERM:
        print("denied", name)
    else:
        print("BREACH", name, ctypes.get_errno())

for what, protection in (("executable", 7), ("executable, read-only", 5)):
    try:
        mmap.mmap(-1, 4096, prot=protection)
    except OSError:
        print("denied memory that is", what)
    else:
        print("BREACH memory that is", what)

page = mmap.mmap(-1, 4096)
address = ctypes.addressof(ctypes.c_char.from_buffer(page))
if libc.mprotect(ctypes.c_void_p(address), 4096, 7) == 0:
    print("BREACH memory made executable")
print("done")
