"""Simulated annealing of spins on a ring: one decision on a value in every step."""

from __future__ import annotations

import flopscope.numpy as fnp

SPINS, STEPS = 64, 200


def main() -> list[float]:
    """The energies before and after."""
    rng = fnp.random.default_rng(3)
    spins = fnp.where(rng.random(SPINS) < 0.5, -1.0, 1.0)
    couplings = rng.normal(size=SPINS)
    places = rng.integers(0, SPINS, size=STEPS).tolist()
    chances = rng.random(STEPS).tolist()
    first = energy = float(-fnp.sum(couplings * spins * fnp.roll(spins, -1)))
    for step, (place, chance) in enumerate(zip(places, chances, strict=True)):
        after = (place + 1) % SPINS
        field = couplings[place - 1] * spins[place - 1] + couplings[place] * spins[after]
        change = float(2.0 * spins[place] * field)
        temperature = 2.0 * (1.0 - step / STEPS) + 0.01
        if change < 0.0 or chance < 2.718281828 ** (-change / temperature):
            spins[place] = -spins[place]
            energy += change
    return [first, energy]
