"""What the harness tells the launcher, and what the launcher tells the harness."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from typing import Any

EXIT_NOT_STARTED = 125
"""The launcher's exit code when the submission's first line was never reached."""

EXIT_MEMORY_ERROR = 119
"""Its exit code when the submission ended with an uncaught MemoryError.

It is the interpreter's word, not the kernel's: a submission can exit with this code by itself. It
gains nothing by that but the blame.
"""


@dataclass(frozen=True, slots=True)
class Config:
    """How to confine, and what to run.

    Attributes
    ----------
    submission
        The folder with ``submission.py``: current folder, first on the import path, read-only.
    name
        What the submission's own tracebacks call its file.
    scratch
        The only folder that may be written to, or None.
    socket
        The server's socket, which may have still to come into being; None if it is there.
    import_path
        Folders of trusted packages, beside the one that the launcher was started from.
    report_fd
        Where to write one line of JSON, a `Report`, right before the submission starts. Closed
        then, unless it is 0, 1 or 2.
    require_confinement
        Do not run the submission unless Landlock and seccomp are both in force.
    die_with_parent
        Be killed by the kernel when the thread that started this process ends.
    parent
        The process id of the harness, to notice that it has died already.
    user
        The user id to become, with no other groups than ``group``; None stays as it is.
    group
        The group id to become.
    contest
        Run the submission as a contest's contract says, which lies beside it.
    modules
        Those of `imports.WITHHELD` that the submission may import.
    memory_bytes, cpu_time_s, file_bytes, threads, open_files
        Resource limits; None leaves one to the sandbox.
    """

    submission: str
    name: str = "submission.py"
    scratch: str | None = None
    socket: str | None = None
    import_path: tuple[str, ...] = ()
    report_fd: int = 1
    require_confinement: bool = True
    die_with_parent: bool = False
    parent: int | None = None
    user: int | None = None
    group: int | None = None
    contest: bool = False
    modules: tuple[str, ...] = ()
    memory_bytes: int | None = None
    cpu_time_s: float | None = None
    file_bytes: int | None = None
    threads: int | None = None
    open_files: int | None = None

    def to_json(self) -> str:
        """Give it as one line, the launcher's only argument."""
        return json.dumps(dataclasses.asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Config:
        """Read what `to_json` gave."""
        fields: dict[str, Any] = json.loads(text)
        fields["modules"] = tuple(fields["modules"])
        return cls(**fields)


@dataclass(frozen=True, slots=True)
class AppliedLayer:
    """A kind of isolation, its mechanism, and whether the kernel took it."""

    name: str
    mechanism: str
    in_force: bool
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What the launcher really applied. With ``error`` set, the submission does not start.

    Attributes
    ----------
    layers
        What was applied.
    python
        The interpreter's version.
    cpu_time_s
        What the launcher has used; the submission's own use begins there.
    error
        Why the submission does not start, or empty.
    """

    layers: tuple[AppliedLayer, ...] = ()
    python: str = ""
    cpu_time_s: float = 0.0
    error: str = ""

    def to_json(self) -> str:
        """Give it as one line."""
        return json.dumps(dataclasses.asdict(self))

    @classmethod
    def from_json(cls, text: str | bytes) -> Report:
        """Read what `to_json` gave."""
        fields: dict[str, Any] = json.loads(text)
        layers = tuple(AppliedLayer(**layer) for layer in fields.pop("layers"))
        return cls(layers=layers, **fields)
