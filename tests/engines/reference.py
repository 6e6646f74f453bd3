"""What NumPy shows for a source: from NumPy where it is installed, else as it was recorded.

``tests/test_remote_engine.py`` records every case before it starts the interpreter without NumPy, and
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

from .observe import observe, prepare

RECORD = "FLOPSCOPE_TEST_REFERENCE"


@functools.cache
def expected(source: str) -> Any:
    """NumPy's observation of a source, as JSON gives it back."""
    recorded = _recorded()
    if recorded is not None:
        return recorded[source]
    return json.loads(json.dumps(_by_numpy(source)))


@functools.cache
def _recorded() -> Any:
    path = os.environ.get(RECORD)
    return json.loads(Path(path).read_text()) if path else None


def _by_numpy(source: str) -> dict[str, Any]:
    import numpy as np

    with _own_random_state(np):
        return observe(source, prepare(source, np))


@contextmanager
def _own_random_state(np: Any) -> Iterator[None]:
    state = np.random.get_state()
    try:
        yield
    finally:
        np.random.set_state(state)


def record(sources: list[str], path: Path, by: Callable[[str], Any] = expected) -> None:
    """Write NumPy's observations of all sources to a file."""
    path.write_text(json.dumps({source: by(source) for source in sources}))
