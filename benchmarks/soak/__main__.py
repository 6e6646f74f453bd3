"""``python -m benchmarks.soak``: exits with 1 if a run is wrong or leaves anything."""

from __future__ import annotations

import sys
from statistics import median

import click

from benchmarks.soak import batches, clock, crashes, crowd, kills, starts
from flopscope_eval.sandbox import KINDS

_sandbox = click.option("--sandbox", type=click.Choice(KINDS), default="process", show_default=True)


@click.group()
def main() -> None:
    """Long checks of the sandboxes."""


@main.command("batches")
@click.option("--runs", default=50, show_default=True)
@click.option("--width", default=4, show_default=True, help="How many at a time.")
@_sandbox
def run_batches(runs: int, width: int, sandbox: str) -> None:
    """Honest runs beside hostile ones: totals exact, nothing left."""
    outcome = batches.run(runs, width, sandbox)
    click.echo(
        f"{sandbox}: {outcome.honest} honest and {outcome.hostile} hostile runs, {width} at a time,"
        f" in {outcome.seconds:.0f} s; left: {outcome.left}"
    )
    for problem in outcome.wrong:
        click.echo(f"  {problem}")
    sys.exit(0 if outcome.is_good else 1)


@main.command("kills")
@click.option("--times", default=10, show_default=True)
@_sandbox
def run_kills(times: int, sandbox: str) -> None:
    """Kill -9 at random moments: the next start cleans up."""
    dirty = 0
    for kill in kills.run(times, sandbox):
        dirty += bool(kill.left_after_next)
        click.echo(
            f"{sandbox}: after {kill.after_s:.2f} s: {kill.left}; then {kill.left_after_next}"
        )
    sys.exit(1 if dirty else 0)


@main.command("crashes")
@click.option("--times", default=50, show_default=True)
@_sandbox
def run_crashes(times: int, sandbox: str) -> None:
    """SIGKILL, SIGSEGV and SIGSTOP for the server at random moments: exact scores, with a culprit."""
    wrong = culprits = 0
    for crash in crashes.run(times, sandbox):
        running = crash.judged.evidence.server.running
        wrong += bool(crash.problems)
        culprits += running is not None
        click.echo(
            f"{sandbox}: {crash.signal.name} {crash.after_s:.2f} s into it, after {crash.rounds} rounds:"
            f" {crash.judged.status}, in {running}; {'; '.join(crash.problems) or 'exact'}"
        )
    click.echo(f"{times - wrong} of {times} scores exact, {culprits} with a culprit")
    sys.exit(1 if wrong else 0)


@main.command("crowd")
@click.option("--clients", default=50, show_default=True)
@click.option("--hogs", default=0, show_default=True, help="Clients that ask for what takes long.")
@click.option("--seconds", default=600.0, show_default=True)
@click.option("--memory", default="256MiB", show_default=True)
def run_crowd(clients: int, hogs: int, seconds: float, memory: str) -> None:
    """Many honest clients of one server with little memory: alive, exact, nobody waits long."""
    outcome = crowd.run(clients, seconds, memory, hogs)
    good = outcome.lived and (not clients or outcome.is_exact)
    click.echo(
        f"{clients} clients and {hogs} hogs for {seconds:g} s under {memory}:"
        f" {'alive' if outcome.lived else 'DEAD'}, {outcome.rounds:,} products,"
        f" {'exact' if good else 'WRONG'}; another client waited {outcome.longest_wait_s:.3f} s at most,"
        f" and one of another server {outcome.longest_alone_s:.3f} s"
    )
    sys.exit(0 if good else 1)


@main.command("clock")
@click.option(
    "--place", "places", multiple=True, type=click.Choice(clock.PLACES), default=clock.PLACES
)
def run_clock(places: tuple[str, ...]) -> None:
    """Whose time it was: sleep, Python and the server by known amounts, in five places."""
    click.echo(
        f"a program that sleeps {clock.SLEEPS_S} s, computes {clock.PYTHON_S} s in Python, multiplies"
        f" {clock.MATMULS} matrices and reads {clock.EXCHANGES} sums"
    )
    for place in places:
        parts = clock.measure(place)
        click.echo(
            f"{place:12} wall {parts.wall:.3f} = backend {parts.backend:.3f} + overhead"
            f" {parts.overhead:.3f} + residual {parts.residual:.3f}"
        )


@main.command("starts")
@click.option("--rounds", default=7, show_default=True)
@click.option("--sandbox", "kinds", multiple=True, type=click.Choice(KINDS), default=KINDS)
def run_starts(rounds: int, kinds: tuple[str, ...]) -> None:
    """From the command to the score of a trivial submission, and where the time goes.

    Against two bare interpreters, or two bare containers, that do the same imports; medians.
    """
    for kind in kinds:
        found = starts.measure(rounds, kind)
        for stage, seconds in found.stages.items():
            click.echo(f"{kind}: {median(seconds):7.3f} s  {stage}")
        whole, reference = median(found.runs), median(found.reference)
        click.echo(
            f"{kind}: {whole:7.3f} s  in all, {whole / reference:.2f} x {reference:.3f} s for the"
            f" same imports, bare (runs {_range(found.runs)}, bare {_range(found.reference)})"
        )


def _range(seconds: list[float]) -> str:
    return f"{min(seconds):.3f} to {max(seconds):.3f}"


main()
