"""Serves a scheduler or a worker in this process, until it is told to stop or its parent ends."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from distributed import Scheduler, Worker

from flopscope_eval.batch import settings
from flopscope_eval.batch.host import Host
from flopscope_eval.batch.leases import LeasePlugin

LEASE_S = 30.0
"""How long a worker goes on alone when it cannot reach the scheduler."""

RECONNECT_S = 1.0

MEMORY_PER_RUN = 3 << 30
"""Memory of a run with its server, where nobody says otherwise."""


async def scheduler(
    listen: str, certificates: Path, address_file: Path | None = None, lease_s: float = LEASE_S
) -> None:
    """Serve a scheduler until a signal.

    Parameters
    ----------
    listen
        Such as ``tls://127.0.0.1:0``; port 0 takes a free one.
    certificates
        The batch's folder.
    address_file
        Gets ``{"address": ...}`` when the scheduler listens.
    lease_s
        Length of the workers' leases.
    """
    settings.apply()
    stop = _stop_signal()
    plugin = LeasePlugin(lease_s)
    async with Scheduler(
        host=listen, security=settings.security(certificates), dashboard=False,
        dashboard_address="127.0.0.1:0", plugins=[plugin],
    ) as serving:  # fmt: skip
        serving.http_server.stop()  # on loopback, and of no use here
        if address_file is not None:
            temporary = address_file.with_name(f".{address_file.name}")
            temporary.write_text(json.dumps({"address": serving.address}))
            temporary.replace(address_file)
        await _first(stop, serving.finished())


async def worker(
    scheduler_address: Callable[[], str], certificates: Path, folder: Path, slots: int,
    host: str | None = None,
) -> None:  # fmt: skip
    """Serve a worker until a signal; find the scheduler again whenever it is lost.

    Parameters
    ----------
    scheduler_address
        Gives the address; asked before each connection, as a new scheduler may have another one.
    certificates
        The batch's folder.
    folder
        Of this worker alone: bundles, attempts and results.
    slots
        Runs at once.
    host
        Address to listen on; by default the one that reaches the scheduler.
    """
    settings.apply()
    os.environ["FLOPSCOPE_WORKER_FOLDER"] = str(folder)
    stop = _stop_signal()
    while not stop.done():
        with contextlib.suppress(OSError, ValueError, RuntimeError, TimeoutError):
            serving = Worker(
                scheduler_address(),
                host=host,
                nthreads=slots,
                security=settings.security(certificates),
                dashboard=False,
                dashboard_address="127.0.0.1:0",
                memory_limit=0,
                local_directory=str(folder),
                death_timeout=20,
            )
            async with serving:
                serving.http_server.stop()
                Host.of(serving)
                await _first(stop, serving.finished())
                if stop.done():
                    await Host.current().stop()
        await _first(stop, asyncio.sleep(RECONNECT_S))


def read_address(scheduler: str) -> str:
    """Give a scheduler's address, or read it from the file that the scheduler wrote."""
    path = Path(scheduler)
    return str(json.loads(path.read_text())["address"]) if path.is_file() else scheduler


async def end_with_parent(parent: int) -> None:
    """Send SIGTERM to this process when its parent is another one than ``parent``."""
    while os.getppid() == parent:
        await asyncio.sleep(0.5)
    os.kill(os.getpid(), signal.SIGTERM)


def default_slots(memory_per_run: int) -> int:
    """As many runs at once as this host has cores and memory for; at least one."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return max(1, min(os.cpu_count() or 1, memory // memory_per_run))


def _stop_signal() -> asyncio.Future[None]:
    loop = asyncio.get_running_loop()
    stop: asyncio.Future[None] = loop.create_future()

    def told() -> None:
        if not stop.done():
            stop.set_result(None)

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, told)
    return stop


async def _first(stop: asyncio.Future[None], other: Awaitable[Any]) -> None:
    """Wait for whichever comes first."""
    task = asyncio.ensure_future(other)
    await asyncio.wait([stop, task], return_when=asyncio.FIRST_COMPLETED)
    task.cancel()
