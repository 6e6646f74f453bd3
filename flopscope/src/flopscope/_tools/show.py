"""The source that runs for a name: ``python -m flopscope._tools.show add --engine local|remote|server``.

Functions of rows are compiled from text that no file has. This prints it: the public function of the local
or the remote engine, or what the server runs for the common messages of the row.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence

from flopscope._base import choice
from flopscope._base.emitter import SOURCES
from flopscope._table import TABLE, Operation


def main(arguments: Sequence[str]) -> int:
    """Print the source; the exit code is 2 for a name that there is not."""
    parser = argparse.ArgumentParser(
        prog="python -m flopscope._tools.show", description="Print the source that runs for a name."
    )
    parser.add_argument(
        "name", help="a row of the operation table ('linalg.svd'), or a method ('ndarray.__add__')"
    )
    parser.add_argument(
        "--engine", choices=("local", "remote", "server"), default="local", help="whose source"
    )
    asked = parser.parse_args(arguments)
    wanted = "remote" if asked.engine == "remote" else "local"
    if choice.name() != wanted:  # which engine a process uses is decided once
        command = [sys.executable, "-m", "flopscope._tools.show", *arguments]
        return subprocess.run(command, env=os.environ | {"FLOPSCOPE_ENGINE": wanted}).returncode
    found = list(_server(asked.name) if asked.engine == "server" else _public(asked.name))
    for file in found:
        print(f"# {file}\n{SOURCES[file]}")
    if not found:
        print(f"nothing runs under the name {asked.name!r} there", file=sys.stderr)
    return 0 if found else 2


def _public(name: str) -> Iterator[str]:
    """The files of a function, or of a method of ``ndarray``."""
    from flopscope import numpy as fnp
    from flopscope._api import ops

    if name in TABLE:
        ops.public(TABLE[name])
    else:
        getattr(fnp.ndarray, name.removeprefix("ndarray."), None)
    yield from _files(name)


def _server(name: str) -> Iterator[str]:
    """The files of the server's functions, one for each number of arguments."""
    from flopscope_server.compiled import maker

    op: Operation | None = TABLE.get(name)
    if op is not None:
        for count in range(op.required, len(op.params) + 1):
            maker(op, count, True)  # as under a harness, which records every charge
        yield from _files(f"server {name}")


def _files(of: str) -> Iterator[str]:
    stem = f"<flopscope {of}"
    for file in SOURCES:
        rest = file.removeprefix(stem)
        if rest != file and (rest == ">" or rest[:-1].strip().isdigit()):
            yield file


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
