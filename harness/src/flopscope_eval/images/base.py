"""The base image: the official one where it can be had, else one made from Debian packages."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import asdict
from pathlib import Path

import docker
from docker.errors import APIError, DockerException, ImageNotFound
from docker.models.images import Image as DockerImage

from flopscope_eval._run.cache import cache_dir, digest, new_folder
from flopscope_eval._run.progress import Progress
from flopscope_eval.images.errors import BaseImageMissing
from flopscope_eval.images.sources import Sources
from flopscope_eval.images.wheels import Target

OFFICIAL = "python:3.12-slim-bookworm"
STAND_IN = "flopscope-base"

BASE_VARIABLE = "FLOPSCOPE_BASE_IMAGE"
"""Names another base image: Debian-like, with Python 3.11 or newer as ``python3``."""

_PROBE = (
    "import json, platform, sys; "
    "print(json.dumps({'python': '%d.%d' % sys.version_info[:2], 'machine': platform.machine(), "
    "'glibc': platform.libc_ver()[1]}))"
)


def ensure_base(client: docker.DockerClient, sources: Sources, progress: Progress) -> DockerImage:
    """Give the base image: the one asked for, one that is here, one pulled, or one made here.

    Raises
    ------
    BaseImageMissing
        There is none; the message says how to get one.
    """
    if wanted := os.environ.get(BASE_VARIABLE):
        return _local(client, wanted) or _pull(client, wanted, progress)
    stand_in = f"{STAND_IN}:{_recipe_key(sources)[:12]}"
    for reference in (OFFICIAL, stand_in):
        if image := _local(client, reference):
            return image
    try:
        return _pull(client, OFFICIAL, progress)
    except BaseImageMissing as error:
        progress.detail(f"{OFFICIAL} cannot be pulled; making a base image from Debian packages")
        return _make(client, sources, stand_in, error, progress)


def probe(client: docker.DockerClient, base: DockerImage) -> Target:
    """Ask the base image which wheels it can run; asked once for an image.

    Raises
    ------
    BaseImageMissing
        It has no usable ``python3``.
    """
    known = cache_dir() / "base" / f"{str(base.id).removeprefix('sha256:')}.json"
    if known.is_file():
        return Target(**json.loads(known.read_text()))
    try:
        answer = _ask(client, str(base.id))
    except APIError as error:
        raise BaseImageMissing(f"the base image cannot run python3: {error}") from error
    except ValueError as error:
        raise BaseImageMissing(f"the base image has no usable python3: {error}") from error
    target = Target(**answer)
    known.parent.mkdir(parents=True, exist_ok=True)
    known.write_text(json.dumps(asdict(target)))
    return target


def _ask(client: docker.DockerClient, image: str) -> dict[str, str]:
    container = client.containers.create(image, ["python3", "-c", _PROBE], network_mode="none")
    try:
        container.start()
        status, said = container.wait()["StatusCode"], container.logs()
    finally:
        container.remove(force=True)
    if status != 0:
        raise ValueError(said[-1000:].decode(errors="replace").strip() or f"exit code {status}")
    answer: dict[str, str] = json.loads(said)
    return answer


def _local(client: docker.DockerClient, reference: str) -> DockerImage | None:
    try:
        return client.images.get(reference)
    except ImageNotFound:
        return None


def _pull(client: docker.DockerClient, reference: str, progress: Progress) -> DockerImage:
    progress.detail(f"pulling {reference}")
    try:
        client.images.pull(reference)
        return client.images.get(reference)
    except DockerException as error:
        raise BaseImageMissing(
            f"the base image {reference} is not here and cannot be pulled ({error}). Load one with "
            f"docker load, or set {BASE_VARIABLE} to one that you have"
        ) from error


def _make(
    client: docker.DockerClient, sources: Sources, tag: str, no_pull: Exception, progress: Progress
) -> DockerImage:
    folder = cache_dir() / "base" / _recipe_key(sources)[:12]
    if not folder.is_dir():
        if os.geteuid() != 0 or shutil.which("debootstrap") is None:
            raise BaseImageMissing(
                f"{no_pull}; or, on Debian or Ubuntu, let flopscope make one: "
                "apt-get install debootstrap, and run this once as root"
            ) from no_pull
        with new_folder(folder) as work:
            _debootstrap(_recipe(sources), work / "rootfs.tar")
    progress.detail("importing the base image")
    repository, _, version = tag.partition(":")
    answer = client.api.import_image_from_file(
        str(folder / "rootfs.tar"), repository=repository, tag=version
    )
    imported = json.loads(answer.splitlines()[-1])["status"]
    client.api.tag(imported, repository, version)  # Podman imports without the tag
    return client.images.get(tag)


def _debootstrap(recipe: Path, destination: Path) -> None:
    done = subprocess.run(
        ["sh", recipe, destination], capture_output=True, text=True, stdin=subprocess.DEVNULL,
        check=False,
    )  # fmt: skip
    if done.returncode:
        last = "\n".join((done.stdout + done.stderr).strip().splitlines()[-12:])
        raise BaseImageMissing(
            f"debootstrap failed; set FLOPSCOPE_DEBIAN_MIRROR if your mirror is another one\n{last}"
        )


def _recipe(sources: Sources) -> Path:
    return sources.images / "base" / "make-rootfs"


def _recipe_key(sources: Sources) -> str:
    return digest([("make-rootfs", _recipe(sources).read_bytes())])
