"""The programs on the page about subscriptions do what is said of them."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from motown.domain import commands
from tests.interop.server import SECONDS, Server, until
from tests.interop.services.test_push import SECRET, SETTINGS, ask, known
from tests.interop.soap import request

STATUS = "<connectorId>1</connectorId><status>Available</status><errorCode>NoError</errorCode>"


@pytest.fixture
def server(new_server) -> Server:
    return known(new_server(None, **SETTINGS).start())


def programs(repo: Path) -> list[str]:
    """The Python on the page, in its order."""
    found, inside = [""], False
    for line in (repo / "docs" / "subscriptions.rst").read_text("utf-8").splitlines():
        if line.startswith("    ") and inside:
            found[-1] += f"{line[4:]}\n"
        elif line.strip():
            inside = line.endswith("::")
            if inside:
                found.append("")
        elif inside:
            found[-1] += "\n"
    return [one for one in found if "import" in one]


class Running:
    """A program of the page."""

    def __init__(self, text: str, folder: Path) -> None:
        self._out = folder / "out"
        self._process = subprocess.Popen([sys.executable, "-u", "-c", text], stdout=self._out.open("wb"),
                                         stderr=subprocess.STDOUT)

    def says(self, what: str) -> None:
        until(lambda: what in self._out.read_text("utf-8"), f"{what} in {self._out.read_text('utf-8')}")

    def end(self) -> None:
        self._process.kill()
        self._process.wait(SECONDS)


def test_who_pulls(server, repo, tmp_path):
    pull, _ = programs(repo)
    text = pull.replace("https://motown.example", server.address).replace("correct horse", SECRET)
    one = Running(text, tmp_path)
    try:
        until(lambda: "status" in str(ask_names(server)), "it has subscribed")
        server.post(request("StatusNotification", STATUS))
        one.says("'status': 'Available'")
    finally:
        one.end()


def ask_names(server: Server) -> list[str]:
    return [one.text for one in ask(server, "ListSubscriptions", "").iter("{urn:motown:ws:v1:subscription}name")]


def test_who_is_called(server, repo, tmp_path):
    _, push = programs(repo)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        unused_port = taken.getsockname()[1]
    one = Running(push.replace("9090", str(unused_port)), tmp_path)
    try:
        server.execute(commands.Subscribe(
            subscription_id="s-1", party_id="nordlicht", name="status", mode="Push", batch_limit=10,
            url=f"http://127.0.0.1:{unused_port}/events", soap_version="1.2"))
        server.post(request("StatusNotification", STATUS))
        one.says("motown.StatusChanged")
        until(lambda: "Active" in str(ask_states(server)), "it is well")
    finally:
        one.end()


def ask_states(server: Server) -> list[str]:
    return [one.text for one in ask(server, "ListSubscriptions", "").iter("{urn:motown:ws:v1:subscription}state")]
