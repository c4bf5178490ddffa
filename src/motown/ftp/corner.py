"""What a credential can see and touch: one folder with the one file that is its business.

Paths are not those of the disk, so no path leads anywhere else.
"""

import os
from pathlib import Path
from typing import Any

from pyftpdlib.exceptions import FilesystemError
from pyftpdlib.filesystems import AbstractedFS

from motown.ftp.names import file_name

UPLOADS, DOWNLOADS = "diagnostics", "firmware"
"""The one folder, which charge points may enter or not: both ways lead to the same."""


class Corner(AbstractedFS):
    """pyftpdlib's view of the disk; ``session.visible`` says which file there is."""

    def __init__(self, _root: str, session: Any) -> None:
        super().__init__("/", session)
        self._session, self._folder = session, session.folder_name
        self._cwd = "/"

    # -- paths are names in the corner

    def ftp2fs(self, ftppath: str) -> str:
        """The path from the top of the corner."""
        return str(self.ftpnorm(ftppath))

    def fs2ftp(self, fspath: str) -> str:
        """It is that already."""
        return fspath

    def validpath(self, path: str) -> bool:
        """Every path is judged by what it is to be used for."""
        return True

    def realpath(self, path: str) -> str:
        """There are no links."""
        return path

    def chdir(self, path: str) -> None:
        """Enter a folder.  Raises FilesystemError."""
        if not self.isdir(path):
            raise FilesystemError("No such folder")
        self._cwd = path

    def name_of(self, path: str) -> str:
        """What a file at this path would be called.  Raises FilesystemError where none can be."""
        folder, _, name = path.rpartition("/")
        if folder not in ("", f"/{self._folder}") or not name or self.isdir(path):
            raise FilesystemError("No such folder, or not yours")
        return name

    def real(self, path: str) -> Path:
        """The file on the disk.  Raises FilesystemError where there is none, or it is not theirs to see."""
        visible = self._session.visible(file_name(self.name_of(path)) if self._folder == UPLOADS else
                                        self.name_of(path))
        if visible is None:
            raise FilesystemError("No such file, or not yours")
        return Path(visible)

    # -- looking

    def isdir(self, path: str) -> bool:
        """Whether it is one of the two folders."""
        return path in ("/", f"/{self._folder}")

    def isfile(self, path: str) -> bool:
        """Whether it is the file."""
        return self.lexists(path) and not self.isdir(path)

    def islink(self, path: str) -> bool:
        """None is shown as one."""
        return False

    def lexists(self, path: str) -> bool:
        """Whether there is anything."""
        try:
            self.stat(path)
        except (OSError, FilesystemError):
            return False
        return True

    def listdir(self, path: str) -> list[str]:
        """The folder at the top, and in it the file."""
        if not self.isdir(path):
            raise FilesystemError("No such folder")
        return [self._folder] if path == "/" else list(self._session.names())

    def listdirinfo(self, path: str) -> list[str]:
        """As ``listdir``."""
        return self.listdir(path)

    def stat(self, path: str) -> os.stat_result:
        """Size and times.  Raises FilesystemError."""
        if self.isdir(path):
            return _FOLDER
        return self.real(path).stat()

    def lstat(self, path: str) -> os.stat_result:
        """As ``stat``."""
        return self.stat(path)

    def getsize(self, path: str) -> int:
        """In bytes."""
        return self.stat(path).st_size

    def getmtime(self, path: str) -> float:
        """Seconds since 1970."""
        return self.stat(path).st_mtime

    def get_user_by_uid(self, uid: int) -> str:
        """Users of this computer are nobody's business."""
        return "motown"

    def get_group_by_gid(self, gid: int) -> str:
        """Neither are groups."""
        return "motown"

    # -- using

    def open(self, filename: str, mode: str) -> Any:
        """The file, for the session to receive or send.  Raises FilesystemError with the reason."""
        return self._session.opened(filename, mode)


_FOLDER = os.stat_result((0o040500, 0, 0, 2, 0, 0, 0, 0, 0, 0))
"""What is told of a folder: nothing of the disk's."""
