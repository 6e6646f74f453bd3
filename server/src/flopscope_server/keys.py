"""The server's CURVE key: a file with the secret half, as 40 characters of Z85.

Whoever knows the public half can connect; everyone else is turned away, and nobody can listen in.
"""

from __future__ import annotations

import os
from pathlib import Path

import zmq


def new_key(path: Path) -> str:
    """Write a new secret key to a file that only its owner can read, and give the public half.

    Raises
    ------
    OSError
        If the file exists or cannot be made.
    """
    public, secret = zmq.curve_keypair()
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secret + b"\n")
    return public.decode()


def load_key(path: Path) -> bytes:
    """The secret key of a file.

    Raises
    ------
    OSError
        If it cannot be read.
    ValueError
        If it holds no key.
    """
    secret = path.read_bytes().strip()
    try:
        zmq.curve_public(secret)
    except (ValueError, zmq.ZMQError) as error:
        raise ValueError(
            f"{path} holds no CURVE key (40 characters of Z85); make one with "
            "`flopscope-server --new-curve-key FILE`"
        ) from error
    return secret
