"""What happens to every operation where it runs: look its price up, charge, time, call, log.

The sequence stands here and nowhere else, as lines of source. Three kinds of functions are made of it: the
public functions of the local engine (:mod:`.body`), the server's for common messages, and the general path of
both, :meth:`flopscope._local.session.Session.run`. They differ in how they find the price and in the call.

All use the names ``begun`` (when it began), ``account`` (who pays), ``_clock``, ``_failed`` and, under a trace,
``_trace``. They leave ``result``, ``started`` and ``ended``.
"""

from __future__ import annotations

from collections.abc import Iterable

from flopscope._base import trace
from flopscope._base.emitter import indented
from flopscope._ledger.account import STRAIGHT_LINES_ARE_ATOMIC

OWN = frozenset("account begun credit ended entry error log price result started".split())
"""Local variables of the sequence: no parameter may have such a name."""


def looked_up(name: str, table: str, key: str, otherwise: str) -> list[str]:
    """Take what is kept under a key, or work it out, outside of any handler: its errors have no context."""
    return [
        "try:",
        f"    {name} = {table}[{key}]",
        "except KeyError:",
        f"    {name} = None",
        f"if {name} is None:",
        f"    {name} = {otherwise}",
    ]


def charged(price: str) -> list[str]:
    """Charge the account, and find the ``entry`` that counts calls of this price.

    The lines from ``credit`` on make one step among threads: see :mod:`flopscope._ledger.account`.

    Parameters
    ----------
    price : str
        An expression; ``"_free"`` where all calls are free.
    """
    if not STRAIGHT_LINES_ARE_ATOMIC:
        return [f"entry = account.charge({price}, begun)"]
    entry = looked_up("entry", "account.entries", price, f"account.entry({price})")
    if price == "_free":
        return [
            *entry,
            "if begun > account.deadline:",
            "    account.pay(_free, begun)",
            "entry[0] += 1",
        ]
    return [
        *entry,
        f"credit = account.credit - {price}.cost",
        "if credit < 0 or begun > account.deadline:",
        f"    account.pay({price}, begun)",
        "else:",
        "    account.credit = credit",
        "entry[0] += 1",
    ]


def timed(
    price: str, call: list[str], then: list[str], refused: str | None, failure: str
) -> list[str]:
    """Call, add the seconds to the entry, and go on.

    Parameters
    ----------
    call : list of str
        Lines that end with ``result`` assigned.
    then : list of str
        What follows a call that returned.
    refused : str or None
        What follows a call that NumPy refused for its arguments, instead of NumPy's own error.
    failure : str
        Expressions, asked if the call fails: its arguments, and whether it had an array to write into.
    """
    seconds = [
        "ended = _clock()",
        "entry[1] += ended - started",
        "entry[2] += started - begun",
    ]
    tried = ["started = _clock()", "try:", *indented(call)]
    failed = [
        "except BaseException as error:",
        f"    _failed(account, {price}, error, {failure})",
        "    raise",
    ]
    if refused is None:
        return [*tried, *failed, *seconds, *then]
    return [
        *tried,
        "except _LinAlgError as error:",
        f"    _failed(account, {price}, error, {failure})",
        "    raise",
        "except _REFUSALS:",
        f"    account.refund({price})",  # what follows calls again, and charges that
        *failed,
        "else:",
        *indented([*seconds, *then]),
        refused,
    ]


def logged(name: str, price: str, operands: str, dtype: str, digests: bool) -> list[str]:
    """Tell the digests of a run and the log of a context.

    Parameters
    ----------
    name : str
        An expression for the operation's name.
    operands : str
        Expressions for the operands' shapes and an einsum's subscripts.
    dtype : str
        An expression for the result's dtype.
    digests : bool
        Whether anything may hash the operations: on a server only.
    """
    path = "general" if name == "op.name" else "server" if digests else "fast"
    traced = f"_trace({path!r}, {name}, {price}.cost, {operands})"
    return [
        *(_DIGESTED if digests else []),
        *([traced] if trace.ON else []),
        "log = account.log",
        "if log is not None:",
        f"    log(({name}, {price}.cost, account.namespace, begun, started, ended, {operands}, {dtype}))",
    ]


_DIGESTED = [
    "for digest in account.digests:",
    "    digest.add(price.op_name, price.cost, account.namespace)",
]


def sequence(
    name: str,
    price: str,
    call: list[str],
    operands: str,
    dtype: str,
    digests: bool,
    then: list[str],
    refused: str | None = None,
    failure: str = "(), False",
    recorded: Iterable[str] = (),
) -> list[str]:
    """All of it, from the charge to what follows the log; the price has been looked up.

    Between the charge and the call, ``recorded`` may tell a recorder of it: on a server only.
    """
    log = logged(name, price, operands, dtype, digests)
    return [
        *charged(price),
        *recorded,
        *timed(price, call, [*log, *then], refused, failure),
    ]
