"""flopscope's remote engine: operations run on a server, and only handles are here.

It is chosen by ``FLOPSCOPE_SERVER_URL`` (or ``FLOPSCOPE_ENGINE=remote``, or the absence of NumPy), and
connects when the first operation needs it; :func:`connect` does that at once.
"""

from flopscope._version import __version__


def connect() -> None:
    """Connect to the server now, and check that it is of this version.

    Raises
    ------
    ServerLostError
        If no server answers at ``FLOPSCOPE_SERVER_URL``.
    VersionMismatchError
        If it is of another version.
    """
    from flopscope._engine import current

    engine = current()
    if engine.name == "remote":
        engine.connection.connect()  # type: ignore[attr-defined]


__all__ = ["__version__", "connect"]
