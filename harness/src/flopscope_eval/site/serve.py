"""Serves pages on loopback, and makes them again when the store has changed."""

from __future__ import annotations

import functools
import http.server
import threading
import time
from collections.abc import Callable
from pathlib import Path

CHECK_S = 2.0


class _Handler(http.server.SimpleHTTPRequestHandler):
    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


def server(folder: Path, port: int = 0) -> http.server.ThreadingHTTPServer:
    """Make a server on loopback; port 0 takes a free one."""
    handler = functools.partial(_Handler, directory=str(folder))
    return http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)


def serve(
    folder: Path, port: int, version: Callable[[], object], make: Callable[[], object]
) -> None:
    """Serve until interrupted; call ``make`` whenever ``version`` gives another value."""
    with server(folder, port) as serving:
        threading.Thread(target=serving.serve_forever, daemon=True).start()
        print(f"http://127.0.0.1:{serving.server_address[1]}/", flush=True)
        seen = version()
        while True:
            time.sleep(CHECK_S)
            if (present := version()) != seen:
                make()
                seen = present
