"""``python -m flopscope run``: a program with its FLOPs by line."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import runpy
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flopscope._profile.block import Profile

EPILOG = """examples:
  python -m flopscope run program.py                       a table, after the program's own output
  python -m flopscope run program.py --html report.html    a page: flame graph, tables, source
  python -m flopscope run program.py --budget 1e6          refuse what a budget can't pay for
  python -m flopscope run program.py -- --n 8              options of the program itself

The program runs as with `python program.py`. The exit code is the program's own.
"""


def parser() -> argparse.ArgumentParser:
    """The command's options."""
    p = argparse.ArgumentParser(
        "python -m flopscope run",
        description="Run a program and show where its FLOPs go.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    p.add_argument("program", type=Path, help="the Python file to run")
    p.add_argument("--budget", metavar="FLOPS", help="refuse operations beyond this many FLOPs")
    p.add_argument("--policy", metavar="NAME", help="pricing policy: a name or a file")
    for form in ("html", "json", "csv", "speedscope", "chrome-trace"):
        p.add_argument(f"--{form}", type=Path, metavar="FILE", help=f"write the profile as {form}")
    p.add_argument("-q", "--quiet", action="store_true", help="print no table")
    return p


def main(argv: Sequence[str]) -> int:
    """Run the command; the exit code is the program's, or 2 for unusable arguments."""
    p = parser()
    ours, theirs = _split(argv)
    options = p.parse_args(ours)
    if not options.program.is_file():
        p.error(f"{options.program} is not a file")
    outputs = [options.html, options.json, options.csv, options.speedscope, options.chrome_trace]
    for path in filter(None, outputs):
        if path.is_dir() or not path.parent.is_dir() or not os.access(path.parent, os.W_OK):
            p.error(f"{path} can't be written: name a file in a folder that exists")
    if options.policy:
        os.environ["FLOPSCOPE_POLICY"] = options.policy
    # The engine reads its environment once, when flopscope is first used.
    from flopscope._api.budget import BudgetContext
    from flopscope._base.sizes import parse_budget
    from flopscope._profile.block import Profile
    from flopscope.errors import InvalidBudgetError

    context: contextlib.AbstractContextManager[object] = contextlib.nullcontext()
    if options.budget:
        try:
            context = BudgetContext(parse_budget(options.budget), quiet=True)
        except InvalidBudgetError as error:
            p.error(str(error))
    profile = Profile()
    with context:
        code = _run(options.program, theirs, profile)
    _write(profile, options)
    return code


def _split(argv: Sequence[str]) -> tuple[list[str], list[str]]:
    """The command's own arguments, and the program's, which stand behind ``--``."""
    words = list(argv)
    at = words.index("--") if "--" in words else len(words)
    return words[:at], words[at + 1 :]


def _run(program: Path, arguments: list[str], profile: Profile) -> int:
    """Run the program under the profile; its exit code."""
    sys.argv = [str(program), *arguments]
    sys.path.insert(0, str(program.parent.resolve()))
    profile.open(sys._getframe())
    try:
        runpy.run_path(str(program), run_name="__main__")
    except SystemExit as exit_:
        if exit_.code is None or isinstance(exit_.code, int):
            return exit_.code or 0
        print(exit_.code, file=sys.stderr)
        return 1
    except BaseException as error:  # noqa: BLE001 - the program's own, shown as Python would
        own = error.__traceback__
        while own is not None and own.tb_frame.f_code.co_filename != str(program):
            own = own.tb_next
        traceback.print_exception(type(error), error, own or error.__traceback__)
        return 130 if isinstance(error, KeyboardInterrupt) else 1
    finally:
        profile.close()
    return 0


def _write(profile: Profile, options: argparse.Namespace) -> None:
    if not options.quiet:
        print(profile, file=sys.stderr)
    if options.html:
        profile.to_html(options.html)
    if options.json:
        options.json.write_text(json.dumps(profile.to_dict()), encoding="utf-8")
    if options.csv:
        profile.to_csv(options.csv)
    if options.speedscope:
        profile.to_speedscope(options.speedscope)
    if options.chrome_trace:
        profile.to_chrome_trace(options.chrome_trace)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
