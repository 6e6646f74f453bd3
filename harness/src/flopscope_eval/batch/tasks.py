"""What a coordinator calls on workers. Dask sends these functions by name, and JSON with them."""

from __future__ import annotations

from typing import Any

import msgspec
from distributed import Worker, WorkerPlugin

from flopscope_eval.batch import settings
from flopscope_eval.batch.host import Host
from flopscope_eval.batch.job import Job


async def execute(job: str, bundles: dict[str, bytes]) -> bytes:
    """Keep the bundles that came along, and execute an attempt; give its `Product`."""
    for sha256, packed in bundles.items():
        Host.current().put_bundle(sha256, packed)
    product = await Host.current().execute(msgspec.json.decode(job, type=Job))
    return msgspec.msgpack.encode(product)


async def fetch(name: str) -> bytes | None:
    """Give the kept result of an attempt; None if there is none."""
    product = Host.current().product(name)
    return None if product is None else msgspec.msgpack.encode(product)


async def acknowledge(names: list[str]) -> None:
    """Drop results that the store has."""
    for name in names:
        Host.current().acknowledge(name)


async def put_bundle(sha256: str, packed: bytes) -> None:
    """Keep a submission or a contest."""
    Host.current().put_bundle(sha256, packed)


class HostPlugin(WorkerPlugin):
    """Makes any worker of Dask a host of runs, also those that join later."""

    name = "flopscope-host"

    def setup(self, worker: Worker) -> Any:
        """Start to renew the lease with this worker's scheduler."""
        settings.apply()
        Host.of(worker)
