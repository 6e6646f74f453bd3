"""One coordinator at a time works on a store: it holds a lease, and renews it."""

from __future__ import annotations

import time
from dataclasses import dataclass

from sqlalchemy import Connection, select, text, update

from flopscope_eval.store import schema
from flopscope_eval.store.engine import writing
from flopscope_eval.store.errors import LeaseHeld, LeaseLost
from flopscope_eval.store.store import Store, insert_once, write_log

COORDINATOR = "coordinator"


_TOKEN = (
    select(schema.leases.c.token)
    .where(schema.leases.c.name == COORDINATOR)
    .with_for_update(read=True)
)


@dataclass(frozen=True, slots=True)
class Lease:
    """A lease that was given. Its token grows with each holder, and fences all earlier ones."""

    holder: str
    token: int


def acquire(store: Store, holder: str, seconds: float) -> Lease:
    """Take the store's coordinator lease.

    Raises
    ------
    LeaseHeld
        Another coordinator holds it; the message names it and when its lease ends.
    """
    table = schema.leases
    with writing(store.engine) as connection:
        insert_once(
            connection, table, {"name": COORDINATOR, "holder": "", "token": 0, "expires_at": 0.0}
        )
        query = select(table).where(table.c.name == COORDINATOR).with_for_update()
        row = connection.execute(query).one()
        instant = _instant(connection)
        if row.expires_at > instant and row.holder != holder:
            raise LeaseHeld(
                f"{row.holder!r} coordinates this store, and its lease ends in "
                f"{row.expires_at - instant:.0f} s; stop it, or wait until then"
            )
        connection.execute(
            update(table)
            .where(table.c.name == COORDINATOR)
            .values(holder=holder, token=row.token + 1, expires_at=instant + seconds)
        )
        write_log(connection, "lease", holder, f"token {row.token + 1}")
        return Lease(holder, row.token + 1)


def renew(store: Store, lease: Lease, seconds: float) -> None:
    """Extend a lease.

    Raises
    ------
    LeaseLost
        Another coordinator has taken over.
    """
    table = schema.leases
    with writing(store.engine) as connection:
        until = _instant(connection) + seconds
        statement = update(table).where(table.c.token == lease.token).values(expires_at=until)
        if connection.execute(statement).rowcount != 1:
            raise LeaseLost(f"another coordinator took over from {lease.holder!r}; stop this one")


def release(store: Store, lease: Lease) -> None:
    """End a lease early, so that the next coordinator need not wait."""
    table = schema.leases
    with writing(store.engine) as connection:
        connection.execute(
            update(table).where(table.c.token == lease.token).values(expires_at=0.0, holder="")
        )


def require(connection: Connection, lease: Lease) -> None:
    """Raise `LeaseLost` inside a transaction whose coordinator has been replaced."""
    if connection.scalar(_TOKEN) != lease.token:
        raise LeaseLost(f"another coordinator took over from {lease.holder!r}; stop this one")


def _instant(connection: Connection) -> float:
    """Seconds on the database's clock, which all coordinators of a store share."""
    if connection.dialect.name == "postgresql":
        return float(connection.scalar(text("SELECT extract(epoch FROM clock_timestamp())")) or 0)
    return time.time()
