"""One run in two containers, from the first volume to the evidence."""

from __future__ import annotations

import io
import signal
import tarfile
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from queue import Empty, Queue
from typing import Any

import docker

from flopscope_eval._run import interrupts
from flopscope_eval._run.progress import Progress
from flopscope_eval._run.status import Killer, KillReason
from flopscope_eval.images import Image
from flopscope_eval.sandbox import cpu_clock
from flopscope_eval.sandbox.channel import FIRST_LINE, Channel, ServerLines
from flopscope_eval.sandbox.docker import containers, garbage, seccomp
from flopscope_eval.sandbox.docker.container import Container
from flopscope_eval.sandbox.docker.evidence import gather
from flopscope_eval.sandbox.docker.stream import CLOSED, ENDED, STARTED, Event
from flopscope_eval.sandbox.folders import RunFolder
from flopscope_eval.sandbox.interface import (
    START_TIMEOUT_S,
    SUMMARY_TIMEOUT_S,
    Evidence,
    Kill,
    RunSpec,
)

_TICK_S = 0.1

_LAST_WORD_S = 5.0
"""How long a supervisor has to kill its program and tell of it, before the engine kills both."""

_SERVER_LOST_GRACE_S = 5.0
"""How long a submission has to end by itself, with its client's error, once its server is gone."""


class Run:
    """One run. `to_end` starts it and sees it through; whatever happens, `remove` must follow."""

    def __init__(
        self,
        engine: docker.DockerClient,
        images: Mapping[str, Image],
        spec: RunSpec,
        progress: Progress,
    ) -> None:
        self._engine, self._images = engine, images
        self._spec, self._progress = spec, progress
        self._version = engine.version()
        self._engine_name = _name_of(self._version)
        self._labels = garbage.labels(spec.run_id)
        self._inbox: Queue[tuple[Container, Event]] = Queue()
        self._made: list[Container] = []
        self._server: Container | None = None
        self._channel = Channel(self._send, self._wait)
        self._said = ServerLines(self._channel)
        if spec.on_channel is not None:
            spec.on_channel(self._channel)

    def to_end(self) -> Evidence:
        """Run the submission to its end, and give the evidence."""
        self._progress.stage("starting the containers")
        server, participant = self._start()
        self._wait(lambda: self._said.ready or CLOSED in server.said, START_TIMEOUT_S)
        if not self._said.ready:
            self._finish(server, 0)
            return self._gather(server, participant, failure="no server came up")

        self._progress.stage("confining the participant")
        kill = None
        said = participant.said
        self._wait(
            lambda: STARTED in said or CLOSED in said or server.has_ended, START_TIMEOUT_S
        )  # without a server the launcher would wait for it in vain
        if STARTED in said:
            self._progress.stage("running")
            self._channel.notify(FIRST_LINE)
            with interrupts.answered():
                kill = self._watch(participant, server)
        if not participant.has_ended:
            participant.ask_to_kill()
        self._await(participant, ENDED, _LAST_WORD_S)

        self._progress.stage("taking the server's summary")
        lost = server.has_ended
        server.ask_to_stop()
        self._finish(participant, _LAST_WORD_S)
        patient = self._finish(server, SUMMARY_TIMEOUT_S)
        # The submission may have noticed a server's death sooner than this process.
        lost |= patient and server.was_killed
        return self._gather(server, participant, kill=kill, lost=lost)

    def _gather(self, server: Container, participant: Container, **more: Any) -> Evidence:
        said, broken = self._said.summary, self._channel.broken
        return gather(server, participant, self._provenance(), said, broken, **more)

    def _start(self) -> tuple[Container, Container]:
        """Start both containers at once: the engine's work and the imports are most of a start.

        The launcher waits for the server's socket, so only the submission has to be there before it.
        """
        spec = self._spec
        sockets, submission = self._volume("socket"), self._volume("submission")
        private = self._volume("private")
        with ThreadPoolExecutor(2, "docker") as others:
            starting = others.submit(self._start_server, sockets, private)
            delivering = others.submit(self._deliver, submission)
            options = containers.participant(spec, self._engine_name, sockets, submission)
            participant = self._create("participant", options)
            if self._engine_name == seccomp.PODMAN:
                # It gives a volume to whom it is mounted for first, which must be the server.
                starting.result()
            participant.start(self._inbox, self._spec.on_output)
            delivering.result()
            if self._spec.watch is not None:
                supervisor = participant.inspect()["State"]["Pid"]
                self._spec.watch.started(cpu_clock.of_only_child(lambda: supervisor))
            participant.order(containers.participant_order(spec))
            return starting.result(), participant

    def _start_server(self, sockets: str, private: str) -> Container:
        options = containers.server(self._spec, self._engine_name, sockets, private)
        server = self._server = self._create("server", options, self._channel)
        server.start(self._inbox)
        server.order(containers.server_order(self._spec))
        return server

    def _send(self, data: bytes) -> None:
        assert self._server is not None, "the server has been started"
        self._server.send(data)

    def remove(self) -> None:
        """Remove all that this run has made."""
        for container in self._made:
            container.close()
        garbage.remove_run(self._engine, self._spec.run_id)
        interrupts.left_behind += garbage.remains(self._engine, self._spec.run_id)

    def _volume(self, purpose: str) -> str:
        name = f"flopscope-{self._spec.run_id}-{purpose}"
        self._engine.api.create_volume(name, labels=self._labels)
        return name

    def _create(
        self, role: str, options: Mapping[str, Any], channel: Channel | None = None
    ) -> Container:
        named = {"name": f"flopscope-{self._spec.run_id}-{role}", "labels": self._labels}
        container = Container(self._engine, self._images[role].id, {**named, **options}, channel)
        self._made.append(container)
        return container

    def _deliver(self, volume: str) -> None:
        """Copy the submission into a volume, through a container that is never started.

        The engine may be on another machine, so it cannot be shown a folder of this one; and it
        takes no files for a container whose file system is read-only.
        """
        archive = io.BytesIO()
        folder = RunFolder.create(self._spec.run_id, None)
        try:
            self._spec.submission.copy_to(folder.submission)
            with tarfile.open(fileobj=archive, mode="w") as tar:
                tar.add(folder.submission, arcname=".", filter=_owned_by_root)
        finally:
            folder.remove()
        carrier = self._engine.containers.create(
            self._images["participant"].id,
            labels=self._labels,
            network_mode="none",
            mounts=[containers.mount(self._spec, containers.SUBMISSION_FOLDER, volume)],
        )
        carrier.put_archive(containers.SUBMISSION_FOLDER, archive.getvalue())
        carrier.remove()

    def _watch(self, participant: Container, server: Container) -> Kill | None:
        """Wait for the participant's end; give the reason if it must be ended."""
        started = participant.said[STARTED].at
        lost_at: float | None = None
        while not participant.has_ended:
            now = time.monotonic()
            if server.has_ended:
                lost_at = lost_at or now
            if lost_at is not None and now - lost_at >= _SERVER_LOST_GRACE_S:
                return _kill(KillReason.SERVER_LOST, "it went on without its server")
            if number := interrupts.requested():
                return _kill(KillReason.INTERRUPTED, signal.Signals(number).name)
            if kill := self._limit_reached(now - started, participant.output_bytes):
                return kill
            self._take_event(_TICK_S)
            if self._spec.on_tick is not None:
                self._spec.on_tick()
            self._progress.detail(f"{now - started:.0f} s")
        return None

    def _limit_reached(self, passed: float, written: int) -> Kill | None:
        limits = self._spec.limits
        if passed >= limits.wall_time_s:
            return _kill(KillReason.WALL_TIME, f"{limits.wall_time_s:g} s had passed")
        if written > limits.output_bytes:
            return _kill(KillReason.OUTPUT, f"it wrote more than {limits.output_bytes} bytes")
        return None if self._spec.watch is None else self._spec.watch.exceeded()

    def _await(self, container: Container, name: str, timeout: float) -> bool:
        """Wait until a container has said something, or can say no more; tell whether it has."""
        said = container.said
        self._wait(lambda: name in said or CLOSED in said, timeout)
        return name in said

    def _wait(self, until: Callable[[], bool], timeout: float) -> bool:
        """Take what the containers say until ``until()``; tell whether it came to that."""
        deadline = time.monotonic() + timeout
        while not until():
            left = deadline - time.monotonic()
            if left <= 0:
                return False
            self._take_event(min(left, _TICK_S))
        return True

    def _take_event(self, timeout: float) -> None:
        try:
            container, event = self._inbox.get(timeout=timeout)
        except Empty:
            return
        container.note(event)

    def _finish(self, container: Container, patience: float) -> bool:
        """Wait until all that a container has written is here; False if it had to be killed."""
        if self._await(container, CLOSED, patience):
            return True
        container.kill()
        self._await(container, CLOSED, _LAST_WORD_S)
        return False

    def _provenance(self) -> dict[str, Any]:
        return {
            "images": {role: image.as_dict() for role, image in self._images.items()},
            "packages": {**self._images["server"].packages, **self._images["participant"].packages},
            "engine": {"name": self._engine_name, "version": self._version["Version"]},
        }


def _name_of(version: Mapping[str, Any]) -> str:
    """Name an engine by what it says of itself: others than Docker speak its language too."""
    parts = {str(part.get("Name")) for part in version.get("Components") or ()}
    return seccomp.PODMAN if "Podman Engine" in parts else "docker"


def _kill(reason: KillReason, detail: str) -> Kill:
    return Kill(Killer.HARNESS, reason, detail)


def _owned_by_root(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    return entry
