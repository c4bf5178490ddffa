"""Which charge point a message is from, on the whole way: rules ID-2, ID-5 to ID-8, and the path as a name."""

import pytest
from lxml import etree

from tests.fixtures import both_versions
from tests.speaking import CS, SOAP12, ChargePoint, envelope, read_fault, request

pytestmark = both_versions


def beat(version, header):
    """A Heartbeat with this header block."""
    return request("Heartbeat", headers=header, identity=None, version=version)


def repairs(server):
    """What was forgiven in the last message that came."""
    return [one.event.repairs for one in server.log() if one.category == "Message"][-2]


@pytest.mark.parametrize("header", [
    '<chargeBoxIdentity xmlns="{cs}">EV-1</chargeBoxIdentity>',
    '<ChargeBoxIdentity xmlns="{cs}">EV-1</ChargeBoxIdentity>',
    '<CHARGEBOXIDENTITY xmlns="{cs}">EV-1</CHARGEBOXIDENTITY>',
    '<chargeBoxIdentity xmlns="urn://Ocpp/Cp/2012/06/">EV-1</chargeBoxIdentity>',
    "<chargeBoxIdentity>EV-1</chargeBoxIdentity>",
    '<chargeBoxIdentity xmlns="{cs}" s:mustUnderstand="true">\n EV-1 </chargeBoxIdentity>',
])
def test_the_header_is_known_by_its_name(server, version, header):
    """ID-2, ID-5, ID-6, SOAP-10."""
    assert server.post(beat(version, header.format(cs=CS[version]))).status == 200
    assert [one.charge_point_id for one in server.news()] == ["EV-1"] * 3


def test_what_was_forgiven_is_in_the_log(server, version):
    server.post(beat(version, '<ChargeBoxIdentity xmlns="urn:x"> EV-1</ChargeBoxIdentity>'))
    assert set(repairs(server)) == {"identity-name-case", "identity-namespace", "identity-white-space"}


def test_an_identity_is_kept_verbatim_and_compared_exactly(server, version):
    """ID-8."""
    odd = "ZÜRICH 7/a:b;c&d"
    server.accept(odd)
    ev = ChargePoint(server, odd, version)
    ev.heartbeat()
    assert server.charge_point(odd).charge_point_id == odd
    assert ChargePoint(server, odd.lower(), version).fault("Heartbeat").subcode == "SecurityError"


def test_nobody_is_named(server, version):
    """FLT-3: ProtocolError; a stranger's message, so it is in the journal."""
    fault = read_fault(server.post(beat(version, "")))
    assert (fault.code, fault.subcode) == ("Sender", "ProtocolError")
    assert "chargeBoxIdentity" in fault.reason
    assert server.news() == []
    assert [(row.identity, row.operation) for row in server.journal()] == [(None, "Heartbeat")]


@pytest.mark.parametrize("path", ["/ocpp/EV-1", "/ocpp/EV-1/", "/OCPP/EV-1", "/Ocpp//EV-1"])
def test_the_path_names_it_where_the_header_is_missing(server, version, path):
    assert server.post(beat(version, ""), path).status == 200
    assert repairs(server) == ("identity-from-path",)


@pytest.mark.parametrize("path", ["/ocpp", "/ocpp/", "/OCPP", "/oCpP/"])
def test_the_case_of_the_path_does_not_matter(server, version, path):
    assert server.post(request("Heartbeat", version=version), path).status == 200


def test_the_header_counts_where_both_name_one(server, version):
    """ID-2: OCPP knows no other place; the difference is noted."""
    server.post(request("Heartbeat", version=version), "/ocpp/EV-2")
    assert [one.charge_point_id for one in server.news()] == ["EV-1"] * 3
    assert repairs(server) == ("identity-differs-from-path",)


def test_the_path_says_nothing_where_the_settings_say_so(make_server, version):
    server = make_server(identity_from_path=False)
    server.accept("EV-1")
    assert read_fault(server.post(beat(version, ""), "/ocpp/EV-1")).subcode == "ProtocolError"


def test_two_identities_are_none(server, version):
    twice = f'<i:chargeBoxIdentity xmlns:i="{CS[version]}">EV-2</i:chargeBoxIdentity>'
    assert read_fault(server.post(request("Heartbeat", headers=twice, version=version))).subcode == "ProtocolError"
    assert server.news() == []


@pytest.mark.parametrize("identity", ["EV-1&#x202e;", "EV&#x200b;-1", "EV&#10;-1", "x" * 256])
def test_an_identity_that_would_deceive_the_eye_is_none(server, version, identity):
    """ID-8: never logged as trusted text."""
    fault = read_fault(server.post(request("Heartbeat", identity=identity, version=version)))
    assert fault.subcode == "ProtocolError"
    assert server.news() == []


def test_an_answer_names_nobody(server, ev):
    """ID-7: no header part is bound to responses."""
    ev.heartbeat()
    assert "chargeBoxIdentity" not in {etree.QName(one).localname for one in etree.fromstring(ev.got).iter()}


def test_what_is_no_message_may_still_come_from_a_charge_point_that_the_path_names(server, version):
    """Then it goes into its history, and not into the journal."""
    server.post(b"<broken", "/ocpp/EV-1")
    assert [one.type for one in server.news()] == ["ocpp.Unknown.Malformed", "ocpp.Unknown.Fault"]
    assert server.journal() == []


def test_the_version_is_that_of_the_body_whatever_the_header_says(server, version):
    """SOAP-5, ID-6."""
    other = "1.2" if version == "1.5" else "1.5"
    body = f'<heartbeatRequest xmlns="{CS[version]}"/>'
    answer = server.post(envelope(body, version=other))
    assert etree.fromstring(answer.body).find(f".//{{{SOAP12}}}Body/{{{CS[version]}}}heartbeatResponse") is not None
