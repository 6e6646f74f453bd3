"""The version of all four distributions: the other three read it from here when they are built.

The local part, ``+eval``, marks this project's builds. Public indexes refuse local versions, so a package
of the same name from an index can't satisfy a requirement on it.
"""

__version__ = "2026.11.0+eval"
