"""flopscope: NumPy's interface with exact FLOP accounting and budgets.

>>> import flopscope as flops
>>> import flopscope.numpy as fnp
>>> with flops.BudgetContext(flop_budget=10**6) as budget:
...     x = fnp.ones((256,)) + 1
>>> budget.flops_used
256
"""

# ruff: noqa: E402 - the check comes before any import that another project's file could answer

from importlib import import_module
from typing import TYPE_CHECKING, Any

from flopscope._base import distributions
from flopscope._version import __version__

distributions.check(__version__)

from flopscope import _start, errors
from flopscope._api.budget import (
    BudgetContext,
    budget,
    budget_reset,
    budget_summary,
    budget_summary_dict,
    current_budget,
    namespace,
)
from flopscope._base.presented import present as _present
from flopscope._base.presented import present_all as _present_all
from flopscope._ledger.record import OpRecord
from flopscope.errors import (
    BudgetExhaustedError,
    CostFallbackWarning,
    EngineUnavailableError,
    FlopscopeError,
    FlopscopeWarning,
    ForeignDistributionError,
    ForkedBudgetError,
    ImmutableTensorError,
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
    UncountedWarning,
    UnsupportedDtypeError,
    UnsupportedFunctionError,
    VersionMismatchError,
)

_start.plug_in()

if TYPE_CHECKING:
    from flopscope import accounting, stats
    from flopscope._api.symmetric import as_symmetric, is_symmetric, symmetrize
    from flopscope._arrays.symmetric import SymmetricTensor
    from flopscope._extras.configure import configure
    from flopscope._extras.live import budget_live
    from flopscope._extras.module import Module
    from flopscope._profile import Profile, profile
    from flopscope._symmetry import SymmetryGroup
    from flopscope.accounting import einsum_accumulation_cost, reduction_accumulation_cost

_LAZY = {
    "Module": "_extras.module",
    "Profile": "_profile",
    "SymmetricTensor": "_arrays.symmetric",
    "SymmetryGroup": "_symmetry",
    "accounting": "",
    "as_symmetric": "_api.symmetric",
    "budget_live": "_extras.live",
    "configure": "_extras.configure",
    "einsum_accumulation_cost": "accounting",
    "is_symmetric": "_api.symmetric",
    "load_ipython_extension": "_profile.notebook",
    "numpy": "",
    "profile": "_profile",
    "reduction_accumulation_cost": "accounting",
    "stats": "",
    "symmetrize": "_api.symmetric",
}
"""What needs more of the library than most programs do, by the module that has it."""


def __getattr__(name: str) -> Any:
    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = import_module(f"{__name__}.{_LAZY[name] or name}")
    value = _present(getattr(module, name), __name__) if _LAZY[name] else module
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)


__all__ = [
    "BudgetContext",
    "BudgetExhaustedError",
    "CostFallbackWarning",
    "EngineUnavailableError",
    "FlopscopeError",
    "FlopscopeWarning",
    "ForeignDistributionError",
    "ForkedBudgetError",
    "ImmutableTensorError",
    "InvalidBudgetError",
    "MemoryLimitError",
    "Module",
    "NoBudgetContextError",
    "OpRecord",
    "PolicyError",
    "Profile",
    "ProtocolError",
    "RemoteError",
    "RequestTimeoutError",
    "ServerLostError",
    "SymmetricTensor",
    "SymmetryError",
    "SymmetryGroup",
    "SymmetryLossWarning",
    "TimeExhaustedError",
    "UnauthorizedControlError",
    "UncountedWarning",
    "UnsupportedDtypeError",
    "UnsupportedFunctionError",
    "VersionMismatchError",
    "__version__",
    "accounting",
    "as_symmetric",
    "budget",
    "budget_live",
    "budget_reset",
    "budget_summary",
    "budget_summary_dict",
    "configure",
    "current_budget",
    "einsum_accumulation_cost",
    "errors",
    "is_symmetric",
    "namespace",
    "profile",
    "reduction_accumulation_cost",
    "stats",
    "symmetrize",
]

_present_all(globals(), __all__)
