"""Makes the participants' folder: what is listed as public, and nothing else."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from flopscope_eval.contests.errors import ContestError
from flopscope_eval.contests.loading import CONFIG, EXAMPLES, TASK, Contest, files_of
from flopscope_eval.contests.secrets import Secrets

_ALSO = ("README.md", "LICENSE", "starter.py")


def publish(contest: Contest, out: Path, secrets: Secrets | None = None) -> list[str]:
    """Copy what participants may have; give the names of the files.

    ``task.py`` is published: participants run the same cases of public splits, and the same grader, at
    home. So it must hold no secret. References and data of private splits are in files that the split
    lists, which stay behind, or are computed from secrets.

    Parameters
    ----------
    secrets
        Searched for in every published file.

    Raises
    ------
    ContestError
        ``out`` is not empty, a file would be both public and private, or a secret is in a file.
    """
    if out.exists() and any(out.iterdir()):
        raise ContestError(f"{out} is not empty; name a new folder")
    if out.resolve().is_relative_to(contest.folder):
        raise ContestError(f"{out} lies in the contest's own folder; name another place")
    files = dict(_public_files(contest))
    _check(contest, files, secrets)
    for name, path in files.items():
        target = out / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    return sorted(files)


def private_names(contest: Contest) -> set[str]:
    """Give the files that belong to private splits."""
    splits = contest.config.splits.values()
    private = [path for split in splits if not split.public for path in split.data]
    return {name for name, _ in files_of(contest.folder) if _beneath(name, private)}


def _public_files(contest: Contest) -> Iterator[tuple[str, Path]]:
    splits = contest.config.splits.values()
    data = [path for split in splits if split.public for path in split.data]
    exact = {CONFIG, TASK, contest.config.contest.policy, *_ALSO, *contest.public_files()}
    for name, path in files_of(contest.folder):
        if name in exact or name.startswith(f"{EXAMPLES}/") or _beneath(name, data):
            yield name, path


def _beneath(name: str, paths: list[str]) -> bool:
    return any(name == path or name.startswith(f"{path.rstrip('/')}/") for path in paths)


def _check(contest: Contest, files: dict[str, Path], secrets: Secrets | None) -> None:
    if both := files.keys() & private_names(contest):
        raise ContestError(
            f"{min(both)} would be published and belongs to a private split; move it"
        )
    for name, path in files.items():
        content = path.read_bytes()
        for split, secret in (secrets.by_split if secrets else {}).items():
            if secret in content or re.search(secret.hex().encode(), content, re.IGNORECASE):
                raise ContestError(f"{name} holds the secret of {split!r}; remove it")
