"""Which place of the program each operation is charged under, while a profile is open.

A profile needs no hook in the path of a call. Operations ask the scope in force for the account that pays.
Under a profile the scope answers with an account of its own for each call stack: the same ledger, and the
namespace with the stack's number as a tag. So the ledger itself, local or on a server, keeps calls, FLOPs and
seconds by stack, as exactly as by namespace. Without a profile, scopes are plain and nothing is looked at.
"""

from __future__ import annotations

import sys
import threading
from types import CodeType, FrameType
from typing import Any

from flopscope._base.place import OWN_FILES
from flopscope._ledger import scope as scope_module
from flopscope._ledger.scope import TAG, Scope, Scopes

MAX_DEPTH = 200
"""How many frames of a call stack are told apart; those further out are left out."""
MAX_STACKS = 20_000
"""How many call stacks are told apart; further ones count without a place."""

Stack = tuple[tuple[CodeType, int], ...]
"""Code and last instruction of each frame, innermost first."""


class Recorder:
    """The call stacks of one profile, numbered in the order in which they first compute.

    Parameters
    ----------
    base : frame
        The frame that opened the profile: the outermost that stacks show.
    """

    def __init__(self, base: FrameType) -> None:
        client = sys.modules.get("flopscope_client")
        own = (*OWN_FILES, "<frozen runpy>")
        self._own = own if client is None else (*own, *client.__path__)
        self._base = base
        self._numbers: dict[tuple[int, ...], dict[int, int]] = {}
        self._last: tuple[FrameType | None, dict[int, int]] = (None, {})
        self._is_own: dict[int, bool] = {}
        self._kept: list[CodeType] = []  # so that the number of a code object stays its own
        self._lock = threading.Lock()
        self.stacks: list[Stack] = [()]

    def number(self, frame: FrameType | None) -> int:
        """The number of the call stack that ends in ``frame``; own frames at its end are left out."""
        is_own = self._is_own
        while frame is not None:
            code = frame.f_code
            own = is_own.get(id(code))
            if own is None:
                own = self._learn(code)
            if not own:
                break
            frame = frame.f_back
        last, numbers = self._last
        # While a frame runs, its callers stay where they are.
        if frame is not last:
            numbers = self._callers(frame)
            self._last = (frame, numbers)
        at = -1 if frame is None else frame.f_lasti
        known = numbers.get(at)
        return self._new(numbers, at, frame) if known is None else known

    def _callers(self, frame: FrameType | None) -> dict[int, int]:
        """The numbers by instruction, for a frame of this code with these callers."""
        key: list[int] = []
        base, at = self._base, frame
        for _ in range(MAX_DEPTH):
            if at is None:
                break
            key += (id(at.f_code), at.f_lasti)
            if at is base:
                break
            at = at.f_back
        key[1:2] = ()  # the frame's own instruction
        known = self._numbers.get(tuple(key))
        if known is None:
            with self._lock:
                known = self._numbers.setdefault(tuple(key), {})
        return known

    def release(self) -> None:
        """Let go of the frame that computed last."""
        self._last = (None, {})

    def _learn(self, code: CodeType) -> bool:
        own = code.co_filename.startswith(self._own)
        self._kept.append(code)
        self._is_own[id(code)] = own
        return own

    def _new(self, numbers: dict[int, int], at: int, frame: FrameType | None) -> int:
        with self._lock:
            if at in numbers:
                return numbers[at]
            if len(self.stacks) >= MAX_STACKS:
                return 0
            stack: list[tuple[CodeType, int]] = []
            for _ in range(MAX_DEPTH):
                if frame is None:
                    break
                self._kept.append(frame.f_code)
                if not frame.f_code.co_filename.startswith(self._own):
                    stack.append((frame.f_code, frame.f_lasti))
                if frame is self._base:
                    break
                frame = frame.f_back
            self.stacks.append(tuple(stack))
            numbers[at] = len(self.stacks) - 1
            return numbers[at]


class _ProfiledScope(Scope):
    """A scope whose account depends on the call stack that asks for it."""

    __slots__ = ("_accounts",)

    def be_in(self, scopes: Scopes) -> None:
        """See :meth:`Scope.be_in`."""
        self.scopes = scopes
        self._accounts: dict[int, Any] = {}

    @property
    def account(self) -> Any:
        """The account of the calling stack, under this scope's ledger and namespace."""
        recorder = _active
        # A thread may outlive the profile.
        number = 0 if recorder is None else recorder.number(sys._getframe(1))
        found = self._accounts.get(number)
        if found is None:
            tagged = f"{self.namespace}{TAG}{number}" if number else self.namespace
            found = self._accounts[number] = self.scopes.ledger.account(tagged)
        return found


_active: Recorder | None = None
_opening = threading.Lock()


def start(base: FrameType) -> Recorder:
    """Begin to tell call stacks apart in scopes that are made from now on.

    Raises
    ------
    RuntimeError
        If a profile is open already: its stacks cover inner blocks too.
    """
    global _active
    with _opening:
        if _active is not None:
            raise RuntimeError(
                "a profile is open already; it covers everything that runs until it is closed"
            )
        _active = Recorder(base)
        scope_module.scope_class = _ProfiledScope
        return _active


def stop() -> None:
    """Make plain scopes again."""
    global _active
    with _opening:
        if _active is not None:
            _active.release()
        _active = None
        scope_module.scope_class = Scope
