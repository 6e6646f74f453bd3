"""What dead runs left is removed, also while the engine is still at an order of theirs."""

from __future__ import annotations

import dataclasses
import secrets
import threading
import time
from collections.abc import Iterator

import docker
import pytest
from docker.types import Mount

from flopscope_eval.images import ensure_images
from flopscope_eval.sandbox import owner
from flopscope_eval.sandbox.docker import DockerSandbox, garbage
from flopscope_eval.sandbox.docker.garbage import OWNER_PREFIX, RUN_LABEL

pytestmark = [pytest.mark.docker, pytest.mark.timeout(600)]


class _Quiet:
    def stage(self, text: str) -> None: ...

    def detail(self, text: str) -> None: ...


@pytest.fixture
def dead(engine: docker.DockerClient) -> Iterator[dict[str, str]]:
    """Labels of a run whose process is gone."""
    run_id = secrets.token_hex(8)
    gone = dataclasses.replace(owner.current(), start=1)
    assert gone.is_dead()
    yield {RUN_LABEL: run_id, **gone.as_labels(OWNER_PREFIX)}
    garbage.remove_run(engine, run_id)


def left(engine: docker.DockerClient, labels: dict[str, str]) -> list[str]:
    its = {"label": f"{RUN_LABEL}={labels[RUN_LABEL]}"}
    containers = [found["Id"] for found in engine.api.containers(all=True, filters=its)]
    return containers + [v["Name"] for v in engine.api.volumes(filters=its)["Volumes"] or []]


def test_what_a_container_of_another_label_still_needs_is_left_to_the_next_start(
    engine: docker.DockerClient, dead: dict[str, str]
) -> None:
    volume = f"flopscope-{dead[RUN_LABEL]}-socket"
    image = ensure_images(engine, _Quiet())["participant"].id
    # Both in one order, since whatever else starts here collects garbage too.
    needs = engine.containers.create(image, mounts=[Mount("/run", volume, labels=dead)])
    try:
        DockerSandbox().collect_garbage()
        assert left(engine, dead) == [volume]
    finally:
        needs.remove()
    DockerSandbox().collect_garbage()
    assert left(engine, dead) == []


def test_a_container_that_appears_meanwhile_goes_too(
    engine: docker.DockerClient, dead: dict[str, str]
) -> None:
    volume = f"flopscope-{dead[RUN_LABEL]}-socket"
    engine.volumes.create(volume, labels=dead)
    image = ensure_images(engine, _Quiet())["participant"].id
    mounts = [Mount("/run", volume, labels=dead)]
    # As an engine that is slow with an order, and carries it out though nobody waits any more.
    late = threading.Timer(
        0.05, lambda: engine.containers.create(image, mounts=mounts, labels=dead)
    )
    late.start()
    deadline = time.monotonic() + 30
    while late.is_alive() or left(engine, dead):
        DockerSandbox().collect_garbage()
        assert time.monotonic() < deadline, left(engine, dead)
    names = [found["Name"] for found in engine.api.volumes()["Volumes"] or []]
    assert volume not in names
