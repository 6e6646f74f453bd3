"""Looks for a way out: TCP, UDP, DNS, the metadata address, raw, netlink and Unix sockets.

expect: ok
flops: 10
stopped-by: network
prints: done
"""

import socket

import flopscope.numpy as fnp

fnp.ones(10) + fnp.ones(10)


def attempt(what, action):
    try:
        action()
    except OSError as error:
        print("denied", what, error.errno)
    else:
        print("BREACH", what)


def connect(family, kind, address):
    with socket.socket(family, kind) as one:
        one.settimeout(1)
        one.connect(address)
        one.send(b"x")


INET, UNIX, STREAM, DATAGRAM = (
    socket.AF_INET,
    socket.AF_UNIX,
    socket.SOCK_STREAM,
    socket.SOCK_DGRAM,
)
attempt("tcp", lambda: connect(INET, STREAM, ("1.1.1.1", 80)))
attempt("tcp to this host", lambda: connect(INET, STREAM, ("127.0.0.1", 22)))
attempt("udp", lambda: connect(INET, DATAGRAM, ("1.1.1.1", 53)))
attempt("ipv6", lambda: connect(socket.AF_INET6, DATAGRAM, ("::1", 53)))
attempt("metadata", lambda: connect(INET, STREAM, ("169.254.169.254", 80)))
attempt("dns", lambda: socket.getaddrinfo("example.org", 80))
attempt("listen", lambda: socket.create_server(("127.0.0.1", 0)))
attempt("raw", lambda: socket.socket(INET, socket.SOCK_RAW, 1))
attempt("packet", lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW))
attempt("netlink", lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW))
attempt("vsock", lambda: socket.socket(socket.AF_VSOCK, STREAM))
attempt("abstract", lambda: connect(UNIX, STREAM, "\0/tmp/.X11-unix/X0"))
attempt("syslog", lambda: connect(UNIX, DATAGRAM, "/dev/log"))
attempt("datagram pair", lambda: socket.socketpair(UNIX, DATAGRAM))
print("done")
