"""Finds by their labels what runs have made, and removes it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import docker
from docker.errors import APIError, NotFound

from flopscope_eval.sandbox import owner
from flopscope_eval.sandbox.owner import Owner

RUN_LABEL = "org.flopscope.run"
OWNER_PREFIX = "org.flopscope.owner"


def labels(run_id: str) -> dict[str, str]:
    """Give what everything that a run makes is labelled with, from its first moment on."""
    return {RUN_LABEL: run_id, **owner.current().as_labels(OWNER_PREFIX)}


def remove_run(engine: docker.DockerClient, run_id: str) -> list[str]:
    """Remove everything of one run, running or not; say what there was."""
    mine = f"{RUN_LABEL}={run_id}"
    containers = engine.api.containers(all=True, filters={"label": mine})
    removed = [name for found in containers if (name := _remove_container(engine, found["Id"]))]
    volumes = engine.api.volumes(filters={"label": mine})["Volumes"] or []
    return removed + [name for found in volumes if (name := _remove_volume(engine, found["Name"]))]


def dead_runs(engine: docker.DockerClient) -> Iterator[str]:
    """Give the runs that have left something, and whose owner is certain to be gone."""
    seen: set[str] = set()
    for found in _labelled(engine):
        its = found["Labels"]
        whose = Owner.from_labels(its, OWNER_PREFIX)
        if its[RUN_LABEL] not in seen and whose is not None and whose.is_dead():
            seen.add(its[RUN_LABEL])
            yield its[RUN_LABEL]


def _labelled(engine: docker.DockerClient) -> Iterator[dict[str, Any]]:
    yield from engine.api.containers(all=True, filters={"label": RUN_LABEL})
    yield from engine.api.volumes(filters={"label": RUN_LABEL})["Volumes"] or []


def _remove_container(engine: docker.DockerClient, container: str) -> str | None:
    try:
        engine.api.remove_container(container, force=True, v=True)
    except APIError as error:
        _raise_unless_going(error)
        return None
    return f"container {container[:12]}"


def _remove_volume(engine: docker.DockerClient, volume: str) -> str | None:
    try:
        engine.api.remove_volume(volume)
    except APIError as error:
        _raise_unless_going(error)
        return None
    return f"volume {volume}"


def _raise_unless_going(error: APIError) -> None:
    """Let pass that it is being removed already: two harnesses may start at once."""
    gone = isinstance(error, NotFound)
    if not gone and "is already in progress" not in str(error.explanation):
        raise error
