"""Run NumPy's tests on an engine: ``python -m tests.numpy_suite.run [--engine E] [--update] [module ...]``.

Every module is a process of its own. What fails must stand in ``failing-E.txt``, and what stands there must
fail: a list that can only shrink. ``--update`` writes it anew for the modules that were run.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from .modules import dotted, every
from .plugin import REPORT

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
TIMEOUT_S = 900

Outcomes = dict[str, tuple[str, str]]


def outcomes(name: str, env: dict[str, str]) -> Outcomes:
    """What became of each test of a module: passed, refused, failed or skipped, and why."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.jsonl")
        report.touch()
        import numpy

        rootdir = Path(numpy.__file__).parents[1]
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "--tb=no",
            "-W",
            "ignore",
            "-p",
            "no:xdist",
        ]
        command += ["-p", "tests.numpy_suite.plugin", "-p", "no:cacheprovider", "-c", os.devnull]
        command += [f"--rootdir={rootdir}", "--timeout=120", "--pyargs", dotted(name)]
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
            code = done.returncode
            why = done.stdout[-300:]
        except subprocess.TimeoutExpired:
            code, why = -1, f"over {TIMEOUT_S} s"
        rows = [json.loads(line) for line in report.read_text(encoding="utf-8").splitlines()]
    found = {test: (result, reason) for test, result, reason in rows}
    if code not in (0, 1):  # neither passed nor failed: the module as a whole
        found[f"numpy/{name}"] = ("failed", f"exit code {code}: {why}")
    return found


def failing(engine: str) -> set[str]:
    """The tests that are known to fail on an engine."""
    path = HERE / f"failing-{engine}.txt"
    return set(path.read_text(encoding="utf-8").splitlines()) if path.exists() else set()


def _prefix(name: str) -> tuple[str, str]:
    package, _, leaf = name.rpartition(".")
    return f"numpy/{package.replace('.', '/')}/tests/{leaf}.py", f"numpy/{name}"


def known(engine: str, name: str) -> set[str]:
    """Those of one module."""
    path, whole = _prefix(name)
    return {t for t in failing(engine) if t.startswith(path + "::") or t == whole}


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
    parser.add_argument("--engine", choices=("local", "remote"), default="local")
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--reasons", type=Path, help="write why each test failed, as JSON lines")
    parser.add_argument("modules", nargs="*")
    given = parser.parse_args()
    if given.engine == "local":
        return run(given, environment("local"))
    from tests.remote.serving import RunningServer

    with RunningServer() as server:
        return run(given, environment("remote", server.url))


def run(given: argparse.Namespace, env: dict[str, str]) -> int:
    """Run the modules in an environment."""
    total: Counter[str] = Counter()
    wrong = False
    names = given.modules or list(every())
    for name in names:
        found = outcomes(name, env)
        counts = Counter(result for result, _ in found.values())
        total.update(counts)
        failed = {test for test, (result, _) in found.items() if result == "failed"}
        before = known(given.engine, name)
        if given.reasons:
            with given.reasons.open("a", encoding="utf-8") as file:
                for test, (result, why) in found.items():
                    if result in ("failed", "refused"):
                        file.write(json.dumps([test, result, why]) + "\n")
        if given.update:
            kept = (failing(given.engine) - before) | failed
            path = HERE / f"failing-{given.engine}.txt"
            path.write_text("".join(f"{test}\n" for test in sorted(kept)), encoding="utf-8")
        elif failed != before:
            wrong = True
            for test in sorted(failed - before):
                print(f"NEW FAILURE {test}: {found[test][1]}")
            for test in sorted(before - failed):
                print(f"PASSES NOW, take it out of failing-{given.engine}.txt: {test}")
        print(name, dict(counts), flush=True)
    print("total", dict(total))
    return int(wrong)


if __name__ == "__main__":
    sys.exit(main())
