"""``flopscope-eval contest site`` and ``contest export``."""

from __future__ import annotations

from pathlib import Path

import click

from flopscope_eval.commands.contest_store import opened, reason_option, store_options
from flopscope_eval.site import export as exports
from flopscope_eval.site import pages, serve
from flopscope_eval.site.board import Audience, Kind, board, ended_switch
from flopscope_eval.store import query, retention

audience_option = click.option(
    "--audience",
    default="participants",
    show_default=True,
    help="participants, organizer (everything, with output and private splits), or author:NAME.",
)
revision_option = click.option("--revision", help="Beginning of a contest revision's hash.")


@click.command()
@click.argument("folder", metavar="OUT", type=click.Path(path_type=Path, file_okay=False))
@store_options
@audience_option
@revision_option
@click.option("--serve", "is_served", is_flag=True, help="Serve on loopback, and follow the store.")
@click.option("--port", default=8000, show_default=True)
def site(
    folder: Path,
    url: str,
    files: Path | None,
    audience: str,
    revision: str | None,
    is_served: bool,
    port: int,
) -> None:
    """Write the contest's pages to OUT, whose earlier content is replaced.

    The pages work from any folder, also opened as files, and load nothing from any network.
    """
    reader = _audience(audience)
    _check_folder(folder)
    with opened(url, files) as store:

        def make() -> None:
            pages.publish(board(store, reader, revision), folder.resolve())

        make()
        click.echo(f"{folder / 'index.html'}")
        if is_served:
            serve.serve(folder, port, lambda: query.version(store), make)


@click.command()
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
@store_options
@audience_option
@revision_option
def export(path: Path, url: str, files: Path | None, audience: str, revision: str | None) -> None:
    """Write results to FILE: .csv, .json, .md, or .parquet (a case per row)."""
    reader = _audience(audience)
    suffix = path.suffix.lstrip(".")
    if suffix not in exports.FORMATS:
        raise click.BadParameter(f"{path.name} must end in one of .{', .'.join(exports.FORMATS)}")
    with opened(url, files) as store:
        exports.FORMATS[suffix](board(store, reader, revision), path)


@click.command()
@store_options
@revision_option
@reason_option
def prune(url: str, files: Path | None, revision: str | None, reason: str) -> None:
    """Drop answers that the contest does not keep: see `board.keep_answers` in contest.toml.

    Verdicts, grades and hashes stay. What is dropped cannot be graded again.
    """
    with opened(url, files) as store:
        made = board(store, Audience(Kind.ORGANIZER), revision)
        rule = made.document.get("board", {}).get("keep_answers", "all")
        keep = {
            run.run_hash
            for row in made.rows
            if rule == "all" or (rule == "final" and row.final)
            for run in row.runs
        }
        dropped = retention.prune(store, query.revision(store, revision)["id"], keep, reason)
        click.echo(f"dropped {dropped.answers:,} answers, {dropped.size:,} bytes; kept: {rule}")


@click.command()
@store_options
@revision_option
@reason_option
@click.option("--undo", is_flag=True)
def end(url: str, files: Path | None, revision: str | None, reason: str, undo: bool) -> None:
    """End the contest: participants' pages show cases of private splits from now on, unrounded."""
    with opened(url, files) as store:
        sha256 = query.revision(store, revision)["sha256"]
        store.set_control(ended_switch(sha256), None if undo else "ended")
        store.log("undo end" if undo else "end", sha256[:12], reason)


def _audience(text: str) -> Audience:
    try:
        return Audience.parse(text)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--audience") from error


def _check_folder(folder: Path) -> None:
    """Refuse to replace a folder that is not one of pages."""
    if folder.exists() and any(folder.iterdir()) and not (folder / "data" / "board.js").exists():
        raise click.BadParameter(f"{folder} has other files; name a new folder", param_hint="OUT")
