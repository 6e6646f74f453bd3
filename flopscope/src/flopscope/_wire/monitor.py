"""What ZeroMQ's socket monitors report.

pyzmq's own reader brings asyncio along, with which a client or server takes 23 ms longer to import.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence


def parse_event(frames: Sequence[bytes]) -> tuple[int, int]:
    """The event and its value (a descriptor, for most) of a monitor's message.

    The first frame has them as 16 and 32 bits in the machine's order, as zmq_socket_monitor(3) says.

    Examples
    --------
    >>> parse_event([struct.pack("=Hi", 0x200, 7), b"ipc:///tmp/flopscope.sock"])
    (512, 7)
    """
    event, value = struct.unpack("=Hi", frames[0])
    return event, value
