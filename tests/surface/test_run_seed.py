"""Under a run seed, random objects that are made without one derive theirs from it, in order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from flopscope._local.randomness import Randomness, mapping, pairs

MAKERS: dict[str, Callable[[Randomness], Any]] = {
    "default_rng": lambda r: r.default_rng().integers(2**40, size=4),
    "RandomState": lambda r: r.random_state().randint(2**30, size=4),
    "SeedSequence": lambda r: r.seed_sequence().generate_state(4),
    "seed": lambda r: (r.seed(), r.state.randint(2**30, size=4))[1],  # type: ignore[func-returns-value]
    "PCG64": lambda r: r.bit_generator("PCG64").random_raw(4),
    "MT19937": lambda r: r.bit_generator("MT19937").random_raw(4),
    "Philox": lambda r: r.bit_generator("Philox").random_raw(4),
}


def run(seed: int | None) -> Randomness:
    return Randomness(None if seed is None else _children(np.random.SeedSequence(seed)))


def _children(root: np.random.SeedSequence) -> Callable[[], np.random.SeedSequence]:
    return lambda: root.spawn(1)[0]


@pytest.mark.parametrize("maker", MAKERS)
def test_a_run_is_replayed_from_its_seed(maker: str) -> None:
    first, again, other = run(3), run(3), run(4)
    streams = [MAKERS[maker](r).tolist() for r in (first, again, other, first)]
    assert streams[0] == streams[1]
    assert streams[0] != streams[2], "another run has another seed"
    assert streams[0] != streams[3], "the next object has the next seed"


@pytest.mark.parametrize("maker", MAKERS)
def test_without_a_run_seed_every_object_is_new(maker: str) -> None:
    plain = run(None)
    assert MAKERS[maker](plain).tolist() != MAKERS[maker](plain).tolist()


def test_a_given_seed_is_numpys_whatever_the_run() -> None:
    assert run(3).default_rng(5).random() == np.random.default_rng(5).random()
    assert run(3).random_state(5).rand() == np.random.RandomState(5).rand()
    keyed = run(3).bit_generator("Philox", key=7)
    assert keyed.random_raw() == np.random.Philox(key=7).random_raw()


def test_states_travel_as_pairs_and_come_back() -> None:
    for name in ("PCG64", "SFC64"):
        state = getattr(np.random, name)(1).state
        assert str(mapping(pairs(state))) == str(state)
