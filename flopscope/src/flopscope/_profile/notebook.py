"""``%%flops`` in notebooks, after ``%load_ext flopscope``."""

from __future__ import annotations

import sys
from typing import Any

from flopscope._profile.block import Profile


def load_ipython_extension(ipython: Any) -> None:
    """Add the cell magic ``%%flops``, which runs a cell and shows where its FLOPs went.

    IPython calls this for ``%load_ext flopscope``.
    """
    ipython.register_magic_function(_Magic(ipython).flops, "cell", "flops")


class _Magic:
    def __init__(self, ipython: Any) -> None:
        self._ipython = ipython

    def flops(self, line: str, cell: str) -> Profile | None:
        """Run the cell under a profile, and give the profile unless the cell fails.

        Usage: ``%%flops`` shows the profile; ``%%flops NAME`` also keeps it as that variable.
        """
        name = line.strip()
        if name and not name.isidentifier():
            raise ValueError(f"%%flops takes the name of a variable or nothing, not {name!r}")
        profile = Profile()
        profile.open(sys._getframe())
        try:
            done = self._ipython.run_cell(cell)
        finally:
            profile.close()
        if not done.success:
            return None  # IPython has shown the error
        if name:
            self._ipython.user_ns[name] = profile
        return profile
