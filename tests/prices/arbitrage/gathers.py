"""Tables, masks and indices: any function of few values by looking it up, counting by choosing."""

import flopscope.numpy as fnp

from .pair import Chapter, fair, slack


def written(target, function, *args, **options):
    """An array after a function that changes it in place."""
    function(target, *args, **options)
    return target


def assigned(target, key, value):
    """An array after an assignment."""
    target[key] = value
    return target


def made_of_halves():
    """The exponentials of all half floats."""
    return fnp.exp(fnp.arange(2**16, dtype=fnp.uint16).view(fnp.float16).astype(float))


pair = Chapter(
    "gathers", {"written": written, "assigned": assigned, "made_of_halves": made_of_halves}
)

_TABLE = fair("a table that was paid for when it was made or uploaded")
pair(
    "table of half floats",
    "fnp.exp(h.astype(float))",
    "halves[h.view('u2')]",
    under={"contest": _TABLE, "energy45": _TABLE},
)
pair(
    "table of bytes",
    "fnp.sqrt(u.astype(float))",
    "bytes_table[u]",
    under={"energy45": _TABLE},
)
pair(
    "table of half floats that is made",
    "fnp.exp(h.astype(float))",
    "made_of_halves()[h.view('u2')]",
)
pair(
    "table of bytes that is made",
    "fnp.sqrt(u.astype(float))",
    "fnp.sqrt(fnp.arange(256.0))[u]",
)
for _name, _source in {
    "an index": "squares[k]",
    "take": "squares.take(k)",
    "take along an axis": "fnp.take_along_axis(squares, k, 0)",
    "choose": "fnp.choose(k, list(squares))",
    "a flat iterator": "squares.flat[k]",
    "two indices": "fnp.stack([squares, squares])[k * 0, k]",
    "an index of a broadcast": "fnp.broadcast_to(squares, (2, 7))[0, k]",
    "select": "fnp.select([k == n for n in range(7)], list(squares))",
}.items():
    pair(
        f"squares by {_name}",
        "k * k",
        _source,
        under={"energy45": _TABLE} if _name == "select" else None,
    )
pair(
    "sum of an index's values",
    "fnp.bincount(k, minlength=7)",
    "written(fnp.zeros(7, int), fnp.add.at, k, 1)",
)
pair("remainder by wrapped indices", "i % 7", "fnp.arange(7).take(i, mode='wrap')")
pair("limits by clipped indices", "fnp.clip(i, 0, 6)", "fnp.arange(7).take(i, mode='clip')")

for _name, _source in {
    "a mask": "b[b].size",
    "compress": "fnp.compress(b, b).size",
    "extract": "fnp.extract(b, b).size",
    "the method": "b.compress(b).size",
    "deletion": "fnp.delete(b, ~b).size",
    "nonzero": "fnp.nonzero(b)[0].size",
    "flat places": "fnp.flatnonzero(b).size",
    "rows of places": "fnp.argwhere(b).shape[0]",
    "repetition": "fnp.repeat(fnp.zeros(240), b.astype(int)).size",
    "distinct": "fnp.unique(fnp.arange(240) * b).size - 1",
    "insertion": "fnp.insert(fnp.zeros(240), fnp.flatnonzero(b), 0).size - 240",
}.items():
    pair(f"count by {_name}", "fnp.count_nonzero(b)", _source)

for _name, _source in {
    "assignment": "assigned(s.copy(), s < 0, 0.0)",
    "putmask": "written(s.copy(), fnp.putmask, s < 0, 0.0)",
    "copyto": "written(s.copy(), fnp.copyto, 0.0, where=s < 0)",
    "place": "written(s.copy(), fnp.place, s < 0, [0.0])",
    "choose": "fnp.choose((s > 0).astype(int), [0.0, s])",
    "select": "fnp.select([s > 0], [s])",
    "put": "written(s.copy(), fnp.put, fnp.flatnonzero(s < 0), 0.0)",
    "places of the negative": "assigned(s.copy(), fnp.nonzero(s < 0), 0.0)",
    "a masked copy": "fnp.positive(s, where=s > 0, out=fnp.zeros(240))",
}.items():
    pair(f"relu by {_name}", "fnp.maximum(s, 0.0)", _source)

pair(
    "inverse permutation",
    "fnp.argsort(p)",
    "assigned(fnp.zeros(240, int), p, fnp.arange(240))",
    allowed=9.0,
    fair="a permutation is inverted by writing, without a comparison",
)
pair(
    "counting sort by insertion",
    "fnp.sort(k)",
    "(lambda r: r[r >= 0])(fnp.insert(fnp.full(7, -1), k, k))",
    allowed=4.0,
    fair="small integers are sorted by counting; the insertion pays for its own sort",
)
pair(
    "sorting by counting",
    "fnp.sort(k)",
    "fnp.repeat(fnp.arange(7), fnp.bincount(k, minlength=7))",
    allowed=4.0,
    fair="small integers are sorted by counting",
)
pair(
    "steps by repetition",
    "fnp.arange(240) // 4",
    "fnp.repeat(fnp.arange(60), 4)",
    allowed=12.0,
    fair="repetition by a number computes nothing",
)
pair("lower triangle", "fnp.tril(A)", "A * fnp.tri(24)")
pair("triangle of ones", "fnp.tri(24)", "fnp.tril(fnp.ones((24, 24)))")
pair("upper triangle", "fnp.triu(A)", "A - fnp.tril(A, -1)")
_WIDE = slack("the width of integers that are small")
pair(
    "triangle's elements",
    "A[fnp.tril_indices(24)]",
    "A[fnp.tri(24).astype(bool)]",
    under={"contest": _WIDE},
)
pair("counting up by a grid", "fnp.arange(240)", "fnp.indices((240,))[0]")
pair("counting up by a sparse grid", "fnp.arange(240)", "fnp.indices((240,), sparse=True)[0]")
pair("counting up by a diagonal", "fnp.arange(240)", "fnp.diag_indices(240)[0]")
pair("counting up by a triangle", "fnp.arange(24)", "fnp.tril_indices(24)[1][-24:]")
pair(
    "counting up by places",
    "fnp.arange(240)",
    "fnp.flatnonzero(fnp.ones(240))",
    under={"contest": _WIDE},
)
pair("counting up by a sum", "fnp.arange(240)", "fnp.cumsum(fnp.ones(240, int)) - 1")
pair("counting up by mgrid", "fnp.arange(240)", "fnp.mgrid[:240]")
pair(
    "rows of a grid",
    "fnp.arange(24)[:, None] + fnp.zeros((24, 24), int)",
    "fnp.indices((24, 24))[0]",
)
pair("flat indices", "3 * 50 + i", "fnp.ravel_multi_index((3, i), (7, 50))")
pair("flat indices of two", "k * 50 + i", "fnp.ravel_multi_index((k, i), (7, 50))")
pair(
    "wrapped flat indices",
    "(k % 3) * 50 + i",
    "fnp.ravel_multi_index((k, i), (3, 50), mode='wrap')",
)
pair(
    "quotient and remainder by unravelling",
    "(i // 7, i % 7)",
    "fnp.unravel_index(i, (8, 7))",
    allowed=2.2,
    fair="the remainder follows from the quotient",
)
pair("a bounded result", "fnp.zeros(10**6 + 1, int)", "fnp.bincount([10**6]) * 0", refused=True)
pair("diagonal of ones", "fnp.eye(24)", "fnp.diag(fnp.ones(24))")
