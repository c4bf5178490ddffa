"""The bytes we send to charge points, judged by the published schema, libxml2 and zeep."""

from functools import cache

import pytest
import zeep
from lxml import etree

from motown.domain import operations
from motown.ocpp.charge_point import requests
from motown.soap.codec import Unwritable
from tests.ocpp.charge_point.samples import COMMAND, FULL, SENDER, URL, cases, request
from tests.simulator import official

SOAP, WSA = "{http://www.w3.org/2003/05/soap-envelope}", "{http://www.w3.org/2005/08/addressing}"
CP = {"1.2": "{urn://Ocpp/Cp/2010/08/}", "1.5": "{urn://Ocpp/Cp/2012/06/}"}
every = pytest.mark.parametrize(("version", "name", "fields"), cases())
full = pytest.mark.parametrize(("version", "name"), [(version, name) for version, known in FULL.items()
                                                     for name in known])


def parsed(made):
    """Header and body of a request."""
    header, body = etree.fromstring(made.body)
    return {block.tag: block for block in header}, body[0]


@cache
def schema(shared, version):
    return official.schema(shared, version, "chargepoint")


@cache
def binding(shared, version):
    """What zeep makes of the published contract."""
    client = zeep.Client(str(official.path(shared, version, "chargepoint")))
    return next(iter(next(iter(client.wsdl.services.values())).ports.values())).binding


def test_every_operation_of_a_version_is_there():
    for version, contract in requests.CONTRACTS.items():
        assert set(FULL[version]) == set(contract.operations)
    assert set(operations.OPERATIONS) == set(FULL["1.5"])


@every
def test_every_request_is_valid_by_the_published_schema(shared, version, name, fields):
    header, body = parsed(request(version, name, fields))
    schema(shared, version).assertValid(body)
    schema(shared, version).assertValid(header[f"{CP[version]}chargeBoxIdentity"])


@every
def test_every_request_is_valid_by_ours(version, name, fields):
    made = request(version, name, fields)
    _, body = parsed(made)
    made.contract.validate(body)
    assert body.tag == made.contract.operations[name].input


@full
def test_zeep_reads_every_field_back(shared, version, name):
    operation = binding(shared, version).get(name)
    made = request(version, name, FULL[version][name])
    read = operation.input.deserialize(etree.fromstring(made.body))
    body = read.body if hasattr(read, "body") else read
    told = zeep.helpers.serialize_object(body, dict)
    assert told is not None or FULL[version][name] == {}
    for field, value in FULL[version][name].items():
        found = told[field] if isinstance(told, dict) else told
        if isinstance(value, str | int) and not isinstance(value, bool) and ":00" not in str(value):
            assert found == value, field


@full
def test_the_headers_that_some_charge_point_insists_on(version, name):  # WSA-1 to WSA-8, quirk 13
    made = request(version, name, FULL[version][name])
    header, _ = parsed(made)
    assert {tag: "".join(block.itertext()) for tag, block in header.items()} == {
        f"{WSA}MessageID": f"urn:uuid:{COMMAND}", f"{WSA}Action": f"/{name}", f"{WSA}To": URL, f"{WSA}From": SENDER,
        f"{WSA}ReplyTo": "http://www.w3.org/2005/08/addressing/anonymous", f"{CP[version]}chargeBoxIdentity": "EV-1"}
    assert header[f"{WSA}From"][0].tag == f"{WSA}Address"
    assert made.message_id == f"urn:uuid:{COMMAND}"


def test_http_headers():  # SOAP-6, SOAP-7, quirk 13
    made = request("1.5", "Reset", {"type": "Soft"})
    assert made.headers == {
        "Content-Type": 'application/soap+xml; charset=utf-8; action="/Reset"', "SOAPAction": '"/Reset"',
        "Content-Length": str(len(made.body)), "Accept": "application/soap+xml"}


def test_it_begins_with_a_declaration():  # SOAP-8
    assert request("1.2", "ClearCache", {}).body.startswith(b'<?xml version="1.0" encoding="UTF-8"?>')


def test_an_empty_request_has_no_white_space():  # SOAP-15
    assert b"<tns:clearCacheRequest" in request("1.2", "ClearCache", {}).body
    _, body = parsed(request("1.2", "ClearCache", {}))
    assert (body.text, len(body)) == (None, 0)


def test_our_address_is_left_out_where_nobody_has_said_it():
    header, _ = parsed(request("1.5", "ClearCache", {}, sender=None))
    assert f"{WSA}From" not in header


@pytest.mark.parametrize("insist", [True, False])
def test_headers_are_marked_only_where_that_is_wanted(insist):
    header, _ = parsed(request("1.5", "ClearCache", {}, insist=insist))
    marked = {etree.QName(tag).localname for tag, block in header.items() if block.get(f"{SOAP}mustUnderstand")}
    assert marked == ({"Action", "To", "ReplyTo", "chargeBoxIdentity"} if insist else set())


@pytest.mark.parametrize("version", ["1.2", "1.5"])
def test_times_have_no_fractions_and_are_in_utc(version):  # TM-2
    _, body = parsed(request(version, "GetDiagnostics", FULL[version]["GetDiagnostics"]))
    told = {etree.QName(child).localname: child.text for child in body}
    assert (told["startTime"], told["stopTime"]) == ("2026-03-01T12:00:00Z", "2026-03-01T14:00:00Z")


def test_so_have_those_inside_a_list():
    made = request("1.5", "SendLocalList", FULL["1.5"]["SendLocalList"])
    assert b"expiryDate>2026-03-01T12:00:00Z<" in made.body


def test_the_same_command_makes_the_same_bytes():
    one, two = (request("1.5", name, FULL["1.5"][name]) for name in ("ReserveNow", "ReserveNow"))
    assert one == two


@pytest.mark.parametrize("name", ["DataTransfer", "ReserveNow", "SendLocalList"])
def test_a_version_without_the_operation_has_no_request(name):
    with pytest.raises(Unwritable, match=f"OCPP 1.2 has no {name}"):
        request("1.2", name, FULL["1.5"][name])


@pytest.mark.parametrize(("name", "fields"), [
    ("DataTransfer", {"vendorId": "org.example", "data": "\x00"}),
    ("ChangeConfiguration", {"key": "\ud800", "value": ""}),
    ("SendLocalList", {"updateType": "Full"})])
def test_no_request_is_made_of_what_xml_or_the_schema_cannot_hold(name, fields):
    with pytest.raises(Unwritable):
        request("1.5", name, fields)


class Reset(operations.Operation, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """With a field of a version to come."""

    type: str
    colour: str = "blue"


def test_fields_that_the_schema_has_not_are_left_out():
    asked = Reset(type="Soft", colour="green")
    assert requests.content(requests.CONTRACTS["1.2"], asked) == {"type": "Soft"}


@pytest.mark.parametrize("identity", ["EV 1", "EV<&>1", "\u00c4-1", "x" * 255])
def test_any_identity_is_sent_as_it_is(identity):  # ID-8
    header, _ = parsed(request("1.5", "ClearCache", {}, identity=identity))
    assert header[f"{CP['1.5']}chargeBoxIdentity"].text == identity
