"""The coordinator's connection to the scheduler and, through it, to the workers."""

from __future__ import annotations

import asyncio
import contextlib
import queue
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from distributed import Client, Future

from flopscope_eval.batch import settings, tasks
from flopscope_eval.batch.job import Job, Product, Report
from flopscope_eval.batch.leases import LeasePlugin

CALL_S = 10.0
"""The longest that a call to a worker is waited for: it may have been cut off without a reset."""


class SchedulerLost(ConnectionError):
    """The scheduler is away. What ran goes on or ends on its own; run the batch again to go on."""


class Seen(msgspec.Struct, frozen=True):
    """A worker as the scheduler sees it.

    Attributes
    ----------
    report
        The worker's last report.
    age
        Seconds since its last renewal.
    lost_after
        Seconds from its last renewal to the end of its connection; None while that lasts.
    """

    report: Report
    age: float
    lost_after: float | None


class Look(msgspec.Struct, frozen=True):
    """What the scheduler sees: its own age, attempts that began or were given back, and workers."""

    began: float
    returned: list[str]
    started: list[str]
    workers: list[Seen]


class Link:
    """Calls to the scheduler and the workers. Every method raises `SchedulerLost`.

    Attributes
    ----------
    finished
        Names of attempts whose task has ended, as their results arrive. Results are awaited in the
        background: a worker that was cut off between its task's end and the transfer holds up nobody.
    """

    def __init__(self, client: Client) -> None:
        self._client = client
        self._futures: dict[str, Future[Any]] = {}
        self._arrived: dict[str, bytes | None] = {}
        self.finished: queue.SimpleQueue[str] = queue.SimpleQueue()

    @classmethod
    @contextlib.contextmanager
    def open(cls, address: str, certificates: Path, lease_s: float) -> Iterator[Link]:
        """Connect, and make the scheduler and all its workers those of a batch."""
        settings.apply()
        with _translated():
            client = Client(
                address,
                security=settings.security(certificates),
                timeout=30,
                set_as_default=False,
            )
        try:
            with _translated():
                client.register_plugin(LeasePlugin(lease_s))
                client.register_plugin(tasks.HostPlugin())
            yield cls(client)
        finally:
            with contextlib.suppress(Exception):
                client.close(timeout=5)

    def look(self) -> Look:
        """Ask the scheduler about the workers."""
        with _translated():
            assert self._client.scheduler is not None
            seen = self._client.sync(self._client.scheduler.flopscope_look)
        return msgspec.convert(seen, Look)

    def submit(self, job: Job, address: str, bundles: dict[str, bytes] | None = None) -> None:
        """Give a worker an attempt, and small bundles with it, which saves a message each."""
        with _translated():
            future = self._client.submit(
                tasks.execute,
                msgspec.json.encode(job).decode(),
                bundles or {},
                key=job.name,
                workers=[address],
                allow_other_workers=False,
                retries=0,
                pure=False,
            )
        self._futures[job.name] = future
        assert self._client.loop is not None
        self._client.loop.add_callback(self._gather, job.name, future)

    async def _gather(self, name: str, future: Future[Any]) -> None:
        """Wait for a task and its result; it has none if it was lost with its worker."""
        encoded = None
        with contextlib.suppress(Exception, asyncio.CancelledError):
            encoded = await future
        if name in self._futures:
            self._arrived[name] = encoded
            self.finished.put(name)

    def product(self, name: str) -> Product | None:
        """Take the product of an attempt that has ended; None if it was lost with its worker."""
        encoded = self._arrived.pop(name, None)
        self._futures.pop(name, None)
        return None if encoded is None else msgspec.msgpack.decode(encoded, type=Product)

    def drop(self, name: str) -> None:
        """Wait no longer for an attempt."""
        self._arrived.pop(name, None)
        future = self._futures.pop(name, None)
        if future is not None:
            future.cancel()

    def fetch(self, name: str, address: str) -> Product | None:
        """Get a result that waits on a worker."""
        encoded = self._on(address, tasks.fetch, name)
        return None if encoded is None else msgspec.msgpack.decode(encoded, type=Product)

    def put_bundle(self, sha256: str, packed: bytes, address: str) -> None:
        """Send a worker a submission or a contest."""
        self._on(address, tasks.put_bundle, sha256, packed)

    def acknowledge(self, names: list[str], address: str) -> None:
        """Tell a worker that results are recorded."""
        self._on(address, tasks.acknowledge, names)

    def forget(self, names: list[str], addresses: list[str]) -> None:
        """Tell the scheduler which attempts are recorded and which workers are gone."""
        with _translated():
            assert self._client.scheduler is not None
            self._client.sync(
                self._client.scheduler.flopscope_forget, names=names, addresses=addresses
            )

    def _on(self, address: str, function: Any, *arguments: Any) -> Any:
        async def call() -> dict[str, Any]:
            running = self._client.run(function, *arguments, workers=[address], on_error="return")
            try:
                answers: dict[str, Any] = await asyncio.wait_for(running, CALL_S)
            except TimeoutError as error:
                return {address: error}
            return answers

        with _translated():
            answer = self._client.sync(call).get(address)
        if isinstance(answer, Exception):
            raise WorkerAway(f"{address} did not answer: {answer}") from answer
        return answer


class WorkerAway(ConnectionError):
    """A worker did not answer. Whether it is lost is for its lease to tell."""


@contextlib.contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except WorkerAway:
        raise
    except (OSError, TimeoutError, RuntimeError, ValueError) as error:
        raise SchedulerLost(f"the scheduler does not answer: {error}") from error
