"""``flopscope-eval worker``: executes runs for a batch on another machine."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from flopscope_eval._run import sizes
from flopscope_eval.commands.options import Parsed


@click.command()
@click.option(
    "--scheduler",
    required=True,
    metavar="ADDRESS|FILE",
    help="The scheduler's tls:// address, or a file with it that the scheduler wrote.",
)
@click.option(
    "--certificates",
    required=True,
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="The batch's certificates, copied from the scheduler's machine.",
)
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("flopscope-worker"),
    show_default=True,
    help="For submissions and results; of this worker alone, on a local disk.",
)
@click.option(
    "--slots", type=click.IntRange(1), help="Runs at once; by default by cores and memory."
)
@click.option(
    "--memory-per-run",
    type=Parsed(sizes.parse_size, "size"),
    default="3GiB",
    show_default=True,
    help="Memory of a run with its server, for the default of --slots.",
)
@click.option("--listen", metavar="tls://HOST", help="Address to listen on, for results.")
@click.option("--with-parent", type=int, hidden=True)
def worker(
    scheduler: str,
    certificates: Path,
    folder: Path,
    slots: int | None,
    memory_per_run: int,
    listen: str | None,
    with_parent: int | None,
) -> None:
    """Execute runs for a batch until SIGTERM.

    The worker finds the scheduler again when it was away. It keeps results until the batch has
    recorded them. It ends its runs when it cannot reach the scheduler for the length of a lease.

    \b
    Example:
      flopscope-eval worker --scheduler tls://10.0.0.1:8786 --certificates batch-certificates
    """
    from flopscope_eval.batch import serve

    async def main() -> None:
        if with_parent is not None:
            ending = asyncio.ensure_future(serve.end_with_parent(with_parent))
        await serve.worker(
            lambda: serve.read_address(scheduler),
            certificates,
            folder.resolve(),
            slots or serve.default_slots(memory_per_run),
            listen,
        )
        if with_parent is not None:
            ending.cancel()

    folder.mkdir(parents=True, exist_ok=True)
    asyncio.run(main())
