"""What holds for all tests."""

from __future__ import annotations

import os
from importlib.util import find_spec

import pytest

from .browser import chromium, visit

__all__ = ["chromium", "visit"]
"""Here, so that a session has one of each: a fixture that two folders import is started twice."""

# The engines' contract also runs where nothing but pytest is installed.
if find_spec("hypothesis"):
    from hypothesis import HealthCheck, settings

    # A busy machine is slow at everything; how long a test takes is up to pytest's time limit.
    settings.register_profile(
        "suite", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
    )
    # For a search that goes on for longer: FLOPSCOPE_EXAMPLES=5000 pytest tests/...
    settings.register_profile(
        "search",
        settings.get_profile("suite"),
        max_examples=int(os.environ.get("FLOPSCOPE_EXAMPLES", "100")),
    )
    settings.load_profile("search" if "FLOPSCOPE_EXAMPLES" in os.environ else "suite")


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--sample N``: of each test function with many cases, N that are spread evenly."""
    parser.addoption("--sample", type=int, metavar="N", help="run N cases per test function")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep a sample where one is asked for."""
    keep = config.getoption("--sample")
    if keep is None:
        return
    by_function: dict[str, list[pytest.Item]] = {}
    for item in items:
        by_function.setdefault(item.nodeid.partition("[")[0], []).append(item)
    kept = set()
    for cases in by_function.values():
        step = max(len(cases) / keep, 1)
        kept |= {cases[int(i * step)] for i in range(min(keep, len(cases)))}
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = [item for item in items if item in kept]
