"""Run NumPy's tests on the engines: ``python -m tests.numpy_suite.run [--engine E] [--update] [module ...]``.

Each module is a process of its own. The tests that do not pass must match the lists, and what the lists name
must not pass; see :mod:`.expected`. ``--update`` writes the lists anew for the modules that were run.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from . import expected
from .expected import ENGINES, Outcome, Outcomes
from .modules import dotted, every
from .plugin import REPORT

ROOT = Path(__file__).parents[2]
TIMEOUT_S = 3600
MOST_MEMORY = "4G"
"""Of the server: some tests ask for arrays that do not fit."""


def outcomes(name: str, env: dict[str, str], only: Iterable[str] = ()) -> Outcomes:
    """What became of each test of a module, or of those whose names contain one of some texts."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.jsonl")
        report.touch()
        command = [*_pytest(), *_selected(only), "--pyargs", dotted(name)]
        try:
            done = subprocess.run(
                command,
                cwd=ROOT,
                env={**env, REPORT: str(report)},
                capture_output=True,
                text=True,
                timeout=TIMEOUT_S,
                check=False,
            )
            code, why = done.returncode, done.stdout[-300:]
        except subprocess.TimeoutExpired:
            code, why = -1, f"over {TIMEOUT_S} s"
        rows = [json.loads(line) for line in report.read_text(encoding="utf-8").splitlines()]
    found = {test: Outcome(result, reason) for test, result, reason in rows}
    if code not in (0, 1):  # neither passed nor failed: the module as a whole
        found[f"numpy/{name}"] = Outcome("failed", f"exit code {code}: {why}")
    return found


def _pytest() -> list[str]:
    import numpy

    rootdir = Path(numpy.__file__).parents[1]
    options = f"-q --tb=no -W ignore -p no:xdist -p no:cacheprovider -c {os.devnull} --timeout=120"
    plugin = ["-p", "tests.numpy_suite.plugin"]
    return [sys.executable, "-m", "pytest", *options.split(), *plugin, f"--rootdir={rootdir}"]


def _selected(only: Iterable[str]) -> list[str]:
    names = " or ".join(only)
    return ["-k", names] if names else []


def environment(engine: str, url: str = "") -> dict[str, str]:
    """The environment of a process on an engine."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("FLOPSCOPE_")}
    more = {
        "FLOPSCOPE_ENGINE": engine,
        "FLOPSCOPE_DEFAULT_BUDGET": str(10**18),
        "FLOPSCOPE_TIMEOUT_S": "300",
    }
    return kept | more | ({"FLOPSCOPE_SERVER_URL": url} if url else {})


def main() -> int:
    """Run, print figures, compare or update."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", choices=(*ENGINES, "both"), default="both")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="modules at the same time")
    parser.add_argument("--update", action="store_true", help="write the lists anew")
    parser.add_argument("--save", type=Path, help="add all outcomes to a file, as JSON lines")
    parser.add_argument("--saved", type=Path, help="take the outcomes of a file; run nothing")
    parser.add_argument("modules", nargs="*")
    given = parser.parse_args()
    names = given.modules or list(every())
    engines = ENGINES if given.engine == "both" else (given.engine,)
    found = _read(given.saved) if given.saved else {e: _run(e, names, given) for e in engines}
    if given.update:
        expected.write(found)
        return 0
    wrong = [f"{e}: {text}" for e in found for text in expected.compare(e, found[e])]
    print("\n".join(wrong))
    for engine, outcome in found.items():
        print("total", engine, dict(Counter(o.result for o in outcome.values())))
    return int(bool(wrong))


def _run(engine: str, names: list[str], given: argparse.Namespace) -> Outcomes:
    if engine == "local":
        return _all(engine, names, environment("local"), given)
    from tests.remote.serving import RunningServer

    with RunningServer("--max-memory", MOST_MEMORY) as server:
        return _all(engine, names, environment("remote", server.url), given)


def _all(engine: str, names: list[str], env: dict[str, str], given: argparse.Namespace) -> Outcomes:
    total: Outcomes = {}
    with ThreadPoolExecutor(given.jobs) as pool:
        for name, found in zip(names, pool.map(lambda n: outcomes(n, env), names), strict=True):
            total.update(found)
            print(engine, name, dict(Counter(o.result for o in found.values())), flush=True)
            if given.save:
                with given.save.open("a", encoding="utf-8") as file:
                    for test, outcome in found.items():
                        file.write(json.dumps([engine, test, *outcome]) + "\n")
    return total


def _read(path: Path) -> dict[str, Outcomes]:
    found: dict[str, Outcomes] = {}
    for text in path.read_text(encoding="utf-8").splitlines():
        engine, test, result, why = json.loads(text)
        found.setdefault(engine, {})[test] = Outcome(result, why)
    return found


if __name__ == "__main__":
    sys.exit(main())
