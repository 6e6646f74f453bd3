"""Seeds of the generators that programs make without one: replayable, and telling nothing of the run's seed.

A program may read the seed sequence of its own generators
(``default_rng().bit_generator.seed_seq.entropy``). So each gets entropy of its own, made from the run's seed by
a keyed hash: the same run draws the same numbers again, and what a program reads leads neither back to the
run's seed nor to what another session draws.
"""

from __future__ import annotations

import hmac
import itertools
from collections.abc import Callable

import numpy as np

Seeds = Callable[[], np.random.SeedSequence]


def derived(seed: int, *place: int | str) -> int:
    """A number of 256 bits that follows from a seed and a place, and from which neither follows.

    Parameters
    ----------
    seed : int
        Not negative, of any size.
    *place : int or str
        What the number is for.
    """
    key = seed.to_bytes(max(32, (seed.bit_length() + 7) // 8), "little")
    message = "/".join(["flopscope seeds", *map(str, place)]).encode()
    return int.from_bytes(hmac.digest(key, message, "sha256"), "little")


def session_seeds(seed: int, session: int | str) -> Seeds:
    """The seed sequences of one session's generators, in the order in which it makes them.

    Parameters
    ----------
    seed : int
        The run's.
    session : int or str
        Its place among the run's sessions.
    """
    own = derived(seed, "session", session)
    places = itertools.count()
    return lambda: np.random.SeedSequence(derived(own, "generator", next(places)))
