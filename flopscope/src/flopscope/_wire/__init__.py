"""The wire format that client and server share: plain values, errors, and the shape of messages.

A request or reply is one msgpack frame, the header, followed by raw buffer frames. This package
needs neither msgpack nor ZMQ: it says what a header holds, as lists of plain values.
"""
