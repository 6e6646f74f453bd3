"""NumPy's own tests, taken from the installed package, run on :mod:`flopscope.numpy`.

``rewrite`` puts our module in the place of theirs while a test module is imported; ``plugin`` records what
became of each test; ``run`` runs modules on an engine and compares the outcomes with ``expected``.
"""
