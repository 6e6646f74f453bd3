"""The cell magic, in IPython itself."""

from __future__ import annotations

import pytest
from IPython.core.interactiveshell import InteractiveShell

from flopscope import Profile


@pytest.fixture
def shell() -> InteractiveShell:
    """An interpreter as notebooks have it."""
    made = InteractiveShell()
    made.run_line_magic("load_ext", "flopscope")
    made.run_cell("import flopscope.numpy as fnp")
    return made


def test_a_cell_is_profiled(shell: InteractiveShell) -> None:
    done = shell.run_cell("%%flops kept\nx = fnp.ones(10) + 1\ny = x * x")
    assert done.success
    profile = shell.user_ns["kept"]
    assert isinstance(profile, Profile)
    assert profile.flops == 20
    lines = [row.key.line for row in profile.by_line() if row.flops]
    assert sorted(lines) == [1, 2], "lines of the cell below the magic"
    assert "20 FLOPs" in profile._repr_html_()
    assert shell.user_ns["y"].shape == (10,)


def test_a_failing_cell_leaves_no_profile_open(shell: InteractiveShell) -> None:
    shell.run_cell("%%flops\n1 / 0")
    assert shell.run_cell("%%flops again\nfnp.ones(5) + 1").success
    assert shell.user_ns["again"].flops == 5
