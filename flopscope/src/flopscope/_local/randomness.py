"""The random numbers of a session: its own legacy state, and seeds that derive from the run's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

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
        self.state = self.random_state()
        self._own: dict[str, Callable[..., Any]] = {
            "default_rng": self.default_rng,
            "RandomState": self.random_state,
            "SeedSequence": self.seed_sequence,
            "seed": self.seed,
            "get_state": lambda **options: _get_state(self.state, **options),
            "set_state": lambda state: _set_state(self.state, state),
            "bytes": lambda length: _bytes(self.state, length),
            "Generator": np.random.Generator,
        }

    def restart(self, seeds: Callable[[], np.random.SeedSequence]) -> None:
        """Begin again, with other seeds; the legacy state is seeded from the first of them."""
        self._seeds = seeds
        self.seed()

    def target(self, name: str) -> Callable[..., Any] | None:
        """What carries out a row of ``numpy.random``; None for any other row."""
        module, _, leaf = name.rpartition(".")
        if module != "random":
            return METHODS.get(name)
        if leaf in _BIT_GENERATORS:
            return lambda *args, **options: self.bit_generator(leaf, *args, **options)
        found: Callable[..., Any] = self._own.get(leaf) or getattr(self.state, leaf)
        return found

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


def _of(cls: type, call: Callable[..., Any]) -> Callable[..., Any]:
    """A method of a random object. NumPy's own do not look at what they are called on, and crash."""

    def method(generator: Any, *args: Any, **options: Any) -> Any:
        if not isinstance(generator, cls):
            raise TypeError(f"{cls.__name__} expected, not {type(generator).__name__}")
        return call(generator, *args, **options)

    return method


def _called(leaf: str) -> Callable[..., Any]:
    return lambda generator, *args, **options: getattr(generator, leaf)(*args, **options)


_G, _R, _B, _S = RANDOM_TYPES

METHODS: dict[str, Callable[..., Any]] = {
    "random.Generator.bytes": _of(_G, _bytes),
    "random.Generator._bit_generator": _of(_G, lambda g: g.bit_generator),
    "random.RandomState.bytes": _of(_R, _bytes),
    "random.RandomState.get_state": _of(_R, _get_state),
    "random.RandomState.set_state": _of(_R, _set_state),
    "random.BitGenerator.spawn": _of(_B, _called("spawn")),
    "random.BitGenerator.jumped": _of(_B, _called("jumped")),
    "random.BitGenerator._advance": _of(_B, lambda g, delta: g.advance(delta) and None),
    "random.BitGenerator.random_raw": _of(_B, _called("random_raw")),
    "random.BitGenerator._seed_seq": _of(_B, lambda g: g.seed_seq),
    "random.BitGenerator._state": _of(_B, lambda g: pairs(g.state)),
    "random.BitGenerator._set_state": _of(_B, _set_bits),
    "random.SeedSequence.spawn": _of(_S, _called("spawn")),
    "random.SeedSequence.generate_state": _of(_S, _called("generate_state")),
    "random.SeedSequence._state": _of(_S, lambda s: pairs(s.state)),
    "random.SeedSequence._pool": _of(_S, lambda s: s.pool),
}
"""The rows of random objects that are not simply NumPy's method of the name."""
