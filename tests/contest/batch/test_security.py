"""Who can connect to a batch, and what listens."""

from __future__ import annotations

import asyncio
import ssl
import stat
import time
from pathlib import Path

import psutil
import pytest

from flopscope_eval.batch import certificates
from flopscope_eval.batch.links import Link, SchedulerLost
from flopscope_eval.batch.local import local_cluster


def test_the_key_is_the_owners_alone(tmp_path: Path) -> None:
    folder = certificates.make(tmp_path / "certificates")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / certificates.KEY).stat().st_mode) == 0o600
    before = (folder / certificates.KEY).read_bytes()
    assert (certificates.make(folder) / certificates.KEY).read_bytes() == before


def test_only_loopback_listens_and_only_holders_of_certificates_connect(tmp_path: Path) -> None:
    with local_cluster(tmp_path / "worker", 1, 5) as cluster:
        with Link.open(cluster.address, cluster.certificates, 5) as link:
            deadline = time.monotonic() + 30
            while not (workers := link.look().workers) and time.monotonic() < deadline:
                time.sleep(0.1)
            assert [seen.report.slots for seen in workers] == [1]
        processes = [psutil.Process(p) for p in (cluster.scheduler_pid, cluster.worker_pid)]
        listening = [
            connection.laddr
            for process in processes
            for connection in process.net_connections("tcp")
            if connection.status == psutil.CONN_LISTEN
        ]
        assert len(listening) == 2  # one each, and no dashboard
        assert {address.ip for address in listening} == {"127.0.0.1"}
        others = certificates.make(tmp_path / "others")
        with pytest.raises(SchedulerLost), Link.open(cluster.address, others, 5):
            pass
        with pytest.raises((ssl.SSLError, ConnectionError, asyncio.IncompleteReadError)):
            asyncio.run(_talk_without_certificate(listening[0].port))
    assert not any(process.is_running() for process in processes)


async def _talk_without_certificate(port: int) -> None:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context)
    writer.write(b"\0" * 64)
    await writer.drain()
    await asyncio.wait_for(reader.readexactly(1), 10)
