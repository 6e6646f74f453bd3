"""Coverage-guided fuzzing of the decoder and of the request handler: ``make fuzz``.

The arguments are libFuzzer's: ``-max_total_time=600``, or a file with an input that failed. An input is
either a header as it is, which is for the decoder, or what requests are drawn from, by its first byte. What
became of the inputs is told every so often.
"""

from __future__ import annotations

import logging
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import atheris

with atheris.instrument_imports(include=["flopscope", "flopscope_server"]):
    import msgpack

    from flopscope._table import ORDERED
    from flopscope._wire import messages as m
    from flopscope._wire import values
    from flopscope_server import thread_state
    from tests.fuzz.subject import HELD, Subject, check_neighbour, global_state

REQUESTS_A_SESSION = 200
"""After so many, a session makes way for a fresh one: its budget or memory may be used up."""

TOLD_EVERY = 500_000

_WORDS = (
    "C F A K safe same_kind unsafe no full valid same reduced complete raw r ortho forward backward "
    "quicksort stable left right linear nearest edge reflect wrap raise clip ij xy i->i ij,jk ... fro nuc"
).split()


class Drawn:
    """Values of the wire, drawn from an input's bytes."""

    def __init__(self, data: bytes) -> None:
        self._from = atheris.FuzzedDataProvider(data)
        self.buffers: list[bytes] = []

    def items(self) -> list[Any]:
        """A request's items."""
        return [self._item(position) for position in range(self._upto(4) + 1)]

    def _upto(self, most: int) -> int:
        return int(self._from.ConsumeIntInRange(0, most))

    def _item(self, position: int) -> Any:
        which = self._upto(15)
        if which == 0:
            return self._upto(9)  # free a handle
        if which == 1:
            name = self._from.PickValueInList(
                [m.FETCH, m.TEXT, m.OPEN, m.CLOSE, m.SCOPE, m.SUMMARY, m.LOG, m.RESET, m.ERRORS]
            )
            return [name, 0, [self.value(3) for _ in range(self._upto(5))]]
        row = ORDERED[self._upto(len(ORDERED) - 1)]
        count = row.required + self._upto(max(0, len(row.params) - row.required))
        silent = [m.SILENT] if which == 2 else []
        return [row.index, 10 + position, [self.value(3) for _ in range(count)], *silent]

    def value(self, depth: int) -> Any:
        """An encoded value."""
        return self._KINDS[self._upto(len(self._KINDS) - 1)](self, depth)

    def _handle(self, depth: int) -> Any:
        return [values.HANDLE, self._upto(len(HELD) + 6)]

    def _integer(self, depth: int) -> Any:
        return self._upto(8) - 3

    def _large(self, depth: int) -> Any:
        return int(self._from.ConsumeInt(8))

    def _huge(self, depth: int) -> Any:
        return [values.BIG, format(1 << self._upto(2000), "x")]

    def _number(self, depth: int) -> Any:
        return self._from.ConsumeFloat()

    def _complex(self, depth: int) -> Any:
        return [values.COMPLEX, self._from.ConsumeFloat(), self._from.ConsumeFloat()]

    def _plain(self, depth: int) -> Any:
        return self._from.PickValueInList([None, True, False, [values.ABSENT], [values.DOTS]])

    def _text(self, depth: int) -> Any:
        if self._upto(3):
            return self._from.PickValueInList(_WORDS)
        return self._from.ConsumeUnicodeNoSurrogates(8)

    def _dtype(self, depth: int) -> Any:
        return [values.DTYPE, self._upto(len(values.DTYPES))]

    def _sequence(self, depth: int) -> Any:
        if not depth:
            return self._upto(3)
        tag = self._from.PickValueInList([values.TUPLE, values.LIST])
        return [tag, [self.value(depth - 1) for _ in range(self._upto(4))]]

    def _slice(self, depth: int) -> Any:
        return [values.SLICE, *(self._from.PickValueInList([None, 0, 1, -1, 2]) for _ in range(3))]

    def _buffer(self, depth: int) -> Any:
        number = self._upto(len(values.DTYPES) - 1)
        shape = [self._upto(3) for _ in range(self._upto(2))]
        size = values.DTYPES[number].itemsize
        for length in shape:
            size *= length
        self.buffers.append(self._from.ConsumeBytes(size).ljust(size, b"\0"))
        return [values.BUFFER, len(self.buffers), number, shape]

    _KINDS = (
        *[_handle] * 5, *[_integer] * 3, *[_sequence] * 2, _large, _huge, _number, _complex, _plain, _text,
        _dtype, _slice, _buffer,
    )  # fmt: skip


class Fuzzer:
    """Gives inputs to a session, and to the next when it has had enough."""

    def __init__(self) -> None:
        self._neighbour = Subject()
        self._state = global_state()
        self._items: Any = None
        self._unforeseen: set[str] = set()
        self._subject = Subject(self._note)
        self._given = 0
        self._told: Counter[str] = Counter()

    def _note(self, error: list[Any]) -> None:
        """Print an error that no rule should run into, once."""
        text = f"{error[0]}: {error[1]}"
        if text not in self._unforeseen:
            self._unforeseen.add(text)
            print(f"unforeseen  {text}  from {_readable(self._items)}", flush=True)

    def one(self, data: bytes) -> None:
        """Check one input."""
        if data[:1] < b"\x40":
            source, frames = "a header", [data[1:]]
        else:
            source = "drawn requests"
            drawn = Drawn(data[1:])
            self._items = drawn.items()
            frames = [msgpack.packb([m.RUN, self._items]), *drawn.buffers]
        reply = self._subject.request(frames)
        self._told[f"{source}: {'done' if reply[0] == m.OK else reply[2][0]}"] += 1
        if self._told.total() % TOLD_EVERY == 0:
            print(f"inputs  {dict(self._told.most_common(12))}", flush=True)
        self._given += 1
        if self._given >= REQUESTS_A_SESSION:
            self._next()

    def _next(self) -> None:
        self._subject.close()
        check_neighbour(self._neighbour)
        assert global_state() == self._state
        self._subject = Subject(self._note)
        self._given = 0


def _readable(items: Any) -> str:
    """Items with the names of their operations."""
    named = [
        (ORDERED[item[0]].name, *item[1:])
        if isinstance(item, list) and type(item[0]) is int
        else item
        for item in items or ()
    ]
    return str(named)[:300]


def seed(corpus: Path) -> None:
    """Start an empty corpus with a header for each row of the table, as a client would send it."""
    if any(corpus.iterdir()):
        return
    for row in ORDERED:
        arguments = [[values.HANDLE, 1 + i % len(HELD)] for i in range(row.required)]
        header = msgpack.packb([m.RUN, [[row.index, 10, arguments], 10]])
        (corpus / f"seed-{row.index}").write_bytes(b"\0" + header)


def main() -> None:
    """Fuzz with libFuzzer's arguments."""
    logging.disable(logging.CRITICAL)
    for argument in sys.argv[1:]:
        if Path(argument).is_dir():
            seed(Path(argument))
    thread_state.install()
    fuzzer = Fuzzer()
    atheris.Setup(sys.argv, fuzzer.one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
