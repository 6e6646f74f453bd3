"""Every error and warning that flopscope raises on its own account, in one tree.

Errors that NumPy also raises (``ValueError``, ``IndexError``, ``LinAlgError`` ...) keep NumPy's
classes; see :mod:`flopscope.numpy.exceptions` and :mod:`flopscope.numpy.linalg`.

::

    FlopscopeError
    ├── BudgetExhaustedError       the operation costs more than what is left
    ├── TimeExhaustedError         the context's wall-time limit has passed
    ├── ForkedBudgetError          a child process inside its parent's context wants to spend
    ├── NoBudgetContextError       a context was needed and none is open
    ├── InvalidBudgetError         a budget or limit that is not one (also a ValueError)
    ├── PolicyError                a pricing policy file that cannot be used (also a ValueError)
    ├── SymmetryError              data that do not have the declared symmetry
    │   └── ImmutableTensorError   a symmetric tensor was to be written to
    ├── UnsupportedFunctionError   a NumPy name that is refused on purpose
    ├── UnauthorizedControlError   a control that this caller does not have
    ├── EngineUnavailableError     no engine is installed, or an unknown one was asked for
    ├── ForeignDistributionError   another project's files are installed under flopscope's names
    ├── MemoryLimitError           the arrays would exceed the memory limit (also a MemoryError)
    ├── CaseClosedError            in a contest: no case is open, or the array is of a closed one
    ├── AnswerRefusedError         in a contest: the answer is not what the contest declares
    └── RemoteError                the server or the connection to it
        ├── ServerLostError        the server cannot be reached any more
        ├── RequestTimeoutError    no answer within FLOPSCOPE_TIMEOUT_S (also a TimeoutError)
        └── ProtocolError          a message that one side could not accept
            └── VersionMismatchError
    UnsupportedDtypeError          a TypeError: the dtype is outside flopscope's set
    FlopscopeWarning
    ├── SymmetryLossWarning
    ├── UncountedWarning           another library computes with an array's elements
    └── CostFallbackWarning
"""

from __future__ import annotations


class FlopscopeError(Exception):
    """Base class of flopscope's own errors."""


class BudgetExhaustedError(FlopscopeError):
    """An operation costs more FLOPs than a budget around it has left.

    The operation did not run and nothing was charged.

    Parameters
    ----------
    op_name : str
        The refused operation.
    flop_cost : int
        What it would have cost, in FLOPs.
    flops_remaining : int
        What was left, in FLOPs, of the budget that refused it.
    """

    def __init__(self, op_name: str, *, flop_cost: int, flops_remaining: int) -> None:
        self.op_name = op_name
        self.flop_cost = flop_cost
        self.flops_remaining = flops_remaining
        super().__init__(
            f"{op_name} costs {flop_cost:,} FLOPs and {flops_remaining:,} are left of the budget; "
            "it did not run and nothing was charged. Raise flop_budget or do less work."
        )

    def __reduce__(self) -> tuple[object, ...]:
        return (_budget_exhausted, (self.op_name, self.flop_cost, self.flops_remaining))


def _budget_exhausted(op_name: str, flop_cost: int, remaining: int) -> BudgetExhaustedError:
    return BudgetExhaustedError(op_name, flop_cost=flop_cost, flops_remaining=remaining)


class TimeExhaustedError(FlopscopeError):
    """The wall-time limit of a budget context has passed; the operation did not run.

    Parameters
    ----------
    op_name : str
        The refused operation.
    elapsed_s : float
        Seconds since the context was entered.
    limit_s : float
        Its limit, in seconds.
    """

    def __init__(self, op_name: str, *, elapsed_s: float, limit_s: float) -> None:
        self.op_name = op_name
        self.elapsed_s = elapsed_s
        self.limit_s = limit_s
        super().__init__(
            f"{op_name} did not run: the wall-time limit of {limit_s:g} s has passed ({elapsed_s:.3g} s); "
            "raise wall_time_limit_s or do less work"
        )

    def __reduce__(self) -> tuple[object, ...]:
        return (_time_exhausted, (self.op_name, self.elapsed_s, self.limit_s))


def _time_exhausted(op_name: str, elapsed_s: float, limit_s: float) -> TimeExhaustedError:
    return TimeExhaustedError(op_name, elapsed_s=elapsed_s, limit_s=limit_s)


class ForkedBudgetError(FlopscopeError):
    """A process that was forked inside a budget context or a profile may not spend.

    Parameters
    ----------
    op_name : str
        The refused operation.
    """

    def __init__(self, op_name: str) -> None:
        self.op_name = op_name
        super().__init__(
            f"{op_name} did not run: this process was forked while its parent had a budget context or a "
            "profile open, which would not count it. Start workers before the context opens, and open one in "
            "each; or use threads, which share it"
        )

    def __reduce__(self) -> tuple[object, ...]:
        return (ForkedBudgetError, (self.op_name,))


class NoBudgetContextError(FlopscopeError):
    """A budget context was needed and none is open."""


class InvalidBudgetError(FlopscopeError, ValueError):
    """A budget or limit that is not a non-negative whole number (or seconds)."""


class PolicyError(FlopscopeError, ValueError):
    """A pricing policy that cannot be used; the message gives the file, place and reason."""


class SymmetryError(FlopscopeError):
    """Data do not have the symmetry that was declared for them; the message gives the largest deviation."""


class ImmutableTensorError(SymmetryError, ValueError):
    """A symmetric tensor was to be written to; nothing was computed or charged. Write to its ``copy()``."""


class UnsupportedFunctionError(FlopscopeError, AttributeError):
    """A NumPy name that flopscope refuses on purpose; the message gives the reason and remedy."""


class UnauthorizedControlError(FlopscopeError):
    """A control operation that this caller does not have.

    Reserved: flopscope raises it nowhere yet. Programs may name it.
    """


class EngineUnavailableError(FlopscopeError, ImportError):
    """No engine can be used: neither NumPy nor flopscope-client is installed, or a bad name."""


class ForeignDistributionError(FlopscopeError, ImportError):
    """Another project's files, or another version's, are installed under flopscope's names."""


class MemoryLimitError(FlopscopeError, MemoryError):
    """The result would take the arrays over the memory limit; nothing was computed or charged."""


class CaseClosedError(FlopscopeError):
    """In a contest, no case is open, or an array belongs to a case that has closed."""


class AnswerRefusedError(FlopscopeError):
    """In a contest, an answer has another number of arrays, dtype or shape than the contest declares.

    The case has failed. No other case is affected.
    """


class RemoteError(FlopscopeError):
    """The server, or the connection to it, failed."""


class ServerLostError(RemoteError, ConnectionError):
    """The server cannot be reached, or died; its arrays and budget are gone with it."""


class RequestTimeoutError(RemoteError, TimeoutError):
    """The server did not answer within the request limit."""


class ProtocolError(RemoteError):
    """A message that the receiver could not accept; nothing in it ran after the fault."""


class VersionMismatchError(ProtocolError):
    """Client and server are of different versions; the message names both."""


class UnsupportedDtypeError(TypeError):
    """A dtype outside bool, integers, float16/32/64 and complex64/128."""


class FlopscopeWarning(UserWarning):
    """Base class of flopscope's own warnings."""


class SymmetryLossWarning(FlopscopeWarning):
    """An operation's result no longer carries its input's declared symmetry, though it looks like it.

    ``flopscope.configure(symmetry_warnings=False)`` turns the warning off.
    """


class CostFallbackWarning(FlopscopeWarning):
    """An operation was priced by a bound, since its exact count was not available.

    Reserved: flopscope gives it nowhere yet. Programs may name it.
    """


class UncountedWarning(FlopscopeWarning):
    """A library that computes takes an array's elements: the FLOPs that it spends on them are not counted.

    It names the program's line. SciPy, pandas and scikit-learn do so where they are given an array; libraries
    that draw or write do not compute.
    """
