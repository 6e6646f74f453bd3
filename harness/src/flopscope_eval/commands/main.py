"""The command line: ``flopscope-eval``."""

from __future__ import annotations

import signal
import sys
from typing import NoReturn

import click

from flopscope_eval.commands.contest import contest
from flopscope_eval.commands.doctor import doctor
from flopscope_eval.commands.gc import gc
from flopscope_eval.commands.images import images
from flopscope_eval.commands.reprice import command as reprice
from flopscope_eval.commands.rescore import command as rescore
from flopscope_eval.commands.run import run
from flopscope_eval.commands.verify import verify
from flopscope_eval.commands.worker import worker


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="flopscope-eval")
def main() -> None:
    """Run submissions in a sandbox against a flopscope server, and score them."""
    signal.signal(signal.SIGTERM, _terminated)


for _command in (run, verify, reprice, rescore, contest, worker, doctor, images, gc):
    main.add_command(_command)


def _terminated(number: int, _frame: object) -> NoReturn:
    """End as an exception does, so that everything started is ended on the way out."""
    sys.exit(128 + number)
