"""``python -m flopscope._tools.show`` prints what runs."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest


def _show(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "flopscope._tools.show", *arguments],
        env={k: v for k, v in os.environ.items() if not k.startswith("FLOPSCOPE_")},
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize(
    ("name", "engine", "lines"),
    [
        ("add", "local", ["def add(x1, x2, /", "price = _prices[", "account.credit - price.cost"]),
        ("add", "remote", ["def add(x1, x2, /", "plan = _plans.get(", "_enqueue(message, plan"]),
        ("add", "server", ["plan = _plans[", "account.credit - price.cost", "digest.add("]),
        ("ndarray.__add__", "local", ["def __add__(self, other)"]),
        ("linalg.svd", "remote", ["def svd(a, full_matrices=", "return _call(a, full_matrices"]),
    ],
)
def test_shows_the_source(name: str, engine: str, lines: list[str]) -> None:
    shown = _show(name, "--engine", engine)
    assert shown.returncode == 0, shown.stderr
    for line in lines:
        assert line in shown.stdout


def test_the_charge_is_the_same_text_here_and_on_the_server() -> None:
    """From the price to the log, the local body and the server's have the same lines, but for the call."""
    texts = {
        engine: [line.strip() for line in _show("exp", "--engine", engine).stdout.splitlines()]
        for engine in ("local", "server")
    }
    charges = {}
    for engine, lines in texts.items():
        start = lines.index("entry = account.entries[price]")
        # What comes after the count only the server does: it records the charge for the harness.
        charges[engine] = lines[start : lines.index("entry[0] += 1", start) + 1]
    assert charges["local"] == charges["server"]
    assert "entry[0] += 1" in charges["local"]


def test_a_name_that_there_is_not() -> None:
    shown = _show("nope")
    assert (shown.returncode, shown.stdout) == (2, "")
    assert "'nope'" in shown.stderr
