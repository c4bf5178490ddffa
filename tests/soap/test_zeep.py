"""zeep, which is not ours, makes requests and reads answers from the WSDL that we serve."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest
import zeep
from lxml import etree

from motown.contracts import ocpp12_centralsystem, ocpp12_chargepoint, ocpp15_centralsystem, ocpp15_chargepoint
from motown.soap import client
from motown.soap.envelope import read
from motown.soap.faults import ServiceFault
from motown.soap.publishing import Library
from motown.soap.service import Service
from motown.soap.versions import SOAP11, SOAP12, QName
from tests.soap.support import NOW, P, Recorder, T, http, post, run

ACCEPTED = {"status": "Accepted", "expiryDate": NOW}
ANSWERS = {
    "Authorize": {"idTagInfo": ACCEPTED}, "Heartbeat": {"currentTime": NOW},
    "DataTransfer": {"status": "UnknownVendorId"},
    "StartTransaction": {"transactionId": 7, "idTagInfo": ACCEPTED}, "StopTransaction": {"idTagInfo": ACCEPTED},
    "BootNotification": {"status": "Accepted", "currentTime": NOW, "heartbeatInterval": 900}}
CENTRAL_SYSTEM = pytest.mark.parametrize("contract", [ocpp12_centralsystem.contract, ocpp15_centralsystem.contract],
                                         ids=lambda contract: contract.key)
CHARGE_POINT = pytest.mark.parametrize("contract", [ocpp12_chargepoint.contract, ocpp15_chargepoint.contract],
                                       ids=lambda contract: contract.key)


class InProcess(zeep.Transport):
    """A transport that calls endpoints instead of the network."""

    def __init__(self, service, library):
        super().__init__()
        self.service, self.library = service, library
        self.sent = self.received = b""

    def load(self, url):
        if not url.startswith("http"):
            return Path(url).read_bytes()
        path, _, query = url.removeprefix("http://x").partition("?")
        endpoint = self.library if path.startswith(("/wsdl", "/schemas")) else self.service
        answer = endpoint(http(method="GET", path=path, query=query))
        assert answer.status == 200
        return answer.body

    def post(self, address, message, headers):
        assert address == "http://x/here"
        self.sent = message
        answer = run(self.service(http(message, **{name.lower(): value for name, value in headers.items()})))
        self.received = answer.body
        return SimpleNamespace(status_code=answer.status, content=answer.body, encoding="utf-8",
                               text=answer.body.decode(), headers={"Content-Type": answer.media_type})


def served(contract, port=None, **answers):
    """A zeep client for a contract that is served here, its transport, and who is called."""
    library = Library("http://x")
    recorder = Recorder(contract, **answers)
    service = Service(recorder.served, page=library.page("/here", [contract], "SOAP"))
    transport = InProcess(service, library)
    made = zeep.Client("http://x/here?wsdl", transport=transport, settings=zeep.Settings(strict=True), port_name=port)
    return made, transport, recorder


def identity(contract):
    block = etree.Element(f"{{{contract.namespace}}}chargeBoxIdentity")
    block.text = "CP001"
    return {"_soapheaders": [block]}


@CENTRAL_SYSTEM
def test_a_session(contract):
    made, transport, recorder = served(contract, **ANSWERS)
    who = identity(contract)
    got = made.service.StartTransaction(connectorId=1, idTag="04E1F2", timestamp=NOW, meterStart=100, **who)
    assert (got.transactionId, got.idTagInfo.status, got.idTagInfo.expiryDate) == (7, "Accepted", NOW)
    assert (recorder.seen[-1].connectorId, recorder.seen[-1].timestamp, recorder.seen[-1].meterStart) == (1, NOW, 100)
    assert recorder.calls[-1].headers == {"chargeBoxIdentity": "CP001"}
    assert made.service.Heartbeat(**who) == NOW  # a request without fields
    assert made.service.BootNotification(chargePointVendor="v", chargePointModel="m", **who).heartbeatInterval == 900
    made.service.StatusNotification(connectorId=0, status="Available", errorCode="NoError", **who)  # an empty answer
    contract.validate(read(transport.received).body)


@CENTRAL_SYSTEM
def test_addressing_is_answered(contract):
    """zeep sends addressing headers by itself where the WSDL names actions."""
    made, transport, recorder = served(contract, **ANSWERS)
    made.service.Heartbeat(**identity(contract))
    asked = recorder.calls[0].exchange.addressing
    blocks = {QName.of(block.tag).local: block.text for block in read(transport.received).headers}
    assert (asked.action, asked.to) == ("/Heartbeat", "http://x/here")
    assert (blocks["RelatesTo"], blocks["Action"]) == (asked.message_id, "/HeartbeatResponse")


@CENTRAL_SYSTEM
def test_a_fault_with_a_subcode(contract):
    refusal = ServiceFault("who are you?", subcode=QName("urn://Ocpp/2012/02/", "SecurityError"))
    made, _, _ = served(contract, Heartbeat=refusal)
    with pytest.raises(zeep.exceptions.Fault, match="who are you") as fault:
        made.service.Heartbeat(**identity(contract))
    assert fault.value.code == "soap:Sender"
    assert [etree.QName(subcode).localname for subcode in fault.value.subcodes] == ["SecurityError"]
    assert [etree.QName(subcode).namespace for subcode in fault.value.subcodes] == ["urn://Ocpp/2012/02/"]


@CENTRAL_SYSTEM
def test_what_the_schema_does_not_allow(contract):
    made, _, recorder = served(contract)
    with pytest.raises(zeep.exceptions.Fault, match="Nonsense"):
        made.service.StatusNotification(connectorId=0, status="Nonsense", errorCode="NoError", **identity(contract))
    assert recorder.seen == []


def test_values_with_attributes():
    contract = ocpp15_centralsystem.contract
    made, _, recorder = served(contract)
    made.service.MeterValues(connectorId=1, transactionId=7, values=[{"timestamp": NOW, "value": [
        {"_value_1": "12.5", "unit": "kWh", "measurand": "Energy.Active.Import.Register"}, {"_value_1": "3"}]}],
        **identity(contract))
    ((sample,),) = (recorder.seen[-1].values,)
    assert [(value.text, value.unit, value.measurand, value.context) for value in sample.value] == [
        ("12.5", "kWh", "Energy.Active.Import.Register", None), ("3", None, None, None)]


@CHARGE_POINT
def test_requests_are_made_as_zeep_makes_them(contract):
    made, transport, recorder = served(contract, Reset={"status": "Accepted"})
    made.service.Reset(type="Soft", **identity(contract))
    theirs = read(transport.sent).body
    ours = read(client.request(contract, "Reset", {"type": "Soft"}, headers={"chargeBoxIdentity": "CP001"}))
    assert contract.decode(ours.body) == contract.decode(theirs) == recorder.seen[0]
    assert ours.headers[0].tag == f"{{{contract.namespace}}}chargeBoxIdentity"


@pytest.mark.parametrize(("port", "version"), [("PostSoap11", SOAP11), ("PostSoap12", SOAP12)])
class TestPost:
    """A contract with all there is, over both versions of SOAP."""

    def test_answers(self, port, version):
        made, transport, recorder = served(post(), port, Send={"state": "Under way", "position": 2**40})
        stamp = {"value": 1.5, "code": b"\x0a", "by": datetime(2026, 1, 1, tzinfo=UTC)}
        got = made.service.Send(
            parcel={"number": "7", "street": "High St", "weight": {"_value_1": Decimal("1.5"), "scale": 2},
                    "fragile": True},
            stamp=[stamp], notes=["a", zeep.xsd.Nil], **{"from": "me"}, _soapheaders={"Who": "Ann"})
        assert (got.state, got.position) == ("Under way", 2**40)
        request = recorder.seen[0]
        weight = request.parcel.weight
        assert (weight.text, weight.unit, request.parcel.fragile) == (Decimal("1.5"), "kg", True)
        assert (request.stamp[0].by, request.notes, request.from_) == (stamp["by"], ["a", None], "me")
        assert recorder.calls[0].headers == {"customer": "Ann"}
        assert read(transport.received).version is version

    def test_what_a_wildcard_lets_in(self, port, version):
        colour = etree.fromstring("<v:colour xmlns:v='urn:v'>green</v:colour>")
        parcel = {"number": "7", "street": "x", "others": [colour]}
        made, transport, _ = served(post(), port, Track={"parcel": [parcel]})
        got = made.service.Track(number="7")
        assert got[0].number == "7"
        assert client.answer(post(), "Track", transport.received).value.parcel[0].others[0].text == "green"
        assert read(transport.received).version is version

    def test_a_typed_fault(self, port, version):
        detail = post().models["postFault"](code="Full", again=True)
        made, transport, _ = served(post(), port, Send=ServiceFault("full", code="Receiver", detail=detail))
        with pytest.raises(zeep.exceptions.Fault, match="full") as fault:
            made.service.Send(parcel={"number": "7", "street": "x"})
        assert fault.value.code == f"soap:{version.receiver}"
        assert fault.value.detail[0].tag == f"{T}postFault"
        with pytest.raises(ServiceFault) as ours:
            client.answer(post(), "Send", transport.received)
        assert ours.value.detail == detail

    def test_one_way(self, port, version):
        made, transport, recorder = served(post(), port)
        made.service.Remark("late again")
        assert (recorder.seen, transport.received) == (["late again"], b"")
        assert read(transport.sent).body.tag == f"{P}Remark"
        assert read(transport.sent).version is version
