"""What is submitted: one ``.py`` file, or a folder with ``submission.py`` and its data."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from flopscope_eval._run.sizes import MIB

ENTRY = "submission.py"
"""What the entry file is called in the sandbox, whatever it is called outside."""

MAX_BYTES = 256 * MIB
MAX_FILES = 10_000


class SubmissionRefused(ValueError):
    """This cannot be run; the message says what to change."""


@dataclass(frozen=True, slots=True)
class SubmittedFile:
    """One file: its name inside the submission (``/`` between folders), and where it is now."""

    name: str
    path: Path
    size: int


@dataclass(frozen=True, slots=True)
class Submission:
    """A validated submission.

    Attributes
    ----------
    name
        What the user called it: the file's or folder's name.
    files
        All its files, by name; one of them is `ENTRY`.
    sha256
        A hash over names and contents; the same for a file and a folder that holds just this file.
    """

    name: str
    files: tuple[SubmittedFile, ...]
    sha256: str

    @classmethod
    def load(cls, path: Path, entry: str = ENTRY) -> Submission:
        """Validate and hash what is at ``path``.

        A single file is called ``entry`` in the sandbox; a folder has a file of this name.

        Raises
        ------
        SubmissionRefused
            Neither a ``.py`` file nor a folder with ``submission.py``; a symbolic link that leads
            out of the folder; something other than files and folders; too many files; too large.
        """
        try:
            files = tuple(sorted(_files(path, entry), key=lambda file: file.name))
            return cls(path.resolve().name, files, _digest(files))
        except (OSError, RuntimeError) as error:
            raise SubmissionRefused(f"{_short(path)} cannot be read: {_reason(error)}") from error

    def beside(self, folder: str, files: Mapping[str, Path]) -> Submission:
        """Give the same submission with further files in a folder of their own.

        Raises
        ------
        SubmissionRefused
            It has something of that name itself.
        """
        taken = [file.name for file in self.files if file.name.split("/")[0] == folder]
        if taken:
            raise SubmissionRefused(f"{taken[0]}: the name {folder} is reserved; rename it")
        extra = [
            SubmittedFile(f"{folder}/{name}", path, path.stat().st_size)
            for name, path in files.items()
        ]
        together = tuple(sorted([*self.files, *extra], key=lambda file: file.name))
        return Submission(self.name, together, _digest(together))

    @property
    def entry_name(self) -> str:
        """What the user calls the entry file; in the sandbox it is `ENTRY`."""
        is_file = len(self.files) == 1 and self.name.endswith(".py")
        return self.name if is_file else ENTRY

    @property
    def size(self) -> int:
        """Bytes in all files."""
        return sum(file.size for file in self.files)

    def copy_to(self, folder: Path) -> None:
        """Write a copy into ``folder``, which must be empty; no file is executable.

        Raises
        ------
        SubmissionRefused
            It has changed since it was hashed.
        """
        for file in self.files:
            target = folder / file.name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file.path, target)
            target.chmod(0o644)
        for parent, _, _ in os.walk(folder):
            Path(parent).chmod(0o755)
        copied = tuple(SubmittedFile(f.name, folder / f.name, f.size) for f in self.files)
        if _digest(copied) != self.sha256:
            raise SubmissionRefused(f"{self.name} changed while it was read")


def _short(path: Path) -> str:
    text = str(path)
    return text if len(text) <= 100 else f"{text[:48]}...{text[-48:]}"


def _reason(error: Exception) -> str:
    """Say what was wrong, without a path; a loop of links was a RuntimeError until Python 3.13."""
    return getattr(error, "strerror", None) or "its symbolic links lead in a circle"


def _files(path: Path, entry: str) -> list[SubmittedFile]:
    if path.is_file():
        if path.suffix != ".py":
            raise SubmissionRefused(f"{path.name} is not a .py file")
        return _bounded([SubmittedFile(entry, path.resolve(), path.stat().st_size)])
    if not path.is_dir():
        raise SubmissionRefused(f"{_short(path)} does not exist, or is neither a file nor a folder")
    files = _bounded(_walk(path.resolve()))
    if not any(file.name == entry for file in files):
        raise SubmissionRefused(f"{path.name} has no {entry}")
    return files


def _bounded(files: Iterator[SubmittedFile] | list[SubmittedFile]) -> list[SubmittedFile]:
    taken: list[SubmittedFile] = []
    total = 0
    for file in files:
        taken.append(file)
        total += file.size
        if total > MAX_BYTES or len(taken) > MAX_FILES:
            raise SubmissionRefused(
                f"more than {MAX_FILES:,} files or {MAX_BYTES // MIB} MiB is too much"
            )
    return taken


def _walk(root: Path) -> Iterator[SubmittedFile]:
    for parent, folders, names in os.walk(root, onerror=_refuse_unreadable):
        # A link to a folder is not descended into, so it would go missing silently.
        for name in (*names, *(f for f in folders if (Path(parent) / f).is_symlink())):
            path = Path(parent) / name
            inside = path.relative_to(root).as_posix()
            try:
                resolved = path.resolve()
            except (OSError, RuntimeError) as error:
                raise SubmissionRefused(f"{inside} cannot be read: {_reason(error)}") from error
            if not resolved.is_relative_to(root):
                raise SubmissionRefused(f"{inside} is a link that leads out of the submission")
            try:
                status = resolved.stat()
            except OSError as error:
                raise SubmissionRefused(f"{inside} cannot be read: {error.strerror}") from error
            if not stat.S_ISREG(status.st_mode):
                raise SubmissionRefused(f"{inside} is not a regular file")
            yield SubmittedFile(inside, resolved, status.st_size)
        folders[:] = [f for f in folders if f not in _SKIPPED]


def _refuse_unreadable(error: OSError) -> NoReturn:
    """Refuse a folder that cannot be listed: what is in it would go missing silently."""
    name = Path(str(error.filename)).name
    raise SubmissionRefused(f"the folder {name} cannot be read: {_reason(error)}") from error


_SKIPPED = {"__pycache__", ".git"}


def _digest(files: tuple[SubmittedFile, ...]) -> str:
    """Hash names and contents, framed by their lengths so that none can pass for another."""
    total = hashlib.sha256()
    for file in files:
        try:
            content = hashlib.sha256(file.path.read_bytes()).digest()
            name = file.name.encode()
        except OSError as error:
            raise SubmissionRefused(f"{file.name} cannot be read: {error.strerror}") from error
        except UnicodeEncodeError as error:
            raise SubmissionRefused(f"{file.name!r} is not a name in UTF-8") from error
        total.update(len(name).to_bytes(4, "big") + name + content)
    return total.hexdigest()
