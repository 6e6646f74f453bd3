"""A profile's numbers are the ledger's, by place, on both engines."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import flopscope as flops
import flopscope.numpy as fnp
from tests.remote.serving import RunningServer

PROGRAM = Path(__file__).with_name("program.py")
LINES = PROGRAM.read_text().splitlines()


def line(text: str) -> int:
    """The number of the program's line that starts with a text."""
    return next(n for n, one in enumerate(LINES, 1) if one.strip().startswith(text))


@pytest.fixture(params=["local", "remote", "remote, unqueued"])
def environment(request: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    """What a program needs to run on an engine."""
    plain = {k: v for k, v in os.environ.items() if not k.startswith("FLOPSCOPE_")}
    if request.param == "local":
        yield plain
        return
    with RunningServer() as server:
        queue = "0" if "unqueued" in request.param else "1"
        yield plain | {"FLOPSCOPE_SERVER_URL": server.url, "FLOPSCOPE_QUEUE": queue}


def run(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """``python -m flopscope run`` with arguments."""
    return subprocess.run(
        [sys.executable, "-m", "flopscope", "run", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_by_line_on_each_engine(environment: dict[str, str], tmp_path: Path) -> None:
    out = tmp_path / "p.json"
    done = run(environment, str(PROGRAM), "--json", str(out))
    assert done.returncode == 0, done.stderr
    document = json.loads(out.read_text())
    assert document["flops"] == sum(r["flops"] for r in document["records"]) == 4 * 200 + 99 + 20
    spent: dict[tuple[int, str], int] = {}
    for r in document["records"]:
        if r["flops"]:
            place = r["stack"][-1]
            assert place["filename"] == str(PROGRAM)
            key = (place["line"], r["namespace"])
            spent[key] = spent.get(key, 0) + r["flops"]
    assert spent == {
        (line("return fnp.sin"), ""): 600,
        (line("return fnp.sin"), "head"): 200,
        (line("total ="), "check"): 99,
        (line("rows ="), ""): 20,
    }
    functions = [f["function"] for r in document["records"] for f in r["stack"]]
    assert {"main", "model", "layer"} <= set(functions)
    assert f"{document['flops']:,} FLOPs" in done.stderr


def test_reports(tmp_path: Path) -> None:
    files = {name: tmp_path / name for name in ("html", "csv", "speedscope", "chrome-trace")}
    options = [word for name, path in files.items() for word in (f"--{name}", str(path))]
    done = run(dict(os.environ), "-q", *options, str(PROGRAM))
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    page = files["html"].read_text()
    assert "919 FLOPs" in page
    assert "return fnp.sin(x) * 2.0" in page
    assert "http" not in page.replace("http-equiv", "")
    with files["csv"].open(newline="") as stream:
        assert sum(int(row["flops"]) for row in csv.DictReader(stream)) == 919
    speedscope = json.loads(files["speedscope"].read_text())["profiles"][0]
    assert sum(speedscope["weights"]) == speedscope["endValue"] == 919
    events = json.loads(files["chrome-trace"].read_text())["traceEvents"]
    assert sum(e["dur"] for e in events if e["name"] in ("sin", "multiply", "sum", "add")) == 919


@pytest.mark.parametrize(
    ("source", "code", "text"),
    [
        ("import sys; sys.exit(7)", 7, "0 FLOPs"),
        ("import sys; print(sys.argv[1:])", 0, "['--n', '8']"),
        ("1 / 0", 1, "ZeroDivisionError"),
        ("import flopscope.numpy as f; f.ones((9, 9)) @ f.ones((9, 9))", 1, "BudgetExhausted"),
    ],
)
def test_the_program_runs_as_it_would(source: str, code: int, text: str, tmp_path: Path) -> None:
    program = tmp_path / "p.py"
    program.write_text(source)
    done = run(dict(os.environ), "--budget", "1e3", str(program), "--", "--n", "8")
    assert done.returncode == code, done.stderr
    assert text in done.stdout + done.stderr
    assert "_profile" not in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [["nosuch.py"], [str(PROGRAM), "--html", "/nosuch/x.html"], [str(PROGRAM), "--budget", "-3"]],
)
def test_arguments_are_checked_before_the_run(arguments: list[str]) -> None:
    done = run(dict(os.environ), *arguments[1:], arguments[0])
    assert done.returncode == 2
    assert "error:" in done.stderr


def test_contexts_around_and_inside_see_the_same() -> None:
    with flops.BudgetContext(10**6, namespace="outer") as budget:
        with flops.profile() as p:
            assert flops.current_budget() is budget
            fnp.ones(10) + 1
            with flops.BudgetContext(100, quiet=True) as inner:
                fnp.ones(20) + 1
            with flops.namespace("deep"):
                fnp.ones(30) + 1
        fnp.ones(40) + 1
    assert p.flops == 60
    assert inner.flops_used == 20
    assert budget.flops_used == 100
    parts = budget.summary_dict(by_namespace=True)["by_namespace"]
    assert {name: part["flops_used"] for name, part in parts.items()} == {
        "outer": 70,
        "outer.deep": 30,
    }
    assert {record.namespace for record in budget.op_log} == {"outer", "outer.deep"}


def test_a_budget_inside_still_refuses() -> None:
    with (
        flops.profile() as p,
        flops.BudgetContext(5, quiet=True),
        pytest.raises(flops.BudgetExhaustedError),
    ):
        fnp.ones(10) + 1
    assert p.flops == 0


def test_threads_started_inside_are_counted() -> None:
    def work() -> None:
        fnp.ones(10) + 1

    with flops.profile() as p:
        threads = [threading.Thread(target=work) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert p.flops == 30
    [row] = [row for row in p.by_line() if row.flops]
    assert row.key.function.endswith("work")


def test_recursion_and_totals() -> None:
    def down(n: int) -> Any:
        fnp.ones(2) + 1
        return down(n - 1) if n else None

    with flops.profile() as p:
        down(50)
    by_name = {row.key[1].split(".")[-1]: row for row in p.by_function() if row.key}
    assert by_name["down"].flops == by_name["down"].total_flops == 102
    assert p.by_shape()[0].key[0] == "add"
    assert p.log_is_whole


def test_two_profiles_compared() -> None:
    with flops.profile() as one:
        fnp.ones(10) + 1
    with flops.profile() as two:
        fnp.exp(fnp.ones(30) + 1)
    assert [(d.key, d.flops, d.calls) for d in one.compare(two) if d.flops] == [
        ("exp", 30, 1),
        ("add", 20, 0),
    ]
    assert int(two.to_pandas()["flops"].sum()) == 60


def test_misuse() -> None:
    p = flops.profile()
    with p:
        with pytest.raises(RuntimeError, match="open already"), flops.profile():
            pass
        with pytest.raises(RuntimeError, match="still open"):
            p.records  # noqa: B018
    with pytest.raises(RuntimeError, match="has ended"), p:
        pass
