"""The random numbers of a session: its own legacy state, and seeds that derive from the run's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from flopscope._table import Operation

RANDOM_TYPES = (
    np.random.Generator,
    np.random.RandomState,
    np.random.BitGenerator,
    np.random.SeedSequence,
)
"""NumPy's random objects, which programs hold by handle."""

_BIT_GENERATORS = ("MT19937", "PCG64", "PCG64DXSM", "Philox", "SFC64")


class Randomness:
    """What ``numpy.random`` keeps for the whole process, for one session.

    Parameters
    ----------
    seeds : callable, optional
        Gives the seed sequence of each random object that the program makes without a seed.
    """

    def __init__(self, seeds: Callable[[], np.random.SeedSequence] | None) -> None:
        self._seeds = seeds
        self._state = self.random_state()
        self._restarted: np.random.SeedSequence | None = None

    def restart(self, seeds: Callable[[], np.random.SeedSequence]) -> None:
        """Begin again, with other seeds. The legacy state is seeded from the first, once it is used."""
        self._seeds = seeds
        self._restarted = seeds()

    @property
    def state(self) -> np.random.RandomState:
        """The legacy functions' state, always the same object."""
        if self._restarted is not None:
            fresh = np.random.RandomState(np.random.MT19937(self._restarted))
            self._restarted = None
            self._state.set_state(fresh.get_state())
        return self._state

    def target(self, op: Operation) -> Callable[..., Any] | None:
        """What carries out a row of ``numpy.random``; None for any other row, and for NumPy's own methods."""
        if not op.name.startswith("random."):
            return None
        if op.calls == "own":
            return self._own(op.leaf)
        if op.calls is not None:
            return _of_class(op)
        return self._legacy(op.leaf) if op.name.count(".") == 1 else None

    def _legacy(self, leaf: str) -> Callable[..., Any]:
        return lambda *args, **options: getattr(self.state, leaf)(*args, **options)

    def _own(self, leaf: str) -> Callable[..., Any]:
        """What stands in for a function of ``numpy.random`` that has to do with state or seeds."""
        if leaf in _BIT_GENERATORS:
            return lambda *args, **options: self.bit_generator(leaf, *args, **options)
        own: dict[str, Callable[..., Any]] = {
            "default_rng": self.default_rng,
            "RandomState": self.random_state,
            "SeedSequence": self.seed_sequence,
            "seed": self.seed,
            "get_state": lambda *args, **options: _get_state(self.state, *args, **options),
            "set_state": lambda *args, **options: _set_state(self.state, *args, **options),
            "bytes": lambda *args, **options: _bytes(self.state, *args, **options),
            "Generator": np.random.Generator,
        }
        return own[leaf]

    def _seeded(self, seed: Any) -> Any:
        return self._seeds() if seed is None and self._seeds is not None else seed

    def seed(self, seed: Any = None) -> None:
        """``numpy.random.seed``."""
        if seed is None and self._seeds is not None:
            self.state.set_state(self.random_state().get_state())
        else:
            self.state.seed(seed)

    def default_rng(self, seed: Any = None) -> np.random.Generator:
        """``numpy.random.default_rng``."""
        return np.random.default_rng(self._seeded(seed))

    def random_state(self, seed: Any = None) -> np.random.RandomState:
        """``numpy.random.RandomState``."""
        if seed is None and self._seeds is not None:
            return np.random.RandomState(np.random.MT19937(self._seeds()))
        return np.random.RandomState(seed)

    def seed_sequence(self, entropy: Any = None, **options: Any) -> np.random.SeedSequence:
        """``numpy.random.SeedSequence``."""
        if entropy is None and self._seeds is not None:
            entropy = int.from_bytes(self._seeds().generate_state(4).tobytes(), "little")
        return np.random.SeedSequence(entropy, **options)

    def bit_generator(self, name: str, seed: Any = None, **options: Any) -> Any:
        """A bit generator by the name of its class."""
        keyed = options.get("key") is not None  # Philox takes a key instead of a seed
        return getattr(np.random, name)(seed if keyed else self._seeded(seed), **options)


def pairs(value: Any) -> Any:
    """A state's dictionaries as tuples of (name, value), which travel."""
    if isinstance(value, dict):
        return tuple((key, pairs(item)) for key, item in value.items())
    return value.item() if isinstance(value, np.generic) else value


def mapping(value: Any) -> Any:
    """The inverse of :func:`pairs`."""
    if isinstance(value, tuple) and value and all(_is_pair(item) for item in value):
        return {key: mapping(item) for key, item in value}
    return value


def _is_pair(item: Any) -> bool:
    return isinstance(item, tuple) and len(item) == 2 and isinstance(item[0], str)


def _get_state(generator: Any, legacy: bool = True) -> Any:
    found = generator.get_state(legacy=legacy)
    return found if legacy else pairs(found)


def _set_state(generator: Any, state: Any) -> None:
    generator.set_state(mapping(state))


def _bytes(generator: Any, length: int) -> Any:
    return np.frombuffer(generator.bytes(length), np.uint8)


def _set_bits(generator: Any, state: Any) -> None:
    generator.state = mapping(state)


def _of_class(op: Operation) -> Callable[..., Any]:
    """A method of a random object. NumPy's own do not look at what they are called on, and crash."""
    assert op.calls is not None
    cls = getattr(np.random, op.name.split(".")[1])
    leaf = op.leaf
    call = CALLS.get(op.calls) or (lambda g, *args, **options: getattr(g, leaf)(*args, **options))

    def method(generator: Any, *args: Any, **options: Any) -> Any:
        if not isinstance(generator, cls):
            raise TypeError(f"{cls.__name__} expected, not {type(generator).__name__}")
        return call(generator, *args, **options)

    return method


CALLS: dict[str, Callable[..., Any]] = {
    "bytes": _bytes,
    "get_state": _get_state,
    "set_state": _set_state,
    "bit_generator": lambda g: g.bit_generator,
    "advance": lambda g, delta: g.advance(delta) and None,
    "seed_seq": lambda g: g.seed_seq,
    "state": lambda g: pairs(g.state),
    "set_bits": _set_bits,
    "pool": lambda s: s.pool,
}
"""By the names that rows of random objects give as ``calls=``; ``"method"`` is the method of the name."""
