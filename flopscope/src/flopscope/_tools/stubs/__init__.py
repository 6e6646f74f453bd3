"""Type stubs of the public modules whose names come from the operation table.

``python -m flopscope._tools.stubs`` writes them beside the modules. Tools that read source, such as mypy,
pyright and editors, can't see functions that are made when they are first asked for.

- :mod:`~flopscope._tools.stubs.types`: annotations of parameters.
- :mod:`~flopscope._tools.stubs.returns`: annotations of results.
- :mod:`~flopscope._tools.stubs.write`: a module's names as a stub.
"""
