"""zeep clients made from the official WSDLs, and from the one served, charge a car at the running server."""

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
import suds.client
import zeep.exceptions
from lxml import etree
from suds.sax.element import Element

from motown.domain.commands import PutIdTag
from motown.domain.ids import IdTag, folded
from motown.store.events import EventFilter
from tests.interop.soap import faulted
from tests.interop.toolkit import ChargePoint

VERSIONS = pytest.mark.parametrize("version", ["1.2", "1.5"])
NOW = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
EXPIRY = datetime(2030, 1, 1, tzinfo=UTC)


@pytest.fixture
def charge_point(lenient, official):
    """Makes a charge point that is a zeep client of the official contract, accepted unless told otherwise."""

    def make(version: str, identity: str, *, accepted: bool = True) -> ChargePoint:
        if accepted:
            lenient.accept([identity])
        return ChargePoint(official.wsdl(version), identity, f"{lenient.address}/ocpp")

    return make


def know(server, tag: str, **more: object) -> None:
    server.execute(PutIdTag(id_tag=IdTag(tag), key=folded(tag), **more))


def values_of(version: str, at: datetime) -> list[dict]:
    """Meter values: a number of Wh, or several values of one time."""
    if version == "1.2":
        return [{"timestamp": at, "value": 1010}, {"timestamp": at + timedelta(minutes=1), "value": 1020}]
    return [{"timestamp": at, "value": [
        {"_value_1": "1010"},
        {"_value_1": "3.7", "measurand": "Power.Active.Import", "unit": "kW", "context": "Sample.Clock"},
        {"_value_1": "16", "measurand": "Current.Import", "unit": "Amp", "location": "Inlet"},
        {"_value_1": "0AFF", "format": "SignedData"}]}]


@VERSIONS
def test_a_whole_session_of_every_operation(charge_point, lenient, official, version):
    identity, tag = f"ZEEP-{version}", f"Zeep{version}"
    know(lenient, tag, expires_at=EXPIRY, parent_id_tag=IdTag("FAMILY"))
    know(lenient, "FAMILY")
    cp = charge_point(version, identity)

    boot = cp.BootNotification(
        chargePointVendor="ACME", chargePointModel="Zeep", chargePointSerialNumber="S1", chargeBoxSerialNumber="S2",
        firmwareVersion="1.0", iccid="8901", imsi="2040", meterType="M", meterSerialNumber="M1")
    assert (boot.status, boot.heartbeatInterval) == ("Accepted", 300)
    assert abs(boot.currentTime - datetime.now(UTC)) < timedelta(minutes=1)
    assert abs(cp.Heartbeat() - datetime.now(UTC)) < timedelta(minutes=1)
    said = {} if version == "1.2" else {
        "info": "ready", "timestamp": NOW, "vendorId": "org.acme", "vendorErrorCode": "E1"}
    cp.StatusNotification(connectorId=0, status="Available", errorCode="NoError", **said)
    cp.StatusNotification(connectorId=1, status="Faulted", errorCode="ReaderFailure")

    info = cp.Authorize(idTag=tag)
    assert (info.status, info.parentIdTag, info.expiryDate) == ("Accepted", "FAMILY", EXPIRY)
    assert cp.Authorize(idTag="Nobody").status == "Invalid"
    started = cp.StartTransaction(connectorId=1, idTag=tag.upper(), timestamp=NOW, meterStart=1000)
    assert started.transactionId > 0
    assert started.idTagInfo.status == "Accepted"
    running = {} if version == "1.2" else {"transactionId": started.transactionId}
    cp.MeterValues(connectorId=1, values=values_of(version, NOW + timedelta(minutes=1)), **running)
    data = {} if version == "1.2" else {"transactionData": [{"values": values_of(version, NOW + timedelta(hours=1))}]}
    stopped = cp.StopTransaction(
        transactionId=started.transactionId, idTag=tag, timestamp=NOW + timedelta(hours=1), meterStop=5000, **data)
    assert stopped.status == "Accepted"
    cp.FirmwareStatusNotification(status="Downloaded")
    cp.DiagnosticsStatusNotification(status="UploadFailed")
    if version == "1.5":
        assert cp.DataTransfer(vendorId="org.nobody", messageId="m", data='{"a": 1}').status == "UnknownVendorId"

    bodies = [official.answered(reply, version) for reply in cp.wire.replies]
    assert {etree.QName(body).localname.removesuffix("Response").lower() for body in bodies} == {
        name.lower() for name in cp.operations}
    story = [event.type for event in lenient.events(matching=EventFilter(
        charge_point_ids=[identity], category="Domain", transaction_id=started.transactionId))]
    assert [name for name in story if name != "motown.AuthorizationDecided"] == [
        "motown.TransactionStarted", "motown.MeterSampled", "motown.TransactionStopped",
        *(["motown.MeterSampled"] if data else []), "motown.CdrIssued"]


def test_the_first_minutes_of_a_newcomer(charge_point, lenient):
    """The raw messages of a session are read back with ``motown events``, after ``motown charge-points accept``."""
    identity = "NEWCOMER"
    cp = charge_point("1.5", identity, accepted=False)
    assert cp.BootNotification(chargePointVendor="ACME", chargePointModel="Box").status == "Rejected"
    with pytest.raises(zeep.exceptions.Fault):
        cp.Heartbeat()
    assert faulted(cp.wire.replies[-1]).says == ("Sender", "SecurityError")
    waiting = lenient.command_line("charge-points", "list", "--registration", "pending", "--json").stdout
    assert any(identity in json.loads(line).values() for line in waiting.splitlines())
    lenient.command_line("charge-points", "accept", identity)
    assert cp.BootNotification(chargePointVendor="ACME", chargePointModel="Box").status == "Accepted"
    cp.Heartbeat()

    told = lenient.command_line("events", "list", "--charge-point", identity, "--raw", "--json").stdout
    stored = [base64.b64decode(json.loads(line)["payload"]) for line in told.splitlines()]
    wire = [part for pair in zip(cp.wire.sent, (reply.body for reply in cp.wire.replies), strict=True) for part in pair]
    del wire[2:4]  # a stranger's Heartbeat is in the journal, not in the log
    assert stored == wire


@VERSIONS
def test_a_repeated_start_and_stop_change_nothing(charge_point, version):
    cp = charge_point(version, f"TWICE-{version}")
    start = {"connectorId": 2, "idTag": "T", "timestamp": NOW, "meterStart": 7}
    number = cp.StartTransaction(**start).transactionId
    assert cp.StartTransaction(**start).transactionId == number
    for _ in range(2):
        cp.StopTransaction(transactionId=number, timestamp=NOW, meterStop=8)
    assert cp.StartTransaction(**{**start, "meterStart": 8}).transactionId > number


@VERSIONS
def test_a_client_from_the_served_url_alone(lenient, official, version):
    name = {"1.2": "=ocpp12_centralsystem", "1.5": ""}[version]
    lenient.accept([f"URL-{version}"])
    cp = ChargePoint(f"{lenient.address}/ocpp?wsdl{name}", f"URL-{version}")
    assert cp.BootNotification(chargePointVendor="ACME", chargePointModel="Url").status == "Accepted"
    assert cp.StartTransaction(connectorId=1, idTag="T", timestamp=NOW, meterStart=1).transactionId > 0
    for reply in cp.wire.replies:
        official.answered(reply, version)


def test_suds_needs_the_served_url_only(lenient):
    lenient.accept(["SUDS-1"])
    client = suds.client.Client(f"{lenient.address}/ocpp?wsdl", cache=None)
    client.set_options(soapheaders=Element("chargeBoxIdentity", ns=("c", client.wsdl.tns[1])).setText("SUDS-1"))
    assert client.service.BootNotification(chargePointVendor="ACME", chargePointModel="Suds").status == "Accepted"
    assert client.service.Authorize(idTag="Nobody").status == "Invalid"
