"""What the server and its harness share, out of every participant's reach.

A folder that the harness has made, and that is mounted in the server alone: the socket ``channel``
(:mod:`.channel`), over which the two talk.
"""

from flopscope_server.private.channel import Channel, ChannelClosed, Handler

__all__ = ["Channel", "ChannelClosed", "Handler"]
