"""Calls of every public function with arguments of every kind, as sources that a process can run."""

from __future__ import annotations

from collections.abc import Iterator

from flopscope._table import REQUIRED, TABLE, Operation, Param

PRELUDE = """
import array, collections, decimal, enum, fractions, datetime, types, uuid, re, pathlib, ctypes, itertools
import flopscope.numpy as fnp
def nested(depth):
    found = 0
    for _ in range(depth): found = [found]
    return found
class Plain: pass
class Small(enum.IntEnum): one = 1
class Named(str): pass
class Whole(int): pass
class Real(float): pass
class Indexed:
    def __index__(self): return 1
class Floated:
    def __float__(self): return 1.0
class Made:
    def __array__(self, dtype=None, copy=None): return fnp.arange(2.0)
class MadeWrong:
    def __array__(self, dtype=None, copy=None): return 3
class Sequenced:
    def __len__(self): return 2
    def __getitem__(self, i):
        if i > 1: raise IndexError(i)
        return float(i)
class Endless:
    def __len__(self): return 2
    def __getitem__(self, i): raise ValueError("no")
itself = []
itself.append(itself)
"""
"""What the sources of arguments use."""

KINDS = tuple(
    line.strip()
    for line in """
    None
    True
    NotImplemented
    ...
    0
    -1
    7
    2**40
    2**63
    2**64
    -2**63
    2**70
    10**60000
    1.5
    float('nan')
    float('inf')
    1e308
    1j
    complex('nan')
    ''
    'text'
    '1'
    '\\ud800'
    'x' * 70000
    b'1'
    bytearray(b'12')
    memoryview(b'123')
    array.array('d', [1.0, 2.0])
    array.array('i', [])
    (ctypes.c_int * 2)(1, 2)
    (ctypes.c_long * 2)(1, 2)
    fractions.Fraction(1, 2)
    decimal.Decimal('1.5')
    datetime.date(2020, 1, 1)
    uuid.UUID(int=1)
    pathlib.Path('x')
    re.compile('a')
    object()
    object
    int
    Plain()
    Plain
    len
    (lambda *a: 1)
    fnp
    ValueError('x')
    Small.one
    Named('sum')
    Whole(1)
    Real(1.5)
    Indexed()
    Floated()
    Made()
    MadeWrong()
    Sequenced()
    Endless()
    []
    ()
    [1]
    [[1.0, 2.0], [3.0, 4.0]]
    [1, [2, 3]]
    [None]
    [None, 1.0]
    ['a']
    [b'a', 1]
    [1, 'a']
    [{}]
    [object()]
    [2**70]
    [fractions.Fraction(1, 2)]
    (1, 'a')
    (None, None)
    (0, (1, 2))
    [fnp.ones(2), fnp.ones(3)]
    [fnp.ones(2), None]
    [fnp.int64(1), 2.0]
    nested(33)
    nested(64)
    nested(65)
    itself
    {}
    {'a': 1}
    {1: 2}
    {1, 2}
    frozenset([1])
    range(2)
    range(0)
    (v for v in (0, 1))
    iter([1.0])
    map(fnp.array, ([1.0], [2.0]))
    zip([1], [2])
    itertools.islice([1], 1)
    collections.deque([0, 1])
    collections.OrderedDict(a=1)
    collections.UserList([1.0, 2.0])
    types.SimpleNamespace(shape=(2,), dtype='f8')
    slice(None)
    slice(0, 'a')
    slice(1.5)
    fnp.dtype('f4')
    fnp.float32
    fnp.generic
    fnp.add
    fnp.float64(1.5)
    fnp.int64(1)
    fnp.array(1)
    fnp.array([0, 1])
    fnp.array([True, False])
    fnp.array([1j, 2.0])
    fnp.zeros((0, 2))
    fnp.ones((2, 2)).flat
    fnp.ndindex(2)
    fnp.poly1d([1.0, 2.0])
    fnp.random.default_rng(0)
    fnp.random.RandomState(0)
    fnp.random.SeedSequence(0)
    fnp.random.PCG64(0)
    """.strip().splitlines()
)
"""Arguments that programs have given to functions, deliberately or not."""

_FILLERS = {
    "array": "fnp.array([[2.0, 1.0], [1.0, 3.0]])",
    "places": "fnp.array([0, 1])",
    "iterable": "1",
    "mode": "'constant'",
    "axis_bins": "3",
    "arrays": "[fnp.ones(2), fnp.ones(2)]",
    "nested": "[[1.0, 2.0], [3.0, 4.0]]",
    "operands": "*('ij,j->i', fnp.ones((2, 2)), fnp.ones(2))",
    "index": "0",
    "dtype": "'f8'",
    "plain": "1",
    "mask": "True",
    "bins": "3",
    "seed": "0",
    "out": "None",
}


def called(op: Operation) -> tuple[str, list[Param]] | None:
    """The expression of a row's public function, and the parameters that it takes; None if it has none."""
    owner, _, leaf = op.name.rpartition(".")
    params = list(op.params)
    if owner == "ndarray":
        return f"fnp.ndarray.{leaf}", params
    if owner in ("random.Generator", "random.RandomState"):
        maker = "default_rng" if owner.endswith("Generator") else "RandomState"
        return None if leaf[0] == "_" else (f"fnp.random.{maker}(0).{leaf}", params[1:])
    if leaf[0] == "_" or leaf[0].isupper() or ("random." in owner + "." and owner != "random"):
        return None
    return f"fnp.{op.name}", params


def sources() -> Iterator[str]:
    """Every call: each argument of each function as each kind, the others of a kind that is meant."""
    for op in TABLE.values():
        found = called(op)
        if found is None:
            continue
        function, params = found
        for place, param in enumerate(params):
            for kind in KINDS:
                yield f"{function}({_arguments(params, place, param, kind)})"


def _arguments(params: list[Param], place: int, param: Param, kind: str) -> str:
    given = []
    for i, p in enumerate(params):
        value = kind if i == place else _FILLERS.get(p.kind.name)
        if (i != place and p.default is not REQUIRED) or value is None:
            continue
        if p.style == "keyword" or (
            p.style == "standard" and i == place and p.default is not REQUIRED
        ):
            given.append(f"{p.name}={value}")
        elif p.style == "var" and i == place and p.kind.has_subscripts:
            given.append(f"'i,i', fnp.ones(2), {value}")
        else:
            given.append(value)
    return ", ".join(given)
