"""``fnp.typing``: names for annotations. Static checkers see arrays without their dtypes."""

from __future__ import annotations

from collections.abc import Sequence
from types import GenericAlias
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

from flopscope._api.modules import closed_module
from flopscope._arrays.array import ndarray
from flopscope._base.dtypes import dtype

ScalarT = TypeVar("ScalarT")

ArrayLike: TypeAlias = ndarray | complex | Sequence[Any]
"""What becomes an array: an array, a number, or nested sequences of them."""

DTypeLike: TypeAlias = dtype | str | type | None
"""What names a dtype."""

if TYPE_CHECKING:

    class NDArray(ndarray, Generic[ScalarT]):
        """An array of a scalar type."""

else:
    NDArray = GenericAlias(ndarray, (Any, GenericAlias(dtype, (ScalarT,))))
    """An array of a scalar type: ``NDArray[fnp.float64]``."""

__all__ = ["ArrayLike", "DTypeLike", "NDArray"]

__getattr__, __dir__ = closed_module(__name__, "typing", __all__)
