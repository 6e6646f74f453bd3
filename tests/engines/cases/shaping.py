"""Shaping: views alias, joins copy; all of it is free."""

from __future__ import annotations

from ..case import Case

_SOURCES = {
    "reshape": """
        fnp.reshape(A, (4, 3))
        fnp.reshape(A, -1)
        A.reshape(2, 6)
        A.reshape((2, -1))
        A.reshape([6, 2])
        A.reshape(-1)
        A.reshape(12)
        A.reshape(2, 2, 3, order='F')
        A.reshape(fnp.array([6, 2]))
        A.reshape(*(fnp.array([6, 2])))
        A.reshape(5, -1)
        A.reshape(-1, -1)
        A.reshape(5)
        E.reshape(3, 0)
        E.reshape(-1, 3)
        z.reshape(1, 1)
        s.reshape(1)
        fnp.reshape([1, 2, 3, 4], (2, 2))
        x = A.reshape(-1); x[0] = 99; A
    """,
    "ravel": """
        fnp.ravel(A)
        A.T.ravel()
        A.ravel('F')
        s.ravel()
        x = A.ravel(); x[0] = 99; A
    """,
    "ndarray.flatten": """
        A.flatten()
        A.T.flatten()
        A.flatten('F')
        s.flatten()
        x = A.flatten(); x[0] = 99; A
    """,
    "transpose": """
        fnp.transpose(A)
        A.T
        A.transpose()
        D.transpose(2, 0, 1)
        D.transpose((0, 2, 1))
        fnp.transpose(D, [1, 0, 2])
        fnp.permute_dims(D, (2, 1, 0))
        D.transpose(-1, 0, 1)
        D.transpose(0, 0, 1)
        D.transpose(0, 1)
        v.T
        s.T
        x = A.T; x[0, 1] = 99; A
    """,
    "matrix_transpose": """
        fnp.matrix_transpose(D)
        fnp.linalg.matrix_transpose(A)
        fnp.matrix_transpose(v)
    """,
    "swapaxes": """
        fnp.swapaxes(D, 0, 2)
        A.swapaxes(0, 1)
        A.swapaxes(0, 2)
        D.mT
        v.mT
    """,
    "moveaxis": """
        fnp.moveaxis(D, 0, -1)
        fnp.moveaxis(D, [0, 1], [1, 2])
        fnp.moveaxis(D, 0, 3)
    """,
    "squeeze": """
        fnp.squeeze(A[None, :, None])
        fnp.squeeze(A[None], 0)
        A[:, None].squeeze(1)
        A[None, :, None].squeeze((0, 2))
        A.squeeze(0)
        A[None].squeeze(5)
        z.squeeze()
    """,
    "expand_dims": """
        fnp.expand_dims(A, 0)
        fnp.expand_dims(A, -1)
        fnp.expand_dims(A, (0, 2))
        fnp.expand_dims(A, 4)
        fnp.expand_dims(s, 0)
    """,
    "broadcast_to": """
        fnp.broadcast_to(v, (3, 4))
        fnp.broadcast_to(2.5, (2, 2))
        fnp.broadcast_to(w[:, None], (3, 2))
        fnp.broadcast_to(v, 4)
        fnp.broadcast_to(v, (3, 3))
        fnp.broadcast_to(A, 4)
        fnp.broadcast_to(v, (3, 4))[0, 0]
        x = fnp.broadcast_to(v, (3, 4)); x[0, 0] = 1; x
    """,
    "broadcast_arrays": """
        fnp.broadcast_arrays(w[:, None], v)
        fnp.broadcast_arrays(1, v)
        fnp.broadcast_arrays(w, v)
    """,
    "atleast_1d": "fnp.atleast_1d(2.5)\nfnp.atleast_1d(A) is A\nfnp.atleast_1d(1, v)\nfnp.atleast_1d(s)",
    "atleast_2d": "fnp.atleast_2d(v)\nfnp.atleast_2d(2.5, v)\nfnp.atleast_2d([1, 2])",
    "atleast_3d": "fnp.atleast_3d(v)\nfnp.atleast_3d(A)\nfnp.atleast_3d(1)",
    "concatenate": """
        fnp.concatenate([A, P])
        fnp.concatenate((A, P), axis=1)
        fnp.concatenate([A, P], axis=None)
        fnp.concatenate([A, I], axis=-1)
        fnp.concatenate([w, [1, 2]])
        fnp.concatenate(D)
        fnp.concat([K, U])
        fnp.concatenate([w, w], dtype='float32')
        fnp.concatenate([w, w], out=fnp.zeros(6))
        fnp.concatenate([A, v])
        fnp.concatenate([A, F])
        fnp.concatenate([])
        fnp.concatenate([s, s])
        fnp.concatenate([A, P], axis=2)
        fnp.concatenate(w)
        fnp.concatenate([E, S])
        fnp.concatenate(3)
    """,
    "stack": """
        fnp.stack([w, w])
        fnp.stack([w, w], axis=1)
        fnp.stack((A, P), axis=-1)
        fnp.stack(D)
        fnp.stack([s, s])
        fnp.stack([1, 2.5])
        fnp.stack([w, v])
        fnp.stack([])
        fnp.stack([w, w], axis=2)
    """,
    "vstack": "fnp.vstack([v, v])\nfnp.vstack((A, v))\nfnp.vstack([A, w])\nfnp.vstack([K, U], dtype='int32')",
    "hstack": "fnp.hstack([v, w])\nfnp.hstack([A, P])\nfnp.hstack([A, v])\nfnp.hstack([1, 2])",
    "dstack": "fnp.dstack([A, P])\nfnp.dstack([v, v])",
    "column_stack": "fnp.column_stack([w, w])\nfnp.column_stack((w, A))\nfnp.column_stack([v, w])",
    "split": """
        fnp.split(A, 2, axis=1)
        fnp.split(v, [1, 3])
        fnp.split(v, fnp.array([1, 3]))
        fnp.split(v, 3)
        x = fnp.split(v, 2); x[0][0] = 99; v
    """,
    "array_split": "fnp.array_split(v, 3)\nfnp.array_split(A, 2)",
    "hsplit": "fnp.hsplit(A, 2)\nfnp.hsplit(v, [1])",
    "vsplit": "fnp.vsplit(A, 3)\nfnp.vsplit(A, [1])\nfnp.vsplit(v, 2)",
    "unstack": "fnp.unstack(A)\nfnp.unstack(A, axis=1)",
    "tile": """
        fnp.tile(w, 2)
        fnp.tile(A, (2, 1))
        fnp.tile(2.5, 3)
        fnp.tile(w, (2, 0))
        fnp.tile(A, [1, 2, 2])
    """,
    "repeat": """
        fnp.repeat(w, 2)
        A.repeat(2, axis=1)
        fnp.repeat(w, [1, 0, 2])
        fnp.repeat(w, fnp.array([1, 0, 2]))
        fnp.repeat(2.5, 3)
        fnp.repeat(w, -1)
        fnp.repeat(w, [1, 2])
    """,
    "flip": "fnp.flip(A)\nfnp.flip(A, 0)\nfnp.flip(A, (0, 1))\nfnp.flip(A, 3)",
    "fliplr": "fnp.fliplr(A)\nfnp.fliplr(v)",
    "flipud": "fnp.flipud(A)\nx = fnp.flipud(v); x[0] = 99; v",
    "rot90": "fnp.rot90(A)\nfnp.rot90(A, 2)\nfnp.rot90(D, axes=(1, 2))",
    "roll": "fnp.roll(A, 1)\nfnp.roll(A, 1, axis=1)\nfnp.roll(A, (1, 2), axis=(0, 1))\nfnp.roll(v, -1)",
    "pad": """
        fnp.pad(w, 2)
        fnp.pad(A, 1)
        fnp.pad(A, (1, 2))
        fnp.pad(A, ((1, 0), (0, 2)))
        fnp.pad(A, ((1, 2),))
        fnp.pad(w, 1, mode='edge')
        fnp.pad(w, 1, 'reflect')
        fnp.pad(w, 1, constant_values=7.0)
        fnp.pad(w, -1)
    """,
}

CASES = [
    Case(row, 0, line.strip())
    for row, lines in _SOURCES.items()
    for line in lines.splitlines()
    if line.strip()
]
