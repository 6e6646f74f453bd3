"""The rooms, from the top down: what stands higher may import what stands lower, never the reverse."""

from __future__ import annotations

HARNESS = """
    __main__ commands site batch store __init__ cases grading contests task doctor judging sandbox
    images _run participant
""".split()
SERVER = ["flopscope_server"]
CLIENT = ["flopscope_client"]
LIBRARY_TOP = """
    __main__ pytest_plugin _tools __init__ stats accounting numpy _profile _extras _composed _api _help _start
""".split()
LIBRARY_LOW = """
    _local _engine _arrays _wire _table _ledger _pricing _symmetry _base errors _version
""".split()
ORDER = [
    *(f"flopscope_eval.{name}" for name in HARNESS),
    *(f"flopscope.{name}" for name in LIBRARY_TOP),
    *SERVER,
    *CLIENT,
    *(f"flopscope.{name}" for name in LIBRARY_LOW),
]
"""One list for all packages. The client and the server are a room each."""

NEVER = [
    ("flopscope_client", "flopscope._local"),
    ("flopscope_server", "flopscope_client"),
    ("flopscope_eval.participant", "flopscope._local"),
    ("flopscope_eval.sandbox.docker", "flopscope_eval.sandbox.process"),
    ("flopscope_eval.sandbox.process", "flopscope_eval.sandbox.docker"),
]
"""Modules of the first do not import modules of the second, directly or through others."""


def room(module: str) -> str:
    """The room of a module: a folder or a loose file of the library or the harness."""
    package, _, rest = module.partition(".")
    if package in (*SERVER, *CLIENT):
        return package
    return f"{package}.{rest.partition('.')[0] or '__init__'}"
