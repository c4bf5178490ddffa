"""A running server asks everything of the charge points that SoapUI can play: both versions, each answer."""

from collections.abc import Iterator

import pytest

from motown.domain.commands import AcceptChargePoint, PinAddress
from tests.contracts.soapui.reading import CON
from tests.contracts.soapui.replaying import MockServer, mocks
from tests.interop.commands.test_answers import FIELDS
from tests.interop.soap import request
from tests.ocpp.charge_point.samples import FULL

FAILED = {"Fault": "Failed"}
WORDLESS = {"GetConfiguration", "GetDiagnostics", "GetLocalListVersion", "UpdateFirmware"}
"""Operations whose answer has no status."""
CASES = [(version, operation) for version, known in FULL.items() for operation in known]


@pytest.fixture(scope="module")
def place(lasting_places):
    return lasting_places()


@pytest.fixture(scope="module")
def played(repo) -> Iterator[dict[str, MockServer]]:
    """Servers made from nothing but the project file."""
    content = (repo / "soapui" / "ocpp-chargepoint-soapui-project.xml").read_bytes()
    servers = {mock.node.get("name").split()[1]: MockServer(mock) for mock in mocks(content)}
    yield servers
    for server in servers.values():
        server.close()


def answers(server: MockServer, operation: str) -> list[str]:
    node = next(one for one in server.mock.node.iterfind(f"{CON}mockOperation") if one.get("operation") == operation)
    return [one.get("name") for one in node.iterfind(f"{CON}response")]


def joined(place, server: MockServer, version: str, identity: str) -> None:
    """A charge point that was heard from and whose address is known."""
    place.desk.execute(AcceptChargePoint(charge_point_id=identity))
    assert place.server.post(request("Heartbeat", identity=identity, version=version)).status == 200
    place.desk.execute(PinAddress(charge_point_id=identity, address=server.url))


@pytest.fixture(scope="module")
def asked(place, played) -> dict[tuple[str, str], str]:
    """Ask everything at once, each of a charge point of its own; the commands."""
    found = {}
    for number, (version, operation) in enumerate(CASES):
        joined(place, played[version], version, f"SOAPUI-{number:03}")
        found[version, operation] = place.desk.ask(f"SOAPUI-{number:03}", operation, **FIELDS[operation])
    return found


@pytest.mark.parametrize(("version", "operation"), CASES)
def test_every_command_is_answered(place, asked, version, operation):
    row = place.desk.reaches(asked[version, operation], lambda row: row.answered_at or row.outcome != "Pending",
                             "it is answered")
    assert row.outcome in ("Pending", "Succeeded", "Unconfirmed"), place.desk.story(row.command_id)
    assert row.station_status == (None if operation in WORDLESS else "Accepted")


@pytest.mark.parametrize("version", FULL)
def test_a_charge_point_called_rejected_rejects_and_one_called_fault_fails(place, played, version):
    server = played[version]
    for identity in ("Rejected", "Fault"):
        joined(place, server, version, identity)
        operations = [name for name in FULL[version] if identity in answers(server, name)]
        rows = [place.desk.done(identity, name, **FIELDS[name]) for name in operations]
        assert {row.outcome for row in rows} == {FAILED.get(identity, "Rejected")}
        assert {name for _, name in server.played[-len(operations):]} == {identity}
