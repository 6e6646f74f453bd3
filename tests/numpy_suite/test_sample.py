"""A part of NumPy's own tests, on both engines: what the lists name does not pass, and all else does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ..remote.serving import RunningServer
from .expected import Outcome, compare, cover, is_listed
from .modules import SAMPLE
from .run import environment, outcomes

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
    assert compare(engine[0], found) == []
    assert sum(outcome.result == "passed" for outcome in found.values()) >= LEAST_PASSED


def test_a_listed_test_that_passes_is_reported_and_so_is_another_that_fails(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tests.numpy_suite.expected.is_listed", lambda _, test: test == "a.py::x")
    found = {"a.py::x": Outcome("passed", ""), "a.py::y": Outcome("refused", "dtype 'O'")}
    assert (
        compare("local", found)
        == [
            "NEW, refused: a.py::y: dtype 'O'",
            "PASSES NOW, take it out of the lists: a.py::x",
        ][::-1]
    )
    assert not is_listed("local", "numpy/no_such_module.py::test")


def test_patterns_are_as_general_as_they_can_be_and_match_nothing_else() -> None:
    wanted = {"m.py::A::x", "m.py::A::y", "m.py::B::z[1-O]", "m.py::B::z[2-O]", "m.py::B::w[3]"}
    others = {"m.py::B::z[1-d]", "m.py::B::w[4]"}
    assert cover(wanted, others) == ["m.py::A::*", "m.py::B::w[3]", "m.py::B::z[*-O]"]
