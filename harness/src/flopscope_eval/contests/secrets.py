"""Secrets: what makes a private split's cases, in a file outside the contest's folder.

A split's secret is 128 random bits. Each case's generator is seeded with HMAC-SHA256(secret, case id),
so that one case's values say nothing of another's, and cases can be made in any order.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets as _random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from flopscope_eval.contests.errors import ContestError
from flopscope_eval.contests.loading import Contest

BYTES = 16


@dataclass(frozen=True, slots=True)
class Secrets:
    """The secrets of one contest's private splits."""

    by_split: Mapping[str, bytes]

    @classmethod
    def new(cls, splits: Iterable[str]) -> Secrets:
        """Draw a secret for each split."""
        return cls({name: _random.token_bytes(BYTES) for name in splits})

    @classmethod
    def load(cls, path: str | Path, contest: Contest | None = None) -> Secrets:
        """Read a file that `write` wrote.

        Raises
        ------
        ContestError
            It is not one, others can read it, or it lies inside the contest's folder.
        """
        path = Path(path).resolve()
        if contest is not None and path.is_relative_to(contest.folder):
            raise ContestError(
                f"{path.name} lies inside the contest's folder, which is published; move it out"
            )
        try:
            mode = path.stat().st_mode
            document = json.loads(path.read_text(encoding="utf-8"))
            found = {str(name): bytes.fromhex(text) for name, text in document["splits"].items()}
        except FileNotFoundError:
            raise ContestError(f"there is no file of secrets {path}") from None
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ContestError(f"{path.name} is not a file of secrets: {error}") from None
        if mode & 0o077:
            raise ContestError(f"others can read {path}: chmod 600 {path}")
        for name, secret in found.items():
            if len(secret) != BYTES:
                raise ContestError(f"{path.name}: the secret of {name} must have {8 * BYTES} bits")
        return cls(found)

    def write(self, path: Path) -> None:
        """Write a new file that nobody else can read.

        Raises
        ------
        FileExistsError
            There is one already: new secrets would be other cases.
        """
        document = {"splits": {name: secret.hex() for name, secret in self.by_split.items()}}
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(document, file, indent=2)
            file.write("\n")


def split_secret(contest: Contest, split: str, secrets: Secrets | None) -> bytes:
    """Give what a split's cases derive from.

    Raises
    ------
    ContestError
        There is no such split, or its secret is not here.
    """
    splits = contest.config.splits
    if split not in splits:
        raise ContestError(f"there is no split {split!r}; contest.toml has {', '.join(splits)}")
    one = splits[split]
    if one.public:
        assert one.seed is not None  # `Split` has checked it
        return hashlib.sha256(one.seed.encode()).digest()[:BYTES]
    if secrets is None or split not in secrets.by_split:
        raise ContestError(
            f"the split {split!r} is private: name the organizer's file of secrets (--secrets FILE)"
        )
    return secrets.by_split[split]


def case_seed(secret: bytes, case: str) -> bytes:
    """Give the seed of one case's generator, 256 bits."""
    return hmac.new(secret, case.encode(), hashlib.sha256).digest()


def commitment(secret: bytes) -> str:
    """Hash a secret, so that it can be shown later that it was not changed."""
    return hashlib.sha256(b"flopscope seed commitment\0" + secret).hexdigest()
