"""What is submitted: one ``.py`` file, or a folder with ``submission.py`` and its data."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

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
        files = tuple(sorted(_files(path, entry), key=lambda file: file.name))
        return cls(path.resolve().name, files, _digest(files))

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


def _files(path: Path, entry: str) -> list[SubmittedFile]:
    if path.is_file():
        if path.suffix != ".py":
            raise SubmissionRefused(f"{path.name} is not a .py file")
        return _bounded([SubmittedFile(entry, path.resolve(), path.stat().st_size)])
    if not path.is_dir():
        raise SubmissionRefused(f"{path} does not exist, or is neither a file nor a folder")
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
    for parent, folders, names in os.walk(root):
        # A link to a folder is not descended into, so it would go missing silently.
        for name in (*names, *(f for f in folders if (Path(parent) / f).is_symlink())):
            path = Path(parent) / name
            inside = path.relative_to(root).as_posix()
            resolved = path.resolve()
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
