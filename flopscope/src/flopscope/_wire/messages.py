"""The shape of messages.

Request headers::

    [HELLO, flopscope version, table fingerprint]
    [RUN, items]

An item is carried out after those before it. It is the number of a handle to free, or an operation::

    [number in the table or control name, first result handle, arguments]
    [number in the table, result handle, arguments, SILENT]

A *sequence* of silent operations and freed handles may be kept under a number, and then be repeated on other
arrays and numbers (:mod:`.sequences`)::

    [KEEP, 0, [number, count]]                        the count items behind it are carried out, and kept
    [REPEAT, handle, [number, inputs, numbers], SILENT]

The second means what the items mean that it is put together from, from the first result handle on: the same is
charged in the same order, and refused at the same operation.

Trailing arguments that are left out have their defaults. An operation may name handles that earlier ones
of the same request give. The result of a silent one is not described, whether it is an array, which the
client knows already, or None.
Reply headers::

    [OK, results, None, warnings, remaining]
    [ERROR, results, error, warnings, remaining]

There is a result for each operation that ran and was not silent. An error is ``[class, arguments...]``;
nothing after the operation that it is of was run. A warning is ``[result handle of its operation, class,
message]``. ``remaining`` is the least that any budget in force has left. The reply to HELLO has as its
one result the text of the pricing policy.
"""

from __future__ import annotations

from typing import Final

HELLO: Final = 0
RUN: Final = 1

SILENT: Final = 1

OK: Final = 0
ERROR: Final = 1

DEFAULT_URL: Final = "ipc:///tmp/flopscope.sock"

# Control operations: what a client asks besides the table's rows.
FETCH: Final = ":fetch"  # handle -> buffer
TEXT: Final = ":text"  # handle; "str", "repr" or "array2string"; print options -> text
OPEN: Final = ":open"  # ledger, parent ledger or None, budget, wall-time limit or None
CLOSE: Final = ":close"  # ledger
FORGET: Final = ":forget"  # ledger: nobody can ask for it any more
SCOPE: Final = ":scope"  # ledger or None (the default one), namespace
SUMMARY: Final = (
    ":summary"  # ledger, None (the session's root) or False (its default); by namespace
)
LOG: Final = ":log"  # ledger or None -> records
PATH: Final = ":path"  # an einsum's subscripts, shapes, optimize -> the path it would take
TWINS: Final = ":twins"  # a list of handles -> for each, None or its memory's number and axes
RESET: Final = ":reset"
ERRORS: Final = ":errors"  # how to handle divide, over, under, invalid
KEEP: Final = ":keep"  # number, how many of the items behind it are the sequence of that number
REPEAT: Final = ":repeat"  # number, handles of its inputs, numbers; its items stand in place of it
NEXT: Final = ":next"  # why the open case has no answer, or "" -> the next phase, its inputs
ANSWER: Final = ":answer"  # handles

# Limits that the server checks before it allocates anything.
MAX_HEADER_BYTES: Final = 8 << 20
MAX_FRAMES: Final = 4096
MAX_FRAME_BYTES: Final = 4 << 30
MAX_ITEMS: Final = 32768
MAX_SEQUENCES: Final = 128  # that a session may keep
MAX_SEQUENCE: Final = 512  # items of one
MAX_SEQUENCE_SIZE: Final = 1 << 12  # parts of its pattern, and characters in them
MAX_RESULTS: Final = 16384
MAX_DEPTH: Final = 72  # NumPy's 64 dimensions, and the lists around an operand
MAX_NDIM: Final = 64
MAX_HANDLES: Final = 1 << 62

# What a result's description starts with.
ARRAY: Final = 0  # dtype number, shape, is a scalar, can be written to: the next handle
PAIR: Final = 1  # a tuple: descriptions
MANY: Final = 2  # a list: descriptions
NAMED: Final = 3  # a named tuple: class name, descriptions
PLAIN: Final = 4  # a value
GENERATOR: Final = 5  # class name: the next handle
SAME: Final = 6  # the handle of an argument, returned itself
SYMMETRIC: Final = 8  # dtype number, shape, the group's axes and generators: the next handle
BYTES: Final = 7  # the bytes, or their frame of the reply; dtype number, shape
