"""How Dask is set up here: nothing is retried, moved, cached or shown, and all is encrypted."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import dask
from distributed import Security

from flopscope_eval.batch import certificates

SETTINGS: dict[str, Any] = {
    # A task whose worker is gone fails: the coordinator decides what follows, not the scheduler.
    "distributed.scheduler.allowed-failures": 0,
    "distributed.scheduler.work-stealing": False,
    "distributed.scheduler.worker-ttl": None,
    "distributed.scheduler.worker-saturation": "inf",
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
    "distributed.worker.memory.target": False,
    "distributed.worker.memory.spill": False,
    "distributed.worker.memory.pause": False,
    "distributed.worker.memory.terminate": False,
    "distributed.worker.profile.enabled": False,
    "distributed.comm.retry.count": 0,
    "distributed.comm.timeouts.connect": "20s",
    "distributed.comm.timeouts.tcp": "30s",
    "distributed.admin.system-monitor.gil.enabled": False,
}


def apply() -> None:
    """Set Dask up in this process; what its own files and variables say is overridden."""
    dask.config.set(SETTINGS)
    # The coordinator tells of losses itself, in its own words.
    for name in ("distributed", "distributed.worker", "distributed.scheduler", "tornado"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


def security(folder: Path) -> Security:
    """Give both ends of each connection the batch's certificate, and demand one of the other."""
    authority, certificate, key = (
        str(folder / name)
        for name in (certificates.AUTHORITY, certificates.CERTIFICATE, certificates.KEY)
    )
    both = {
        f"tls_{role}_{part}": path
        for role in ("client", "scheduler", "worker")
        for part, path in (("cert", certificate), ("key", key))
    }
    return Security(require_encryption=True, tls_ca_file=authority, **both)
