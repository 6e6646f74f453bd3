"""What a name that is not offered raises."""

from __future__ import annotations

from flopscope.errors import UnsupportedFunctionError


def absent(namespace: str, name: str, where: str) -> AttributeError:
    """The error for a name that is not offered: why, and what to do instead.

    Parameters
    ----------
    namespace, name : str
        As for :func:`flopscope._table.membership.standing`.
    where : str
        What was asked for it, for the message.
    """
    from flopscope._table.membership import REFUSED  # long, and most programs ask for what there is

    refusal = REFUSED.get(namespace, {}).get(name)
    if refusal is None:
        return AttributeError(f"{where} has no attribute {name!r}")
    return UnsupportedFunctionError(
        f"{where} has no {name}, on purpose: {refusal.reason}. Instead, {refusal.remedy}."
    )
