"""Which charge point a message says it comes from."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from motown.ocpp.identity import charge_box_identity
from motown.soap.envelope import Envelope
from motown.soap.faults import ServiceFault
from motown.soap.versions import SOAP12

CS = "urn://Ocpp/Cs/2012/06/"


def block(text: str, name: str = "chargeBoxIdentity", namespace: str = CS) -> etree._Element:
    element = etree.Element(f"{{{namespace}}}{name}" if namespace else name)
    element.text = text
    return element


def message(*blocks: etree._Element) -> Envelope:
    return Envelope(SOAP12, list(blocks), etree.Element("x"))


@pytest.mark.parametrize("text", ["CP-001", "00:1B:44:11:3A:B7", "a", "Z\u00fcrich 7", "?", "x" * 255])
def test_the_header_names_the_charge_point(text: str) -> None:
    assert charge_box_identity(message(block("/Heartbeat", "Action"), block(text)), None) == (text, [])


@pytest.mark.parametrize(("name", "namespace", "notes"), [
    ("ChargeBoxIdentity", CS, ["identity-name-case"]),
    ("CHARGEBOXIDENTITY", CS, ["identity-name-case"]),
    ("chargeBoxIdentity", "urn://Ocpp/Cp/2012/06/", ["identity-namespace"]),
    ("chargeBoxIdentity", "http://www.w3.org/2005/08/addressing", ["identity-namespace"]),
    ("chargeBoxIdentity", "", ["identity-namespace"]),
    ("chargeboxidentity", "", ["identity-name-case", "identity-namespace"]),
    ("chargeBoxIdentiy", CS, ["identity-misspelt"]),
    ("chargeBoxIdentitty", CS, ["identity-misspelt"]),
    ("chargeBoxID", CS, ["identity-misspelt"]),
    ("chargePointIdentity", CS, ["identity-misspelt"])])
def test_its_name_counts_and_not_much_of_that(name: str, namespace: str, notes: list[str]) -> None:
    assert charge_box_identity(message(block("CP", name, namespace)), None) == ("CP", notes)


def test_white_space_round_it_does_not_count() -> None:
    assert charge_box_identity(message(block("\n  CP 1\t")), None) == ("CP 1", ["identity-white-space"])


def test_a_right_name_goes_before_a_misspelt_one() -> None:
    assert charge_box_identity(message(block("B", "chargeBoxID"), block("A")), None) == ("A", [])


def test_other_headers_are_no_identity() -> None:
    assert charge_box_identity(message(block("x", "identity"), block("x", "chargeBoxSerialNumber")), None) == (None, [])


def test_the_path_counts_where_there_is_no_header() -> None:
    assert charge_box_identity(message(), "CP-9") == ("CP-9", ["identity-from-path"])
    assert charge_box_identity(None, "CP-9") == ("CP-9", ["identity-from-path"])
    assert charge_box_identity(message(block("  ")), "CP-9") == ("CP-9", ["identity-from-path"])


def test_the_header_counts_where_both_are_there() -> None:
    assert charge_box_identity(message(block("A")), "B") == ("A", ["identity-differs-from-path"])
    assert charge_box_identity(message(block("A")), "A") == ("A", [])


@pytest.mark.parametrize("path", [None, "", "  "])
def test_nothing_names_it(path: str | None) -> None:
    assert charge_box_identity(message(), path) == (None, [])
    assert charge_box_identity(message(block("")), path) == (None, [])
    assert charge_box_identity(None, path) == (None, [])


def test_the_same_header_twice_is_one() -> None:
    assert charge_box_identity(message(block("A"), block("A")), None) == ("A", [])


def test_two_that_disagree_are_refused() -> None:
    with pytest.raises(ServiceFault, match="more than once"):
        charge_box_identity(message(block("A"), block("B", namespace="")), None)


@pytest.mark.parametrize("text", [
    "x" * 256, "a\nb", "a\tb", "a\u202eb", "a\u200bb", "a\u2028b", "a\x85b", "a\u00a0b", "a\ue000b"])
def test_unfit_identities_are_refused(text: str) -> None:
    with pytest.raises(ServiceFault):
        charge_box_identity(message(block(text)), None)
    with pytest.raises(ServiceFault):
        charge_box_identity(message(), text)


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])), st.none() | st.text())
def test_whatever_is_sent_an_identity_is_fit_or_refused(text: str, path: str | None) -> None:
    try:
        element = block(text)
    except ValueError:
        return
    try:
        identity, _ = charge_box_identity(message(element), path)
    except ServiceFault:
        return
    assert identity is None or (0 < len(identity) <= 255 and identity.strip() == identity and "\n" not in identity)
