"""What goes over the wire: valid by our schema and the published one, with the headers that rules ask for."""

import re
from pathlib import Path

import pytest
from lxml import etree

from motown.simulator.errors import Unintelligible
from motown.simulator.profile import Quirks
from motown.soap.faults import ServiceFault
from tests.simulator import official
from tests.simulator.central_system import CONTRACTS

KEYS_15 = {"ClockAlignedDataInterval": "300", "StopTxnSampledData": "Voltage,Energy.Active.Import.Register",
           "StopTxnAlignedData": "Power.Active.Import", "MeterValuesSampledData": "Voltage,Current.Import,Temperature"}


def everything(bench):
    """Make it say all it can say."""
    bench.power_on()
    bench.point.fault(1, "ReaderFailure")
    bench.point.repair(1)
    bench.run(bench.point.start(1, "04E1F2"))
    bench.pass_(700)
    bench.run(bench.point.stop(1, "04e1f2"))
    bench.run(bench.point.status(1, "Faulted", "HighTemperature", info="<&>", vendorId="ACME", vendorErrorCode="1"))
    bench.command("GetDiagnostics", location="ftp://x/")
    bench.command("UpdateFirmware", location="ftp://x/y.bin", retrieveDate=bench.central.now())
    if bench.version == "1.5":
        bench.run(bench.point.transfer("org.example", "Hello", "data"))
    bench.pass_(600)
    return bench


@pytest.fixture
def talkative(both, request):
    keys = {"MeterValueSampleInterval": "60"}
    return everything(both(keys=keys | (KEYS_15 if "1.5" in request.node.callspec.id else {})))


def test_it_can_say_everything(talkative):
    assert set(talkative.central.operations) == CONTRACTS[talkative.version].operations.keys()


def test_all_it_says_is_valid_by_our_schema(talkative):
    contract = CONTRACTS[talkative.version]
    for message in talkative.central.messages:
        contract.validate(body(message))


def test_and_by_the_published_one(talkative, shared: Path):
    schema = official.schema(shared, talkative.version, "centralsystem")
    for message in talkative.central.messages:
        schema.assertValid(body(message))


def body(message):
    return etree.fromstring(message.raw)[-1][0]


def test_every_message_has_its_headers(talkative):  # ID-2, WSA-1, WSA-2, WSA-4, WSA-7, WSA-8
    for message in talkative.central.messages:
        headers = {name: message.find(f"Header/{name}") for name in ("Action", "To", "chargeBoxIdentity", "RelatesTo")}
        assert headers == {"Action": f"/{message.operation}", "To": "http://localhost/ocpp",
                           "chargeBoxIdentity": "CP-001", "RelatesTo": None}
        assert message.find("Header/From/Address") == "http://192.0.2.7:9000/CP-001"
        assert message.find("Header/ReplyTo/Address") == "http://www.w3.org/2005/08/addressing/anonymous"
    ids = {message.find("Header/MessageID") for message in talkative.central.messages}
    assert len(ids) == len(talkative.central.messages)
    assert all(re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", one) for one in ids)


def test_http_headers(talkative):  # SOAP-6, SOAP-7, SOAP-8
    for message in talkative.central.messages:
        assert message.http["Content-Type"] == f'application/soap+xml; charset=utf-8; action="/{message.operation}"'
        assert int(message.http["Content-Length"]) == len(message.raw)
        assert message.raw.startswith(b'<?xml version="1.0" encoding="UTF-8"?>')


def test_empty_messages_are_empty(talkative):  # SOAP-15
    heartbeat = talkative.central.of("Heartbeat")[0]
    assert re.search(rb"<(\w+:)?heartbeatRequest[^>]*/>", heartbeat.raw)


def test_times_are_utc_in_whole_seconds(talkative):  # TM-2
    times = re.findall(rb">(\d{4}-\d\d-\d\dT[^<]*)<", b"".join(message.raw for message in talkative.central.messages))
    assert times
    assert all(re.fullmatch(rb"[-\d]{10}T[:\d]{8}Z", time) for time in times)


def test_the_same_seed_says_the_same(make):
    first, second = (everything(make("1.5", keys=KEYS_15)).central.messages for _ in range(2))
    assert [message.raw for message in first] == [message.raw for message in second]


class TestQuirks:
    """What it gets wrong when told to."""

    @pytest.fixture
    def boot(self, both):
        return lambda **quirks: both(quirks=Quirks(**quirks)).power_on().central.messages

    def test_no_message_id(self, boot):  # Q-WSA-4
        assert {one.find("Header/MessageID") for one in boot(no_message_id=True)} == {None}

    def test_one_for_all(self, boot):
        ids = {one.find("Header/MessageID") for one in boot(constant_message_id=True)}
        assert len(ids) == 1
        assert None not in ids

    def test_no_from(self, boot):  # Q-WSA-3
        assert {one.find("Header/From") for one in boot(no_from=True)} == {None}

    def test_no_addressing(self, boot):
        for message in boot(no_addressing=True):
            assert (message.find("Header/Action"), message.find("Header/chargeBoxIdentity")) == (None, "CP-001")

    def test_times_without_zone(self, make):  # TM-1
        bench = make("1.5", quirks=Quirks(no_zone=True)).power_on()
        bench.run(bench.point.start(1, "TAG"))
        raw = bench.central.of("StartTransaction")[0].raw
        assert b"2023-11-14T22:13:20<" in raw
        assert bench.central.of("StartTransaction")[0].value.timestamp == bench.point.clock.now()

    def test_soap_1_1(self, boot):  # SOAP-1
        for message in boot(soap11=True):
            assert etree.fromstring(message.raw).tag == "{http://schemas.xmlsoap.org/soap/envelope/}Envelope"
            assert message.http["Content-Type"].startswith("text/xml")

    def test_an_empty_line_first(self, make):
        bench = make("1.5", quirks=Quirks(leading_newline=True))
        with pytest.raises(ServiceFault):  # the scripted central system is strict
            bench.run(bench.point.boot())
        assert bench.recorder.exchanges[-1].outcome == "fault"


@pytest.mark.parametrize("answer", [
    b"", b"<html><body>log in</body></html>", b"not even that", b'<a xmlns="b"/>',
    (b'<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body>'
     b'<heartbeatResponse xmlns="urn://Ocpp/Cs/2012/06/"/></s:Body></s:Envelope>')])
def test_what_is_no_answer_is_not_believed(make, answer):  # Q-WSA-12
    bench = make("1.5").power_on()
    bench.central.script["Heartbeat"] = [answer]
    with pytest.raises(Unintelligible):
        bench.run(bench.point.heartbeat())
    assert bench.recorder.exchanges[-1].outcome == "unintelligible"
