"""The supervisor's messages within a stream that a submission writes to."""

from __future__ import annotations

import itertools
import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from flopscope_eval.sandbox.docker.stream import MessageFilter

NONCE = b"0123456789abcdef"
MESSAGE = NONCE + b' {"event": "ended", "status": 9}\n'


def filtered(chunks: list[bytes]) -> tuple[bytes, list[dict[str, Any]]]:
    text: list[bytes] = []
    messages: list[dict[str, Any]] = []
    stream = MessageFilter(NONCE, text.append, messages.append)
    for chunk in chunks:
        stream.feed(chunk)
    stream.finish()
    return b"".join(text), messages


@st.composite
def chunked(draw: st.DrawFn, content: bytes) -> list[bytes]:
    cuts = sorted(draw(st.lists(st.integers(0, len(content)), max_size=8)))
    edges = [0, *cuts, len(content)]
    return [content[a:b] for a, b in itertools.pairwise(edges)]


@given(st.data(), st.binary(max_size=40), st.binary(max_size=40))
def test_a_message_is_found_however_the_stream_is_cut(
    data: st.DataObject, before: bytes, after: bytes
) -> None:
    chunks = data.draw(chunked(before + MESSAGE + after))
    assert filtered(chunks) == (before + after, [{"event": "ended", "status": 9}])


@given(st.lists(st.binary(max_size=50)))
def test_everything_else_passes_as_it_is(chunks: list[bytes]) -> None:
    assert filtered(chunks) == (b"".join(chunks), [])


def test_a_message_without_the_nonce_is_only_text() -> None:
    forged = b'fedcba9876543210 {"event": "ended", "status": 0}\n'
    assert filtered([forged]) == (forged, [])


def test_text_is_passed_on_at_once_but_for_what_may_be_a_beginning() -> None:
    text: list[bytes] = []
    stream = MessageFilter(NONCE, text.append, lambda _: None)
    stream.feed(b"hello\n" * 10)
    assert len(b"".join(text)) >= 60 - len(NONCE)


def test_a_message_that_was_cut_off_is_not_taken_for_one() -> None:
    assert filtered([b"x" + MESSAGE[:-1]]) == (b"x" + MESSAGE[:-1], [])


def test_two_messages_may_follow_each_other() -> None:
    text, messages = filtered([MESSAGE + MESSAGE])
    assert text == b""
    assert messages == [json.loads(MESSAGE[len(NONCE) :])] * 2
