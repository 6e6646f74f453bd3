"""The Docker engine: found as the ``docker`` command finds it, and what to do where it is not."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator

import docker
from docker.context import ContextAPI
from docker.errors import DockerException

_CONTEXT_VARIABLE = "DOCKER_CONTEXT"


class NoEngine(Exception):
    """No Docker engine can be used; the message says why, and what to do."""


def connect() -> docker.DockerClient:
    """Connect to the engine of ``DOCKER_HOST``, else of the current Docker context.

    As for the ``docker`` command, the context is that of ``DOCKER_CONTEXT``, or the one chosen by
    ``docker context use``.

    Raises
    ------
    NoEngine
        It does not answer, or refuses this user, or the context is not there.
    """
    where, make = _engine()
    try:
        client = make()
        client.version()
    except Exception as error:
        raise NoEngine(_advice(error, where)) from error
    return client


def _engine() -> tuple[str, Callable[[], docker.DockerClient]]:
    """Give the engine's place, for people, and what connects to it."""
    if os.environ.get("DOCKER_HOST"):
        return "DOCKER_HOST", docker.from_env
    name = os.environ.get(_CONTEXT_VARIABLE) or None
    context = ContextAPI.get_context(name)
    if context is None:
        raise NoEngine(f"there is no Docker context {name or 'current'!r}; see `docker context ls`")
    if context.name == "default":
        return "the default address", docker.from_env
    tls = context.TLSConfig or False
    return (
        f"the Docker context {context.name!r} ({context.Host})",
        lambda: docker.DockerClient(base_url=context.Host, tls=tls, use_ssh_client=True),
    )


def _advice(error: Exception, where: str) -> str:
    causes = list(_causes(error))
    numbers = {cause.errno for cause in causes if isinstance(cause, OSError)}
    text = " ".join(map(str, causes))
    if errno.EACCES in numbers or errno.EPERM in numbers or "Permission denied" in text:
        return (
            f"the Docker engine at {where} refuses this user (permission denied on its socket): add"
            " the user to the engine's group (sudo usermod -aG docker $USER, then log in again), or"
            " use --sandbox process"
        )
    return (
        f"no Docker engine answers at {where}: start one, set DOCKER_HOST or choose a context"
        f" (docker context use NAME), or use --sandbox process ({_short(error)})"
    )


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Give an error and what led to it, however it is wrapped."""
    seen: set[int] = set()
    waiting: list[BaseException] = [error]
    while waiting:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        waiting += [part for part in one.args if isinstance(part, BaseException)]
        waiting += [part for part in (one.__cause__, one.__context__) if part is not None]


def _short(error: Exception) -> str:
    kind = error if isinstance(error, DockerException) else f"{type(error).__name__}: {error}"
    return str(kind).replace("\n", " ")[:300]
