"""flopscope-server: runs flopscope's operations for remote clients and keeps their ledger."""

from flopscope._version import __version__

__all__ = ["__version__"]
