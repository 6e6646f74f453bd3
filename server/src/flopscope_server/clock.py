"""Whose time it was: a program's own, measured from a reply to its next request.

What passes between the two is the program's, but for what its client cannot do without: taking the reply in,
putting the request together, and both ways over the socket. The server sees only the sum. So it takes off,
for each request, the shortest time in which this client has ever come back, and a little for each operation and
byte; all within bounds that a program cannot widen, since its own time may be limited.
"""

from __future__ import annotations

EXCHANGE_S = 200e-6
"""What an exchange may take without being the program's own time, at most."""
OPERATION_S = 2e-6
"""What a client takes to put an operation into a request."""
BYTE_S = 1e-9
"""What a client takes for each byte of arrays that it sends or receives."""


class ProgramClock:
    """The seconds that one client's program has had for itself.

    Parameters
    ----------
    now : float
        When it connected, by ``time.monotonic``.
    """

    def __init__(self, now: float) -> None:
        self._total = 0.0
        self._since: float | None = (
            now  # when it was given its last reply; None while it waits for one
        )
        self._allowed = 0.0
        self._shortest = EXCHANGE_S
        self._bytes = 0

    def restart(self, now: float) -> None:
        """What came before was not the program's."""
        self._total = 0.0
        if self._since is not None:
            self._since = now

    def requested(self, now: float, nbytes: int) -> None:
        """A request has come, with so many bytes of arrays."""
        if self._since is None:
            return
        gap = now - self._since
        self._since = None
        self._shortest = min(self._shortest, gap)
        allowed = self._allowed + self._shortest + nbytes * BYTE_S
        self._total += max(0.0, gap - allowed)

    def replied(self, now: float, operations: int, nbytes: int) -> None:
        """A reply to a request of so many operations has been sent, with so many bytes of arrays."""
        self._since = now
        # Those of the next request are not known before it has been taken apart; they are much like these.
        self._allowed = operations * OPERATION_S + nbytes * BYTE_S

    def own_s(self, now: float) -> float:
        """Its seconds so far."""
        return self._total + (0.0 if self._since is None else max(0.0, now - self._since))
