"""Which engine this process uses: decided once, from the environment and what is installed."""

from __future__ import annotations

import functools
import os
from importlib.util import find_spec

from flopscope.errors import EngineUnavailableError

INSTALLS = (
    'from a checkout or wheels of this project, pip install "./flopscope[local]" to compute here with '
    "NumPy, or pip install ./flopscope ./client to compute on a flopscope server (and set "
    "FLOPSCOPE_SERVER_URL). Install by path: public indexes have another project's packages of these names"
)


@functools.cache
def name() -> str:
    """``"local"`` or ``"remote"``.

    ``FLOPSCOPE_ENGINE`` decides; where it is unset, remote if ``FLOPSCOPE_SERVER_URL`` is set or NumPy
    is absent, else local.

    Raises
    ------
    EngineUnavailableError
        If the chosen engine is not installed, or FLOPSCOPE_ENGINE names none.
    """
    asked = os.environ.get("FLOPSCOPE_ENGINE", "").strip()
    if asked not in ("", "local", "remote"):
        raise EngineUnavailableError(
            f"FLOPSCOPE_ENGINE is {asked!r}; it takes 'local' or 'remote', or leave it unset"
        )
    if not asked:
        remote = "FLOPSCOPE_SERVER_URL" in os.environ or find_spec("numpy") is None
        asked = "remote" if remote else "local"
    needed = "numpy" if asked == "local" else "flopscope_client"
    if find_spec(needed) is None:
        raise EngineUnavailableError(
            f"the {asked} engine needs {needed}, not installed: {INSTALLS}"
        )
    return asked
