"""Stages and FTP servers for the tests of the simulator over sockets."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.interop.simulator.ftp_server import FtpServer
from tests.interop.simulator.stage import Stage


@pytest.fixture
def stage() -> Iterator[Callable[..., Stage]]:
    """Makes stages, which end with the test."""
    made: list[Stage] = []

    def make(**options: Any) -> Stage:
        made.append(Stage(**options))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def ftp(tmp_path) -> Iterator[Callable[..., FtpServer]]:
    """Makes FTP servers, which end with the test."""
    made: list[FtpServer] = []

    def make(**options: Any) -> FtpServer:
        folder = tmp_path / f"ftp{len(made)}"
        folder.mkdir()
        made.append(FtpServer(folder, **options))
        return made[-1]

    yield make
    for one in made:
        one.close()
