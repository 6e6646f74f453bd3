"""Cases: the server's half of a contest's run.

A run's ledger holds one ledger per phase (setup, then one case at a time), and every session and
budget context of the submission lies under the open phase's ledger:

    run ledger > phase ledger > session > context

- :mod:`.desk` is the state machine: which phase is open, and what may happen then.
- :mod:`.answers` checks an answer before it copies it.
- :mod:`.inputs` turns what the harness sends into arrays.

The server knows the open case alone. References, groups, names and later cases stay with the
harness.
"""

from flopscope_server.cases.desk import CaseDesk, State

__all__ = ["CaseDesk", "State"]
