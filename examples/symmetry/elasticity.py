"""Hooke's law: an elasticity tensor of 81 entries, 21 of them free, turned and applied to many strains.

Stress and strain are symmetric matrices, and the energy does not change if they are exchanged: axes (i j),
(k l) and the two pairs may be exchanged.
"""

import flopscope as flops
import flopscope.numpy as fnp

ELASTIC = flops.SymmetryGroup((1, 0, 2, 3), (0, 1, 3, 2), (2, 3, 0, 1))
STRAINS = 100


def cubic_crystal():
    """Stiffness of a cubic crystal such as copper, in GPa."""
    c11, c12, c44 = 168.4, 121.4, 75.4
    one = fnp.eye(3)
    lame = fnp.einsum("ij,kl->ijkl", one, one)
    shear = fnp.einsum("ik,jl->ijkl", one, one) + fnp.einsum("il,jk->ijkl", one, one)
    cubic = fnp.einsum("ia,ja,ka,la->ijkl", one, one, one, one)
    return c12 * lame + c44 * shear + (c11 - c12 - 2 * c44) * cubic


def turned(stiffness, angle):
    """The stiffness of the crystal turned about its third axis."""
    c, s = float(fnp.cos(angle)), float(fnp.sin(angle))
    r = fnp.array([[c, -s, 0.0], [s, c, 0.0], [0.0, 0.0, 1.0]])
    return fnp.einsum("ia,jb,kc,ld,abcd->ijkl", r, r, r, r, stiffness)


def energies(symmetric):
    """Elastic energies of random strains, and the sum of the stresses."""
    stiffness = cubic_crystal()
    if symmetric:
        stiffness = flops.as_symmetric(stiffness, symmetry=ELASTIC)
    stiffness = turned(stiffness, 0.3) / 2
    rng = fnp.random.default_rng(4)
    strains = rng.normal(size=(STRAINS, 3, 3))
    strains = flops.symmetrize(strains, symmetry=(1, 2))
    if not symmetric:
        strains = strains.copy()
    stresses = fnp.einsum("ijkl,nkl->nij", stiffness, strains)
    return (stresses * strains).sum(axis=(1, 2)), stresses.sum(axis=0)


def main():
    found = {}
    for symmetric in (False, True):
        with flops.BudgetContext(10**12, quiet=True) as budget:
            found[symmetric] = energies(symmetric)
        print("with symmetry:" if symmetric else "without:", f"{budget.flops_used:,} FLOPs")
    for plain, marked in zip(found[False], found[True], strict=True):
        assert fnp.allclose(plain, marked, rtol=1e-9)
    print("free entries", ELASTIC.burnside_unique_count(dict.fromkeys(range(4), 3)), "of 81")


if __name__ == "__main__":
    main()
