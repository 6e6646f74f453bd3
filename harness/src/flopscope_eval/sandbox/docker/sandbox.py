"""The Docker sandbox, as the harness sees it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import docker
import requests
from docker.errors import DockerException

from flopscope_eval._run import interrupts
from flopscope_eval._run.cache import cache_dir
from flopscope_eval._run.progress import Progress
from flopscope_eval.images import ImageError, ensure_images, find_images
from flopscope_eval.images.engine import NoEngine, connect
from flopscope_eval.sandbox import folders
from flopscope_eval.sandbox.docker import garbage
from flopscope_eval.sandbox.docker.run import Run
from flopscope_eval.sandbox.interface import Evidence, RunSpec, SandboxUnavailable

_ENGINE_ERRORS = (DockerException, requests.RequestException)


class DockerSandbox:
    """The official sandbox: containers without network, capabilities, or anything to write to."""

    name = "docker"

    def check(self) -> None:
        """Raise `SandboxUnavailable` if no Docker engine for Linux containers answers."""
        with _engine() as engine:
            kind = engine.version()["Os"]
        if kind != "linux":
            raise SandboxUnavailable(f"the Docker engine runs {kind} containers, not linux ones")

    def run(self, spec: RunSpec, progress: Progress) -> Evidence:
        """Run one submission; see `flopscope_eval.sandbox.interface.Sandbox.run`."""
        with _engine() as engine:
            if spec.runtime is not None:
                _check_runtime(engine, spec.runtime)
            try:
                return _run(engine, spec, progress)
            except ImageError as error:
                return Evidence("docker", failure=str(error), private_paths=_private_paths())
            except _ENGINE_ERRORS as error:
                return Evidence("docker", failure=f"the Docker engine failed: {error}")

    def collect_garbage(self) -> list[str]:
        """Remove containers and volumes of runs whose process is gone; say which."""
        with _engine() as engine:
            dead = list(garbage.dead_runs(engine))
            removed = [what for run in dead for what in garbage.remove_run(engine, run)]
        return [*removed, *folders.collect_garbage()]


@contextmanager
def _engine() -> Iterator[docker.DockerClient]:
    """Give the engine; one that does not answer, or no more, is `SandboxUnavailable`."""
    try:
        engine = connect()
    except NoEngine as error:
        raise SandboxUnavailable(str(error)) from error
    try:
        yield engine
    except _ENGINE_ERRORS as error:
        raise SandboxUnavailable(f"the Docker engine failed: {error}") from error
    finally:
        engine.close()


def _check_runtime(engine: docker.DockerClient, wanted: str) -> None:
    """Raise `SandboxUnavailable` if the engine does not have this runtime."""
    known = sorted(engine.info().get("Runtimes") or ())
    if wanted not in known:
        raise SandboxUnavailable(
            f"the Docker engine has no runtime {wanted!r}, only {', '.join(known)}: install it, name"
            " it under 'runtimes' in the engine's /etc/docker/daemon.json, and have it read that"
            " (systemctl reload docker)"
        )


def _private_paths() -> tuple[str, ...]:
    """Give the folders of this host that a failed build may name."""
    return (str(cache_dir()), str(Path(__file__).resolve().parents[5]), sys.prefix)


def _run(engine: docker.DockerClient, spec: RunSpec, progress: Progress) -> Evidence:
    progress.stage("looking for the images")
    images = find_images(engine, spec.images) or ensure_images(engine, progress)
    run = Run(engine, images, spec, progress)
    with interrupts.cleaning_up(run.remove):
        return run.to_end()
