"""A pytest plugin: FLOP budgets of tests, and what tests spend against a stored baseline.

- ``@pytest.mark.flop_budget(10**6)``: the test fails if it spends more. The operation that is too dear raises
  :class:`~flopscope.errors.BudgetExhaustedError` and does not run.
- ``pytest --flops``: the dearest tests, at the end.
- ``pytest --flops-save FILE``: write what each test spent, as JSON.
- ``pytest --flops-against FILE``: show the tests that spend other FLOPs than in that file. With
  ``--flops-strict`` they make the run fail.

Ask for it with ``pytest -p flopscope.pytest_plugin``, or put that into ``addopts``. It does not load by itself:
pytest would then rewrite the asserts of every module of flopscope. Only marked tests and these options import
the engine.
"""

from __future__ import annotations

import json
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

SHOWN = 20
"""How many tests ``--flops`` lists."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options."""
    group = parser.getgroup("flopscope", "FLOPs of tests")
    group.addoption("--flops", action="store_true", help="show the FLOPs of the dearest tests")
    group.addoption("--flops-save", type=Path, metavar="FILE", help="write each test's FLOPs")
    group.addoption(
        "--flops-against", type=Path, metavar="FILE", help="show tests whose FLOPs differ from FILE"
    )
    group.addoption(
        "--flops-strict", action="store_true", help="fail if --flops-against finds a difference"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Declare the marker, and read the baseline."""
    config.addinivalue_line(
        "markers", "flop_budget(flops): fail if the test spends more FLOPs than this"
    )
    against: Path | None = config.getoption("--flops-against")
    baseline: dict[str, int] = {}
    if against is not None:
        try:
            baseline = json.loads(against.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise pytest.UsageError(
                f"--flops-against {against}: {error}; write it with --flops-save"
            ) from None
    config.pluginmanager.register(_Flops(config, baseline), "flopscope-flops")


class _Flops:
    """What the tests of a run spend."""

    def __init__(self, config: pytest.Config, baseline: dict[str, int]) -> None:
        self._baseline = baseline
        options = ("--flops", "--flops-save", "--flops-against")
        self._counts_all = any(config.getoption(option) for option in options)
        self._config = config
        self._spent: dict[str, int] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, Any, Any]:
        """Run the test in a budget context of its own."""
        marker = item.get_closest_marker("flop_budget")
        if marker is None and not self._counts_all:
            return (yield)
        from flopscope import BudgetContext

        budget = 10**30 if marker is None else _marked(item, marker)
        with BudgetContext(budget, quiet=True) as context:
            try:
                return (yield)
            finally:
                # A worker's reports carry it to the process that prints.
                item.user_properties.append(("flops", context.flops_used))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Collect what a test spent, here or in a worker."""
        spent = dict(report.user_properties).get("flops")
        if report.when == "call" and isinstance(spent, int):
            self._spent[report.nodeid] = spent

    def _differences(self) -> list[tuple[str, int, int]]:
        return [
            (name, self._baseline[name], spent)
            for name, spent in sorted(self._spent.items())
            if name in self._baseline and self._baseline[name] != spent
        ]

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Write the file, and fail for differences if asked to."""
        if hasattr(session.config, "workerinput"):
            return
        save: Path | None = self._config.getoption("--flops-save")
        if save is not None:
            save.write_text(json.dumps(self._spent, indent=1, sort_keys=True), encoding="utf-8")
        if self._config.getoption("--flops-strict") and self._differences():
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Show the dearest tests and the differences."""
        write = terminalreporter.write_line
        if self._config.getoption("--flops"):
            terminalreporter.section("FLOPs")
            dearest = sorted(self._spent.items(), key=lambda item: -item[1])
            for name, spent in dearest[:SHOWN]:
                write(f"{spent:>20,}  {name}")
            write(f"{sum(self._spent.values()):>20,}  all {len(self._spent)} tests")
        if self._config.getoption("--flops-against"):
            terminalreporter.section("FLOPs against the baseline")
            differences = self._differences()
            for name, before, after in differences:
                write(f"{before:>20,} -> {after:,}  {name}")
            if not differences:
                write("no test spends other FLOPs")


def _marked(item: pytest.Item, marker: pytest.Mark) -> int:
    """The budget that a marker gives."""
    from flopscope.errors import InvalidBudgetError

    if len(marker.args) != 1 or marker.kwargs:
        raise pytest.UsageError(f"{item.nodeid}: write flop_budget(10**6), with one number")
    try:
        from flopscope._ledger.budget_values import flop_budget

        return flop_budget(marker.args[0])
    except InvalidBudgetError as error:
        raise pytest.UsageError(f"{item.nodeid}: {error}") from None
