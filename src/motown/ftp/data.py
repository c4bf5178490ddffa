"""Data connections: what ends them decides whether a file is whole."""

import errno
import os
import socket
from typing import Any

from pyftpdlib.exceptions import _FileReadWriteError
from pyftpdlib.handlers.ftp.data import DTPHandler
from pyftpdlib.handlers.ftps.data import TLS_DTPHandler
from pyftpdlib.log import logger

from motown.ftp.receiving import TooMuch


class Data(DTPHandler):
    """A data connection.  pyftpdlib takes every end of an upload for its completion; here it must be a proper one."""

    _resp: tuple[Any, ...]

    def handle_read(self) -> None:
        """Take a piece of the file; end the transfer where it cannot be kept."""
        try:
            super().handle_read()
        except _FileReadWriteError as error:
            self._give_up(error.__cause__)

    handle_read_event = handle_read

    def handle_close(self) -> None:
        """The other side has ended it: the file is whole unless the connection, or the one for commands, broke."""
        if not self.receive or self.file_obj is None:
            super().handle_close()
        elif not self._closed:
            if not self._resp:
                is_whole = not self._is_broken() and self.cmd_channel.is_waiting()
                self._resp = (self.cmd_channel.received(self.file_obj, is_whole=is_whole), logger.debug)
                self.transfer_finished = is_whole
            self.close()

    def _is_broken(self) -> bool:
        """Whether the connection was reset, which pyftpdlib does not tell from an end."""
        try:
            self.socket.getpeername()
        except OSError:
            return True
        return False

    def _give_up(self, error: BaseException | None) -> None:
        code = getattr(error, "errno", None)
        if isinstance(error, TooMuch):
            self.cmd_channel.refused(self.file_obj, str(error))
            reply = f"552 Upload refused: {error}."
        elif code in (errno.ENOSPC, errno.EDQUOT):
            reply = "452 Our disk is full; try again later."
        else:
            reply = "451 Our disk has failed; try again later."
        self._resp = (reply, logger.warning)
        self.close()


class TlsData(TLS_DTPHandler, Data):  # in this order: TLS is undone before the end is judged
    """The same, with TLS where it was asked for."""


def is_open(connection: Any) -> bool:
    """Whether the other side has not ended a connection; nothing is taken from it."""
    try:
        with socket.socket(fileno=os.dup(connection.fileno())) as same:
            return same.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) != b""
    except BlockingIOError:
        return True
    except OSError:
        return False
