"""Reads a contest's folder."""

from __future__ import annotations

import difflib
import hashlib
import importlib.resources
import os
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from flopscope_eval.contests import expressions
from flopscope_eval.contests.config import Config, FailurePolicy, Round, Split
from flopscope_eval.contests.errors import ContestError
from flopscope_eval.contests.records import ContestRevision

CONFIG, TASK, ADAPTER, EXAMPLES = "contest.toml", "task.py", "adapter.py", "examples"

_SKIPPED = {"__pycache__", ".git", ".ipynb_checkpoints"}


@dataclass(frozen=True, slots=True)
class Contest:
    """A contest that can be run.

    Attributes
    ----------
    folder
        Where it is.
    config
        ``contest.toml``.
    revision
        What identifies this content of the folder.
    """

    folder: Path
    config: Config
    revision: ContestRevision

    @property
    def policy(self) -> str | Path:
        """The pricing policy: a shipped one's name, or a file of the folder."""
        own = self.folder / self.config.contest.policy
        return own if own.is_file() else self.config.contest.policy

    def public_files(self) -> dict[str, Path]:
        """What submissions run beside: the adapter and the shims, by their names there."""
        files: dict[str, Path] = {}
        if (self.folder / ADAPTER).is_file():
            files[ADAPTER] = self.folder / ADAPTER
        for name in self.config.contract.shims:
            single, package = self.folder / f"{name}.py", self.folder / name
            if single.is_file():
                files[single.name] = single
            for path in sorted(package.rglob("*.py")) if package.is_dir() else ():
                files[path.relative_to(self.folder).as_posix()] = path
        return files


def load_contest(folder: str | Path) -> Contest:
    """Read and check a contest's folder.

    Parameters
    ----------
    folder
        With ``contest.toml`` and ``task.py``; see ``docs/contests.md``.

    Raises
    ------
    ContestError
        Something in it cannot be used. The message names the key, its value and the remedy.
    """
    folder = Path(folder).resolve()
    config = _read_config(folder / CONFIG)
    if not (folder / TASK).is_file():
        raise ContestError(f"{folder.name} has no {TASK}; it makes the cases and grades answers")
    _check_formulas(config)
    _check_shims(folder, config)
    policy = _policy_sha256(folder, config.contest.policy)
    if policy != config.contest.policy_sha256:
        raise ContestError(
            f"{CONFIG}: contest.policy_sha256 is {config.contest.policy_sha256!r} and the policy"
            f" {config.contest.policy!r} has {policy}. If you mean these prices, write that hash"
        )
    revision = ContestRevision(
        name=config.contest.name,
        title=config.contest.title or config.contest.name,
        sha256=_folder_sha256(folder),
        policy=config.contest.policy,
        policy_sha256=policy,
        direction=config.score.direction,
        grader_sha256=hashlib.sha256((folder / TASK).read_bytes()).hexdigest(),
    )
    return Contest(folder, config, revision)


def files_of(folder: Path) -> Iterator[tuple[str, Path]]:
    """Give the files of a contest's folder by name, in order; links are no part of it.

    Raises
    ------
    ContestError
        There is something other than files and folders.
    """
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in _SKIPPED)
        for name in sorted([*names, *folders]):
            path = Path(parent) / name
            if path.is_symlink():
                raise ContestError(
                    f"{path.relative_to(folder)} is a link; a contest's folder holds its own files"
                )
            if path.is_file():
                yield path.relative_to(folder).as_posix(), path


def policy_sha256(folder: Path, policy: str) -> str:
    """Hash a shipped policy, or one beside ``contest.toml``.

    Raises
    ------
    ContestError
        There is none of this name.
    """
    return _policy_sha256(folder, policy)


def _policy_sha256(folder: Path, policy: str) -> str:
    own = folder / policy
    shipped = importlib.resources.files("flopscope") / "policies" / f"{policy}.json"
    if own.is_file():
        return hashlib.sha256(own.read_bytes()).hexdigest()
    if not shipped.is_file():
        raise ContestError(
            f"{CONFIG}: contest.policy is {policy!r}; it must be a shipped policy (flops, metered)"
            " or a file beside contest.toml"
        )
    return hashlib.sha256(shipped.read_bytes()).hexdigest()


def _folder_sha256(folder: Path) -> str:
    """Hash names and contents, framed so that none can pass for another."""
    total = hashlib.sha256()
    for name, path in files_of(folder):
        encoded = name.encode()
        total.update(len(encoded).to_bytes(4, "big") + encoded)
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def _read_config(path: Path) -> Config:
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ContestError(
            f"{path.parent} has no {CONFIG}; `flopscope-eval contest init DIR` makes a contest"
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ContestError(f"{CONFIG} is not TOML: {error}") from None
    try:
        return msgspec.convert(document, Config)
    except msgspec.ValidationError as error:
        message = _with_the_name(str(error), document)
        raise ContestError(f"{CONFIG}: {_explained(message, document)}") from None


_NAMED = {"rounds": Round, "splits": Split, "failures": FailurePolicy}


def _with_the_name(message: str, document: dict[str, Any]) -> str:
    """Find which of several named sections an error is in, where the message has ``[...]``."""
    for section, kind in _NAMED.items():
        if f"$.{section}[...]" in message:
            for name, value in document[section].items():
                try:
                    msgspec.convert(value, kind)
                except msgspec.ValidationError:
                    return message.replace(f"{section}[...]", f"{section}.{name}", 1)
    return message


_AT = re.compile(r"^(?P<what>.*?) - at `(?P<key>key in )?\$(?P<path>.*)`$", re.DOTALL)
_UNKNOWN = re.compile(r"Object contains unknown field `(?P<name>.*)`")
_MISSING = re.compile(r"Object missing required field `(?P<name>.*)`")


def _explained(message: str, document: dict[str, Any]) -> str:
    """Name the key, its value and the remedy."""
    match = _AT.match(message)
    what, path = (match["what"], match["path"].lstrip(".")) if match else (message, "")
    if unknown := _UNKNOWN.match(what):
        key = f"{path}.{unknown['name']}".lstrip(".")
        close = difflib.get_close_matches(unknown["name"], _fields_at(path), 1)
        hint = f"did you mean {close[0]}?" if close else f"known are {', '.join(_fields_at(path))}"
        return f"{key} is not a key; {hint}"
    if missing := _MISSING.match(what):
        key = f"{path}.{missing['name']}".lstrip(".")
        return f"{key} is missing; add it (docs/contests.md describes every key)"
    value = _value_at(document, path)
    shown = "" if value is _NOTHING or isinstance(value, dict | list) else f" is {value!r}"
    return f"{path or 'the file'}{shown}: {what[:1].lower()}{what[1:]}"


_NOTHING = object()


def _value_at(document: Any, path: str) -> Any:
    for part in re.findall(r"\[(\d+)\]|([^.\[\]]+)", path):
        try:
            document = document[int(part[0])] if part[0] else document[part[1]]
        except (KeyError, IndexError, TypeError):
            return _NOTHING
    return document


def _fields_at(path: str) -> list[str]:
    """Give the keys of the section at a path of the document."""
    section: Any = Config
    for part in re.findall(r"[^.\[\]]+", path):
        fields = {f.name: f.type for f in msgspec.structs.fields(section)} if _is(section) else {}
        section = fields.get(part, section)
        for inner in getattr(section, "__args__", ()):
            if _is(inner):
                section = inner
    return [f.name for f in msgspec.structs.fields(section)] if _is(section) else []


def _is(section: Any) -> bool:
    return isinstance(section, type) and issubclass(section, msgspec.Struct)


def _check_formulas(config: Config) -> None:
    score = config.score
    for key, text in (
        ("case", score.case),
        ("total", score.total),
        *((f"ties[{i}]", text) for i, text in enumerate(score.ties)),
        *((f"pareto[{i}]", text) for i, text in enumerate(score.pareto or ())),
    ):
        try:
            expressions.parse(text)
        except expressions.FormulaError as error:
            raise ContestError(f"{CONFIG}: score.{key} is {text!r}: {error}") from None


def _check_shims(folder: Path, config: Config) -> None:
    for name in config.contract.shims:
        if not (folder / f"{name}.py").is_file() and not (folder / name).is_dir():
            raise ContestError(
                f"{CONFIG}: contract.shims names {name!r}, and there is neither {name}.py nor a"
                f" folder {name} beside it"
            )
