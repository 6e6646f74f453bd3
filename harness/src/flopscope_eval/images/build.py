"""Builds the images, when what goes into them has changed."""

from __future__ import annotations

import contextlib
import io
import tarfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docker
from docker.errors import APIError, ImageNotFound
from docker.models.images import Image as DockerImage

from flopscope_eval._run.cache import digest, lock, read_tree
from flopscope_eval._run.progress import Progress
from flopscope_eval.images.base import ensure_base, probe
from flopscope_eval.images.errors import BuildFailed
from flopscope_eval.images.sources import Sources
from flopscope_eval.images.wheels import Target, locked_wheels, name_and_version, own_wheel

LABEL = "org.flopscope.image"
"""The label of our images: its value is the row's name in `ROWS`."""

STAGE_LABEL = "org.flopscope.image.stage"


@dataclass(frozen=True, slots=True)
class Row:
    """One image: our distributions in it, the locked ones, and whether the launcher is in it."""

    name: str
    own: tuple[str, ...]
    locked: tuple[str, ...]
    launcher: bool

    @property
    def repository(self) -> str:
        return f"flopscope-{self.name}"


ROWS = (
    Row("participant", ("flopscope", "flopscope-client"), ("msgpack", "pyzmq"), launcher=True),
    Row("server", ("flopscope", "flopscope-server"),
        ("click", "msgpack", "numpy", "opt-einsum", "pyzmq"), launcher=False),
)  # fmt: skip

# Several checkouts, or branches, may take turns.
_KEPT = 8

# Runs in the build stage only, straight from its wheel.
_INSTALLER = "pip"


@dataclass(frozen=True, slots=True)
class Image:
    """An image that is there.

    Attributes
    ----------
    tag
        Its name; the part after the colon is a hash of everything that went into it.
    id
        The engine's digest of its configuration and layers.
    base
        Name and digest of the image whose Python is in it.
    packages
        The distributions in it, with their versions.
    """

    tag: str
    id: str
    base: str
    packages: dict[str, str]

    def as_dict(self) -> dict[str, Any]:
        """Plain data, for the result."""
        return {"tag": self.tag, "id": self.id, "base": self.base, "packages": self.packages}


def ensure_images(client: docker.DockerClient, progress: Progress) -> dict[str, Image]:
    """Give every image of `ROWS`, building those whose inputs have changed.

    Safe to call from several processes at once: the first builds, the others wait.

    Raises
    ------
    ImageError
        One is missing and cannot be built; the message says what to do.
    """
    sources = Sources.find()
    with lock("images"):
        base = ensure_base(client, sources, progress)
        target = probe(client, base)
        return {row.name: _ensure(client, row, sources, base, target, progress) for row in ROWS}


def find_images(
    client: docker.DockerClient, recorded: Mapping[str, Mapping[str, Any]]
) -> dict[str, Image] | None:
    """Give the images of an earlier run, or None unless the engine still has all of them.

    Parameters
    ----------
    client
        The engine.
    recorded
        What `Image.as_dict` gave then, by the rows' names. Only the digest is looked up, and only
        an image that was built as this row is taken.
    """
    found = {}
    for row in ROWS:
        image = Image(**recorded[row.name]) if row.name in recorded else None
        if image is None or not _is_there(client, image.id, row):
            return None
        found[row.name] = image
    return found


def _is_there(client: docker.DockerClient, digest: str, row: Row) -> bool:
    if not digest.startswith("sha256:"):  # a name would be found as well, whatever it means by now
        return False
    try:
        return client.images.get(digest).labels.get(LABEL) == row.name
    except ImageNotFound:
        return False


def _ensure(
    client: docker.DockerClient,
    row: Row,
    sources: Sources,
    base: DockerImage,
    target: Target,
    progress: Progress,
) -> Image:
    context = _context(row, sources, target)
    key = digest([*context.items(), ("base", str(base.id).encode())])
    tag = f"{row.repository}:{key[:16]}"
    try:
        built = client.images.get(tag)
    except ImageNotFound:
        progress.stage(f"building the {row.name} image")
        _build(client, row, context, tag, str(base.id), progress.detail)
        built = client.images.get(tag)
    wheels = (Path(name) for name in context if name.startswith(("own/", "locked/")))
    packages = dict(sorted(map(name_and_version, wheels)))
    return Image(tag, str(built.id), _describe(base), packages)


def _context(row: Row, sources: Sources, target: Target) -> dict[str, bytes]:
    """Collect what the Dockerfile copies, by name. This, and the base, is all that an image is."""
    wheels = {
        "own": [own_wheel(sources, name) for name in row.own],
        "locked": locked_wheels(sources, row.locked, target),
        "pip": locked_wheels(sources, (_INSTALLER,), target),
    }
    context = {f"{kind}/{w.name}": w.read_bytes() for kind, found in wheels.items() for w in found}
    context["Dockerfile"] = (sources.images / row.name / "Dockerfile").read_bytes()
    context["assemble.py"] = (sources.images / "assemble.py").read_bytes()
    context["supervisor.py"] = sources.supervisor.read_bytes()
    if row.launcher:
        context.update(read_tree(sources.launcher, "launcher/"))
    return context


def _build(
    client: docker.DockerClient,
    row: Row,
    context: dict[str, bytes],
    tag: str,
    base: str,
    detail: Callable[[str], None],
) -> None:
    try:
        events = client.api.build(
            fileobj=_tar(context), custom_context=True, tag=tag, rm=True, forcerm=True,
            network_mode="none", buildargs={"BASE": base}, labels={LABEL: row.name}, decode=True,
        )  # fmt: skip
        _follow(events, detail)
    except APIError as error:
        raise BuildFailed(
            f"the {row.name} image could not be built: {error.explanation}"
        ) from error
    finally:
        # The newest nameless image that a build leaves is the next one's cache.
        _keep_newest(client, 1, {"dangling": True, "label": f"{STAGE_LABEL}={row.name}"})
        _keep_newest(client, _KEPT, {"label": f"{LABEL}={row.name}"})


def _keep_newest(client: docker.DockerClient, count: int, filters: dict[str, Any]) -> None:
    found = sorted(client.images.list(filters=filters), key=lambda image: image.attrs["Created"])
    for image in found[:-count]:
        with contextlib.suppress(APIError):  # in use: it goes another time
            client.images.remove(image.tags[0] if image.tags else str(image.id))


def _follow(events: Iterator[dict[str, Any]], detail: Callable[[str], None]) -> None:
    last: list[str] = []
    for event in events:
        if line := str(event.get("stream", "")).strip():
            last = [*last[-11:], line]
            if line.startswith("Step "):
                detail(line)
        if "error" in event:
            raise BuildFailed("\n".join([str(event["error"]), *last]))


def _tar(context: dict[str, bytes]) -> io.BytesIO:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        for name, content in sorted(context.items()):
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(content), 0o644
            tar.addfile(entry, io.BytesIO(content))
    buffer.seek(0)
    return buffer


def _describe(base: DockerImage) -> str:
    """Name the base as exactly as can be: by repository digest, else by tag and image id."""
    if digests := base.attrs.get("RepoDigests"):
        return str(digests[0])
    return f"{base.tags[0]}@{base.id}" if base.tags else str(base.id)
