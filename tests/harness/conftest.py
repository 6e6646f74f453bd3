"""Real sandboxes for the harness's tests."""

from __future__ import annotations

import os

import pytest

from flopscope_eval.sandbox import KINDS, choose
from flopscope_eval.sandbox.interface import Sandbox, SandboxUnavailable


def sandbox_parameters() -> list[object]:
    """Every kind of sandbox; Docker's is marked."""
    return [pytest.param(k, marks=pytest.mark.docker if k == "docker" else ()) for k in KINDS]


@pytest.fixture(params=sandbox_parameters())
def sandbox(request: pytest.FixtureRequest) -> Sandbox:
    """Each sandbox that this host can run. Under CI=true one that it cannot run is a failure."""
    return usable(request.param)


def usable(kind: str) -> Sandbox:
    """Give this sandbox, or skip."""
    try:
        return choose(kind)
    except SandboxUnavailable as error:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(str(error))
