"""Commands over SOAP: made by zeep from the official WSDLs, answers judged by libxml2 on their schema."""

from datetime import UTC, datetime, timedelta
from functools import cache
from types import SimpleNamespace

import pytest
import zeep
from lxml import etree

from motown.http import HttpRequest
from motown.simulator.incoming import ChargePointServer
from tests.simulator import official

SOON = datetime.now(UTC) + timedelta(days=3650)
COMMON = {
    "ChangeAvailability": {"connectorId": 1, "type": "Operative"},
    "ChangeConfiguration": {"key": "BlinkRepeat", "value": "5"},
    "ClearCache": {},
    "GetDiagnostics": {"location": "ftp://files.example/"},
    "RemoteStartTransaction": {"idTag": "TAG"},
    "RemoteStopTransaction": {"transactionId": 7},
    "Reset": {"type": "Soft"},
    "UnlockConnector": {"connectorId": 1},
    "UpdateFirmware": {"retrieveDate": SOON, "location": "ftp://files.example/x.bin"},
}
NEW = {
    "CancelReservation": {"reservationId": 7},
    "DataTransfer": {"vendorId": "org.motown.simulator", "messageId": "Echo", "data": "hello"},
    "GetConfiguration": {"key": ["BlinkRepeat", "Nonsense"]},
    "GetLocalListVersion": {},
    "ReserveNow": {"connectorId": 1, "expiryDate": SOON, "idTag": "TAG", "reservationId": 7},
    "SendLocalList": {"updateType": "Full", "listVersion": 5,
                      "localAuthorisationList": [{"idTag": "A", "idTagInfo": {"status": "Accepted"}}]},
}
COMMANDS = {"1.2": COMMON, "1.5": COMMON | NEW}
STATUSES = {"RemoteStopTransaction": "Rejected", "CancelReservation": "Rejected"}
FAULTS = {"1.2": "urn://Ocpp/2010/08/", "1.5": "urn://Ocpp/2012/02/"}


class Wire(zeep.Transport):
    """Carries zeep's requests into a server in memory, and keeps what was said."""

    def __init__(self, server, path):
        super().__init__()
        self.server, self.path, self.answer = server, path, None

    def post(self, address, message, headers):
        self.answer = self.server.post(self.path, message)
        return self.answer

    def post_xml(self, address, envelope, headers):
        answer = self.post(address, etree.tostring(envelope), headers)
        return SimpleNamespace(status_code=answer.status, content=answer.body, encoding="utf-8",
                               headers={"Content-Type": answer.media_type})


class Served:
    """A charge point that takes commands over SOAP, without sockets."""

    def __init__(self, bench):
        self.bench, self.endpoint = bench, _server()
        self.endpoint.add(bench.point)

    def post(self, path, message, **headers):
        http = HttpRequest("POST", path, "", {"content-type": "application/soap+xml", **headers}, message, "192.0.2.9",
                           is_secure=False, certificate=None, received_at=datetime.now(UTC), started=0.0)
        answer = self.endpoint(http)
        if hasattr(answer, "__await__"):
            answer = self.bench.run(_awaited(answer))
        return answer


@cache
def _server():
    """One for all tests: it takes long to make, and whoever was added last is CP-001."""
    return ChargePointServer()


async def _awaited(answer):
    return await answer


@pytest.fixture
def served(both):
    return Served(both().power_on())


def conversation(served, shared):
    """zeep's service, made from the official WSDL, and its transport."""
    wire = Wire(served, "/CP-001")
    path = official.path(shared, served.bench.version, "chargepoint")
    return zeep.Client(str(path), transport=wire).service, wire


@pytest.fixture
def by_zeep(served, shared):
    return conversation(served, shared)


def fault(answer):
    """Code and subcode of a fault, the subcode with its namespace."""
    values = etree.fromstring(answer.body).xpath("//*[local-name()='Code']//*[local-name()='Value']")
    prefix, _, local = values[1].text.rpartition(":")
    return values[0].text.rpartition(":")[2], (values[1].nsmap[prefix], local)


@pytest.mark.parametrize(("version", "operation"), [(one, name) for one, names in COMMANDS.items() for name in names])
def test_every_command_is_answered_with_a_valid_message(make, shared, version, operation):
    service, wire = conversation(Served(make(version).power_on()), shared)
    schema = official.schema(shared, version, "chargepoint")
    fields = COMMANDS[version][operation]
    answer = getattr(service, operation)(**fields, _soapheaders={"ChargeBoxIdentity": "CP-001"})
    schema.assertValid(etree.fromstring(wire.answer.body)[-1][0])
    assert wire.answer.status == 200
    if isinstance(answer, str):
        assert answer == STATUSES.get(operation, "Accepted") or operation == "GetDiagnostics"


def test_effects_follow(by_zeep, served):
    service, _ = by_zeep
    who = {"_soapheaders": {"ChargeBoxIdentity": "CP-001"}}
    assert service.RemoteStartTransaction(idTag="TAG", connectorId=1, **who) == "Accepted"
    served.bench.pass_(5)
    started = served.bench.central.of("StartTransaction")
    assert [one.value.idTag for one in started] == ["TAG"]
    assert service.RemoteStopTransaction(transactionId=served.bench.point.transactions.on(1).id, **who) == "Accepted"
    served.bench.pass_(5)
    assert len(served.bench.central.of("StopTransaction")) == 1


@pytest.mark.parametrize(("path", "name"), [("/CP-001", "CP-002"), ("/CP-002", "CP-002"), ("/CP-002", "CP-001")])
def test_who_is_not_meant_says_so(by_zeep, served, path, name):  # ID-3, ID-4
    service, wire = by_zeep
    wire.path = path
    with pytest.raises(zeep.exceptions.Fault):
        service.ClearCache(_soapheaders={"ChargeBoxIdentity": name})
    assert fault(wire.answer) == ("Sender", (FAULTS[served.bench.version], "IdentityMismatch"))


def message(version, body, header=""):
    namespace = {"1.2": "urn://Ocpp/Cp/2010/08/", "1.5": "urn://Ocpp/Cp/2012/06/"}[version]
    return (f'<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:c="{namespace}"><s:Header>{header}'
            f"</s:Header><s:Body>{body}</s:Body></s:Envelope>").encode()


CLEAR = "<c:clearCacheRequest/>"


@pytest.mark.parametrize("header", [
    "<c:chargeBoxIdentity>CP-001</c:chargeBoxIdentity>",
    "<c:ChargeBoxIdentity>CP-001</c:ChargeBoxIdentity>",
    '<x:chargeBoxIdentity xmlns:x="urn://Ocpp/Cs/2012/06/" s:mustUnderstand="true">CP-001</x:chargeBoxIdentity>',
    "<chargeBoxIdentity> CP-001 </chargeBoxIdentity>"])
def test_the_identity_may_be_written_as_it_is_in_the_field(served, header):  # ID-5, ID-6, WSA-6
    assert served.post("/CP-001", message(served.bench.version, CLEAR, header)).status == 200


ELSEWHERE = ('<w:ReplyTo xmlns:w="http://www.w3.org/2005/08/addressing"><w:Address>http://elsewhere.example/</w:Address>'
             "</w:ReplyTo>")


@pytest.mark.parametrize(("times", "status"), [(1, 200), (2, 500)])
def test_answers_go_back_whatever_reply_to_says_if_it_says_one_thing(served, times, status):  # WSA-7, WSA-9
    header = "<c:chargeBoxIdentity>CP-001</c:chargeBoxIdentity>" + times * ELSEWHERE
    assert served.post("/CP-001", message(served.bench.version, CLEAR, header)).status == status


def test_at_the_root_the_header_decides(served):  # ID-4
    header = "<c:chargeBoxIdentity>CP-001</c:chargeBoxIdentity>"
    assert served.post("/", message(served.bench.version, CLEAR, header)).status == 200


def test_without_identity_it_is_a_protocol_error(served):  # FLT-3
    answer = served.post("/CP-001", message(served.bench.version, CLEAR))
    assert fault(answer) == ("Sender", (FAULTS[served.bench.version], "ProtocolError"))


def test_so_it_is_in_the_other_version(served):  # FLT-3
    other = {"1.2": "1.5", "1.5": "1.2"}[served.bench.version]
    header = "<c:chargeBoxIdentity>CP-001</c:chargeBoxIdentity>"
    answer = served.post("/CP-001", message(other, CLEAR, header))
    assert fault(answer) == ("Sender", (FAULTS[other], "ProtocolError"))


@pytest.mark.parametrize("body", [
    "<c:unlockConnectorRequest><c:connectorId>0</c:connectorId></c:unlockConnectorRequest>",
    "<c:unlockConnectorRequest><c:connectorId>x</c:connectorId></c:unlockConnectorRequest>",
    "<c:makeCoffeeRequest/>"])
def test_faults_have_the_subcodes_of_ocpp(served, body):  # FLT-1, FLT-3
    header = "<c:chargeBoxIdentity>CP-001</c:chargeBoxIdentity>"
    code, (_, subcode) = fault(served.post("/CP-001", message(served.bench.version, body, header)))
    assert (code, subcode) == ("Sender", "ProtocolError")


def test_while_it_is_not_registered_it_is_the_receivers_fault(both):  # BOOT-13
    bench = both()
    bench.central.script["BootNotification"] = [{"status": "Rejected", "currentTime": bench.central.now(),
                                                 "heartbeatInterval": 300}]
    served = Served(bench.power_on())
    header = "<c:chargeBoxIdentity>CP-001</c:chargeBoxIdentity>"
    code, (_, subcode) = fault(served.post("/CP-001", message(served.bench.version, CLEAR, header)))
    assert (code, subcode) == ("Receiver", "InternalError")


def test_it_tells_who_looks_what_is_spoken_here(served):
    http = HttpRequest("GET", "/", "", {}, b"", "192.0.2.9", is_secure=False, certificate=None,
                       received_at=datetime.now(UTC), started=0.0)
    assert served.endpoint(http).status == 405
