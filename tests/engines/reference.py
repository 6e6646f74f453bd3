"""What a source must show: by NumPy, and by the local engine, where they are; else as it was recorded.

NumPy tells values, what shares memory with what, warnings and the classes of errors. The local engine tells
what NumPy cannot: FLOPs, the entries of ``op_log``, and how flopscope words its own errors.
``tests/remote/test_engine_contract.py`` records both before it starts the interpreter without NumPy, and
names the file in ``FLOPSCOPE_TEST_REFERENCE``.
"""

from __future__ import annotations

import functools
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .observe import effects, observe, prepare

RECORD = "FLOPSCOPE_TEST_REFERENCE"


@functools.cache
def expected(source: str) -> Any:
    """NumPy's observation of a source, as JSON gives it back."""
    recorded = _recorded()
    if recorded is not None:
        return recorded[source]["numpy"]
    return json.loads(json.dumps(_by_numpy(source)))


def is_recorded() -> bool:
    """Whether another process recorded what is to be expected: this is not the local engine then."""
    return _recorded() is not None


def expected_of_engine(source: str) -> Any:
    """The local engine's observation of a source; None where this is the local engine."""
    recorded = _recorded()
    return recorded[source]["local"] if recorded is not None else None


@functools.cache
def _recorded() -> Any:
    path = os.environ.get(RECORD)
    return json.loads(Path(path).read_text()) if path else None


def _by_numpy(source: str) -> dict[str, Any]:
    import numpy as np

    with _own_random_state(np):
        scope = prepare(source, np)
        seen = observe(source, scope)
        return seen.shown | {"effects": effects(seen, source, scope)}


@contextmanager
def _own_random_state(np: Any) -> Iterator[None]:
    state = np.random.get_state()
    try:
        yield
    finally:
        np.random.set_state(state)


def record(sources: list[str], path: Path, by_engine: Callable[[str], Any]) -> None:
    """Write the observations of all sources to a file.

    Parameters
    ----------
    by_engine : callable
        Gives this process's engine's, which must be the local one.
    """
    found = {s: {"numpy": expected(s), "local": by_engine(s)} for s in sources}
    path.write_text(json.dumps(found))
