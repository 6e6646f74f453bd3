"""A part of NumPy's own tests, on both engines: what is known to fail fails, and everything else does not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ..remote.serving import RunningServer
from .modules import SAMPLE
from .run import environment, known, outcomes

LEAST_PASSED = 5


@pytest.fixture(scope="module", params=["local", "remote"])
def engine(request: pytest.FixtureRequest) -> Iterator[tuple[str, dict[str, str]]]:
    """An engine's name, and the environment of a process on it."""
    if request.param == "local":
        yield "local", environment("local")
    else:
        with RunningServer() as server:
            yield "remote", environment("remote", server.url)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", SAMPLE)
def test_numpys_tests_pass(engine: tuple[str, dict[str, str]], name: str) -> None:
    found = outcomes(name, engine[1])
    failed = {test: why for test, (result, why) in found.items() if result == "failed"}
    assert {t: why for t, why in failed.items() if t not in known(engine[0], name)} == {}
    assert known(engine[0], name) - set(failed) == set(), "pass now: take them out of the list"
    assert sum(result == "passed" for result, _ in found.values()) >= LEAST_PASSED
