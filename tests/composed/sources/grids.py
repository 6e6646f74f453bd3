"""Index helpers and iteration."""

GRIDS = """
fnp.s_[1:3, ..., 0]
fnp.s_[2]
fnp.index_exp[2]
fnp.index_exp[::2]
fnp.mgrid[0:5]
fnp.mgrid[0:5, 0:3]
fnp.mgrid[-1:1:5j]
fnp.mgrid[-1:1:5j, 0:2:3j]
fnp.mgrid[0.5:3, 1:7:2]
fnp.mgrid[0:1:0.25, :2]
fnp.mgrid[3:0:-1]
fnp.ogrid[0:5, 0:3]
fnp.ogrid[0:5]
fnp.ogrid[0:1:3j, 0:4:2]
fnp.ogrid[0:1:1j, 0:4]
fnp.indices((2, 3))
fnp.indices((2, 3), dtype=float)
fnp.indices((2, 3), sparse=True)
fnp.indices(())
fnp.ix_([0, 1], [2, 4])
fnp.ix_([True, False, True], [2])
fnp.ix_([])
fnp.ix_([[1]])
fnp.r_[1:4, 0, 4]
fnp.r_[fnp.array([1, 2, 3]), 0, 0, fnp.array([4, 5, 6])]
fnp.r_[-1:1:6j, [0] * 3, 5, 6]
fnp.r_['-1', [[0, 1, 2]], [[3, 4, 5]]]
fnp.r_['0,2', [1, 2, 3], [4, 5, 6]]
fnp.r_['0,2,0', [1, 2, 3], [4, 5, 6]]
fnp.r_['1,2,0', [1, 2, 3], [4, 5, 6]]
fnp.r_['0,3,1', [[1, 2]], [[3, 4]]]
fnp.r_[0:1:0.25, 2]
fnp.r_[fnp.float32(1), 2]
fnp.r_[fnp.array([1], dtype='int8'), 300]
fnp.r_['x', [1]]
fnp.c_[[1, 2, 3], [4, 5, 6]]
fnp.c_[fnp.array([[1, 2, 3]]), 0, 0, fnp.array([[4, 5, 6]])]
fnp.c_[1:4]
fnp.broadcast_shapes((3, 1), (4,), 1)
fnp.broadcast_shapes((3,), (4,))
fnp.broadcast_shapes()
list(fnp.ndindex(2, 3))
list(fnp.ndindex((2, 1)))
list(fnp.ndindex())
list(fnp.ndindex(0, 2))
list(fnp.ndenumerate(fnp.array([[1.5, 2], [3, 4]])))
b = fnp.broadcast([[1], [2]], [3, 4, 5]); (b.shape, b.ndim, b.nd, b.size, b.numiter, b.index)
b = fnp.broadcast([[1], [2]], [3, 4, 5]); next(b); (list(b), b.index)
fnp.broadcast([1, 2], [1, 2, 3])
[x * 2 for x in fnp.nditer(fnp.arange(4).reshape(2, 2))]
a = fnp.arange(6).reshape(2, 3); [(it.multi_index, int(x)) for it in [fnp.nditer(a, flags=['multi_index'])] for x in it]
a = fnp.arange(6).reshape(2, 3); [(it.index, int(x)) for it in [fnp.nditer(a, ['f_index'])] for x in it]
a = fnp.arange(6).reshape(2, 3); [(it.index, int(x)) for it in [fnp.nditer(a, ['c_index'], order='F')] for x in it]
a = fnp.arange(4.0); [x.__setitem__(..., 2 * x) for x in fnp.nditer(a, op_flags=['readwrite'])]; a
a = fnp.arange(4.0); [x.__setitem__(..., 9) for x in fnp.nditer(a)]; a
[(int(x), int(y)) for x, y in fnp.nditer([fnp.arange(3), fnp.arange(2).reshape(2, 1)])]
it = fnp.nditer([fnp.arange(3), None]); [y.__setitem__(..., x * x) for x, y in it]; it.operands[1]
[x for x in fnp.nditer(fnp.arange(6).reshape(2, 3), flags=['external_loop'], order='F')][0][:2]
fnp.nditer([])
fnp.nditer(fnp.zeros((0, 2)))
list(fnp.nditer(fnp.zeros((0, 2)), flags=['zerosize_ok']))
fnp.nditer([fnp.zeros(2), fnp.zeros((2, 2))], op_flags=[['readwrite'], ['readonly']])
fnp.nditer(fnp.arange(2), flags=['wrong'])
it = fnp.nditer(fnp.arange(3)); out = []; out.append(int(it[0])); it.iternext(); out.append(int(it.value)); it.reset(); out.append(int(it[0])); out
"""
