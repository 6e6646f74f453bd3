"""The seccomp filter, interpreted as the kernel would, for machines that this one is not; Landlock's rights."""

from __future__ import annotations

import errno
import os
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from flopscope_eval.participant import imports, landlock, seccomp
from flopscope_eval.participant.config import EXIT_NOT_STARTED, Config, Report
from flopscope_eval.participant.landlock import Access
from flopscope_eval.participant.seccomp import ARCHITECTURES, Architecture
from flopscope_eval.participant.syscalls import NUMBERS

PID = 4321
ALLOW, DENY, UNKNOWN = 0x7FFF0000, 0x50000 | errno.EPERM, 0x50000 | errno.ENOSYS

architectures = pytest.mark.parametrize("name", ARCHITECTURES)


def verdict(architecture: Architecture, number: int, *arguments: int, audit: int = 0) -> int:
    """Run the filter on one call, as the kernel's interpreter does."""
    padded = [*arguments, *[0] * (6 - len(arguments))]
    data = struct.pack("<IIQ6Q", number, audit or architecture.audit, 0, *padded)
    code = seccomp.program(architecture, PID)
    position, accumulator = 0, 0
    while True:
        operation, true, false, value = code[position]
        position += 1
        match operation:
            case 0x20:
                (accumulator,) = struct.unpack_from("<I", data, value)
            case 0x54:
                accumulator &= value
            case 0x15:
                position += true if accumulator == value else false
            case 0x06:
                return value


def call(name: str, call_name: str, *arguments: int) -> int:
    architecture = ARCHITECTURES[name]
    number = architecture.number(call_name)
    assert number is not None
    return verdict(architecture, number, *arguments)


@architectures
def test_a_plain_call_is_allowed_whatever_its_arguments(name: str) -> None:
    for arguments in ((), (2**64 - 1,) * 6):
        assert call(name, "read", *arguments) == ALLOW
        assert call(name, "openat", *arguments) == ALLOW


@architectures
def test_what_is_not_listed_is_denied(name: str) -> None:
    architecture = ARCHITECTURES[name]
    listed = {architecture.number(call_name) for call_name in NUMBERS}
    for number in (*range(600), 1000, 2**31, 2**32 - 1, *(0x40000000 + n for n in range(600))):
        if number not in listed:
            assert verdict(architecture, number) == DENY


@architectures
def test_another_architectures_numbers_are_denied(name: str) -> None:
    architecture = ARCHITECTURES[name]
    read = architecture.number("read")
    assert read is not None
    assert verdict(architecture, read, audit=0x40000003) == DENY


@architectures
@pytest.mark.parametrize(
    ("call_name", "good", "bad"),
    [
        ("clone", (0x3D0F00,), (0x11,)),
        ("clone", (0x10000,), (0,)),
        ("mmap", (0, 4096, 3), (0, 4096, 7)),
        ("mmap", (0, 4096, 1), (0, 4096, 5)),
        ("mprotect", (0, 4096, 3), (0, 4096, 4)),
        ("kill", (PID, 9), (PID + 1, 9)),
        ("kill", (PID, 9), (0, 9)),
        ("kill", (PID, 9), (2**32 - 1, 9)),
        ("tgkill", (PID, 5, 6), (1, 5, 6)),
        ("prlimit64", (0, 7), (1, 7)),
        ("sched_setscheduler", (5, 0), (5, 1)),
        ("fcntl", (3, 4), (3, 8)),
        ("fcntl", (3, 1030), (3, 1031)),
        ("ioctl", (0, 0x5401), (0, 0x5412)),
        ("prctl", (15,), (4,)),
        ("sendto", (3, 1, 1, 0, 0), (3, 1, 1, 0, 1)),
        ("sendto", (3, 1, 1, 0, 0), (3, 1, 1, 0, 2**32)),
        ("socketpair", (1, 1 | 0o2004000), (1, 2)),
        ("socketpair", (1, 1), (2, 1)),
    ],
)
def test_a_conditional_call_depends_on_its_arguments(
    name: str, call_name: str, good: tuple[int, ...], bad: tuple[int, ...]
) -> None:
    assert call(name, call_name, *good) == ALLOW
    assert call(name, call_name, *bad) == DENY


@architectures
def test_upper_halves_that_the_kernel_ignores_change_nothing(name: str) -> None:
    assert call(name, "kill", 2**32 + PID, 9) == ALLOW
    assert call(name, "kill", 2**32 + PID + 1, 9) == DENY


@architectures
def test_calls_that_are_never_right(name: str) -> None:
    assert call(name, "clone3", 0) == UNKNOWN
    assert call(name, "tkill", PID, 9) == DENY
    assert call(name, "seccomp", 0) == DENY


@architectures
def test_no_number_is_listed_twice(name: str) -> None:
    numbers = [ARCHITECTURES[name].number(call_name) for call_name in NUMBERS]
    known = [number for number in numbers if number is not None]
    assert len(known) == len(set(known))


def test_conditions_are_for_listed_calls() -> None:
    assert set(seccomp.conditions(PID)) <= set(NUMBERS)


def test_landlock_restricts_what_its_version_knows() -> None:
    assert Access.REFER not in landlock.known(1)
    assert landlock.known(2) == landlock.known(1) | Access.REFER
    assert landlock.known(4) == landlock.known(3)
    assert landlock.known(5) == Access((1 << 16) - 1)
    assert landlock.known(99) == landlock.known(5)


def test_installed_packages_are_not_readable() -> None:
    trees, listed = imports.readable_paths()
    stdlib = Path(os.__file__).parent
    assert listed == [str(stdlib)]
    assert str(stdlib / "json") in trees
    assert str(stdlib) not in trees
    assert not any(path.endswith("-packages") for path in set(trees) - set(sys.path))


def test_a_launcher_that_fails_says_why_and_runs_nothing(tmp_path: Path) -> None:
    (tmp_path / "submission.py").write_text("print('BREACH')")
    launcher = Path(imports.__file__).parent
    config = Config(str(tmp_path), require_confinement=True)
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(launcher), config.to_json()],
        capture_output=True,
        check=False,
    )
    assert done.returncode == EXIT_NOT_STARTED
    # Without a site there is no flopscope beside it.
    assert "ModuleNotFoundError" in Report.from_json(done.stdout).error
    assert b"BREACH" not in done.stdout
