"""Errors of the store. Each names the value and what to do."""

from __future__ import annotations


class StoreError(Exception):
    """The store cannot do this."""


class StoreTooNew(StoreError):
    """A newer version of flopscope-eval wrote this store's schema."""


class StoreUnsuitable(StoreError):
    """The store lies where it cannot be kept safely."""


class LeaseHeld(StoreError):
    """Another coordinator works on this store."""


class LeaseLost(StoreError):
    """This coordinator's lease ended, and another one may have taken over."""


class NotFound(StoreError):
    """The store has no such row."""


class WrongState(StoreError):
    """The row's state does not allow this."""


class InputsDiffer(StoreError):
    """A case's inputs or reference are not those that its first grade was made from."""


class AnswerTooLarge(StoreError):
    """An answer exceeds the store's size limit."""
