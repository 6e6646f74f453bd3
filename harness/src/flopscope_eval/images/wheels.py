"""The wheels that go into an image: ours, built here, and locked ones for the image's Python."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from flopscope_eval._run.cache import cache_dir, digest, new_folder, read_tree
from flopscope_eval.images.errors import WheelError
from flopscope_eval.images.repack import repacked
from flopscope_eval.images.sources import DISTRIBUTIONS, WHEELS_VARIABLE, Sources

_SUBPROCESS_TIMEOUT_S = 600


@dataclass(frozen=True, slots=True)
class Target:
    """The interpreter that wheels are collected for.

    Attributes
    ----------
    python
        As ``"3.12"``.
    machine
        As ``platform.machine()`` gives it: ``"x86_64"``, ``"aarch64"``.
    glibc
        As ``"2.36"``.
    """

    python: str
    machine: str
    glibc: str

    def pip_options(self) -> list[str]:
        """Tell pip to choose as that interpreter would, whatever interpreter runs pip."""
        minor = int(self.glibc.partition(".")[2])
        # pip does not derive the older tags that a newer glibc can run from one tag.
        platforms = [f"manylinux_2_{n}_{self.machine}" for n in range(minor, 4, -1)]
        platforms += [f"manylinux2014_{self.machine}", f"linux_{self.machine}"]
        options = ["--implementation", "cp", "--python-version", self.python]
        return options + [word for name in platforms for word in ("--platform", name)]


def own_wheel(sources: Sources, name: str) -> Path:
    """Give the wheel of one of our distributions.

    In a checkout it is built, unless this very source was built before. Elsewhere it comes from the folder
    that `WHEELS_VARIABLE` names, or is made of the installed distribution.

    Raises
    ------
    WheelError
        It could not be built, or `WHEELS_VARIABLE` names a folder that does not have it.
    SourcesMissing
        There is no such folder, and the distribution is not installed from a wheel.
    """
    if sources.wheels is not None:
        return _only_wheel(sources.wheels, name, f"put it there, or change {WHEELS_VARIABLE}")
    if sources.checkout is None:
        return _installed_wheel(name)
    project = sources.checkout / DISTRIBUTIONS[name]
    version = sources.checkout / "flopscope/src/flopscope/_version.py"
    key = digest([*read_tree(project), ("version", version.read_bytes())])
    folder = cache_dir() / "wheels" / f"{name}-{key[:16]}"
    if not folder.is_dir():
        with new_folder(folder) as work:
            _pip("wheel", "--no-deps", "--no-build-isolation", "--no-index", "-w", work, project)
    return _only_wheel(folder, name, "remove that folder and try again")


def _installed_wheel(name: str) -> Path:
    """Give the wheel of an installed distribution, made of its files unless it was before."""
    with tempfile.TemporaryDirectory() as scratch:
        wheel = repacked(name, Path(scratch))
        folder = cache_dir() / "wheels" / f"{name}-{digest([('wheel', wheel.read_bytes())])[:16]}"
        if not folder.is_dir():
            with new_folder(folder) as work:
                shutil.copy(wheel, work)
    return _only_wheel(folder, name, "remove that folder and try again")


def locked_wheels(sources: Sources, names: Iterable[str], target: Target) -> list[Path]:
    """Give the wheels of `names` at the locked versions, checked against the lock's hashes.

    Raises
    ------
    WheelError
        One is not in the lock, or pip could not get it.
    """
    lines = "".join(locked_lines(sources.lock.read_text(), name) for name in sorted(names))
    options = target.pip_options()
    key = digest([("lock", lines.encode()), ("target", " ".join(options).encode())])
    folder = cache_dir() / "wheels" / f"locked-{key[:16]}"
    if not folder.is_dir():
        with new_folder(folder) as work:
            wanted = work / "requirements.txt"
            wanted.write_text(lines)
            _pip("download", "--no-deps", "--only-binary=:all:", "--require-hashes", *options,
                 "-d", work, "-r", wanted)  # fmt: skip
    return sorted(folder.glob("*.whl"))


def locked_lines(lock: str, name: str) -> str:
    """Give one requirement of a lock file, with its hashes.

    Examples
    --------
    >>> locked_lines("a==1 \\\\\\n    --hash=sha256:0\\nb==2\\n", "a")
    'a==1 \\\\\\n    --hash=sha256:0\\n'
    """
    entry = re.search(rf"^{re.escape(name)}==.*\n(?:    --hash=.*\n)*", lock, re.MULTILINE)
    if entry is None:
        raise WheelError(
            f"{name} is not in requirements.lock: put it into requirements.in, make lock"
        )
    return entry.group()


def name_and_version(wheel: Path) -> tuple[str, str]:
    """Read a wheel's distribution and version off its file name.

    Examples
    --------
    >>> name_and_version(Path("opt_einsum-3.4.0-py3-none-any.whl"))
    ('opt-einsum', '3.4.0')
    """
    name, version, *_ = wheel.name.split("-")
    return re.sub(r"[-_.]+", "-", name).lower(), version


def _only_wheel(folder: Path, name: str, remedy: str) -> Path:
    found = [path for path in folder.glob("*.whl") if name_and_version(path)[0] == name]
    if len(found) != 1:
        raise WheelError(f"{folder} has {len(found)} wheels of {name}, not one: {remedy}")
    return found[0]


def _pip(*arguments: str | Path) -> None:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", *arguments]
    try:
        subprocess.run(command, check=True, capture_output=True, text=True,
                       stdin=subprocess.DEVNULL, timeout=_SUBPROCESS_TIMEOUT_S)  # fmt: skip
    except subprocess.CalledProcessError as error:
        last = "\n".join(error.stderr.strip().splitlines()[-12:])
        raise WheelError(
            f"pip {arguments[0]} failed. Is the package index reachable, and does {sys.prefix} "
            f"have pip and hatchling (make setup)?\n{last}"
        ) from error
    except subprocess.TimeoutExpired as error:
        raise WheelError(
            f"pip {arguments[0]} took more than {_SUBPROCESS_TIMEOUT_S} s: is the package index "
            "reachable?"
        ) from error
