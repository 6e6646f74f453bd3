"""flopscope: NumPy's interface with exact FLOP accounting and budgets.

>>> import flopscope as flops
>>> import flopscope.numpy as fnp
>>> with flops.BudgetContext(flop_budget=10**6) as budget:
...     x = fnp.ones((256,)) + 1
>>> budget.flops_used
256
"""

from flopscope import errors
from flopscope._budget import (
    BudgetContext,
    budget,
    budget_reset,
    budget_summary,
    budget_summary_dict,
    current_budget,
    namespace,
)
from flopscope._ledger import OpRecord
from flopscope._version import __version__
from flopscope.errors import (
    BudgetExhaustedError,
    CostFallbackWarning,
    EngineUnavailableError,
    FlopscopeError,
    FlopscopeWarning,
    InvalidBudgetError,
    MemoryLimitError,
    NoBudgetContextError,
    PolicyError,
    ProtocolError,
    RemoteError,
    RequestTimeoutError,
    ServerLostError,
    SymmetryError,
    SymmetryLossWarning,
    TimeExhaustedError,
    UnauthorizedControlError,
    UnsupportedDtypeError,
    UnsupportedFunctionError,
    VersionMismatchError,
)

__all__ = [
    "BudgetContext",
    "BudgetExhaustedError",
    "CostFallbackWarning",
    "EngineUnavailableError",
    "FlopscopeError",
    "FlopscopeWarning",
    "InvalidBudgetError",
    "MemoryLimitError",
    "NoBudgetContextError",
    "OpRecord",
    "PolicyError",
    "ProtocolError",
    "RemoteError",
    "RequestTimeoutError",
    "ServerLostError",
    "SymmetryError",
    "SymmetryLossWarning",
    "TimeExhaustedError",
    "UnauthorizedControlError",
    "UnsupportedDtypeError",
    "UnsupportedFunctionError",
    "VersionMismatchError",
    "__version__",
    "budget",
    "budget_reset",
    "budget_summary",
    "budget_summary_dict",
    "current_budget",
    "errors",
    "namespace",
]
