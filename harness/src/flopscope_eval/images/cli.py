"""``flopscope-eval images``: build, list and remove the images of the Docker sandbox."""

from __future__ import annotations

import click
import docker
from docker.errors import APIError, DockerException

from flopscope_eval.images.build import LABEL, ensure_images
from flopscope_eval.images.errors import ImageError


class _Lines:
    """Progress, one line each: what a build log needs."""

    def stage(self, text: str) -> None:
        click.echo(text, err=True)

    def detail(self, text: str) -> None:
        click.echo(f"  {text}", err=True)


@click.group()
def images() -> None:
    """Build, list and remove the images of the Docker sandbox."""


@images.command()
def build() -> None:
    """Build the images whose inputs have changed, and print their names."""
    try:
        for image in ensure_images(_engine(), _Lines()).values():
            click.echo(f"{image.tag}  {image.id}")
    except ImageError as error:
        raise click.ClickException(str(error)) from error


@images.command("list")
def list_images() -> None:
    """List the images that are there, newest first."""
    for image in _engine().images.list(filters={"label": LABEL}):
        size = image.attrs["Size"] / 1e6
        click.echo(f"{image.tags[0] if image.tags else image.id}  {size:.0f} MB")


@images.command()
def prune() -> None:
    """Remove every image of ours that is not in use and not what `build` would give now."""
    client = _engine()
    try:
        current = {image.id for image in ensure_images(client, _Lines()).values()}
    except ImageError as error:
        raise click.ClickException(str(error)) from error
    for image in client.images.list(filters={"label": LABEL}):
        if image.id in current:
            continue
        try:
            client.images.remove(str(image.id), force=len(image.tags) > 1)
        except APIError as error:
            click.echo(f"kept {image.id}: {error.explanation}", err=True)
        else:
            click.echo(f"removed {image.tags[0] if image.tags else image.id}")


def _engine() -> docker.DockerClient:
    try:
        return docker.from_env()
    except DockerException as error:
        raise click.ClickException(
            f"no Docker engine answers: start one, or set DOCKER_HOST ({error})"
        ) from error
