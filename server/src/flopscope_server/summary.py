"""The server's account of a run: what the harness takes as the score."""

from __future__ import annotations

import json
import os
import sys
import time
from itertools import zip_longest
from pathlib import Path
from typing import Any, TextIO

from flopscope._ledger.entries import Details
from flopscope._pricing.policy import Policy
from flopscope._table.rules import rules_sha256
from flopscope._version import __version__
from flopscope_server.server import Server

SCHEMA = 2
_PACKAGES = {"numpy": "numpy", "opt_einsum": "opt_einsum", "pyzmq": "zmq", "msgpack": "msgpack"}
"""Distributions by module: the account names those that took part."""


def summary(server: Server) -> dict[str, Any]:
    """The run's ledger and what it was kept with, as plain data.

    Returns
    -------
    dict
        The keys of ``BudgetContext.summary_dict(by_namespace=True)``, and: ``schema``, ``version``,
        ``policy`` (name, hash), ``prices`` (version and hash of the rules), ``units`` (by operation, computing
        dtype and unit), ``also_priced`` (hash and FLOPs by the name of each policy that was recorded beside),
        ``budget_reads`` (how often a client asked for its ledger), ``seed``, ``refused`` (the latest
        operation that the run's budget refused, or None), ``refusals``, ``op_log_sha256``, ``sessions``,
        ``protocol_errors``,
        ``peak_memory_bytes``, ``peak_arrays`` (held at once, by all sessions), ``longest_operation_s`` (of a
        request that had a thread of its own), ``own_time_over`` (a session ended since programs took too long
        between replies and requests), ``cpu_time_s`` (of the server's process), ``packages``.
    """
    ledger = server.ledger
    details = ledger.details()
    return {
        "schema": SCHEMA,
        "version": __version__,
        "policy": {"name": server.policy.name, "sha256": server.policy.sha256},
        "prices": {"version": __version__, "sha256": rules_sha256()},
        "units": details.units(),
        "also_priced": _also_priced(server.policy, details),
        "budget_reads": server.budget_reads,
        "seed": server.seed,
        **ledger.summary_dict(by_namespace=True),
        "refused": ledger.refused._asdict() if ledger.refused else None,
        "refusals": ledger.refusals,
        "op_log_sha256": server.digest.hexdigest(),
        "sessions": server.sessions,
        "protocol_errors": server.protocol_errors,
        "peak_memory_bytes": server.memory.peak,
        "peak_arrays": server.memory.peak_arrays,
        "longest_operation_s": server.longest_s,
        "own_time_over": server.own_time_over,
        "cpu_time_s": time.process_time(),
        "packages": {
            name: sys.modules[module].__version__
            for name, module in _PACKAGES.items()
            if module in sys.modules
        },
    }


def _also_priced(policy: Policy, details: Details) -> dict[str, Any]:
    """What the policies that are recorded beside the run's would have charged."""
    totals = [0] * len(policy.also)
    for operated in details.by_operation().values():
        totals = [a + b for a, b in zip_longest(totals, operated.also, fillvalue=0)]
    return {
        beside.name: {"sha256": beside.sha256, "flops_used": beside.shown(total)}
        for beside, total in zip(policy.also, totals, strict=True)
    }


def problem(path: Path) -> str:
    """Say why a summary cannot be written to a path; empty if it can."""
    if path.is_dir():
        return f"{path} is a folder; give the name of a file in it"
    if not path.parent.is_dir():
        return f"the folder {path.parent} does not exist; make it first"
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        return f"{path} may not be written to"
    return ""


def write(document: dict[str, Any], channel: str, stdout: TextIO) -> None:
    """Write the summary as one line of JSON.

    Parameters
    ----------
    document : dict
    channel : str
        ``"-"`` (stdout) or a path.
    stdout : text stream
    """
    line = json.dumps(document) + "\n"
    if channel == "-":
        stdout.write(line)
        stdout.flush()
    else:
        Path(channel).write_text(line, encoding="utf-8")
