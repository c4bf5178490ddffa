"""Which fields operations have, what they may be, and what is said where they do not fit."""

import msgspec
import pytest
from lxml import etree

from motown.domain.errors import Kind, Refused
from motown.domain.operations import (
    BOTH,
    OPERATIONS,
    Operation,
    is_sendable,
    read,
    recalled,
    version_of,
    written,
)
from tests.domain.operations.support import op

MINIMAL = {
    "ChangeAvailability": {"connectorId": 0, "type": "Operative"},
    "ChangeConfiguration": {"key": "LightIntensity", "value": ""},
    "ClearCache": {},
    "GetDiagnostics": {},
    "RemoteStartTransaction": {"idTag": "TAG"},
    "RemoteStopTransaction": {"transactionId": 1},
    "Reset": {"type": "Soft"},
    "UnlockConnector": {"connectorId": 1},
    "UpdateFirmware": {"location": "image.bin", "retrieveDate": "2026-03-01T12:00:00Z"},
    "CancelReservation": {"reservationId": 1},
    "DataTransfer": {"vendorId": "example"},
    "GetConfiguration": {},
    "GetLocalListVersion": {},
    "ReserveNow": {"connectorId": 1, "idTag": "TAG", "expiryDate": "2026-03-01T12:00:00+01:00"},
    "SendLocalList": {"updateType": "Full"},
}
"""Every operation with as little as a caller may say."""
OURS = {"SendLocalList": {"listVersion"}, "ReserveNow": {"reservationId"}, "GetDiagnostics": {"location"}}
"""What the contract asks for and we fill in."""
IN_12 = {"ChangeAvailability", "ChangeConfiguration", "ClearCache", "GetDiagnostics", "RemoteStartTransaction",
         "RemoteStopTransaction", "Reset", "UnlockConnector", "UpdateFirmware"}
XS = "{http://www.w3.org/2001/XMLSchema}"


def test_every_operation_of_the_contracts_is_here():
    assert set(OPERATIONS) == set(MINIMAL)
    assert {name for name, one in OPERATIONS.items() if one.VERSIONS == BOTH} == IN_12


@pytest.mark.parametrize("name", sorted(MINIMAL))
def test_as_little_as_can_be_said_is_enough_and_comes_back_as_it_was(name):
    operation = op(name, **MINIMAL[name])
    assert type(operation).name() == name
    assert read(name, written(operation)) == operation
    operation.check("1.5")


@pytest.mark.parametrize("name", sorted(MINIMAL))
def test_no_field_is_missing_where_it_must_be_given(name):
    for field in MINIMAL[name]:
        short = {key: value for key, value in MINIMAL[name].items() if key != field}
        with pytest.raises(Refused) as refused:
            read(name, short)
        assert (refused.value.kind, refused.value.reason) == (Kind.INVALID, f"{name}: missing {field}")


@pytest.mark.parametrize("version", ["1.2", "1.5"])
def test_the_fields_are_those_of_the_contract(shared, version):
    """As the official schema has them: every name, and what must be given."""
    types = _official(shared, version)
    for name, kind in OPERATIONS.items():
        if version not in kind.VERSIONS:
            continue
        ours = {field.encode_name: field.required for field in msgspec.structs.fields(kind)}
        official = types[f"{name}Request"]
        assert set(ours) == set(official), name
        for field, required in official.items():
            assert ours[field] == required or field in OURS.get(name, ()), f"{name}.{field}"


def _official(shared, version):
    tree = etree.parse(shared / "contracts" / "ocpp" / f"ocpp_{version}_chargepoint.wsdl")
    types = {}
    for one in tree.iter(f"{XS}complexType"):
        if one.get("name"):
            types[one.get("name")] = {part.get("name"): part.get("minOccurs", "1") != "0"
                                      for part in one.iter(f"{XS}element")}
    return types


@pytest.mark.parametrize(("name", "fields", "said"), [
    ("Reset", {"type": "Warm"}, "Reset: type: Invalid enum value 'Warm'"),
    ("Reset", {"type": "Soft", "force": True}, "Reset: there is no field force"),
    ("UnlockConnector", {"connectorId": 0}, "UnlockConnector: connectorId: a whole number >= 1 is wanted"),
    ("UnlockConnector", {"connectorId": 2**31}, "UnlockConnector: connectorId: a whole number <= 2147483647 is wanted"),
    ("UnlockConnector", {"connectorId": "1"}, "UnlockConnector: connectorId: a whole number is wanted"),
    ("ChangeAvailability", {"connectorId": -1, "type": "Operative"},
     "ChangeAvailability: connectorId: a whole number >= 0 is wanted"),
    ("RemoteStartTransaction", {"idTag": ""}, "RemoteStartTransaction: idTag: a text of length >= 1 is wanted"),
    ("RemoteStartTransaction", {"idTag": "x" * 21}, "RemoteStartTransaction: idTag: a text of length <= 20 is wanted"),
    ("ChangeConfiguration", {"key": "k" * 51, "value": ""},
     "ChangeConfiguration: key: a text of length <= 50 is wanted"),
    ("ChangeConfiguration", {"key": "k", "value": "v" * 501},
     "ChangeConfiguration: value: a text of length <= 500 is wanted"),
    ("GetConfiguration", {"key": ["good", ""]}, "GetConfiguration: key[1]: a text of length >= 1 is wanted"),
    ("DataTransfer", {"vendorId": "v" * 256}, "DataTransfer: vendorId: a text of length <= 255 is wanted"),
    ("UpdateFirmware", {"location": "a", "retrieveDate": "2026-01-01T00:00:00"},
     "UpdateFirmware: retrieveDate: a time with a timezone component is wanted"),
    ("GetDiagnostics", {"location": "x" * 2001}, "GetDiagnostics: location: a text of length <= 2000 is wanted"),
    ("SendLocalList", {"updateType": "Full", "listVersion": 0},
     "SendLocalList: listVersion: a whole number >= 1 is wanted"),
    ("SendLocalList", {"updateType": "Full", "localAuthorisationList": [{"idTag": "A", "idTagInfo": {"status": "No"}}]},
     "SendLocalList: localAuthorisationList[0].idTagInfo.status: Invalid enum value 'No'"),
])
def test_what_does_not_fit_is_refused_with_the_field(name, fields, said):
    with pytest.raises(Refused) as refused:
        read(name, fields)
    assert refused.value.kind is Kind.INVALID
    assert refused.value.reason.replace("`", "") == said


def test_an_operation_that_there_is_not():
    with pytest.raises(Refused, match="there is no command Explode: known are CancelReservation, ") as refused:
        read("Explode", {})
    assert refused.value.kind is Kind.NOT_FOUND


def test_a_command_line_has_texts_only():
    texts = {"connectorId": "2", "type": "Operative"}
    assert read("ChangeAvailability", texts, texts=True) == op("ChangeAvailability", connectorId=2, type="Operative")
    with pytest.raises(Refused, match="connectorId"):
        read("ChangeAvailability", {"connectorId": "two", "type": "Operative"}, texts=True)


def test_what_was_kept_and_cannot_be_read_any_more_is_none():
    assert recalled("Reset", {"type": "Soft"}) == op("Reset", type="Soft")
    assert recalled("Reset", {"type": "Lukewarm"}) is None
    assert recalled("Gone", {}) is None


# -- versions

@pytest.mark.parametrize("name", sorted(set(MINIMAL) - IN_12))
def test_what_a_version_lacks_is_refused(name):
    operation = op(name, **MINIMAL[name])
    with pytest.raises(Refused, match=f"OCPP 1.2 has no {name}, and the charge point speaks OCPP 1.2") as refused:
        operation.check("1.2")
    assert refused.value.kind is Kind.NOT_SUPPORTED
    with pytest.raises(Refused, match="it is not known yet") as refused:
        operation.check(None)
    assert refused.value.kind is Kind.NOT_SUPPORTED


@pytest.mark.parametrize("name", sorted(IN_12))
def test_what_both_versions_have_may_be_asked_before_the_version_is_known(name):
    operation: Operation = op(name, **MINIMAL[name])
    for version in ("1.2", "1.5", None):
        operation.check(version)


def test_an_id_tag_of_12_is_shorter():
    tag = op("RemoteStartTransaction", idTag="x" * 16)
    tag.check("1.5")
    with pytest.raises(Refused, match="at most 15 characters") as refused:
        tag.check("1.2")
    assert refused.value.kind is Kind.INVALID
    op("RemoteStartTransaction", idTag="x" * 15).check("1.2")


@pytest.mark.parametrize(("protocol", "version"), [
    ("ocpp1.5-soap", "1.5"), ("ocpp1.2-soap", "1.2"), ("ocpp1.6-json", "1.6"), ("nonsense", None), (None, None),
    ("", None)])
def test_the_version_of_a_protocol(protocol, version):
    assert version_of(protocol) == version


@pytest.mark.parametrize(("name", "fields", "field"), [
    ("DataTransfer", {"vendorId": "v", "data": "a\0b"}, "data"),
    ("GetConfiguration", {"key": ["good", "bad\x1b"]}, "key"),
    ("SendLocalList", {"updateType": "Full", "localAuthorisationList": [{"idTag": "A\ufffe"}]}, "idTag"),
])
def test_what_xml_cannot_carry_is_refused_at_once(name, fields, field):
    with pytest.raises(Refused, match=f"{field} has characters that XML cannot carry"):
        op(name, **fields).check("1.5")


@pytest.mark.parametrize(("text", "fits"), [
    ("", True), ("line\r\n\tend", True), ("\u00e4\U0001f600", True), ("\0", False), ("\x7f", True), ("\ud800", False),
    ("\uffff", False), ("\x0b", False)])
def test_characters_of_xml(text, fits):
    assert is_sendable(text) is fits
