"""``python -m benchmarks``: what flopscope adds, as ratios measured side by side in one run."""

from __future__ import annotations

from pathlib import Path

import click

from benchmarks import suites
from benchmarks.report import records, tables
from benchmarks.rows import QUICK, Effort


class _RunByDefault(click.Group):
    """A group whose command ``run`` needs no naming."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        return super().resolve_command(ctx, args if args[0] in self.commands else ["run", *args])

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, args or ["run"])


@click.group(cls=_RunByDefault, context_settings={"ignore_unknown_options": True})
def main() -> None:
    """Measure what flopscope adds, side by side with what it is compared with.

    \b
    Examples:
      python -m benchmarks                         all rows, printed
      python -m benchmarks local --rounds 51       one suite, more exactly
      python -m benchmarks run --save              an occasion for docs/performance.md
      python -m benchmarks run --json /tmp/a.json  the numbers, elsewhere
      python -m benchmarks report                  plot and page from all saved occasions
      python -m benchmarks profile                 where the time goes
    """


@main.command()
@click.argument("names", metavar="[SUITE]...", nargs=-1, type=click.Choice(suites.NAMES))
@click.option(
    "--rounds", default=Effort().rounds, show_default=True, help="Rounds; slow rows take fewer."
)
@click.option("--quick", is_flag=True, help="Only try it out: one round of almost nothing.")
@click.option("--occasion", help="What to call this run.  [default: date and time]")
@click.option("--json", "path", type=click.Path(path_type=Path), help="Write the numbers there.")
@click.option(
    "--save", is_flag=True, help="Keep the numbers in docs/benchmarks, and redraw plot and page."
)
def run(
    names: tuple[str, ...],
    rounds: int,
    quick: bool,
    occasion: str | None,
    path: Path | None,
    save: bool,
) -> None:
    """Measure, and print the table.

    SUITE is one of local, remote, programs, entries, shares, everything, first_use, startup, memory,
    process, docker (the sandboxes), contest and batch; all if none is named.
    """
    if save and quick:
        raise click.UsageError("--quick measures nothing that is worth keeping: leave out --save")
    found = records.run(names or suites.NAMES, QUICK if quick else Effort(rounds), occasion)
    tables.show(found)
    if path is not None:
        found.save(path)
    if save:
        found.save(found.path)
        click.echo(f"kept as {found.path.name}")
        _report(records.FOLDER)


@main.command()
def report() -> None:
    """Draw the plot and write the page's tables from all occasions in docs/benchmarks."""
    _report(records.FOLDER)


@main.command()
@click.option("--seconds", default=12, show_default=True, help="How long each process is sampled.")
@click.option("--rounds", default=9, show_default=True, help="Rounds of the parts of a call.")
@click.option(
    "--folder",
    type=click.Path(path_type=Path),
    default=records.FOLDER,
    help="Where to put them.  [default: docs/benchmarks]",
)
def profile(seconds: int, rounds: int, folder: Path) -> None:
    """Draw flame graphs of the local calls, the client and the server, and time the parts of one call.

    Afterwards `python -m benchmarks report` shows the new parts on the page.
    """
    from benchmarks.profiles import flames
    from benchmarks.profiles.results import Profile

    flames.record(folder, seconds)
    found = Profile.measured(rounds, 10_000 * seconds)
    found.save(folder)
    for engine in ("local", "remote"):
        click.echo(f"{engine}:\n{found.table(engine)}\n")
    click.echo(found.sentence())


def _report(folder: Path) -> None:
    from benchmarks.report import page, plot  # the plot's library takes a second

    found = records.load_all(folder)
    if not found:
        raise click.ClickException("no occasion is saved: python -m benchmarks run --save")
    plot.draw(found, folder / plot.PATH.name)
    page.write(found, folder)


main()
