"""What charge points answer, and what is made of it."""

import csv

import pytest

from motown.contracts import ocpp12_chargepoint, ocpp15_chargepoint
from motown.ocpp.charge_point.answers import FAULT, MALFORMED, RESPONSE, Reader
from motown.simulator.behaviour import statuses
from motown.simulator.versions import VERSIONS
from motown.soap.client import HttpReply
from tests.ocpp.charge_point.samples import COMMAND, FULL, request

SOAP12, SOAP11 = "http://www.w3.org/2003/05/soap-envelope", "http://schemas.xmlsoap.org/soap/envelope/"
WSA = "http://www.w3.org/2005/08/addressing"
CP = {"1.2": "urn://Ocpp/Cp/2010/08/", "1.5": "urn://Ocpp/Cp/2012/06/"}
FAULTS = {"1.2": "urn://Ocpp/2010/08/", "1.5": "urn://Ocpp/2012/02/"}
CONTRACTS = {"1.2": ocpp12_chargepoint.contract, "1.5": ocpp15_chargepoint.contract}
OTHER = "urn:uuid:00000000-0000-4000-8000-000000000000"
READERS = {True: Reader(), False: Reader(lenient=False)}


def envelope(body, header="", soap=SOAP12):
    return (f'<s:Envelope xmlns:s="{soap}" xmlns:a="{WSA}" xmlns:c="{CP["1.5"]}" xmlns:o="{CP["1.2"]}"><s:Header>'
            f"{header}</s:Header><s:Body>{body}</s:Body></s:Envelope>")


def read(body, header="", *, name="Reset", version="1.5", lenient=True, status=200, soap=SOAP12, whole=False,
         content_type="application/soap+xml; charset=utf-8", identity="EV-1"):
    """What is made of an answer."""
    text = body if whole else envelope(body, header, soap)
    made = request(version, name, FULL[version][name], identity=identity)
    return READERS[lenient].read(made, HttpReply(status, {"content-type": content_type} if content_type else {},
                                                 text if isinstance(text, bytes) else text.encode()))


RESET = "<c:resetResponse><c:status>Accepted</c:status></c:resetResponse>"


@pytest.mark.parametrize(("version", "name", "status"), [
    (version, name, status) for version in VERSIONS for name in FULL[version]
    for status in statuses(VERSIONS[version], name)])
def test_every_status_of_the_schema(version, name, status):
    contract = CONTRACTS[version]
    body = contract.encode_valid(contract.operations[name].output, {"status": status})
    answer = envelope(body.replace("tns:", "c:" if version == "1.5" else "o:"))
    found = read(answer, whole=True, name=name, version=version)
    assert (found.kind, found.status, found.result, found.repairs) == (RESPONSE, status, {}, ())


@pytest.mark.parametrize(("name", "body", "result"), [
    ("GetLocalListVersion", "<c:listVersion>-1</c:listVersion>", {"listVersion": -1}),
    ("GetDiagnostics", "<c:fileName>log.zip</c:fileName>", {"fileName": "log.zip"}),
    ("GetDiagnostics", "", {}),
    ("UpdateFirmware", "", {}),
    ("GetConfiguration", (
        "<c:configurationKey><c:key>A</c:key><c:readonly>true</c:readonly><c:value>1</c:value></c:configurationKey>"
        "<c:configurationKey><c:key>B</c:key><c:readonly>0</c:readonly></c:configurationKey>"
        "<c:unknownKey>X</c:unknownKey><c:unknownKey>Y</c:unknownKey>"),
     {"configurationKey": [{"key": "A", "readonly": True, "value": "1"}, {"key": "B", "readonly": False}],
      "unknownKey": ["X", "Y"]}),
    ("GetConfiguration", "", {}),
])
def test_answers_without_a_status(name, body, result):
    element = f"{name[0].lower()}{name[1:]}Response"
    found = read(f"<c:{element}>{body}</c:{element}>" if body else f"<c:{element}/>", name=name)
    assert (found.kind, found.status, found.result) == (RESPONSE, None, result)


@pytest.mark.parametrize(("name", "status", "field", "value"), [
    ("DataTransfer", "UnknownMessageId", "data", "no"), ("SendLocalList", "HashError", "hash", "abc")])
def test_what_comes_beside_a_status(name, status, field, value):
    element = f"{name[0].lower()}{name[1:]}Response"
    found = read(f"<c:{element}><c:status>{status}</c:status><c:{field}>{value}</c:{field}></c:{element}>", name=name)
    assert (found.status, found.result) == (status, {field: value})


def test_the_headers_of_an_answer():
    found = read(RESET, f"<a:MessageID>urn:uuid:1</a:MessageID><a:RelatesTo>urn:uuid:{COMMAND}</a:RelatesTo>"
                        "<a:Action>/ResetResponse</a:Action><c:chargeBoxIdentity>EV-1</c:chargeBoxIdentity>")
    assert (found.kind, found.message_id, found.relates_to, found.repairs) == (
        RESPONSE, "urn:uuid:1", f"urn:uuid:{COMMAND}", ())


# -- faults

def soap_fault(code="Receiver", subcode="", reason="no"):
    inner = f"<s:Subcode><s:Value{subcode}</s:Value></s:Subcode>" if subcode else ""
    return (f"<s:Fault><s:Code><s:Value>s:{code}</s:Value>{inner}</s:Code>"
            f'<s:Reason><s:Text xml:lang="en">{reason}</s:Text></s:Reason></s:Fault>')


@pytest.mark.parametrize("subcode", [
    f' xmlns:f="{FAULTS["1.5"]}">f:NotSupported', f' xmlns:f="{FAULTS["1.2"]}">f:NotSupported',
    ">c:NotSupported", ">NotSupported", ">nowhere:NotSupported"])
@pytest.mark.parametrize("status", [200, 400, 500])
def test_a_fault_by_the_local_name_of_its_subcode(subcode, status):  # FLT-4, SOAP-13
    found = read(soap_fault(subcode=subcode), status=status)
    assert (found.kind, found.fault, found.reason) == (FAULT, "NotSupported", "no")


def test_a_fault_without_subcode_has_the_name_of_its_code():
    found = read(soap_fault("Sender", reason=""))
    assert (found.kind, found.fault, found.reason) == (FAULT, "Sender", None)


def test_a_fault_of_soap_1_1():
    body = "<s:Fault><faultcode>s:Server</faultcode><faultstring>busy</faultstring></s:Fault>"
    found = read(body, soap=SOAP11, content_type="text/xml", status=500)
    assert (found.kind, found.fault, found.reason) == (FAULT, "Receiver", "busy")


def test_a_fault_tells_no_password():
    found = read(soap_fault(reason="cannot reach ftp://me:geheim@host/"))
    assert "geheim" not in found.reason


def test_the_fault_of_another_charge_point_is_none_of_ours():
    found = read(soap_fault(), "<c:chargeBoxIdentity>EV-2</c:chargeBoxIdentity>")
    assert found.kind == MALFORMED
    assert "EV-2" in found.reason


# -- what is no answer

@pytest.mark.parametrize(("body", "status", "content_type", "told"), [
    (b"<!DOCTYPE html><html><body>Sign in</body></html>", 200, "text/html", "Sign in"),
    (b"<html><body>Sign in</body></html>", 200, None, "proxy or sign-in page"),
    (b"", 200, None, "answered nothing"),
    (b"\r\n", 202, "application/soap+xml", "answered nothing"),
    (b"\x00\x01\x02garbage", 200, "application/soap+xml", "no SOAP"),
    (b"{}", 200, "application/json", "no SOAP"),
    (b"<a/>", 200, "text/xml", "no SOAP"),
    (b"Not found", 404, "text/plain", "set-address"),
    (b"<html/>", 401, "text/html", "ocpp.calls.user"),
    (b"", 403, None, "ocpp.calls.credentials"),
    (b"moved", 302, "text/plain", "do not follow"),
    (b"busy", 503, "text/plain", "no time"),
    (b"\xff\xfe<\x00", 200, "application/soap+xml", "no SOAP")])
def test_what_is_no_soap_is_told_with_a_remedy(body, status, content_type, told):
    found = read(body, whole=True, status=status, content_type=content_type)
    assert found.kind == MALFORMED
    assert told in found.reason
    assert str(status) in found.reason


@pytest.mark.parametrize("body", [
    "<c:clearCacheResponse><c:status>Accepted</c:status></c:clearCacheResponse>",
    "<c:resetRequest><c:type>Hard</c:type></c:resetRequest>",
    "<c:resetResponse/>",
    "<c:resetResponse><c:status></c:status></c:resetResponse>",
    "<c:resetResponse><c:status>?</c:status></c:resetResponse>",
    "<x/>"])
def test_another_answer_than_that_to_the_request(body):
    found = read(body)
    assert found.kind == MALFORMED
    assert "its exact bytes are in the log" in found.reason


@pytest.mark.parametrize(("header", "told"), [
    ("<c:chargeBoxIdentity>EV-2</c:chargeBoxIdentity>", "charge point EV-2 has answered"),
    (f"<a:RelatesTo>{OTHER}</a:RelatesTo>", OTHER),
    (f"<a:RelatesTo>{OTHER.removeprefix('urn:')}</a:RelatesTo>", "another request"),
    ("<c:chargeBoxIdentity>EV-1</c:chargeBoxIdentity><c:chargeBoxIdentity>EV-2</c:chargeBoxIdentity>", "more than")])
@pytest.mark.parametrize("lenient", [True, False])
def test_an_answer_of_somebody_else(header, told, lenient):
    found = read(RESET, header, lenient=lenient)
    assert found.kind == MALFORMED
    assert told in found.reason


# -- tolerance

@pytest.mark.parametrize("header", [
    "", f"<a:RelatesTo>{COMMAND.upper()}</a:RelatesTo>", f"<a:RelatesTo>uuid:{COMMAND}</a:RelatesTo>",
    "<a:RelatesTo>4711</a:RelatesTo>", "<a:RelatesTo/>",
    f'<w:RelatesTo xmlns:w="http://schemas.xmlsoap.org/ws/2004/08/addressing">urn:uuid:{COMMAND}</w:RelatesTo>',
    "<a:Action>/HeartbeatResponse</a:Action>", "<x:other xmlns:x='urn:x' s:mustUnderstand='true'/>",
    "<c:chargeBoxIdentity>ev-1</c:chargeBoxIdentity>", "<c:chargeBoxIdentity/>",
    '<i:chargeBoxIdentity xmlns:i="urn://Ocpp/Cs/2012/06/">EV-1</i:chargeBoxIdentity>'])
def test_headers_that_are_missing_or_junk_do_no_harm(header):  # quirks 9 and 12
    found = read(RESET, header)
    assert (found.kind, found.status, found.repairs) == (RESPONSE, "Accepted", ())


@pytest.mark.parametrize(("header", "repair"), [
    ("<c:ChargeBoxIdentity>EV-1</c:ChargeBoxIdentity>", "identity-name-case"),
    ("<c:chargeBoxIdentity> EV-1\n</c:chargeBoxIdentity>", "identity-white-space")])
def test_how_an_identity_is_written_is_noted(header, repair):  # quirk 9
    found = read(RESET, header)
    assert (found.status, found.repairs) == ("Accepted", (repair,))


def test_an_envelope_without_header():  # quirk 12
    found = read(f'<s:Envelope xmlns:s="{SOAP12}" xmlns:c="{CP["1.5"]}"><s:Body>{RESET}</s:Body></s:Envelope>',
                 whole=True)
    assert (found.kind, found.status) == (RESPONSE, "Accepted")


@pytest.mark.parametrize(("body", "repairs"), [
    ('<x:resetResponse xmlns:x="urn://Ocpp/Cp/2012/06"><c:status>Accepted</c:status></x:resetResponse>',
     "namespace-without-slash"),
    ('<resetResponse xmlns="urn://Ocpp/Cs/2012/06/"><status>Accepted</status></resetResponse>',
     "cp-namespace children-namespace"),
    (RESET.replace("resetResponse", "ResetResponse"), "body-name-case"),
    ("<c:resetResponse><c:Status>Accepted</c:Status></c:resetResponse>", "wrong-case-names"),
    ("<c:resetResponse><status>Accepted</status></c:resetResponse>", "children-namespace"),
    ("<c:resetResponse><c:status>ACCEPTED</c:status></c:resetResponse>", "enumeration-case"),
    ("<c:resetResponse><c:status>\n Accepted\n</c:status></c:resetResponse>", "white-space-around-value"),
    ("<c:resetResponse><c:status>Accepted</c:status><c:more>1</c:more></c:resetResponse>", "unknown-element-dropped")])
def test_bodies_are_forgiven_as_those_of_requests_are(body, repairs):  # quirks 16, 18, 20, 22
    found = read(body)
    assert (found.kind, found.status, found.repairs) == (RESPONSE, "Accepted", tuple(repairs.split()))


@pytest.mark.parametrize("body", [
    RESET.replace("resetResponse", "ResetResponse"),
    "<c:resetResponse><c:status>Accepted</c:status><c:more>1</c:more></c:resetResponse>"])
def test_strict_mode_forgives_nothing(body):
    assert read(body, lenient=False).kind == MALFORMED
    assert read(RESET, lenient=False).kind == RESPONSE


def test_elements_in_another_order():  # quirk 19
    found = read("<c:getConfigurationResponse><c:unknownKey>X</c:unknownKey><c:configurationKey><c:value>1</c:value>"
                 "<c:key>A</c:key><c:readonly>false</c:readonly></c:configurationKey></c:getConfigurationResponse>",
                 name="GetConfiguration")
    assert found.result == {"configurationKey": [{"key": "A", "readonly": False, "value": "1"}], "unknownKey": ["X"]}
    assert "children-reordered" in found.repairs


def test_an_empty_element_is_one_that_is_not_there():  # quirk 23
    found = read("<c:updateFirmwareResponse>\n</c:updateFirmwareResponse>", name="UpdateFirmware")
    assert (found.kind, found.result) == (RESPONSE, {})


def test_an_unknown_status_is_kept_as_it_is():  # quirk 27
    assert read("<c:resetResponse><c:status>LaterPerhaps</c:status></c:resetResponse>").status == "LaterPerhaps"


@pytest.mark.parametrize("whole", [f"\r\n{envelope(RESET)}", f"\ufeff{envelope(RESET)}",
                                   f"<?xml version='1.0' standalone='yes'?>{envelope(RESET)}"])
def test_what_stands_before_an_envelope(whole):  # quirk 21
    assert read(whole, whole=True).status == "Accepted"


@pytest.mark.parametrize("content_type", [None, "text/xml", "application/xml", "application/octet-stream", "x"])
def test_the_media_type_does_not_count(content_type):  # quirk 15
    assert read(RESET, content_type=content_type).status == "Accepted"


def test_an_answer_in_soap_1_1():
    assert read(RESET, soap=SOAP11, content_type="text/xml").status == "Accepted"


def test_the_character_set_of_an_answer():
    text = envelope("<c:dataTransferResponse><c:status>Accepted</c:status><c:data>\u00e9</c:data>"
                    "</c:dataTransferResponse>").encode("latin-1")
    found = read(text, whole=True, name="DataTransfer", content_type="application/soap+xml; charset=iso-8859-1")
    assert found.result == {"data": "\u00e9"}


def test_a_document_type_is_refused():  # SOAP-14
    assert read(f"<!DOCTYPE x [<!ENTITY e 'E'>]>{envelope(RESET)}", whole=True).kind == MALFORMED


def test_the_answers_of_the_field(shared):
    folder, seen = shared / "field-messages", 0
    with (folder / "INDEX.tsv").open(encoding="utf-8") as index:
        rows = [row for row in csv.DictReader(index, delimiter="\t") if row["direction"] == "cp->cs response"]
    for row in rows:
        assert row["expected"] == "accept as the answer to a pending command"
        message, name = (folder / row["file"]).read_bytes(), row["operation"].removesuffix("Response")
        identity = message.partition(b"chargeBoxIdentity>")[2].partition(b"<")[0].decode()
        command = message.partition(b"RelatesTo>urn:uuid:")[2].partition(b"<")[0].decode()
        made = request(row["version"], name, FULL[row["version"]][name], identity=identity, command=command)
        found = READERS[True].read(made, HttpReply(200, {}, message))
        assert (found.kind, found.repairs) == (RESPONSE, ()), (row["file"], found)
        other = request(row["version"], name, FULL[row["version"]][name], identity=identity)
        assert READERS[True].read(other, HttpReply(200, {}, message)).kind == MALFORMED
        seen += 1
    assert seen > 10
