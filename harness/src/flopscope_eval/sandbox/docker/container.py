"""One container of a run, and what it has said so far."""

from __future__ import annotations

import io
import os
import tarfile
from collections.abc import Callable, Mapping
from queue import Queue
from typing import Any

import docker
from docker.errors import APIError

from flopscope_eval.sandbox.channel import Channel
from flopscope_eval.sandbox.docker.stream import CLOSED, ENDED, RECEIVED, Event, Streams
from flopscope_eval.sandbox.interface import OutputCapture

_CONFLICT = 409


class Container:
    """A container that exists, running or not."""

    def __init__(
        self,
        engine: docker.DockerClient,
        image: str,
        options: Mapping[str, Any],
        channel: Channel | None = None,
    ) -> None:
        self._engine = engine
        self.channel = channel
        self.id = str(engine.containers.create(image, **options).id)
        self.said: dict[str, Event] = {}
        self._streams: Streams | None = None

    def start(
        self,
        inbox: Queue[tuple[Container, Event]],
        on_output: Callable[[str, bytes], None] | None = None,
    ) -> None:
        """Start it; its supervisor waits for an order.

        Its events go to ``inbox``, and what it writes to ``on_output``, from another thread.
        """
        # Attached first: what is said before anybody listens is gone.
        self._streams = Streams(
            self._engine,
            self.id,
            self.channel is not None,
            lambda event: inbox.put((self, event)),
            on_output,
        )
        self._engine.api.start(self.id)

    def order(self, order: Mapping[str, Any]) -> None:
        """Tell its supervisor what to run, once."""
        assert self._streams is not None
        self._streams.order(**order)

    def send(self, data: bytes) -> None:
        """Send bytes to its program's private channel."""
        if self._streams:
            self._streams.send(data)

    def note(self, event: Event) -> None:
        """Keep what it has said; pass on what came over its private channel."""
        if event.name == RECEIVED:
            assert self.channel is not None
            self.channel.feed(event.fields["data"])
            return
        self.said[event.name] = event
        if event.name == CLOSED and self.channel is not None:
            self.channel.close()

    @property
    def has_ended(self) -> bool:
        """Its program has ended, whether or not all of its output is here yet."""
        return ENDED in self.said or CLOSED in self.said

    @property
    def output_bytes(self) -> int:
        """How much its program has written so far."""
        return self._streams.output_bytes if self._streams else 0

    def ask_to_stop(self) -> None:
        """Have its supervisor ask the program to end, and say how that ended."""
        if self._streams:
            self._streams.ask("stop")

    def ask_to_kill(self) -> None:
        """Have its supervisor kill the program and say how that ended."""
        if self._streams:
            self._streams.ask("kill")

    @property
    def was_killed(self) -> bool:
        """It has ended, and its program by a signal or without its supervisor's last word."""
        if ENDED not in self.said:
            return CLOSED in self.said
        return os.WIFSIGNALED(self.said[ENDED].fields["status"])

    def kill(self) -> None:
        """Kill it and all in it, unless it has ended by itself meanwhile."""
        try:
            self._engine.api.kill(self.id, "SIGKILL")
        except APIError as error:
            if error.status_code != _CONFLICT:
                raise

    def read_file(self, path: str) -> bytes:
        """Read a file of it; empty if there is none. It need not be running."""
        archive = io.BytesIO()
        try:
            chunks, _ = self._engine.api.get_archive(self.id, path)
            archive.writelines(chunks)
        except APIError:
            return b""
        archive.seek(0)
        with tarfile.open(fileobj=archive) as tar:
            for entry in tar:
                if (file := tar.extractfile(entry)) is not None:
                    return file.read()
        return b""

    def inspect(self) -> Mapping[str, Any]:
        """Give the engine's own description of it."""
        found: Mapping[str, Any] = self._engine.api.inspect_container(self.id)
        return found

    def output(self) -> tuple[OutputCapture, OutputCapture]:
        """Give what its program has written to standard output and to standard error."""
        if self._streams is None:
            return OutputCapture(), OutputCapture()
        return self._streams.stdout.result(), self._streams.stderr.result()

    def close(self) -> None:
        """Let go of its streams; if it still runs, its supervisor ends it."""
        if self._streams:
            self._streams.close()
