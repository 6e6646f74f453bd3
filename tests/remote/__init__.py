"""Server, client and the wire between them, over real sockets."""
