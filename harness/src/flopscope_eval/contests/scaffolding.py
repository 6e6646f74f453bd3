"""Makes a new contest that works, to be changed."""

from __future__ import annotations

import importlib.resources
import re
from importlib.resources.abc import Traversable
from pathlib import Path

from flopscope_eval.contests.errors import ContestError
from flopscope_eval.contests.loading import policy_sha256
from flopscope_eval.contests.secrets import Secrets

_POLICY = "flops"


def init(folder: Path, secrets: Path) -> list[Path]:
    """Write a contest's folder, and a file of secrets outside it; give what was written.

    Raises
    ------
    ContestError
        There is something in its place, or the secrets would lie in the folder.
    """
    if folder.exists() and any(folder.iterdir()):
        raise ContestError(f"{folder} is not empty; name a new folder")
    if secrets.resolve().is_relative_to(folder.resolve()):
        raise ContestError(f"{secrets} lies in {folder}, which is published; name another place")
    if secrets.exists():
        raise ContestError(f"{secrets} exists; it may belong to another contest")
    folder.mkdir(parents=True, exist_ok=True)
    source = importlib.resources.files("flopscope_eval.contests") / "scaffold"
    name = re.sub(r"[^a-z0-9]+", "-", folder.resolve().name.lower()).strip("-")[:63] or "contest"
    written = _copy(source, folder, {"NAME": name, "POLICY_SHA256": policy_sha256(folder, _POLICY)})
    Secrets.new(["private"]).write(secrets)
    return [*written, secrets]


def _copy(source: Traversable, target: Path, names: dict[str, str]) -> list[Path]:
    target.mkdir(exist_ok=True)
    written = []
    for item in sorted(source.iterdir(), key=lambda one: one.name):
        if item.is_dir():
            if item.name != "__pycache__":
                written += _copy(item, target / item.name, names)
            continue
        text = item.read_text(encoding="utf-8")
        if item.name.endswith(".toml"):
            for name, value in names.items():
                text = text.replace(f'"{name}"', f'"{value}"')
        (target / item.name).write_text(text, encoding="utf-8")
        written.append(target / item.name)
    return written
