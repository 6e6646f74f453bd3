"""An energy as in second-order perturbation theory (MP2), from two-electron integrals (i a | j b).

The two electrons may be exchanged, so the integrals do not change if (i, a) and (j, b) are.
"""

import flopscope as flops
import flopscope.numpy as fnp

OCCUPIED, VIRTUAL, AUXILIARY = 6, 10, 24
ELECTRONS = flops.SymmetryGroup((2, 3, 0, 1))


def integrals():
    """Random integrals in the form of density fitting: (i a | j b) = sum over P of B[P, i, a] B[P, j, b]."""
    rng = fnp.random.default_rng(6)
    b = rng.normal(size=(AUXILIARY, OCCUPIED, VIRTUAL)) / AUXILIARY
    return fnp.einsum("pia,pjb->iajb", b, b)


def denominators():
    """Differences of orbital energies, e_i + e_j - e_a - e_b."""
    occupied, virtual = -2 + 0.1 * fnp.arange(OCCUPIED), 1 + 0.1 * fnp.arange(VIRTUAL)
    gaps = occupied[:, None] - virtual
    return gaps[:, :, None, None] + gaps


def energy(symmetric):
    """The correlation energy."""
    v, gaps = integrals(), denominators()
    if symmetric:
        v = flops.as_symmetric(v, symmetry=ELECTRONS)
        gaps = flops.as_symmetric(gaps, symmetry=ELECTRONS)
    exchanged = v.transpose(0, 3, 2, 1)
    amplitudes = v / gaps
    for _ in range(4):  # iterations as of a coupled method
        amplitudes = (v + 0.01 * amplitudes * amplitudes) / gaps
    return (amplitudes * (2 * v - exchanged)).sum()


def main():
    found = {}
    for symmetric in (False, True):
        with flops.BudgetContext(10**12, quiet=True) as budget:
            found[symmetric] = float(energy(symmetric))
        print("with symmetry:" if symmetric else "without:", f"{budget.flops_used:,} FLOPs")
    assert abs(found[True] - found[False]) < 1e-9
    print("energy", round(found[True], 12))


if __name__ == "__main__":
    main()
