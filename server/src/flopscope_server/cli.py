"""The command ``flopscope-server``."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import signal
from pathlib import Path

import click
import zmq

from flopscope._base.sizes import parse_budget, parse_size
from flopscope._pricing import files as policy_files
from flopscope._table import TABLE
from flopscope._version import __version__
from flopscope._wire.messages import DEFAULT_URL
from flopscope.errors import InvalidBudgetError, PolicyError
from flopscope_server import logs
from flopscope_server import summary as summaries
from flopscope_server.backstop import bound_memory
from flopscope_server.cases import CaseDesk
from flopscope_server.keys import load_key, new_key
from flopscope_server.output import take_stdout
from flopscope_server.private import Channel
from flopscope_server.private.recorder import FILE_NAME, Recorder
from flopscope_server.server import GRACE_S, Server
from flopscope_server.store import MAX_ARRAYS
from flopscope_server.urls import check_url
from flopscope_server.watchdog import Watchdog

EXAMPLES = """\b
Examples:
  flopscope-server --url ipc:///tmp/flopscope.sock
  flopscope-server --url ipc:///run/f/s.sock --budget 1e6 --max-memory 2GiB --seed 1
  flopscope-server --url tcp://127.0.0.1:5555 --summary run.json --log-json
  flopscope-server --new-curve-key server.key
  flopscope-server --url tcp://0.0.0.0:5555 --curve-key server.key

It serves until SIGTERM or Ctrl-C, lets the operation that is running finish within --grace, writes its
summary as one line of JSON, and exits with 0.
"""


class _Budget(click.ParamType[int]):
    name = "flops"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        try:
            return parse_budget(str(value))
        except InvalidBudgetError as error:
            self.fail(str(error), param, ctx)


class _Size(click.ParamType[int]):
    name = "size"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        try:
            return parse_size(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)


def _make_key(ctx: click.Context, param: click.Parameter, path: Path | None) -> None:
    if path is None or ctx.resilient_parsing:
        return
    try:
        public = new_key(path)
    except OSError as error:
        raise click.ClickException(f"cannot make {path}: {error.strerror}") from error
    click.echo(f"FLOPSCOPE_SERVER_KEY={public}")
    ctx.exit()


@click.command(epilog=EXAMPLES, context_settings={"max_content_width": 100})
@click.option(
    "--url",
    default=DEFAULT_URL,
    show_default=True,
    help="Address to serve: ipc://PATH or tcp://HOST:PORT.",
)
@click.option(
    "--curve-key",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Secret key: encrypt TCP, and serve only clients that have its public half in "
    "FLOPSCOPE_SERVER_KEY. Any address may be served then.",
)
@click.option(
    "--new-curve-key",
    type=click.Path(path_type=Path),
    callback=_make_key,
    is_eager=True,
    expose_value=False,
    metavar="FILE",
    help="Write a new secret key, print its public half, and exit.",
)
@click.option(
    "--budget", type=_Budget(), help="FLOPs that the whole run may spend, all connections together."
)
@click.option(
    "--policy",
    metavar="NAME|FILE",
    help=f"Pricing policy [default: FLOPSCOPE_POLICY or {policy_files.DEFAULT}].",
)
@click.option(
    "--also-policy",
    multiple=True,
    metavar="NAME|FILE",
    help="Record what another policy would charge, too; may be given several times.",
)
@click.option("--max-memory", type=_Size(), help="Bytes that all arrays may take, such as 2GiB.")
@click.option(
    "--max-arrays",
    type=click.IntRange(min=1),
    default=MAX_ARRAYS,
    show_default=True,
    metavar="COUNT",
    help="Arrays that all connections together may hold, whatever their size.",
)
@click.option(
    "--seed", type=click.IntRange(min=0), help="Seed for generators that are made without one."
)
@click.option(
    "--default-budget",
    type=_Budget(),
    default="1e15",
    show_default=True,
    help="FLOPs of a session outside any budget context.",
)
@click.option(
    "--idle-timeout",
    type=click.FloatRange(min=0, min_open=True),
    metavar="SECONDS",
    help="Close sessions that are silent for so long.",
)
@click.option(
    "--operation-limit",
    type=click.FloatRange(min=0, min_open=True),
    metavar="SECONDS",
    help="How long the operations of one request may take; the session ends then, and the server goes on.",
)
@click.option(
    "--own-time-limit",
    type=click.FloatRange(min=0, min_open=True),
    metavar="SECONDS",
    help="How long programs may compute for themselves, from a reply to the next request; sessions end then.",
)
@click.option(
    "--grace",
    type=click.FloatRange(min=0),
    default=GRACE_S,
    show_default=True,
    metavar="SECONDS",
    help="How long an operation that is running at the end may still take. It is charged in any case.",
)
@click.option(
    "--summary",
    "channel",
    default="-",
    show_default=True,
    metavar="-|PATH",
    help="Where the summary goes.",
)
@click.option(
    "--private",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="A harness's folder, out of clients' reach, with the socket over which it talks to the server. "
    "The summary goes there.",
)
@click.option(
    "--cases",
    is_flag=True,
    help="Hand out a contest's cases, which come over the private channel, and refuse every operation"
    " while none is open.",
)
@click.option(
    "--log-level",
    type=click.Choice(["debug", "info", "warning", "error"]),
    default="info",
    show_default=True,
)
@click.option("--log-json", is_flag=True, help="Log a JSON object a line.")
@click.version_option(__version__, prog_name="flopscope-server")
def main(
    url: str,
    curve_key: Path | None,
    budget: int | None,
    policy: str | None,
    also_policy: tuple[str, ...],
    max_memory: int | None,
    max_arrays: int,
    seed: int | None,
    default_budget: int,
    idle_timeout: float | None,
    operation_limit: float | None,
    own_time_limit: float | None,
    grace: float,
    channel: str,
    private: Path | None,
    cases: bool,
    log_level: str,
    log_json: bool,
) -> None:
    """Run flopscope's operations for remote clients, and keep their FLOP ledger."""
    if channel != "-" and (problem := summaries.problem(Path(channel))):
        raise click.BadParameter(problem, param_hint="--summary")
    logs.configure(log_level, log_json)
    own_stdout = take_stdout()
    try:
        check_url(url, curve_key is not None)
        secret = None if curve_key is None else load_key(curve_key)
        server = Server(
            url,
            policy_files.load(policy, TABLE, also_policy),
            budget,
            max_memory,
            seed,
            default_budget,
            idle_timeout,
            secret,
            grace,
            max_arrays,
            operation_limit,
            own_time_limit,
        )
        if operation_limit is not None:
            server.watchdog = Watchdog(operation_limit)
        # The recorder comes first: what a client has done is in it whenever the server ends.
        line = None if private is None else _connect(server, private, cases)
        if max_memory is not None:
            bound_memory(max_memory)
        server.bind()  # clients may connect from now on, and need not wait for long
    except (PolicyError, ValueError) as error:
        raise click.UsageError(str(error)) from error
    except (zmq.ZMQError, OSError) as error:
        raise click.ClickException(f"cannot serve {url}: {error}") from error
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: server.stop())
    if line is None:
        print(f"flopscope-server {__version__} listening on {url}", file=own_stdout, flush=True)
        server.run()
        summaries.write(summaries.summary(server), channel, own_stdout)
    else:
        _serve_harness(server, line, url)
    # Not by way of the interpreter: it would wait for NumPy, which cannot be interrupted, and for the threads
    # of its BLAS, which do not always end.
    logging.shutdown()
    os._exit(0)


def _connect(server: Server, private: Path, cases: bool) -> Channel:
    """Connect to the harness that made a private folder, and keep a flight recorder there."""
    try:
        line = Channel(private, server.call_soon)
    except OSError as error:
        raise click.ClickException(f"no harness listens in {private}: {error}") from error
    line.handle("started", server.start_clock)
    line.handle("summary", lambda: json.dumps(summaries.summary(server)))
    if cases:
        server.desk = CaseDesk(server.ledger, line, server.client_sessions, private)
        line.handle("case_open", server.desk.open)
        line.handle("case_end", server.desk.end)
    try:
        policies = (server.policy, *server.policy.also)
        server.recorder = Recorder(
            private / FILE_NAME,
            lambda: summaries.summary(server),
            tuple(one.scale for one in policies),
        )
        server.recorder.keep_summary()
    except OSError as error:
        raise click.ClickException(f"no flight recorder in {private}: {error}") from error
    return line


def _serve_harness(server: Server, line: Channel, url: str) -> None:
    """Serve for a harness, and end when it goes."""
    line.start(server.stop)
    line.notify("ready", __version__, url)
    server.run()
    assert server.recorder is not None
    server.recorder.keep_summary()
    if server.desk is not None:
        with contextlib.suppress(OSError):
            server.desk.run_ends()
    with contextlib.suppress(OSError):  # it has gone, and reads no summary
        line.notify("summary", json.dumps(summaries.summary(server)))
