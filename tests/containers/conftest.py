"""A Docker engine for tests."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing

import docker
import pytest
from docker.errors import DockerException


@pytest.fixture(scope="session")
def engine() -> Iterator[docker.DockerClient]:
    """The engine. Under CI=true a missing one is a failure."""
    try:
        client = docker.from_env()
        client.ping()
    except DockerException as error:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"no Docker engine answers: {error}")
    with closing(client):
        yield client
