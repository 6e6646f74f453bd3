"""``SymmetricTensor``: an array whose entries are symmetric, to the last bit and for as long as it lives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from flopscope._arrays.array import ndarray
from flopscope.errors import ImmutableTensorError

if TYPE_CHECKING:
    from flopscope._symmetry import SymmetryGroup


class SymmetricTensor(ndarray):
    """An array with a symmetry: exchanging its axes by an element of its group leaves every entry as it is.

    :func:`flopscope.as_symmetric`, :func:`flopscope.symmetrize` and operations on symmetric tensors make
    it. It works as any array, and operations on it cost what their free entries cost. It is immutable: item
    assignment, ``out=`` and in-place operators raise :class:`flopscope.ImmutableTensorError`, and its views
    are read-only. ``copy()`` gives an ordinary array.
    """

    __slots__ = ()
    __module__ = "flopscope"

    @property
    def symmetry(self) -> SymmetryGroup:
        """The group, on the tensor's axes."""
        found: SymmetryGroup = self._v.group
        return found

    def is_symmetric(self, symmetry: Any = None) -> bool:
        """Whether the tensor is known to have a symmetry: its own, or one that this contains. It costs nothing.

        Parameters
        ----------
        symmetry : SymmetryGroup, sequence of int, or sequence of sequences of int, optional
            As for :func:`flopscope.as_symmetric`. Default: its own.
        """
        from flopscope._symmetry.derived import group_of

        return symmetry is None or self.symmetry.contains(group_of(symmetry, self.ndim))

    def resize(self, *new_shape: Any, refcheck: bool = True) -> NoReturn:
        """Refused: a symmetric tensor is immutable."""
        raise _immutable("resizing", self)

    @property
    def shape(self) -> tuple[int, ...]:
        """Length of each dimension. It cannot be set."""
        found: tuple[int, ...] = self._v.shape
        return found

    @shape.setter
    def shape(self, value: Any) -> None:
        raise _immutable("setting its shape", self)


def _immutable(what: str, tensor: SymmetricTensor) -> ImmutableTensorError:
    return ImmutableTensorError(
        f"{what} would change a symmetric tensor of shape {tensor.shape}, which is immutable; change its copy()"
    )
