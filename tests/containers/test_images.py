"""The images: built when their inputs change, from locked wheels, with nothing else in them."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import docker
import pytest

import flopscope_eval
from flopscope_eval.images import (
    ROWS,
    BaseImageMissing,
    BuildFailed,
    SourcesMissing,
    WheelError,
    base,
    build,
    ensure_images,
    sources,
    wheels,
)
from flopscope_eval.images.sources import DISTRIBUTIONS, Sources
from flopscope_eval.images.wheels import Target

TARGET = Target("3.12", "x86_64", "2.36")
ROOT = Path(flopscope_eval.__file__).resolve().parents[3]


class Said:
    """Progress that is remembered."""

    def __init__(self) -> None:
        self.stages: list[str] = []

    def stage(self, text: str) -> None:
        self.stages.append(text)

    def detail(self, text: str) -> None: ...


@pytest.fixture
def checkout(tmp_path: Path) -> Sources:
    """A copy of what the images are made of, to be changed."""
    for name in (*DISTRIBUTIONS.values(), "images"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "requirements.lock", tmp_path)
    return Sources(tmp_path / "images", tmp_path / "requirements.lock", tmp_path)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
    return folder / "flopscope"


@pytest.mark.docker
@pytest.mark.timeout(600)
def test_images_that_are_there_are_not_built_again(
    engine: docker.DockerClient, checkout: Sources, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Sources, "find", lambda: checkout)
    first, said = ensure_images(engine, Said()), Said()
    assert ensure_images(engine, said) == first
    assert said.stages == []
    for row in ROWS:
        image = first[row.name]
        assert image.tag.startswith(f"{row.repository}:")
        assert set(image.packages) == {*row.own, *row.locked}
        assert image.id.startswith("sha256:")
        assert "@sha256:" in image.base


@pytest.mark.docker
@pytest.mark.timeout(600)
def test_a_build_that_fails_says_at_which_line(
    engine: docker.DockerClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = build._context

    def broken(*arguments: object) -> dict[str, bytes]:
        return {**real(*arguments), "assemble.py": b"raise SystemExit('out of order')"}  # type: ignore[arg-type]

    monkeypatch.setattr(build, "_context", broken)
    with pytest.raises(BuildFailed, match=r"(?s)assemble\.py.*out of order"):
        ensure_images(engine, Said())
    for row in ROWS:
        stage = {"dangling": True, "label": f"{build.STAGE_LABEL}={row.name}"}
        assert len(engine.images.list(filters=stage)) <= 1


@pytest.mark.docker
def test_a_base_image_that_cannot_be_had_says_what_to_do(
    engine: docker.DockerClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(base.BASE_VARIABLE, "registry.invalid/none:0")
    with pytest.raises(BaseImageMissing, match=f"docker load, or set {base.BASE_VARIABLE}"):
        ensure_images(engine, Said())


def test_a_wheel_is_built_once_for_a_source(checkout: Sources, cache: Path) -> None:
    first = wheels.own_wheel(checkout, "flopscope-client")
    assert first.is_relative_to(cache)
    made = first.stat().st_mtime_ns
    assert wheels.own_wheel(checkout, "flopscope-client") == first
    assert first.stat().st_mtime_ns == made
    source = checkout.images.parent / "client" / "src" / "flopscope_client" / "__init__.py"
    source.write_text(source.read_text() + "\nCHANGED = True\n")
    second = wheels.own_wheel(checkout, "flopscope-client")
    assert second != first
    with zipfile.ZipFile(second) as archive:
        assert b"CHANGED" in archive.read("flopscope_client/__init__.py")


def test_a_wheel_that_cannot_be_built_says_so(checkout: Sources, cache: Path) -> None:
    (checkout.images.parent / "client" / "pyproject.toml").write_text("not toml")
    with pytest.raises(WheelError, match="pip wheel failed"):
        wheels.own_wheel(checkout, "flopscope-client")
    assert list(cache.glob("wheels/*")) == []


def test_locked_wheels_are_those_of_the_lock(checkout: Sources, cache: Path) -> None:
    found = wheels.locked_wheels(checkout, ["msgpack"], TARGET)
    assert [wheels.name_and_version(path)[0] for path in found] == ["msgpack"]
    assert "cp312" in found[0].name
    assert "manylinux" in found[0].name
    lines = wheels.locked_lines(checkout.lock.read_text(), "msgpack")
    assert hashlib.sha256(found[0].read_bytes()).hexdigest() in lines


def test_a_wheel_with_another_hash_than_the_lock_s_is_refused(
    checkout: Sources, cache: Path
) -> None:
    lock = checkout.lock.read_text()
    lines = wheels.locked_lines(lock, "msgpack")
    head = lines.splitlines()[0]
    checkout.lock.write_text(lock.replace(lines, f"{head}\n    --hash=sha256:{'0' * 64}\n"))
    with pytest.raises(WheelError, match="HASH"):
        wheels.locked_wheels(checkout, ["msgpack"], TARGET)


def test_a_package_that_is_not_locked_is_refused(checkout: Sources) -> None:
    with pytest.raises(WheelError, match="nonesuch is not in requirements"):
        wheels.locked_wheels(checkout, ["nonesuch"], TARGET)


def test_an_installed_harness_brings_the_sources(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*command, "--no-build-isolation", "-w", tmp_path, ROOT / "harness"], check=True)
    [wheel] = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if "/_images/" in name}
        lock = archive.read("flopscope_eval/_images/requirements.lock")
    expected = {p.relative_to(ROOT / "images") for p in (ROOT / "images").rglob("*") if p.is_file()}
    shipped = {Path(name).relative_to("flopscope_eval/_images") for name in names}
    assert shipped == {*expected, Path("requirements.lock")}
    assert lock == (ROOT / "requirements.lock").read_bytes()


def test_an_installed_harness_takes_wheels_from_a_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = Sources(ROOT / "images", ROOT / "requirements.lock", None)
    monkeypatch.setenv(sources.WHEELS_VARIABLE, str(tmp_path / "nosuch"))
    with pytest.raises(SourcesMissing, match="not a folder"):
        wheels.own_wheel(installed, "flopscope")
    monkeypatch.setenv(sources.WHEELS_VARIABLE, str(tmp_path))
    with pytest.raises(WheelError, match="0 wheels of flopscope"):
        wheels.own_wheel(installed, "flopscope")
    (tmp_path / "flopscope-1.0-py3-none-any.whl").touch()
    assert wheels.own_wheel(installed, "flopscope").name == "flopscope-1.0-py3-none-any.whl"


def test_an_editable_install_is_no_wheel(monkeypatch: pytest.MonkeyPatch) -> None:
    installed = Sources(ROOT / "images", ROOT / "requirements.lock", None)
    monkeypatch.delenv(sources.WHEELS_VARIABLE, raising=False)
    with pytest.raises(SourcesMissing, match="editable install"):
        wheels.own_wheel(installed, "flopscope")
