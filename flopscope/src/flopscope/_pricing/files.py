"""Where policies come from: the shipped files, and those of the user."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Final

from flopscope._pricing.policy import Policy
from flopscope.errors import PolicyError

DEFAULT: Final = "flops"
_SHIPPED: Final = Path(__file__).parents[1] / "policies"


def load(
    spec: str | None = None, operations: Collection[str] = (), also: Iterable[str] = ()
) -> Policy:
    """A policy by the name of a shipped one, or by file.

    Parameters
    ----------
    spec : str, optional
        Default ``FLOPSCOPE_POLICY``, else ``"flops"``.
    operations : collection of str, optional
        The names of all operations. A file that prices another one is refused; without them, names are
        not checked.
    also : iterable of str, optional
        The policies whose costs are recorded beside its own.

    Raises
    ------
    PolicyError
        If there is none of that name, or the file is not a policy: with the line and reason.
    """
    policy = _loaded(spec, operations)
    policy.also = tuple(_loaded(beside, operations) for beside in also)
    return policy


def _loaded(spec: str | None, operations: Collection[str]) -> Policy:
    spec = spec or os.environ.get("FLOPSCOPE_POLICY") or DEFAULT
    shipped = _SHIPPED / f"{spec}.json"
    if "/" not in spec and shipped.is_file():
        return Policy(shipped.read_text(encoding="utf-8"), spec)
    try:
        text = Path(spec).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        names = ", ".join(shipped_names())
        raise PolicyError(
            f"policy {spec!r} is neither a shipped one ({names}) nor a readable file: {error}"
        ) from error
    policy = Policy(text, spec)
    if operations:
        policy.check_names(operations)
    return policy


def shipped_names() -> list[str]:
    """The names of the policies that come with flopscope."""
    return sorted(file.stem for file in _SHIPPED.glob("*.json"))
