"""A pytest plugin: rewrites NumPy's tests as they are imported, and writes what became of each."""

from __future__ import annotations

import json
import os
import resource
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from . import rewrite

REPORT = "FLOPSCOPE_NUMPY_SUITE_REPORT"
"""Names the file that gets a line of JSON a test: its name, outcome, and the error's class and text."""

ADDRESS_SPACE = 8 << 30
"""Some tests ask for arrays that do not fit."""
_REFUSED = ("UnsupportedFunctionError", "UnsupportedDtypeError")


def pytest_configure(config: pytest.Config) -> None:
    rewrite.install()
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))


def outcome(error: BaseException | None) -> str:
    """``"refused"`` where one of flopscope's refusals is behind an error, ``"internal"``, or ``"failed"``."""
    while error is not None:
        if type(error).__name__ == "InternalError":
            return "internal"
        if type(error).__name__ in _REFUSED or (
            "flopscope" in str(error) and "on purpose" in str(error)
        ):
            return "refused"
        error = error.__cause__ or error.__context__
    return "failed"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: Any) -> Generator[None, Any, Any]:
    report = yield
    if report.when != "call" and report.outcome == "passed":
        return report
    found, why = report.outcome, ""
    if report.outcome == "failed" and call.excinfo is not None:
        found = outcome(call.excinfo.value)
        why = f"{type(call.excinfo.value).__name__}: {call.excinfo.value}"[:300]
    if hasattr(report, "wasxfail"):
        found = "skipped"
    with Path(os.environ[REPORT]).open("a", encoding="utf-8") as file:
        file.write(json.dumps([named(item.nodeid), found, why]) + "\n")
    return report


def named(nodeid: str) -> str:
    """A test's name without the folder of the installation."""
    return nodeid[nodeid.rindex("numpy/") :] if "numpy/" in nodeid else nodeid
