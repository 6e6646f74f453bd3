"""A contest's cases, as the launcher of a submission asks for them.

A submission can call these functions as well: it shares a process with the launcher. It gains nothing
by that, because the server decides what may happen when.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from flopscope._arrays.array import ndarray
from flopscope._engine import current
from flopscope._wire import messages as m
from flopscope.errors import EngineUnavailableError

_PATIENCE_S = 3600.0
"""How long the next case may take to arrive: the organizer's code may have to compute it first."""


def next_phase(reason: str = "") -> tuple[dict[str, Any], list[ndarray]]:
    """Close what is open, and ask for setup or the next case.

    Parameters
    ----------
    reason : str, optional
        Why the open case has no answer, for the organizer.

    Returns
    -------
    info : dict
        ``phase``: ``"setup"``, ``"case"`` or ``"end"``; what else there is, the harness decides.
    arrays : list of ndarray
        The inputs that are arrays.

    Raises
    ------
    CaseClosedError
        The server is not run for a contest, or another thread has asked already.
    """
    engine = _remote()
    connection = engine.connection
    patience, connection.timeout_s = connection.timeout_s, _PATIENCE_S
    try:
        info, *arrays = engine.ask(m.NEXT, [reason], "the next case")
    finally:
        connection.timeout_s = patience
    return json.loads(info), arrays


def answer(parts: Sequence[Any]) -> None:
    """Answer the open case, and close it.

    Parameters
    ----------
    parts : sequence of ndarray
        What the contest declares, in its order.

    Raises
    ------
    AnswerRefusedError
        They are not what the contest declares. The case has failed.
    CaseClosedError
        No case is open.
    """
    packed = [p._v.wire if isinstance(p, ndarray) else None for p in parts]
    _remote().ask(m.ANSWER, packed, "the answer")


def _remote() -> Any:
    engine = current()
    if engine.name != "remote":
        raise EngineUnavailableError(
            "cases come from a server: run the submission with `flopscope-eval contest run`"
        )
    return engine
