"""The command line: ``flopscope-eval``."""

from __future__ import annotations

import sys
from typing import Any

import click

from flopscope_eval._run import interrupts
from flopscope_eval.commands import terminal
from flopscope_eval.commands.contest import contest
from flopscope_eval.commands.doctor import doctor
from flopscope_eval.commands.explain import command as explain
from flopscope_eval.commands.gc import gc
from flopscope_eval.commands.images import images
from flopscope_eval.commands.options import say
from flopscope_eval.commands.prices import command as prices
from flopscope_eval.commands.reprice import command as reprice
from flopscope_eval.commands.rescore import command as rescore
from flopscope_eval.commands.run import run
from flopscope_eval.commands.verify import verify
from flopscope_eval.commands.worker import worker


class _Commands(click.Group):
    """Commands that signals end in order; see `flopscope_eval._run.interrupts`."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Make the process's streams usable before anything is written."""
        terminal.prepare()
        return super().main(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a signal ends it with the exit code that a shell gives to it."""
        try:
            with interrupts.handling():
                return super().invoke(ctx)
        except interrupts.Interrupted as interrupted:
            said = f"{interrupted}: everything that was started is gone"
            if interrupts.left_behind:
                said = (
                    f"{interrupted}: left behind: {', '.join(interrupts.left_behind)};"
                    " flopscope-eval gc removes it"
                )
            say(said)
            sys.exit(128 + interrupted.number)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="flopscope-eval")
def main() -> None:
    """Run submissions in a sandbox against a flopscope server, and score them."""


_COMMANDS = (run, verify, reprice, rescore, prices, explain, contest, worker, doctor, images, gc)
for _command in _COMMANDS:
    main.add_command(_command)
