"""Which addresses a server may take."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit


def check_url(url: str) -> None:
    """Refuse an address that is not local.

    Raises
    ------
    ValueError
        With what would be right.
    """
    parts = urlsplit(url)
    if parts.scheme == "ipc" and len(url) > len("ipc://"):
        return
    if parts.scheme == "tcp" and _is_loopback(parts.hostname or ""):
        return
    if parts.scheme == "tcp":
        raise ValueError(
            f"{url!r} is not a loopback address: anyone who reaches it could spend the budget. "
            "Use tcp://127.0.0.1:PORT, or ipc://PATH"
        )
    raise ValueError(f"{url!r} is not an address to serve: use ipc://PATH or tcp://127.0.0.1:PORT")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
