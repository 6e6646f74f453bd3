"""Which addresses a server may take."""

from __future__ import annotations

import ipaddress
import socket
from urllib.parse import urlsplit


def check_url(url: str, has_key: bool = False) -> None:
    """Refuse an address that others could reach, unless the server has a CURVE key.

    Parameters
    ----------
    url : str
    has_key : bool, optional
        Clients need the server's key, and what travels is encrypted. Only TCP does that.

    Raises
    ------
    ValueError
        With what would be right.
    """
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        port = -1
    if parts.scheme == "tcp" and not (port and 0 < port < 65536) and not url.endswith(":*"):
        raise ValueError(f"{url!r} has no port from 1 to 65535: use tcp://127.0.0.1:PORT")
    if parts.scheme == "ipc" and len(url) > len("ipc://"):
        if has_key:
            raise ValueError(
                "a CURVE key is for tcp://; who may use ipc:// is up to the file's folder"
            )
        return
    if parts.scheme == "tcp" and (has_key or _is_loopback(parts.hostname or "")):
        return
    if parts.scheme == "tcp":
        raise ValueError(
            f"{url!r} is not a loopback address: anyone who reaches it could spend the budget. "
            "Use tcp://127.0.0.1:PORT or ipc://PATH, or give clients a key (--curve-key)"
        )
    raise ValueError(f"{url!r} is not an address to serve: use ipc://PATH or tcp://127.0.0.1:PORT")


def check_unused(url: str) -> None:
    """Refuse an ``ipc://`` address that another server listens on; a socket that nobody serves is free.

    ZeroMQ would take the address away from that server without a word.

    Raises
    ------
    OSError
        With what to do.
    """
    path = url.removeprefix("ipc://")
    if path == url or path.startswith("@"):
        return
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(path)
        except OSError:
            return
    raise OSError("another server listens there; stop it, or give this one another --url")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
