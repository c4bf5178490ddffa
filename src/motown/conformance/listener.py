"""A small HTTP server in threads of its own, for what the server under test calls."""

import threading
from http.server import ThreadingHTTPServer
from typing import Any, Self

LOOK_SECONDS = 0.05
"""How soon it notices that it is to end."""


class Listener(ThreadingHTTPServer):
    """Answers each call in a thread; says nothing when a caller hangs up."""

    daemon_threads = True
    request_queue_size = 100

    def start(self) -> Self:
        """Listen from now on."""
        threading.Thread(target=self.serve_forever, args=(LOOK_SECONDS,), daemon=True).start()
        return self

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Callers may hang up."""
