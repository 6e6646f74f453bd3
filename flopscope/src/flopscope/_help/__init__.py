"""The help of each operation, written from its row: ``help(fnp.percentile)``.

Nothing here is imported until a function of :mod:`flopscope.numpy` is first looked up.
"""
