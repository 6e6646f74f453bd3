"""TCP: on this machine for everyone who is on it; beyond, encrypted and for those who have the key."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import zmq

from .serving import RunningServer, environment

PROGRAM = "import flopscope.numpy as fnp; print((fnp.arange(3.0) + 1).tolist())"


@contextmanager
def serving(*options: str) -> Iterator[str]:
    """A server on a free port; its address."""
    with zmq.Context() as context, context.socket(zmq.ROUTER) as probe:
        port = probe.bind_to_random_port("tcp://127.0.0.1")
    url = f"tcp://127.0.0.1:{port}"
    with RunningServer(*options, url=url):
        yield url


def client(url: str, **more: str) -> subprocess.CompletedProcess[str]:
    """What a program does with a server."""
    return subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env=environment(url, **more),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def refused(*options: str) -> str:
    """What a server says that does not start."""
    command = [sys.executable, "-m", "flopscope_server", *options]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode != 0
    assert "listening" not in done.stdout
    return " ".join(done.stderr.split())


@pytest.fixture
def key(tmp_path: Path) -> tuple[Path, str]:
    """A new secret key's file, and its public half."""
    path = tmp_path / "server.key"
    done = subprocess.run(
        [sys.executable, "-m", "flopscope_server", "--new-curve-key", str(path)],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    name, _, public = done.stdout.strip().partition("=")
    assert name == "FLOPSCOPE_SERVER_KEY"
    return path, public


def test_loopback_needs_no_key() -> None:
    with serving() as url:
        assert client(url).stdout == "[1.0, 2.0, 3.0]\n"


@pytest.mark.parametrize("host", ["0.0.0.0", "*", "192.0.2.1", "example.org", "[::]"])
def test_other_addresses_need_a_key(host: str) -> None:
    assert "--curve-key" in refused("--url", f"tcp://{host}:5555")


def test_a_key_is_private_and_never_replaced(key: tuple[Path, str]) -> None:
    path, public = key
    assert path.stat().st_mode & 0o077 == 0
    secret = path.read_bytes().strip()
    assert zmq.curve_public(secret) == public.encode()
    assert "exists" in refused("--new-curve-key", str(path))
    assert path.read_bytes().strip() == secret


def test_with_the_key(key: tuple[Path, str]) -> None:
    path, public = key
    with serving("--curve-key", str(path)) as url:
        assert client(url, FLOPSCOPE_SERVER_KEY=public).stdout == "[1.0, 2.0, 3.0]\n"


def test_without_the_key_or_with_another(key: tuple[Path, str]) -> None:
    path, public = key
    another = zmq.curve_keypair()[0].decode()
    with serving("--curve-key", str(path)) as url:
        for given in ({}, {"FLOPSCOPE_SERVER_KEY": another}):
            done = client(url, **given)
            assert done.returncode == 1
            assert "FLOPSCOPE_SERVER_KEY" in done.stderr
        assert client(url, FLOPSCOPE_SERVER_KEY=public).returncode == 0  # it still serves


def test_a_key_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("secret")
    assert "--new-curve-key" in refused(
        "--url", "tcp://127.0.0.1:1", "--curve-key", f"{tmp_path}/key"
    )
    assert (
        "FLOPSCOPE_SERVER_KEY" in client("tcp://127.0.0.1:1", FLOPSCOPE_SERVER_KEY="secret").stderr
    )


def test_a_key_is_for_tcp(key: tuple[Path, str], tmp_path: Path) -> None:
    url = f"ipc://{tmp_path}/s"
    assert "tcp://" in refused("--url", url, "--curve-key", str(key[0]))
