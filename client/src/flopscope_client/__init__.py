"""flopscope's remote engine: operations run on a server, and only handles are here.

It is chosen by ``FLOPSCOPE_SERVER_URL`` (or ``FLOPSCOPE_ENGINE=remote``, or the absence of NumPy), and
connects when the first operation needs it; :func:`connect` does that at once.
"""

from flopscope._version import __version__


def connect(timeout_s: float | None = None) -> None:
    """Connect to the server now, and check that it is of this version.

    Parameters
    ----------
    timeout_s : float, optional
        Seconds to wait for the server; default 5.

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
        options = {} if timeout_s is None else {"timeout_s": timeout_s}
        engine.connection.connect(**options)  # type: ignore[attr-defined]


__all__ = ["__version__", "connect"]
