"""Finds by their labels what runs have made, and removes it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
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
    """Remove everything of one run, running or not; say what there was.

    The engine may still be at an order that the run gave before it died, and make another container
    of it meanwhile; so it is looked again. What is still in use then is left to the next start.
    """
    removed: list[str] = []
    for pause_s in _PAUSES_S:
        time.sleep(pause_s)
        names, in_use = _remove_once(engine, run_id)
        removed += names
        if not in_use:
            break
    return removed


def _remove_once(engine: docker.DockerClient, run_id: str) -> tuple[list[str], bool]:
    """Remove what there is now; say what that was, and whether something else needs some of it."""
    mine = f"{RUN_LABEL}={run_id}"
    ids = [found["Id"] for found in engine.api.containers(all=True, filters={"label": mine})]
    with ThreadPoolExecutor(max(len(ids), 1), "docker") as pool:
        options = {"force": True, "v": True}
        outcomes = list(pool.map(lambda i: _remove(engine.api.remove_container, i, **options), ids))
    pairs = zip(ids, outcomes, strict=True)
    removed = [f"container {name[:12]}" for name, outcome in pairs if outcome is _DONE]
    in_use = False
    for found in engine.api.volumes(filters={"label": mine})["Volumes"] or []:
        outcome = _remove(engine.api.remove_volume, found["Name"])
        in_use |= outcome is _IN_USE
        if outcome is _DONE:
            removed.append(f"volume {found['Name']}")
    return removed, in_use


def remains(engine: docker.DockerClient, run_id: str) -> list[str]:
    """Give what is still there of a run."""
    mine = {"label": f"{RUN_LABEL}={run_id}"}
    containers = engine.api.containers(all=True, filters=mine)
    volumes = engine.api.volumes(filters=mine)["Volumes"] or []
    return [
        *(f"container {found['Id'][:12]}" for found in containers),
        *(f"volume {found['Name']}" for found in volumes),
    ]


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


_PAUSES_S = (0, 0.1, 0.3, 1)
_DONE, _GOING, _IN_USE = "done", "going", "in use"


def _remove(remove: Callable[..., None], name: str, **options: bool) -> str:
    """Remove one thing; two harnesses may start at once, and both remove what a third has left."""
    try:
        remove(name, **options)
    except NotFound:
        return _GOING
    except APIError as error:
        if "is already in progress" in str(error.explanation):
            return _GOING
        if "in use" in str(error.explanation):
            return _IN_USE
        raise
    return _DONE
