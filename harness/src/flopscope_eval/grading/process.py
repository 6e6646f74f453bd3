"""The harness's end of a task's process: starts it, gives orders, ends it when it takes too long."""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flopscope_eval.contests import config
from flopscope_eval.contests.loading import TASK, Contest
from flopscope_eval.grading import frames
from flopscope_eval.grading.frames import Array
from flopscope_eval.grading.prepared import PreparedCase

_START_LIMIT_S = 60.0
_KEPT_OUTPUT = 20_000


class TaskError(Exception):
    """``task.py`` failed, took too long, or gave something that is no case or grade."""


class AnswerRefused(Exception):
    """An answer's values are not what the contest declares: not finite, over the bound, subnormal."""


class TaskProcess:
    """One process with a contest's ``task.py``. It is started when it is first needed.

    Use it as a context manager. After a `TaskError` the next order starts a new process.
    """

    def __init__(self, contest: Contest) -> None:
        self._contest = contest
        self._limit_s = contest.config.grading.time_limit_s
        self._process: subprocess.Popen[bytes] | None = None
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `close`
        self._selector = selectors.DefaultSelector()
        self.layers: tuple[str, ...] = ()

    def __enter__(self) -> TaskProcess:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def cases(self, split: str, secret: bytes, params: Mapping[str, Any]) -> Iterator[PreparedCase]:
        """Make the cases of a split, one at a time.

        Raises
        ------
        TaskError
        """
        self._ask(
            {"order": "cases", "split": split, "secret": secret.hex(), "params": dict(params)}
        )
        number = 0
        while True:
            reply, buffers = self._ask({"order": "next"})
            if reply.get("end"):
                return
            yield PreparedCase.from_wire(number, frames.decode(reply["case"], buffers))
            number += 1

    def grade(
        self, case: PreparedCase, answer: Sequence[Array], usage: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Grade an answer: ``metrics``, ``passed``, ``message``.

        Raises
        ------
        AnswerRefused
            Its values are not what the contest declares.
        TaskError
            The grader failed.
        """
        buffers: list[bytes] = []
        order = {
            "order": "grade",
            "case": frames.encode(case.to_wire(), buffers),
            "answer": frames.encode(list(answer), buffers),
            "rules": [
                {"name": p.name, "finite": p.finite, "bound": p.bound, "subnormals": p.subnormals}
                for p in self._contest.config.answer
            ],
            "usage": dict(usage),
        }
        reply, _ = self._ask(order, buffers)
        if "bad_answer" in reply:
            raise AnswerRefused(str(reply["bad_answer"]))
        return reply

    @property
    def printed(self) -> str:
        """The end of what ``task.py`` printed."""
        size = self._log.seek(0, os.SEEK_END)
        self._log.seek(max(0, size - _KEPT_OUTPUT))
        return self._log.read().decode(errors="backslashreplace")

    def close(self) -> None:
        """End the process, whatever it is doing."""
        self._end()
        self._log.close()
        self._selector.close()

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        assert process.stdout is not None
        assert process.stdin is not None
        self._selector.unregister(process.stdout)
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            with contextlib.suppress(BrokenPipeError):
                stream.close()

    def _start(self) -> subprocess.Popen[bytes]:
        folder = self._contest.folder
        orders = {
            "folder": str(folder),
            "task": str(folder / TASK),
            "memory_bytes": config.size(self._contest.config.grading.memory),
        }
        process = subprocess.Popen(
            [sys.executable, "-I", "-B", "-m", "flopscope_eval.grading.host", json.dumps(orders)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            env={"LANG": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1", "PYTHONHASHSEED": "0"},
            bufsize=0,
            start_new_session=True,
        )
        self._process = process
        assert process.stdout is not None
        os.set_blocking(process.stdout.fileno(), False)
        self._selector.register(process.stdout, selectors.EVENT_READ)
        greeting, _ = self._receive(process, _START_LIMIT_S, "loading task.py")
        if "error" in greeting:
            self._end()
            raise TaskError(f"task.py cannot be loaded: {greeting['error']}")
        self.layers = tuple(greeting["layers"])
        return process

    def _ask(
        self, order: dict[str, Any], buffers: Sequence[bytes] = ()
    ) -> tuple[dict[str, Any], list[bytes]]:
        process = self._process or self._start()
        assert process.stdin is not None
        what = "grade" if order["order"] == "grade" else "cases"
        try:
            for piece in frames.pack(order, list(buffers)):
                process.stdin.write(piece)
        except OSError:
            self._end()
            raise TaskError(f"{what} has ended its process; it printed: {self.printed}") from None
        reply, received = self._receive(process, self._limit_s, what)
        if "error" in reply:
            raise TaskError(f"{what} failed: {reply['error']}")
        return reply, received

    def _receive(
        self, process: subprocess.Popen[bytes], limit_s: float, what: str
    ) -> tuple[dict[str, Any], list[bytes]]:
        deadline = time.monotonic() + limit_s
        assert process.stdout is not None
        descriptor = process.stdout.fileno()

        def exactly(count: int) -> bytes:
            data = bytearray()
            while len(data) < count:
                left = deadline - time.monotonic()
                if left <= 0 or not self._selector.select(left):
                    raise TimeoutError
                part = os.read(descriptor, min(count - len(data), 1 << 20))
                if not part:
                    raise EOFError
                data += part
            return bytes(data)

        try:
            return frames.read(exactly)
        except TimeoutError:
            self._end()
            raise TaskError(f"{what} took more than {limit_s:g} s") from None
        except EOFError:
            self._end()
            raise TaskError(f"{what} has ended its process; it printed: {self.printed}") from None
        except frames.FrameError as error:
            self._end()
            raise TaskError(f"{what} answered with no message: {error}") from None
