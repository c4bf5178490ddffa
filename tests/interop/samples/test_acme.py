"""The sample add-on installed with pip beside a real server, which simulated charge points and zeep talk to.

And one that is broken: the server names it and lives on (each way to be so: tests/server/test_add_ons.py).
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests
import zeep
from zeep.exceptions import Fault

from motown.core.passwords import hashed
from motown.domain import commands
from motown.domain.access import Target
from motown.domain.ids import PartyId, new_grant_id
from motown.simulator.behaviour import Behaviour
from tests.interop.commands.desk import LOOPBACK
from tests.interop.commands.place import quick
from tests.interop.server import SECONDS, Server, until
from tests.interop.simulator.stage import Stage

SAMPLES = Path(__file__).parents[3] / "samples"
VENDOR, PASSWORD = "com.acme", "correct horse"


def install(package: Path, folder: Path) -> Path:
    """Install a package as pip does, below a folder; where it went."""
    source, site = folder / "source", folder / "site"
    shutil.copytree(package, source)  # what builds it leaves files beside it
    subprocess.run([sys.executable, "-m", "pip", "install", "-q", "--no-index", "--no-deps", "--no-build-isolation",
                    "--disable-pip-version-check", "--target", site, source], check=True)
    return site


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.soak)])
def server(request, lasting, tmp_path_factory) -> Server:
    cluster = request.getfixturevalue("cluster") if request.param == "postgresql" else None
    server = lasting(cluster.fresh() if cluster else None, addons__acme__enabled="true", ocpp__registration="open",
                     ocpp__unknown_id_tags="Accepted", **LOOPBACK)
    server.python_path = install(SAMPLES / "motown-acme", tmp_path_factory.mktemp("acme"))
    server.start()
    add(server, "boss", "CSO")
    return server


def add(server: Server, name: str, role: str) -> None:
    """A party whose own is everything."""
    server.execute(commands.PutParty(
        party_id=PartyId(name), name=name, roles=(role,), password_hash=hashed(PASSWORD)))
    server.execute(commands.GrantAccess(
        party_id=PartyId(name), grant_id=new_grant_id(), access_classes=("SELF",), targets=(Target("All"),)))


@pytest.fixture(scope="module")
def stage(server) -> Iterator[Stage]:
    """A charge point of Acme's, which shows what it is sent."""
    stage = Stage(f"{server.address}/ocpp", version="1.5", count=1, prefix="ACME", ramp_up=0,
                  profile=quick(vendor="Acme"))
    stage.do(lambda: stage.fleet.points[0].behaviours.set("DataTransfer", Behaviour(status="Accepted")))
    yield stage
    stage.close()


@pytest.fixture
def calls(server) -> Callable[[str], object]:
    """A service at a path, as it describes itself."""

    def of(path: str) -> object:
        session = requests.Session()
        session.auth, session.trust_env = ("boss", PASSWORD), False
        return zeep.Client(f"{server.address}{path}?wsdl", transport=zeep.Transport(session=session)).service

    return of


def test_a_text_goes_there_and_comes_back(server, stage, calls):
    point = stage.fleet.points[0]
    display = calls("/acme/display/v1")
    made = display.ShowText(requestId="1", chargePointId=point.identity, text="Back at 8", seconds=60)
    found = calls("/services/command/v1").GetCommand(commandId=made.commandId, waitSeconds=30)
    assert (found.command.name, found.command.outcome) == ("acme.ShowText", "Succeeded")
    assert [json.loads(one.request.data) for one in stage.received(point.identity)
            if one.operation == "DataTransfer"] == [{"text": "Back at 8", "seconds": 60}]
    answer = stage.do(lambda: point.transfer(VENDOR, "TextShown", "Back at 8"))
    assert answer.status == "Accepted"
    shown, = display.ListDisplays().display
    assert (shown.chargePointId, shown.text) == (point.identity, "Back at 8")
    assert "Back at 8" in requests.get(f"{server.address}/acme/", timeout=SECONDS).text


def test_who_begins_to_charge_is_greeted(server, stage):
    point = stage.fleet.points[0]
    stage.do(lambda: point.start(1, "TAG"))
    until(lambda: any("Welcome" in (one.request.data or "") for one in stage.received(point.identity)
                      if one.operation == "DataTransfer"), "the greeting is here")


def test_what_the_command_line_knows(server):
    rows = server.command_line("acme", "list", "--json").stdout.decode().splitlines()
    assert [json.loads(one)["text"] for one in rows] == ["Back at 8"]
    assert b"acme_display" in server.command_line("rebuild", "--check").stdout
    assert b"with acme" in server.command_line("migrate").stdout


def test_it_is_told_of(server, calls):
    assert "acme" in [one.addOn for one in calls("/services/directory/v1").GetServices().service]
    with pytest.raises(Fault) as refused:
        calls("/acme/display/v1").ShowText(requestId="2", chargePointId="NOBODY", text="Hi")
    assert refused.value.detail.findtext(".//{*}code") == "NotFound"


BROKEN = {
    "raises": "raise RuntimeError('no such luck')",
    "migrates": "from pathlib import Path\nimport sqlalchemy as sa\nfrom motown.addon import Addon, Tables\n"
                "metadata = sa.MetaData()\nclass It(Addon):\n    name = 'broken'\n"
                "    tables = Tables(metadata, Path('/nowhere'))\n    def setup(self, registry, settings): pass\n",
}


@pytest.mark.parametrize("how", BROKEN)
def test_one_that_is_broken_is_named_and_the_server_lives_on(new_server, tmp_path, how):
    (tmp_path / "broken_one.py").write_text(BROKEN[how] if how != "migrates" else BROKEN[how].replace(
        "Path('/nowhere')", f"Path({str(tmp_path)!r})"))
    if how == "migrates":
        (tmp_path / "first.py").write_text("revision, down_revision = 'b1', None\ndef upgrade(): 1 / 0\n")
    info = tmp_path / "broken_one-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: broken-one\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[motown.addon]\nbroken = broken_one:It\n")
    server = new_server(addons__broken__enabled="true")
    server.python_path = tmp_path
    server.start()
    said = [server.running.stdout.readline() for _ in range(7)]
    assert any("The add-on broken is left off" in line for line in said), said
    assert "add-on broken is left off" in server.log
    assert server.ask("GET", "/services/directory/v1?wsdl").status == 200
    server.stop()
    server.log_file.write_text("")  # the traceback in it is meant to be there
