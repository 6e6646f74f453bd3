"""The rules, held against the source text; and what a Docker run imports, held against a process."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

from .reader import Import, circles, imports, modules
from .rooms import NEVER, ORDER, room

ROOT = Path(__file__).parents[2]
RANK = {name: rank for rank, name in enumerate(ORDER)}


@pytest.fixture(scope="module")
def all_imports() -> list[Import]:
    return imports(ROOT)


def test_every_file_is_in_a_declared_room() -> None:
    rooms = {room(module) for module in modules(ROOT)}
    assert rooms - set(ORDER) == set(), "declare the new room in tests/layers/rooms.py"


def test_every_import_points_down(all_imports: list[Import]) -> None:
    upward = {
        (one.source, one.target): one.line
        for one in all_imports
        if RANK[room(one.source)] > RANK[room(one.target)]
    }
    assert upward == {}


def test_no_files_import_each_other_in_a_circle(all_imports: list[Import]) -> None:
    found = circles((one.source, one.target) for one in all_imports)
    assert found == []


@pytest.mark.parametrize(("above", "below"), NEVER)
def test_some_rooms_never_meet(above: str, below: str, all_imports: list[Import]) -> None:
    targets = defaultdict(set)
    for one in all_imports:
        targets[one.source].add(one.target)
    reached, pending = set(), [m for m in modules(ROOT) if f"{m}.".startswith(f"{above}.")]
    while pending:
        module = pending.pop()
        if module not in reached:
            reached.add(module)
            pending.extend(targets[module])
    assert {m for m in reached if f"{m}.".startswith(f"{below}.")} == set()


def test_the_map_has_every_room() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text()
    for name in {room(module) for module in modules(ROOT)} - {
        "flopscope_client",
        "flopscope_server",
    }:
        leaf = name.rpartition(".")[2]
        assert f"`{leaf}/`" in page or f"`{leaf}.py`" in page, name


def test_the_map_names_files_that_there_are() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text()
    paths = {path.as_posix() for path in modules(ROOT).values()}
    for file in set(re.findall(r"`([\w/]+/\w+\.py)`", page)):
        assert any(path.endswith(f"/{file}") for path in paths), file


def test_the_reader_sees_imports_in_functions_and_circles(tmp_path: Path) -> None:
    package = tmp_path / "flopscope/src/flopscope"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "one.py").write_text("def f():\n    from flopscope.two import g\n")
    (package / "two.py").write_text("if False:\n    import flopscope.one\n")
    found = imports(tmp_path)
    assert found == [
        Import("flopscope.one", "flopscope.two", 2, nested=True),
        Import("flopscope.two", "flopscope.one", 2, nested=False),
    ]
    edges = [(one.source, one.target) for one in found]
    assert circles(edges) == [["flopscope.one", "flopscope.two"]]


PUBLIC_NAMES_STAY = """
import importlib, pkgutil, flopscope, {package} as package
before = {{name: getattr(package, name) for name in package.__all__}}
for info in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
    if not info.name.endswith("__main__") and ".migrations" not in info.name:
        importlib.import_module(info.name)
changed = [name for name in before if getattr(package, name) is not before[name]]
assert not changed, changed
"""


@pytest.mark.parametrize("package", ["flopscope", "flopscope_eval"])
def test_importing_a_submodule_hides_no_public_name(package: str) -> None:
    assert importlib.import_module(package).__all__
    program = PUBLIC_NAMES_STAY.format(package=package)
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
