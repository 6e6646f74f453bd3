"""Landlock: which files this process may touch from now on.

Three system calls, so there is no dependency for them: a participant's environment should hold as
little as possible. `docs/sandboxes.md` compares the libraries that there are.
"""

from __future__ import annotations

import ctypes
import errno
import os
import stat
from collections.abc import Iterable
from enum import IntFlag

from .kernel import Refused, check, libc

_CREATE, _ADD_RULE, _RESTRICT = 444, 445, 446  # the same on every architecture
_QUERY_ABI = 1
_PATH_BENEATH = 1


class Access(IntFlag):
    """What may be done with a file or beneath a folder."""

    EXECUTE = 1 << 0
    WRITE_FILE = 1 << 1
    READ_FILE = 1 << 2
    READ_DIR = 1 << 3
    REMOVE_DIR = 1 << 4
    REMOVE_FILE = 1 << 5
    MAKE_CHAR = 1 << 6
    MAKE_DIR = 1 << 7
    MAKE_REG = 1 << 8
    MAKE_SOCK = 1 << 9
    MAKE_FIFO = 1 << 10
    MAKE_BLOCK = 1 << 11
    MAKE_SYM = 1 << 12
    REFER = 1 << 13
    TRUNCATE = 1 << 14
    IOCTL_DEV = 1 << 15

    READ = READ_FILE | READ_DIR
    WRITE = WRITE_FILE | TRUNCATE | MAKE_DIR | MAKE_REG | REMOVE_DIR | REMOVE_FILE | REFER


_FOR_FILES = (
    Access.EXECUTE | Access.WRITE_FILE | Access.READ_FILE | Access.TRUNCATE | Access.IOCTL_DEV
)
"""All other rights make sense for folders only; the kernel refuses them for a file."""

_SINCE = {Access.REFER: 2, Access.TRUNCATE: 3, Access.IOCTL_DEV: 5}
_TCP_SINCE, _BIND_AND_CONNECT_TCP = 4, 0b11
_SCOPES_SINCE, _ABSTRACT_SOCKETS_AND_SIGNALS = 6, 0b11


def abi() -> int:
    """Give the version of Landlock that the kernel offers; 0 if it has none or it is turned off."""
    version: int = libc.syscall(_CREATE, None, 0, _QUERY_ABI)
    return max(version, 0)


def known(version: int) -> Access:
    """Give the rights that this version can restrict; a right that it does not know stays free."""
    return Access(sum(right for right in _single_rights() if _SINCE.get(right, 1) <= version))


def restrict_thread(rules: Iterable[tuple[str, Access]]) -> str:
    """Deny this thread, and those that it starts later, all of the file system but ``rules``.

    Where the kernel can, also TCP, abstract Unix sockets and signals to processes outside. Needs
    no-new-privileges.

    Parameters
    ----------
    rules
        Paths, and what may be done with or beneath each. One that does not exist grants nothing.

    Returns
    -------
    What was applied, for people.

    Raises
    ------
    Refused
        The kernel has no Landlock.
    """
    version = abi()
    if version == 0:
        raise Refused(errno.EOPNOTSUPP, "this kernel has no Landlock, or it is turned off")
    handled = known(version)
    ruleset = _create(version, handled)
    try:
        for path, access in rules:
            _allow(ruleset, path, access & handled)
        check(libc.syscall(_RESTRICT, ruleset, 0), "landlock_restrict_self")
    finally:
        os.close(ruleset)
    return f"ABI {version}"


def _single_rights() -> list[Access]:
    return [Access(1 << bit) for bit in range(16)]


def _create(version: int, handled: Access) -> int:
    attributes = [int(handled)]
    if version >= _TCP_SINCE:
        attributes.append(_BIND_AND_CONNECT_TCP)
    if version >= _SCOPES_SINCE:
        attributes.append(_ABSTRACT_SOCKETS_AND_SIGNALS)
    words = (ctypes.c_uint64 * len(attributes))(*attributes)
    ruleset = libc.syscall(_CREATE, ctypes.byref(words), ctypes.sizeof(words), 0)
    return check(ruleset, "landlock_create_ruleset")


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def _allow(ruleset: int, path: str, access: Access) -> None:
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        if not stat.S_ISDIR(os.fstat(descriptor).st_mode):
            access &= _FOR_FILES
        rule = _Beneath(int(access), descriptor)
        result = libc.syscall(_ADD_RULE, ruleset, _PATH_BENEATH, ctypes.byref(rule), 0)
        check(result, f"landlock_add_rule for {path}")
    finally:
        os.close(descriptor)
