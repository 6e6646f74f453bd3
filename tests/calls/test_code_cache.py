"""Compiled functions are kept on disk, and what is there is used only if it is of the very same text."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from flopscope._base import code_cache

SOURCE = "def f(x):\n    return x + 1\n"


@pytest.fixture
def process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """What ends one process, as far as the cache goes, and begins another."""
    monkeypatch.setattr(code_cache, "PATH", str(tmp_path / "emitted.bin"))
    monkeypatch.setattr(code_cache.atexit, "register", lambda _: None)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)

    def begin() -> None:
        if code_cache._new:
            code_cache._save()
        monkeypatch.setattr(code_cache, "_index", None)
        monkeypatch.setattr(code_cache, "_blob", b"")
        monkeypatch.setattr(code_cache, "_new", {})

    monkeypatch.setattr(code_cache, "_new", {})
    begin()
    return begin


def called(source: str = SOURCE, file: str = "<flopscope f>") -> Any:
    names: dict[str, Any] = {}
    exec(code_cache.compiled(source, file), names)
    return names["f"](1), names["f"].__code__.co_filename


def test_what_was_compiled_is_found_by_the_next_process(process: Callable[[], None]) -> None:
    assert called() == (2, "<flopscope f>")
    assert len(code_cache._new) == 1
    process()
    assert called() == (2, "<flopscope f>")
    assert not code_cache._new


def test_another_text_or_file_is_compiled_anew(process: Callable[[], None]) -> None:
    called()
    process()
    assert called(SOURCE.replace("1", "2")) == (3, "<flopscope f>")
    assert called(file="<flopscope g>") == (2, "<flopscope g>")
    assert len(code_cache._new) == 2
    process()
    assert called() == (2, "<flopscope f>")
    assert called(SOURCE.replace("1", "2")) == (3, "<flopscope f>")
    assert not code_cache._new


@pytest.mark.parametrize(
    "data", [b"", b"something else", code_cache._HEADER, code_cache._HEADER + b"\xff" * 9]
)
def test_a_file_that_is_none_of_ours_is_passed_over(
    process: Callable[[], None], data: bytes
) -> None:
    Path(code_cache.PATH).write_bytes(data)
    assert called() == (2, "<flopscope f>")
    process()
    assert called() == (2, "<flopscope f>")
    assert not code_cache._new


def test_nothing_is_written_where_no_bytecode_is_to_be(
    process: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    called()
    process()
    assert not Path(code_cache.PATH).exists()


def test_it_does_not_grow_without_end(
    process: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(code_cache, "MOST", 3)
    for number in range(5):
        called(SOURCE.replace("1", str(number)))
        process()
    index, _ = code_cache._contents()
    assert len(index) == 2


def test_a_file_that_was_cut_off_is_written_anew(process: Callable[[], None]) -> None:
    called()
    process()
    path = Path(code_cache.PATH)
    path.write_bytes(path.read_bytes()[:-9])
    assert called() == (2, "<flopscope f>")
    process()
    assert called() == (2, "<flopscope f>")
    assert not code_cache._new
