"""The launcher: confines its own process for good, then runs the submission in it."""

from __future__ import annotations

import builtins
import io
import os
import platform
import sys
import time
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

from . import contest, imports, landlock, process, seccomp, tracebacks
from .config import EXIT_MEMORY_ERROR, EXIT_NOT_STARTED, AppliedLayer, Config, Report
from .kernel import Refused
from .landlock import Access

ENTRY = "submission.py"
_PATIENCE_S = 3600.0
"""How long to wait for the server's reply: the harness ends the wait much earlier."""


def main(arguments: list[str]) -> NoReturn:
    """Confine this process as ``arguments[1]``, a `Config` as JSON, says; run the submission."""
    config = Config.from_json(arguments[1])
    try:
        layers = confine(config)
    except Exception as error:  # noqa: BLE001 - whatever it was, the harness must be told
        _report(config, Report(error=f"{type(error).__name__}: {error}"))
        sys.exit(EXIT_NOT_STARTED)
    _report(config, Report(tuple(layers), platform.python_version(), time.process_time()))
    folder = Path(config.submission)
    sys.exit(contest.run(folder) if config.contest else run(folder, config.name))


def confine(config: Config) -> list[AppliedLayer]:
    """Apply every layer, and say for each whether the kernel took it.

    The order matters. Files are closed before the client's connection, because Landlock binds the
    calling thread and those it starts later, and the connection brings threads with it. System
    calls are closed after the connection, because no socket can be had then; that filter binds all
    threads.

    Raises
    ------
    Refused
        A layer that the configuration requires is not to be had.
    """
    process.close_all_but(config.report_fd)
    process.forbid_new_privileges()
    process.become(config.user, config.group)
    if config.die_with_parent:
        process.die_with_parent(config.parent)
    sys.path[1:1] = [path for path in config.import_path if path not in sys.path]
    imports.import_everything(config.modules)
    os.chdir(config.submission)
    layers = [*_try(config, _FILES, lambda: landlock.restrict_thread(_rules(config)))]
    _connect(config.socket)
    resources = process.limit_resources(config)
    layers += _try(config, _CALLS, seccomp.restrict_all_threads)
    layers.append(AppliedLayer("resources", "rlimit", True, resources))
    layers.append(AppliedLayer("user", "uid", config.user is not None, f"uid {os.getuid()}"))
    return layers


_FILES = (("files", "landlock"),)
_CALLS = tuple(
    (name, "seccomp") for name in ("network", "programs", "processes", "signals", "native code")
)


def _try(
    config: Config, names: tuple[tuple[str, str], ...], apply: Callable[[], str]
) -> Iterator[AppliedLayer]:
    try:
        detail, in_force = apply(), True
    except Refused as error:
        if config.require_confinement:
            raise
        detail, in_force = str(error.strerror or error), False
    for name, mechanism in names:
        yield AppliedLayer(name, mechanism, in_force, detail)


def _rules(config: Config) -> Iterator[tuple[str, Access]]:
    trees, listed = imports.readable_paths()
    for path in (*trees, config.submission):
        yield path, Access.READ
    for path in listed:
        yield path, Access.READ_DIR
    for device in ("/dev/null", "/dev/zero", "/dev/random", "/dev/urandom"):
        yield device, Access.READ_FILE
    yield "/dev/null", Access.WRITE_FILE
    if config.scratch is not None:
        yield config.scratch, Access.READ | Access.WRITE


def _connect(socket: str | None) -> None:
    """Open the client's connection and shake hands with the server, while a socket can be had.

    The server starts at the same time, and is waited for here: how long is up to the harness, which
    sees why it does not come. ZeroMQ would look again only every 100 ms.
    """
    import flopscope_client

    while socket is not None and not os.path.exists(socket):  # noqa: PTH110 - as cheap as can be
        time.sleep(0.002)
    flopscope_client.connect(_PATIENCE_S)


def _report(config: Config, report: Report) -> None:
    os.write(config.report_fd, report.to_json().encode() + b"\n")
    if config.report_fd > 2:
        os.close(config.report_fd)


def run(folder: Path, name: str = ENTRY) -> int:
    """Run the submission as ``__main__`` and return its exit code.

    ``sys.exit`` passes through. Another exception is printed as the interpreter would, without frames
    of the launcher and the library, and with the name of the file that was submitted.
    """
    main_module = types.ModuleType("__main__")
    main_module.__dict__.update(__file__=ENTRY, __builtins__=builtins)
    sys.modules["__main__"] = main_module
    sys.argv = [ENTRY]
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(
            line_buffering=True
        )  # whoever watches sees each line when it is printed
    sys.path.insert(0, str(folder))
    sys.dont_write_bytecode = True
    try:
        source = Path(ENTRY).read_bytes()
        if name != ENTRY:
            tracebacks.register(source, name)
        exec(compile(source, name, "exec", dont_inherit=True), main_module.__dict__)
    except Exception as error:  # noqa: BLE001 - a submission may raise anything
        own_frame = error.__traceback__
        error.with_traceback(own_frame.tb_next if own_frame else None)
        hook = tracebacks.show if sys.excepthook is sys.__excepthook__ else sys.excepthook
        hook(type(error), error, error.__traceback__)
        return EXIT_MEMORY_ERROR if isinstance(error, MemoryError) else 1
    return 0
