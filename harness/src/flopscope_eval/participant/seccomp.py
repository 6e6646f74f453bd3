"""The seccomp filter: the system calls of `syscalls`, some only with certain arguments.

The filter is assembled here, in about a hundred lines of classic BPF, because it must work where
nothing can be installed: the bindings on PyPI need a system's ``libseccomp``, or a supervisor that
sees system calls and so makes each round trip to the server slower.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .kernel import Refused, check, libc
from .syscalls import NUMBERS

_LD_WORD, _JUMP_EQUAL, _AND, _RETURN = 0x20, 0x15, 0x54, 0x06
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16  # offsets in struct seccomp_data
_ALLOW, _ERRNO = 0x7FFF0000, 0x00050000
_SET_MODE_FILTER, _ALL_THREADS = 1, 1

_CLONE_THREAD = 0x00010000
_PROT_EXEC = 4
_SCHED_OTHER = 0
_AF_UNIX, _SOCK_STREAM, _SOCK_TYPE_MASK = 1, 1, 0xF

_FCNTL = (0, 1, 2, 3, 4, 5, 6, 7, 36, 37, 38, 1030, 1032)
"""Duplicate, flags, locks, pipe size. Not F_SETOWN and F_SETSIG: they send signals to others."""

_IOCTL = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)
"""TCGETS, TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX: what the interpreter asks of files."""

_PRCTL = (3, 15, 16, 0x53564D41)
"""PR_GET_DUMPABLE, PR_SET_NAME, PR_GET_NAME, PR_SET_VMA (how glibc names its memory)."""


@dataclass(frozen=True, slots=True)
class Masked:
    """The argument's lower half, under a mask, is the value."""

    argument: int
    mask: int
    value: int


@dataclass(frozen=True, slots=True)
class OneOf:
    """The argument's lower half (all that the kernel reads of an ``int``) is one of the values."""

    argument: int
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Null:
    """The pointer argument is null."""

    argument: int


Condition = Masked | OneOf | Null
Instruction = tuple[int, int, int, int]


def conditions(pid: int) -> Mapping[str, tuple[Condition, ...]]:
    """Say which calls are allowed only so; all of a call's conditions must hold.

    Parameters
    ----------
    pid
        The process to be confined. It can start no other, so this stays the only one that it may
        signal.
    """
    return {
        # Threads, and never a process: nothing can outlive the run or hide memory and time from its
        # limits.
        "clone": (Masked(0, _CLONE_THREAD, _CLONE_THREAD),),
        # Nothing native can be mapped any more: no extension module, no generated code.
        "mmap": (Masked(2, _PROT_EXEC, 0),),
        "mprotect": (Masked(2, _PROT_EXEC, 0),),
        "kill": (OneOf(0, (pid,)),),
        "tgkill": (OneOf(0, (pid,)),),
        "prlimit64": (OneOf(0, (0, pid)),),
        # ZeroMQ sets what is set already whenever it starts a thread, and aborts if it may not.
        "sched_setscheduler": (OneOf(1, (_SCHED_OTHER,)),),
        "fcntl": (OneOf(1, _FCNTL),),
        "ioctl": (OneOf(1, _IOCTL),),
        "prctl": (OneOf(0, _PRCTL),),
        # Without an address: a datagram could otherwise go to any socket of the host.
        "sendto": (Null(4),),
        # For event loops that wake themselves. Streams only: they cannot be given an address.
        "socketpair": (
            OneOf(0, (_AF_UNIX,)),
            Masked(1, _SOCK_TYPE_MASK, _SOCK_STREAM),
        ),
    }


_UNKNOWN_TO_THE_KERNEL = ("clone3",)
"""Its arguments lie in memory, where no filter can look. Told ENOSYS, the C library uses clone."""

_NEVER = ("tkill", "seccomp")
"""In the table for their numbers only: tkill names no process, so it cannot be bounded to one."""


@dataclass(frozen=True, slots=True)
class Architecture:
    """How the kernel identifies it, and its column in `NUMBERS`."""

    audit: int
    column: int

    def number(self, name: str) -> int | None:
        """Give the call's number, or None where there is no such call."""
        return NUMBERS[name][self.column]


ARCHITECTURES = {"x86_64": Architecture(0xC000003E, 0), "aarch64": Architecture(0xC00000B7, 1)}


def program(architecture: Architecture, pid: int) -> list[Instruction]:
    """Assemble the filter."""
    code: list[Instruction] = [
        (_LD_WORD, 0, 0, _ARCHITECTURE),
        (_JUMP_EQUAL, 1, 0, architecture.audit),
        _deny(errno.EPERM),  # another architecture's call numbers mean other calls
        (_LD_WORD, 0, 0, _NUMBER),
    ]
    conditional = conditions(pid)
    for name in NUMBERS:
        number = architecture.number(name)
        if number is not None and name not in _NEVER:
            block = list(_verdict(name, conditional.get(name, ())))
            code += [(_JUMP_EQUAL, 0, len(block), number), *block]
    code.append(_deny(errno.EPERM))
    return code


def _verdict(name: str, conditions: tuple[Condition, ...]) -> Iterator[Instruction]:
    if name in _UNKNOWN_TO_THE_KERNEL:
        yield _deny(errno.ENOSYS)
        return
    for condition in conditions:
        yield from _test(condition)
    yield (_RETURN, 0, 0, _ALLOW)


def _test(condition: Condition) -> Iterator[Instruction]:
    """Fall through where the condition holds, return EPERM where it does not."""
    low = _ARGUMENTS + 8 * condition.argument  # both architectures are little-endian
    denial = _deny(errno.EPERM)
    yield (_LD_WORD, 0, 0, low)
    match condition:
        case Masked(_, mask, value):
            yield from ((_AND, 0, 0, mask), (_JUMP_EQUAL, 1, 0, value), denial)
        case OneOf(_, values):
            for position, value in enumerate(values):
                yield (_JUMP_EQUAL, len(values) - position, 0, value)
            yield denial
        case Null():
            yield from ((_JUMP_EQUAL, 1, 0, 0), denial)
            yield from ((_LD_WORD, 0, 0, low + 4), (_JUMP_EQUAL, 1, 0, 0), denial)


def _deny(error: int) -> Instruction:
    return (_RETURN, 0, 0, _ERRNO | error)


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("code", ctypes.c_char_p))


def restrict_all_threads() -> str:
    """Apply the filter to every thread of this process, for good; say what it is.

    Raises
    ------
    Refused
        The kernel has no seccomp filters, or the machine is of an unknown kind.
    """
    architecture = ARCHITECTURES.get(platform.machine())
    if architecture is None:
        raise Refused(f"no table of system calls for {platform.machine()}")
    instructions = program(architecture, os.getpid())
    code = b"".join(struct.pack("=HBBI", *instruction) for instruction in instructions)
    filter_ = _Program(len(instructions), code)
    number = architecture.number("seccomp")
    flags = (_SET_MODE_FILTER, _ALL_THREADS)
    thread = check(libc.syscall(number, *flags, ctypes.byref(filter_)), "seccomp filter")
    if thread:  # no error in the usual way: the number of a thread that has a filter of its own
        raise Refused(errno.ESRCH, f"thread {thread} could not be given the seccomp filter")
    return f"{len(NUMBERS) - len(_NEVER) - len(_UNKNOWN_TO_THE_KERNEL)} system calls allowed"
