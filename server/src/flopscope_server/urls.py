"""Which addresses a server may take."""

from __future__ import annotations

import ipaddress
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


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
