"""Making random generators, and reading and moving their state.

Names that start with an underscore are what the classes of :mod:`flopscope._api.random` are made of.
"""

from __future__ import annotations

from typing import Any

from flopscope._base import dtypes as _dtypes
from flopscope._pricing.units import words
from flopscope._table.operation import op
from flopscope._table.random.samples import LEGACY, drawn, samples

_FREE = "\n\nFLOPs: 0."

STATE_BYTES = 2500
"""Bytes of the largest state, the Mersenne twister's: 624 words and a position."""

LARGEST_POOL = 64
"""Words of the largest seed pool."""

_STATE = f"\n\nFLOPs: 1 per byte of the largest state, {STATE_BYTES:,}: its words are random."

op(
    "random.default_rng",
    "seed: seed=None",
    cls="view",
    calls="own",
    guard="entropy",
    doc="""A new :class:`Generator` over PCG64.

    Without a seed, and under a run seed, its seed derives from the run's, in order.

    FLOPs: 0.
    """,
)
op(
    "random.Generator",
    "bit_generator: seed",
    cls="view",
    calls="own",
    doc="A new generator over a bit generator." + _FREE,
)
op(
    "random.RandomState",
    "seed: seed=None",
    cls="view",
    calls="own",
    guard="entropy",
    doc="A new legacy generator over MT19937, or over the bit generator that is given." + _FREE,
)
op(
    "random.SeedSequence",
    "entropy: seed=None, *, spawn_key=(), pool_size=4, n_children_spawned=0",
    calls="own",
    guard="pool size",
    cls="view",
    doc="Entropy mixed into seeds of any number of independent streams." + _FREE,
)
for _name in ("MT19937", "PCG64", "PCG64DXSM", "SFC64"):
    op(
        f"random.{_name}",
        "seed: seed=None",
        cls="view",
        calls="own",
        guard="entropy",
        doc=f"A new {_name} bit generator." + _FREE,
    )
op(
    "random.Philox",
    "seed: seed=None, counter=None, key=None",
    cls="view",
    calls="own",
    guard="entropy",
    doc="A new Philox bit generator, from a seed or a key." + _FREE,
)

for _prefix, _self in LEGACY:
    op(
        _prefix + "seed",
        f"{_self}seed: seed=None",
        cls="view",
        calls="own" if _prefix == "random." else None,
        guard="entropy",
        doc="Start the random state anew from a seed." + _FREE,
    )
    op(
        _prefix + "get_state",
        f"{_self}legacy=True",
        cls="view",
        calls="own" if _prefix == "random." else "get_state",
        doc="The state, as a tuple, or as a dictionary where ``legacy`` is false." + _STATE,
        flops=lambda c: words(STATE_BYTES),
    )
    op(
        _prefix + "set_state",
        f"{_self}state",
        cls="view",
        calls="own" if _prefix == "random." else "set_state",
        doc="Go on from a state that :func:`get_state` gave." + _FREE,
    )


def _child(name: str, signature: str, doc: str, cls: str = "view", **rules: Any) -> None:
    op(name, f"self: generator{signature}", cls=cls, doc=doc, **rules)


_child(
    "random.Generator.spawn",
    ", n_children",
    "New independent generators, in a list." + _FREE,
    guard="children",
    calls="spawn",
    is_unpredictable=True,
)
_child("random.Generator._bit_generator", "", "The bit generator." + _FREE, calls="bit_generator")
_child(
    "random.BitGenerator.spawn",
    ", n_children",
    "New independent bit generators." + _FREE,
    guard="children",
    calls="spawn",
    is_unpredictable=True,
)
_child(
    "random.BitGenerator.jumped",
    ", jumps=1",
    "A bit generator far ahead." + _FREE,
    guard="jumps",
    calls="jump",
    is_unpredictable=True,
)
_child(
    "random.BitGenerator._advance",
    ", delta",
    "Move ahead by a number of draws." + _FREE,
    calls="advance",
)
_child(
    "random.BitGenerator._seed_seq",
    "",
    "The seed sequence that it was made from." + _FREE,
    calls="seed_seq",
)
_child(
    "random.BitGenerator._state",
    "",
    "The state, as pairs of name and value." + _STATE,
    cls="random",
    flops=lambda c: words(STATE_BYTES),
    calls="state",
)
_child("random.BitGenerator._set_state", ", state", "Go on from a state." + _FREE, calls="set_bits")
_child(
    "random.BitGenerator.random_raw",
    ", size=None, output=True",
    "Raw 64-bit (or 32-bit) draws.\n\nFLOPs: 8 per draw, 1 for each of its bytes.",
    cls="random",
    flops=lambda c: words(8 * samples(c.size)),
    result=lambda c: drawn(c.size, "uint64") if c.output else None,
    calls="method",
)
_child(
    "random.SeedSequence.spawn",
    ", n_children",
    "New independent seed sequences." + _FREE,
    guard="children",
    calls="spawn",
    is_unpredictable=True,
)
_child(
    "random.SeedSequence._state",
    "",
    "Entropy and counters, as pairs of name and value." + _FREE,
    calls="state",
)
_child(
    "random.SeedSequence._pool",
    "",
    "The mixed entropy.\n\nFLOPs: 1 per byte of the largest pool, 64 words of four.",
    cls="random",
    flops=lambda c: words(4 * LARGEST_POOL),
    calls="pool",
)
_child(
    "random.SeedSequence.generate_state",
    ", n_words, dtype: dtype='uint32'",
    "Words to seed a bit generator with.\n\nFLOPs: 1 per byte; 4 words of 32 bits are 16.",
    cls="random",
    flops=lambda c: words(int(c.n_words) * _dtypes.dtype(c.dtype).itemsize),
    result=lambda c: drawn(c.n_words, c.dtype),
    calls="method",
    guard="state words",
)
