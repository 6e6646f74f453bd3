"""Folders of a run, owned by a live process, and what dead ones left of them."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import stat
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from flopscope_eval._run.cache import cache_dir
from flopscope_eval.sandbox import owner
from flopscope_eval.sandbox.owner import Owner

_OWNER, _PREFIX = "owner.json", "owner"

_LONGEST_PATH = 107 - len("/run-0123456789abcdef/private/channel")
"""A Unix socket's address holds 107 bytes."""


@dataclass(frozen=True, slots=True)
class Users:
    """The unprivileged users of a run that root starts; group is shared for the socket's sake."""

    server: int
    participant: int
    group: int


@dataclass(frozen=True, slots=True)
class RunFolder:
    """One run's files.

    Attributes
    ----------
    root
        The folder that holds the others.
    submission
        The copy of the submission; read-only for the participant.
    scratch
        The participant's temporary folder.
    socket
        Where the server makes its socket; the participant can pass through, not write.
    private
        What the harness shares with the server alone.
    """

    root: Path

    @property
    def submission(self) -> Path:
        return self.root / "submission"

    @property
    def scratch(self) -> Path:
        return self.root / "scratch"

    def policy_file(self, number: int) -> Path:
        """The copy of a policy's file: 0 is the policy that charges, the others are recorded beside."""
        return self.root / f"policy-{number}.json"

    @property
    def socket(self) -> Path:
        return self.root / "server" / "s"

    @property
    def private(self) -> Path:
        return self.root / "private"

    @property
    def url(self) -> str:
        return f"ipc://{self.socket}"

    @classmethod
    def create(cls, run_id: str, users: Users | None) -> RunFolder:
        """Make the folders and give each to the user that needs it."""
        folder = cls(runs_folder() / f"run-{run_id}")
        _make(folder.root, 0o711)
        (folder.root / _OWNER).write_text(json.dumps(owner.current().as_labels(_PREFIX)))
        _make(folder.submission, 0o755)
        _make(folder.scratch, 0o700)
        _make(folder.socket.parent, 0o700)
        _make(folder.private, 0o700)
        if users is not None:
            os.chown(folder.scratch, users.participant, users.group)
            os.chown(folder.socket.parent, users.server, users.group)
            folder.socket.parent.chmod(0o710)
            os.chown(folder.private, users.server, users.group)
        return folder

    def remove(self) -> None:
        """Remove everything; a folder that is gone already is no error."""
        _make_removable(self.root)
        shutil.rmtree(self.root, ignore_errors=True)


def runs_folder() -> Path:
    """Give the folder of all runs of this user, made if need be.

    Raises
    ------
    PermissionError
        Someone else made a folder of that name, or root's lies where other users cannot go.
    OSError
        Its path is too long for a socket beneath it.
    """
    folder = _private(Path(tempfile.gettempdir()).resolve() / f"flopscope-eval-{os.geteuid()}")
    if len(str(folder)) > _LONGEST_PATH:
        raise OSError(
            f"{folder} is too long a path for a socket in it; set TMPDIR to a shorter one"
        )
    if os.geteuid() == 0 and not all(path.stat().st_mode & 0o001 for path in folder.parents):
        raise PermissionError(f"other users cannot enter {folder}; set TMPDIR to where they can")
    return folder


def cache_folder() -> Path:
    """Give the folder of what processes run from, made if need be; its users can read it."""
    return _private(cache_dir(for_other_users=os.geteuid() == 0) / "runtimes")


def collect_garbage() -> list[str]:
    """Remove the folders of runs whose process is gone; say which."""
    removed = []
    for root in runs_folder().glob("run-*"):
        if _is_garbage(root):
            RunFolder(root).remove()
            removed.append(f"folder of {root.name}")
    return removed


def _is_garbage(root: Path) -> bool:
    try:
        maker = Owner.from_labels(json.loads((root / _OWNER).read_text()), _PREFIX)
    except (OSError, ValueError):
        maker = None
    if maker is None:  # it is just being made, or its maker died at once: its age tells which
        return _age_s(root) > 60
    return maker.is_dead()


def _age_s(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _make(path: Path, mode: int) -> None:
    """Make a folder with exactly this mode, whatever the umask leaves out."""
    path.mkdir()
    path.chmod(mode)


def _private(path: Path) -> Path:
    with contextlib.suppress(FileExistsError):
        path.parent.mkdir(parents=True, exist_ok=True)
        _make(path, 0o711)
    status = path.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.geteuid():
        raise PermissionError(f"{path} belongs to someone else; remove it or set TMPDIR")
    if status.st_mode & 0o022:
        raise PermissionError(f"{path} can be written by others: chmod go-w {path}")
    return path


def _make_removable(root: Path) -> None:
    """Take back the rights that a submission took from its own folders."""
    for parent, folders, _ in os.walk(root):
        for name in folders:
            path = Path(parent) / name
            if not path.is_symlink():
                path.chmod(0o700)
