"""An FTP or FTPS server of somebody else's making (pyftpdlib), in a thread."""

import logging
import threading
from pathlib import Path
from typing import Any

from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import FTPHandler, TLS_FTPHandler
from pyftpdlib.ioloop import IOLoop
from pyftpdlib.servers import FTPServer

USER, PASSWORD = "up load", "p@ss:word/7"
logging.getLogger("pyftpdlib").setLevel(logging.CRITICAL)


class FtpServer:
    """One server with one user, whose home is ``folder``."""

    def __init__(self, folder: Path, *, certificate: tuple[Path, Path] | None = None) -> None:
        self.folder = folder
        authorizer = DummyAuthorizer()
        authorizer.add_user(USER, PASSWORD, str(folder), perm="elradfmw")
        base = TLS_FTPHandler if certificate else FTPHandler
        handler: Any = type("Handler", (base,), {"authorizer": authorizer, "auth_failed_timeout": 0.01})
        if certificate:
            both = folder.parent / "both.pem"
            both.write_bytes(certificate[0].read_bytes() + certificate[1].read_bytes())
            handler.certfile = str(both)
            handler.tls_control_required = handler.tls_data_required = True
        self._server = FTPServer(("127.0.0.1", 0), handler, ioloop=IOLoop())
        self.port = self._server.address[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._is_over = False
        self._thread.start()

    def location(self, path: str = "", *, scheme: str = "ftp", host: str = "127.0.0.1",
                 password: str = "p%40ss:word%2F7") -> str:
        return f"{scheme}://up%20load:{password}@{host}:{self.port}/{path}"

    def close(self) -> None:
        self._is_over = True
        self._thread.join()
        self._server.close_all()

    def _serve(self) -> None:
        while not self._is_over:
            self._server.serve_forever(timeout=0.05, blocking=False)
