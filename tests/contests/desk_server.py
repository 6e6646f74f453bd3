"""A real server that hands out cases, with a harness's end of the private channel that a test drives."""

from __future__ import annotations

import contextlib
import json
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Any

import msgpack

from tests.remote.raw import RawClient

_LENGTH = struct.Struct(">I")
SETUP = -1


class DeskServer:
    """``flopscope-server --cases`` from entering to leaving the block.

    Parameters
    ----------
    cases : list of dict
        What to open, one after another: keys ``budget``, ``inputs``, ``answer`` as the channel has them.

    Attributes
    ----------
    closed : list of list
        The parameters of each ``case_closed``.
    """

    def __init__(self, cases: list[dict[str, Any]], *options: str) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="fs-")
        self._private = Path(self._folder.name, "private")
        self._private.mkdir()
        self.url = f"ipc://{self._folder.name}/s"
        self.closed: list[list[Any]] = []
        self.asked = 0
        self.delay_s = 0.0  # before each phase is opened
        self.summary: dict[str, Any] = {}
        self._cases = list(cases)
        self._opened = 0
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(self._private / "channel"))
        self._listener.listen(1)
        self._ready = threading.Event()
        self._options = options
        self._log = Path(self._folder.name, "log")

    def __enter__(self) -> DeskServer:
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "flopscope_server", "--url", self.url, "--seed", "1"),
                    *("--private", str(self._private), "--cases", *self._options),
                ],
                stdout=log,
                stderr=log,
            )
        self._listener.settimeout(30)
        self._socket, _ = self._listener.accept()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        assert self._ready.wait(30), self._log.read_text()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._process.terminate()
        self._process.wait(30)
        self._thread.join(30)
        self._socket.close()
        self._listener.close()
        self._folder.cleanup()

    def client(self) -> RawClient:
        """Give a greeted client."""
        return RawClient(self.url)

    def notify(self, method: str, *params: Any) -> None:
        """Tell the server something."""
        data = msgpack.packb([2, method, list(params)])
        self._socket.sendall(_LENGTH.pack(len(data)) + data)

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while header := self._socket.recv(_LENGTH.size, socket.MSG_WAITALL):
                (length,) = _LENGTH.unpack(header)
                data = self._socket.recv(length, socket.MSG_WAITALL)
                _, method, params = msgpack.unpackb(data)
                self._take(method, params)

    def _take(self, method: str, params: list[Any]) -> None:
        if method == "ready":
            self._ready.set()
        elif method == "case_closed":
            self.closed.append(params)
        elif method == "summary":
            self.summary = json.loads(params[0])
        elif method == "case_next":
            self.asked += 1
            self._open_next()

    def _open_next(self) -> None:
        time.sleep(self.delay_s)
        if not self._cases:
            self.notify("case_end")
            return
        case = self._cases.pop(0)
        number = self._opened - 1  # setup first
        self._opened += 1
        phase = "setup" if number == SETUP else "case"
        info = json.dumps({"phase": phase, "number": number})
        described = {"budget": "1000", "inputs": [], "answer": [], "seed": "00" * 32, **case}
        self.notify("case_open", {**described, "number": number, "info": info})
