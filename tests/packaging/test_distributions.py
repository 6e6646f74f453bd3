"""The four distributions: metadata, and that they work together or say clearly why not."""

from __future__ import annotations

import tarfile
import zipfile
from collections.abc import Callable
from email.parser import Parser
from pathlib import Path

import pytest

from flopscope import ForeignDistributionError, __version__
from flopscope._base import distributions
from flopscope_eval.images import repack

from .conftest import FOLDERS, Environment

NAMES = ("flopscope", "flopscope_client", "flopscope_server", "flopscope_eval")


@pytest.mark.parametrize("name", NAMES)
def test_metadata(name: str, wheels: list[Path]) -> None:
    [wheel] = [w for w in wheels if w.name.startswith(f"{name}-")]
    assert "+" in __version__, "public indexes refuse local versions"
    with zipfile.ZipFile(wheel) as archive:
        info = f"{name}-{__version__}.dist-info"
        metadata = Parser().parsestr(archive.read(f"{info}/METADATA").decode())
        assert f"{info}/licenses/LICENSE" in archive.namelist()
        assert any(n.endswith("py.typed") for n in archive.namelist())
    assert metadata["License-Expression"] == "MIT"
    assert metadata["Description-Content-Type"] == "text/markdown"
    assert metadata.get_payload().startswith(f"# {name.replace('_', '-')}")
    assert metadata["Classifier"]
    required = metadata.get_all("Requires-Dist", [])
    sisters = [r for r in required if r.startswith("flopscope")]
    assert all(r.endswith(f"=={__version__}") for r in sisters)
    assert len(sisters) == {"flopscope": 0, "flopscope_eval": 3}.get(name, 1)


def test_source_distributions_have_what_wheels_are_built_from(built: Path) -> None:
    [sdist] = built.glob("flopscope_eval-*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
        links = [m.name for m in archive.getmembers() if m.issym() or m.islnk()]
    assert {"shipped/requirements.lock", "shipped/images/assemble.py", "LICENSE"} <= names
    assert not links
    assert len(list(built.glob("*.tar.gz"))) == len(FOLDERS)


def test_an_installed_distribution_gives_its_wheel_back(
    wheels: list[Path],
    environment: Callable[[], Environment],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = environment()
    made.pip("install", "--quiet", "--no-deps", "--no-index", *wheels)
    [packages] = made.folder.glob("lib/python*/site-packages")
    monkeypatch.setattr(
        repack,
        "distribution",
        lambda name: next(repack.Distribution.discover(name=name, path=[str(packages)])),
    )
    for name in NAMES:
        [original] = [w for w in wheels if w.name.startswith(f"{name}-")]
        with zipfile.ZipFile(original) as archive:
            wanted = {n: archive.read(n) for n in archive.namelist() if not n.endswith("RECORD")}
        with zipfile.ZipFile(repack.repacked(name.replace("_", "-"), tmp_path)) as archive:
            assert {
                n: archive.read(n) for n in archive.namelist() if not n.endswith("RECORD")
            } == wanted
    (packages / "flopscope" / "errors.py").write_text("changed")
    with pytest.raises(repack.SourcesMissing, match="changed since its installation"):
        repack.repacked("flopscope", tmp_path)


def test_without_sisters_the_error_names_paths(
    wheels: list[Path], environment: Callable[[], Environment]
) -> None:
    made = environment()
    made.pip("install", "--quiet", "--no-index", wheels[0])  # flopscope alone, which needs nothing
    assert made.run("import flopscope; print(flopscope.__version__)").stdout.strip() == __version__
    done = made.run("import flopscope.numpy as fnp; fnp.zeros(3)", FLOPSCOPE_SERVER_URL="ipc:///x")
    assert "EngineUnavailableError" in done.stderr
    assert "./flopscope ./client" in done.stderr


def test_what_is_on_a_path(tmp_path: Path) -> None:
    def install(name: str, version: str, record: str) -> None:
        info = tmp_path / f"{name}-{version}.dist-info"
        info.mkdir()
        (info / "RECORD").write_text(record)

    path = [str(tmp_path)]
    install("flopscope", __version__, "flopscope/__init__.py,,\n")
    install("flopscope_plots", "3.0", "flopscope_plots/__init__.py,,\n")
    found = {one.name: one for one in distributions.installed(path)}
    assert set(found) == {"flopscope", "flopscope-plots"}
    assert not found["flopscope-plots"].has_our_files


@pytest.mark.parametrize(
    ("name", "version", "record"),
    [
        ("flopscope_client", "0.12.4", "flopscope_client/__init__.py,,\n"),
        ("flopscope_server", "2026.10.0+eval", "flopscope_server/__init__.py,,\n"),
        ("flopscope_extras", "1.0", "flopscope/_client.py,,\n"),
        ("Flopscope.Client", "0.12.4", ""),
    ],
)
def test_what_is_refused(
    name: str, version: str, record: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    info = tmp_path / f"{name}-{version}.dist-info"
    info.mkdir()
    (info / "RECORD").write_text(record)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ForeignDistributionError, match=version.replace("+", r"\+")) as caught:
        distributions.check(__version__)
    assert "pip uninstall" in str(caught.value)
    assert str(tmp_path) in str(caught.value)
