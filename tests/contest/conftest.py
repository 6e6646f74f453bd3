"""Real stores for the tests: SQLite files, and a PostgreSQL of their own."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from flopscope_eval.store.store import Store

DATABASES = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """A PostgreSQL cluster in a temporary folder, run by an unprivileged user, on a Unix socket."""
    programs = _programs()
    if programs is None:
        if os.environ.get("CI") == "true":
            pytest.fail("PostgreSQL is not installed; .ci/run should have installed it")
        pytest.skip("PostgreSQL is not installed (Debian: postgresql)")
    folder = Path(tempfile.mkdtemp(prefix="flopscope-pg-"))
    prefix: list[str] = []
    if os.geteuid() == 0:  # initdb refuses root
        shutil.chown(folder, "nobody", "nogroup")
        prefix = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]
    data = folder / "data"
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": str(folder)}

    def call(program: str, *arguments: str) -> None:
        command = [*prefix, str(programs / program), *arguments]
        subprocess.run(command, check=True, cwd=folder, env=environment, stdout=subprocess.DEVNULL)

    call("initdb", "-D", str(data), "-U", "tests", "-A", "trust", "--no-sync", "-E", "UTF8")
    options = f"-c listen_addresses= -c unix_socket_directories={folder} -c shared_buffers=16MB"
    call("pg_ctl", "-D", str(data), "-o", options, "-l", str(folder / "log"), "-w", "start")
    try:
        yield f"postgresql://tests@/{{database}}?host={folder}"
    finally:
        call("pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path | None:
    """Give the folder of the newest PostgreSQL's programs; Debian keeps them off the PATH."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if folders:
        return folders[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty store, to be copied: making one from its migrations takes a second."""
    path = tmp_path_factory.mktemp("template") / "store.db"
    Store.open(str(path)).close()
    return path


@pytest.fixture(scope="session")
def postgresql_template(postgresql: str) -> str:
    """The name of a database with an empty store, to be copied."""
    _create(postgresql, "template", "template1")
    Store.open(postgresql.format(database="template")).close()
    return "template"


@pytest.fixture(params=DATABASES)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database without tables."""
    return new_database(request, request.param, tmp_path)


@pytest.fixture(params=DATABASES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a new store."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "store.db")
        return str(tmp_path / "store.db")
    return new_database(request, "postgresql", tmp_path, "postgresql_template")


@pytest.fixture
def store(url: str, tmp_path: Path) -> Iterator[Store]:
    """A new store."""
    with Store.open(url, tmp_path / "files") as opened:
        yield opened


@pytest.fixture
def open_store(url: str, tmp_path: Path) -> Iterator[Callable[[], Store]]:
    """Opens the same store as often as a test asks, as several programs would."""
    with contextlib.ExitStack() as stack:
        yield lambda: stack.enter_context(Store.open(url, tmp_path / "files"))


def new_database(
    request: pytest.FixtureRequest, kind: str, folder: Path, template: str | None = None
) -> str:
    """Make a database of this kind: empty, or a copy of what the fixture ``template`` names."""
    if kind == "sqlite":
        return str(folder / "store.db")
    url: str = request.getfixturevalue("postgresql")
    name = "t" + hashlib.sha256(str(folder).encode()).hexdigest()[:20]
    _create(url, name, request.getfixturevalue(template) if template else "template1")
    return url.format(database=name)


def _create(url: str, name: str, template: str) -> None:
    with psycopg.connect(url.format(database="postgres"), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
