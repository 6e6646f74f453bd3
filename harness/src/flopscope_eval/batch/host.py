"""A worker's part: executes attempts in child processes, under a lease, and keeps their results.

A `Host` outlives Dask's worker object: when the scheduler is lost, runs go on while their lease lasts,
and their results wait on disk for the next scheduler.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import secrets
import shutil
import signal
import socket
import sys
import time
from pathlib import Path

import msgspec
from distributed import Worker

from flopscope_eval.batch import bundles, content
from flopscope_eval.batch.attempt_files import (
    ANSWERS,
    IDENTITY,
    JOB,
    LOG,
    OUTCOME,
    STARTED,
    write_synced,
)
from flopscope_eval.batch.execute import execute
from flopscope_eval.batch.job import Ended, Job, Product, Report
from flopscope_eval.sandbox.interface import SandboxUnavailable
from flopscope_eval.sandbox.registry import ROWS
from flopscope_eval.store.records import Outcome

END_GRACE_S = 15.0
"""How long a child may take to end its containers before it is killed."""

_NAME = re.compile(r"[0-9a-z-]+")

_KEPT_VARIABLES = ("PATH", "HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR", "DOCKER_HOST",
                   "PYTHONPATH", "VIRTUAL_ENV", "LANG",
                   "FLOPSCOPE_EVAL_CACHE", "FLOPSCOPE_BASE_IMAGE", "FLOPSCOPE_DEBIAN_MIRROR",
                   "FLOPSCOPE_WHEELS")  # fmt: skip
"""What a child inherits: where programs, folders and the Docker engine are."""


class Host:
    """Runs of one worker process.

    Parameters
    ----------
    folder
        For bundles, attempts and results. One worker process has it to itself.
    slots
        Runs at once.
    """

    _current: Host | None = None

    def __init__(self, folder: Path, slots: int) -> None:
        self.folder = folder
        self.slots = slots
        self._worker: Worker | None = None
        self._lease_until = 0.0
        self._children: dict[str, asyncio.subprocess.Process] = {}
        self._attempts: dict[str, asyncio.Task[Product]] = {}
        self._renewing: asyncio.Task[None] | None = None
        self._stopping = False
        for part in ("attempts", "bundles"):
            (folder / part).mkdir(parents=True, exist_ok=True)
        self.label = f"{socket.gethostname()}:{_identity(folder / IDENTITY)}"
        self._drop_unfinished()
        self._speed_s = speed()

    @classmethod
    def current(cls) -> Host:
        """Give this process's host."""
        if cls._current is None:
            raise RuntimeError("this process is not a worker of flopscope-eval")
        return cls._current

    @classmethod
    def of(cls, worker: Worker) -> Host:
        """Give this process's host, make it if need be, and let it use this worker's connection."""
        if cls._current is None:
            folder = os.environ.get("FLOPSCOPE_WORKER_FOLDER") or worker.local_directory
            cls._current = Host(Path(folder), worker.state.nthreads)
        cls._current.attach(worker)
        return cls._current

    def attach(self, worker: Worker) -> None:
        """Renew the lease with this worker's scheduler from now on."""
        if worker is self._worker:
            return
        self._worker = worker
        if self._renewing is not None:
            self._renewing.cancel()
        self._renewing = asyncio.ensure_future(self._renew_for_ever())

    async def execute(self, job: Job) -> Product:
        """Execute an attempt in a child process, and keep its result until it is acknowledged.

        The attempt goes on when the caller is gone.
        """
        if job.name not in self._attempts:
            self._attempts[job.name] = asyncio.ensure_future(self._attempt(job))
        return await asyncio.shield(self._attempts[job.name])

    def report(self) -> Report:
        """Describe this host."""
        return Report(
            address=self._worker.address if self._worker else "",
            label=self.label,
            slots=self.slots,
            running=tuple(self._attempts),
            spooled=tuple(self.spooled()),
            bundles=tuple(path.name for path in (self.folder / "bundles").iterdir()),
            free_bytes=shutil.disk_usage(self.folder).free,
            content=content.here(),
            speed_s=self._speed_s,
        )

    def spooled(self) -> list[str]:
        """Names of attempts with a result that nobody has acknowledged."""
        return [path.parent.name for path in (self.folder / "attempts").glob(f"*/{OUTCOME}")
                if path.parent.name not in self._attempts]  # fmt: skip

    def product(self, name: str) -> Product | None:
        """Read the kept result of an attempt."""
        folder = self._folder(name)
        try:
            outcome = msgspec.json.decode((folder / OUTCOME).read_bytes(), type=Outcome)
        except FileNotFoundError:
            return None
        answers = {path.name: path.read_bytes() for path in (folder / ANSWERS).glob("*")}
        return Product(
            name=name, ended=Ended.WITH_OUTCOME, started=True, outcome=outcome, answers=answers
        )

    def acknowledge(self, name: str) -> None:
        """Drop a result that the store has."""
        shutil.rmtree(self._folder(name), ignore_errors=True)

    def put_bundle(self, sha256: str, packed: bytes) -> None:
        """Keep a submission or a contest under its hash."""
        if not _NAME.fullmatch(sha256):
            raise ValueError(f"{sha256!r} is not a hash")
        bundles.unpack(packed, self.folder / "bundles" / sha256)

    async def stop(self) -> None:
        """End all runs, and tell the scheduler that it was not their doing."""
        self._stopping = True
        names = list(self._attempts)
        for child in list(self._children.values()):
            await _end(child)
        await asyncio.gather(*self._attempts.values(), return_exceptions=True)
        if self._worker is not None and names:
            with contextlib.suppress(Exception):  # the scheduler may be gone as well
                await asyncio.wait_for(self._worker.scheduler.flopscope_give_back(names=names), 5)
        if self._renewing is not None:
            self._renewing.cancel()

    async def _attempt(self, job: Job) -> Product:
        try:
            kept = self.product(job.name)
            if kept is not None:
                return kept  # the scheduler asks again where it could not fetch the result
            refusal = await self._refusal(job)
            if refusal:
                return Product(name=job.name, ended=Ended.REFUSED, detail=refusal)
            if job.inline and not ROWS[job.key.sandbox].confines:
                return await self._inline(job)
            return await self._child(job)
        finally:
            self._attempts.pop(job.name, None)

    async def _refusal(self, job: Job) -> str:
        """Say why this attempt must not start here; empty if it may."""
        try:
            # In a thread: images may have to be built.
            own = await asyncio.to_thread(content.of, job.key.sandbox)
        except SandboxUnavailable as error:
            return f"this worker has no images: {error}"
        differing = content.differences(job.key.content, own)
        if differing:
            return f"this worker has other content: {'; '.join(differing[:3])}"
        if self._folder(job.name).exists():
            return "this attempt has been here before"
        if self._stopping:
            return "this worker is stopping"
        assert self._worker is not None
        if not await self._worker.scheduler.flopscope_start(
            name=job.name, address=self._worker.address
        ):
            return "this attempt was started before"
        return "" if time.monotonic() < self._lease_until else "this worker's lease has ended"

    async def _inline(self, job: Job) -> Product:
        folder = self._prepare(job)
        try:
            await asyncio.to_thread(execute, folder, self.folder / "bundles")
        except (OSError, ValueError) as error:
            return self._product_of(job, f"the run failed: {error}")
        return self._product_of(job, "")

    def _prepare(self, job: Job) -> Path:
        folder = self._folder(job.name)
        (folder / ANSWERS).mkdir(parents=True)
        (folder / JOB).write_bytes(msgspec.json.encode(job))
        (folder / LOG).touch()
        return folder

    async def _child(self, job: Job) -> Product:
        folder = self._prepare(job)
        environment = {k: os.environ[k] for k in _KEPT_VARIABLES if k in os.environ}
        with (folder / LOG).open("wb") as log:
            child = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "flopscope_eval.batch.child"),
                *(str(folder), str(self.folder / "bundles")),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=log,
                env=environment,
                cwd=folder,
                start_new_session=True,
            )
        self._children[job.name] = child
        self._tell(child)
        try:
            await asyncio.wait_for(child.wait(), job.deadline_s)
            detail = f"the run's process ended with {_named(child.returncode)}"
        except TimeoutError:
            await _end(child)
            detail = f"the run took more than {job.deadline_s:.0f} s, and was ended"
        finally:
            del self._children[job.name]
        return self._product_of(job, detail)

    def _product_of(self, job: Job, detail: str) -> Product:
        folder = self._folder(job.name)
        kept = self.product(job.name)
        if kept is not None:
            return kept
        started = (folder / STARTED).exists()
        log = (folder / LOG).read_bytes()[-2000:].decode(errors="backslashreplace")
        shutil.rmtree(folder, ignore_errors=True)
        if self._stopping or time.monotonic() >= self._lease_until:
            ended, detail = Ended.ENDED_BY_WORKER, "the worker was stopped, or its lease ended"
        else:
            ended = Ended.WITHOUT_OUTCOME
        return Product(
            name=job.name, ended=ended, detail=f"{detail}\n{log}".strip(), started=started
        )

    async def _renew_for_ever(self) -> None:
        """Renew the lease, and pass it on to the children."""
        pause = 0.1
        while True:
            asked = time.monotonic()
            try:
                assert self._worker is not None
                report = msgspec.json.encode(self.report())
                renewal = self._worker.scheduler.flopscope_renew(report=report)
                seconds = float(await asyncio.wait_for(renewal, timeout=5))
            except (OSError, TimeoutError, RuntimeError, ValueError):
                # The scheduler is away. The lease runs on until its end.
                await asyncio.sleep(pause)
                continue
            self._lease_until = asked + seconds
            pause = seconds / 5
            for child in self._children.values():
                self._tell(child)
            await asyncio.sleep(pause)

    def _tell(self, child: asyncio.subprocess.Process) -> None:
        """Write the end of the lease to a child; the monotonic clock is the host's."""
        if child.stdin is not None and child.returncode is None:
            child.stdin.write(f"{self._lease_until}\n".encode())

    def _folder(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise ValueError(f"{name!r} is not the name of an attempt")
        return self.folder / "attempts" / name

    def _drop_unfinished(self) -> None:
        """Remove attempts of an earlier process that have no result: they ended with it."""
        for folder in (self.folder / "attempts").iterdir():
            if not (folder / OUTCOME).exists():
                shutil.rmtree(folder, ignore_errors=True)
        for folder in (self.folder / "bundles").glob(".*"):
            shutil.rmtree(folder, ignore_errors=True)


async def _end(child: asyncio.subprocess.Process) -> None:
    """Ask a child to end what it started, and kill it if it does not."""
    with contextlib.suppress(ProcessLookupError):
        child.terminate()
        try:
            await asyncio.wait_for(child.wait(), END_GRACE_S)
        except TimeoutError:
            os.killpg(child.pid, signal.SIGKILL)
            await child.wait()


def speed() -> float:
    """CPU seconds of a fixed computation, the best of several: smaller is faster."""
    best = float("inf")
    for _ in range(7):
        began = time.thread_time()
        sum(range(300_000))
        best = min(best, time.thread_time() - began)
    return best


def _identity(path: Path) -> str:
    """Name a worker's folder, the same for every process that has it."""
    if not path.exists():
        write_synced(path, secrets.token_hex(4).encode())
    return path.read_text()


def _named(code: int | None) -> str:
    if code is not None and code < 0:
        with contextlib.suppress(ValueError):
            return signal.Signals(-code).name
    return f"exit code {code}"
