"""What a program can read of its seeds: nothing from which the run's seed follows, and the same in a replay."""

from __future__ import annotations

import json

import numpy as np

from flopscope_server.seeds import derived, session_seeds

from .serving import RunningServer, run_client

SEED = 123_456_789
READ = """
import json
import flopscope.numpy as fnp
made = [fnp.random.default_rng() for _ in range(3)]
read = {
    "entropy": [str(rng.bit_generator.seed_seq.entropy) for rng in made],
    "keys": [list(rng.bit_generator.seed_seq.spawn_key) for rng in made],
    "children": str(made[0].bit_generator.seed_seq.spawn(1)[0].entropy),
    "sequence": str(fnp.random.SeedSequence().entropy),
    "drawn": [float(rng.random()) for rng in made],
    "legacy": float(fnp.random.rand()),
    "state": [int(n) for n in fnp.random.get_state()[1][:5]],
}
print(json.dumps(read))
"""


def read(seed: int) -> dict[str, object]:
    with RunningServer("--seed", str(seed)) as server:
        found: dict[str, object] = json.loads(run_client(server.url, READ))
    return found


def test_nothing_that_can_be_read_gives_the_seed_and_a_replay_draws_the_same() -> None:
    found = read(SEED)
    text = json.dumps(found)
    assert str(SEED) not in text
    assert hex(SEED)[2:] not in text
    entropies = found["entropy"]
    assert isinstance(entropies, list)
    assert len(set(entropies)) == 3
    assert all(int(entropy).bit_length() > 200 for entropy in entropies)
    # What NumPy would have drawn from the seed itself is not drawn.
    assert np.random.default_rng(SEED).random() not in found["drawn"]  # type: ignore[operator]
    assert read(SEED) == found
    assert read(SEED + 1)["drawn"] != found["drawn"]


def test_sessions_and_places_have_seeds_of_their_own() -> None:
    drawn = {session_seeds(SEED, session)().entropy for session in (1, 2, "phase")}
    seeds = session_seeds(SEED, 1)
    drawn |= {seeds().entropy for _ in range(5)}
    assert len(drawn) == 7  # the first of session 1 twice
    assert derived(0, "a") != derived(1, "a")
    assert derived(2**300, "a", "b") != derived(2**300, "a/b/")
