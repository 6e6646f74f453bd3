"""Random objects: generators, bit generators and seed sequences.

One slot each, whose value belongs to the engine. Their methods come from the table's rows below
``random.Generator`` and its kin; what stands here makes them, and turns plain data into NumPy's types.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flopscope._api import functions, ops
from flopscope._arrays.array import ndarray
from flopscope._arrays.random import CLASSES, RandomObject
from flopscope._engine import current as engine
from flopscope._table import TABLE


def _call(name: str) -> Callable[..., Any]:
    return functions.bound(TABLE[f"random.{name}"])


def _mapping(value: Any) -> Any:
    """Pairs of name and value, as the engine gives a state, as dictionaries."""
    if isinstance(value, tuple) and value and all(_is_pair(item) for item in value):
        return {key: _mapping(item) for key, item in value}
    return value


def _is_pair(item: Any) -> bool:
    return isinstance(item, tuple) and len(item) == 2 and isinstance(item[0], str)


def _pairs(value: Any) -> Any:
    """The inverse: dictionaries travel as pairs."""
    if isinstance(value, dict):
        return tuple((key, _pairs(item)) for key, item in value.items())
    return value


class _Holder(RandomObject):
    """A random object that can be pickled where its state is in this process."""

    __slots__ = ()

    def __reduce__(self) -> tuple[Any, ...]:
        if engine().name != "local":
            raise TypeError(
                f"a {type(self).__name__} that a server holds cannot be pickled; make one from the same seed "
                "where it is needed"
            )
        return (type(self)._from_value, (self._v,))


class SeedSequence(_Holder):
    """Entropy from which any number of independent streams are seeded.

    Parameters
    ----------
    entropy : int or sequence of int, optional
        Without it, and under a run seed, it derives from the run's.
    spawn_key : sequence of int, optional
    pool_size : int, optional
    n_children_spawned : int, optional
    """

    __slots__ = ()

    def __new__(
        cls,
        entropy: Any = None,
        *,
        spawn_key: Any = (),
        pool_size: int = 4,
        n_children_spawned: int = 0,
    ) -> Any:
        """Make one."""
        return _call("SeedSequence")(entropy, spawn_key, pool_size, n_children_spawned)

    @property
    def state(self) -> dict[str, Any]:
        """Entropy, spawn key, pool size and number of children."""
        found: dict[str, Any] = dict(_call("SeedSequence._state")(self))
        return found

    @property
    def entropy(self) -> Any:
        """What it was made from."""
        return self.state["entropy"]

    @property
    def spawn_key(self) -> tuple[int, ...]:
        """Its place in the tree of sequences."""
        return tuple(self.state["spawn_key"])

    @property
    def pool_size(self) -> int:
        """Words of mixed entropy."""
        return int(self.state["pool_size"])

    @property
    def n_children_spawned(self) -> int:
        """How many children it has."""
        return int(self.state["n_children_spawned"])

    @property
    def pool(self) -> Any:
        """The mixed entropy, an array of uint32."""
        return _call("SeedSequence._pool")(self)


class BitGenerator(_Holder):
    """Base class of the sources of random bits: ``PCG64``, ``MT19937``, ``Philox``, ``SFC64`` ..."""

    __slots__ = ()

    _kind = "BitGenerator"

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        """The base class has no bits of its own."""
        raise NotImplementedError("BitGenerator is a base class; use PCG64, MT19937, Philox ...")

    @property
    def state(self) -> dict[str, Any]:
        """The state as plain data; assigning one goes on from there."""
        found: dict[str, Any] = _mapping(_call("BitGenerator._state")(self))
        return found

    @state.setter
    def state(self, value: dict[str, Any]) -> None:
        _call("BitGenerator._set_state")(self, _pairs(value))

    @property
    def seed_seq(self) -> SeedSequence:
        """The seed sequence that it was made from."""
        found: SeedSequence = _call("BitGenerator._seed_seq")(self)
        return found


class _Seeded(BitGenerator):
    __slots__ = ()

    def __new__(cls, seed: Any = None) -> Any:
        """Make one from a seed or a seed sequence."""
        return _call(cls.__name__)(seed)


class _Advancing(BitGenerator):
    __slots__ = ()

    def advance(self, delta: int) -> Any:
        """Move ahead as if ``delta`` draws had been made, and return itself."""
        _call("BitGenerator._advance")(self, delta)
        return self


class MT19937(_Seeded):
    """The Mersenne Twister."""

    __slots__ = ()


class SFC64(_Seeded):
    """Chris Doty-Humphrey's Small Fast Chaotic generator."""

    __slots__ = ()


class PCG64(_Seeded, _Advancing):
    """O'Neill's permuted congruential generator, 128 bits; what ``default_rng`` uses."""

    __slots__ = ()


class PCG64DXSM(_Seeded, _Advancing):
    """PCG64 with the DXSM output function."""

    __slots__ = ()


class Philox(_Advancing):
    """A counter-based generator, from a seed or from a key."""

    __slots__ = ()

    def __new__(cls, seed: Any = None, counter: Any = None, key: Any = None) -> Any:
        """Make one from a seed, or from a key."""
        return _call("Philox")(seed, counter, key)


class Generator(_Holder):
    """A random generator of the newer kind: ``fnp.random.default_rng(seed)``.

    Parameters
    ----------
    bit_generator : BitGenerator
    """

    __slots__ = ()

    def __new__(cls, bit_generator: Any) -> Any:
        """Make one over a bit generator."""
        if not isinstance(bit_generator, BitGenerator):
            is_class = isinstance(bit_generator, type) and issubclass(bit_generator, BitGenerator)
            raise (ValueError if is_class else TypeError)(
                f"a Generator is made over a bit generator, not a {type(bit_generator).__name__}; "
                "fnp.random.default_rng(seed) makes one from a seed"
            )
        return _call("Generator")(bit_generator)

    @property
    def bit_generator(self) -> BitGenerator:
        """The source of its bits; drawing from either moves both."""
        found: BitGenerator = _call("Generator._bit_generator")(self)
        return found

    def bytes(self, length: int) -> Any:
        """Random bytes; 1 FLOP for each four."""
        return _call("Generator.bytes")(self, length).tobytes()

    def shuffle(self, x: Any, axis: int = 0) -> None:
        """Shuffle an array along an axis, or a sequence, in place; 1 FLOP an element."""
        if _is_array(x):
            _call("Generator.shuffle")(self, x, axis)
        elif axis != 0:
            raise NotImplementedError("Axis argument is only supported on ndarray objects")
        else:
            _shuffled(x, lambda places: _call("Generator.shuffle")(self, places, 0))

    def __repr__(self) -> str:
        return f"Generator({type(self.bit_generator).__name__})"


class RandomState(_Holder):
    """A random generator of the older kind.

    Parameters
    ----------
    seed : int, sequence of int or BitGenerator, optional
        Without it, and under a run seed, it derives from the run's.
    """

    __slots__ = ()

    def __new__(cls, seed: Any = None) -> Any:
        """Make one from a seed."""
        return _call("RandomState")(seed)

    def get_state(self, legacy: bool = True) -> Any:
        """The state, as a tuple, or as a dictionary where ``legacy`` is false."""
        return _state(_call("RandomState.get_state")(self, legacy), legacy)

    def set_state(self, state: Any) -> None:
        """Go on from a state that :meth:`get_state` gave."""
        _call("RandomState.set_state")(self, _pairs(state))

    def bytes(self, length: int) -> Any:
        """Random bytes; 1 FLOP for each four."""
        return _call("RandomState.bytes")(self, length).tobytes()

    def shuffle(self, x: Any) -> None:
        """Shuffle an array's first axis, or a sequence, in place; 1 FLOP an element."""
        if _is_array(x):
            _call("RandomState.shuffle")(self, x)
        else:
            _shuffled(x, lambda places: _call("RandomState.shuffle")(self, places))


def _state(found: Any, legacy: bool) -> Any:
    return found if legacy else _mapping(found)


def _shuffled(x: Any, place: Callable[[Any], None]) -> None:
    """Shuffle a sequence of Python objects as NumPy does: by an array of places, drawn in its order."""
    if not (hasattr(x, "__len__") and hasattr(x, "__getitem__")):
        raise TypeError(f"shuffle takes an array or a sequence, not a {type(x).__name__}")
    places = ops.arange(len(x))
    place(places)
    if len(x) > 1 and not hasattr(x, "__setitem__"):
        raise TypeError(f"'{type(x).__name__}' object does not support item assignment")
    given = [x[i] for i in range(len(x))]
    for i, wanted in enumerate(places.tolist()):
        x[i] = given[wanted]


def _is_array(x: Any) -> bool:
    return isinstance(x, ndarray) or hasattr(x, "__array_interface__")


def shuffle(x: Any) -> None:
    """Shuffle an array's first axis, or a sequence, in place; 1 FLOP an element."""
    _call("shuffle")(x) if _is_array(x) else _shuffled(x, _call("shuffle"))


def get_state(legacy: bool = True) -> Any:
    """The state of the module's functions, as :meth:`RandomState.get_state`."""
    return _state(_call("get_state")(legacy), legacy)


def set_state(state: Any) -> None:
    """Go on from a state that :func:`get_state` gave."""
    _call("set_state")(_pairs(state))


def bytes(length: int) -> Any:
    """Random bytes; 1 FLOP for each four."""
    return _call("bytes")(length).tobytes()


functions.add_random_methods(CLASSES)
