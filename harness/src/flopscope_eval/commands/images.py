"""``flopscope-eval images``: build, list, move and remove the images of the Docker sandbox."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:  # it takes longer to import than most commands need in all
    import docker

    from flopscope_eval.images import Image


class _Lines:
    """Progress, one line each: what a build log needs."""

    def stage(self, text: str) -> None:
        click.echo(text, err=True)

    def detail(self, text: str) -> None:
        click.echo(f"  {text}", err=True)


@click.group()
def images() -> None:
    """Build, list, move and remove the images of the Docker sandbox."""


@images.command()
def build() -> None:
    """Build the images whose inputs have changed, and print their names."""
    for image in _current(_engine()).values():
        click.echo(f"{image.tag}  {image.id}")


@images.command("list")
def list_images() -> None:
    """List the images that are there, newest first."""
    from flopscope_eval.images import LABEL

    for image in _engine().images.list(filters={"label": LABEL}):
        size = image.attrs["Size"] / 1e6
        click.echo(f"{image.tags[0] if image.tags else image.id}  {size:.0f} MB")


@images.command()
def prune() -> None:
    """Remove every image of ours that is not in use and not what `build` would give now."""
    from docker.errors import APIError

    from flopscope_eval.images import LABEL

    client = _engine()
    current = {image.id for image in _current(client).values()}
    for image in client.images.list(filters={"label": LABEL}):
        if image.id in current:
            continue
        try:
            client.images.remove(str(image.id), force=len(image.tags) > 1)
        except APIError as error:
            click.echo(f"kept {image.id}: {error.explanation}", err=True)
        else:
            click.echo(f"removed {image.tags[0] if image.tags else image.id}")


@images.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def save(folder: Path) -> None:
    """Write the current images to FOLDER, a file each, to be loaded on machines without a registry."""
    folder.mkdir(parents=True, exist_ok=True)
    client = _engine()
    for name, image in _current(client).items():
        path = folder / f"{name}.tar"
        temporary = path.with_suffix(".part")
        with temporary.open("wb") as file:
            for chunk in client.images.get(image.tag).save(named=True):
                file.write(chunk)
        temporary.replace(path)
        click.echo(f"{path}  {image.tag}  {image.id}")


@images.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False, exists=True))
def load(folder: Path) -> None:
    """Load images that `save` wrote. Compare the printed ids with those that `save` printed."""
    client = _engine()
    for path in sorted(folder.glob("*.tar")):
        with path.open("rb") as file:
            for image in client.images.load(file):
                click.echo(f"{path}  {image.tags[0] if image.tags else '-'}  {image.id}")


def _current(client: docker.DockerClient) -> dict[str, Image]:
    from flopscope_eval.images import ImageError, ensure_images

    try:
        return ensure_images(client, _Lines())
    except ImageError as error:
        raise click.ClickException(str(error)) from error


def _engine() -> docker.DockerClient:
    from flopscope_eval.images.engine import NoEngine, connect

    try:
        return connect()
    except NoEngine as error:
        raise click.ClickException(str(error)) from error
