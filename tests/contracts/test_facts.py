"""The fact list sees every change that means something, and none that does not."""

from collections.abc import Callable

import pytest
from lxml import etree

from tests.contracts.facts import SOAP12, WSAW, WSDL, WSP, WSU_ID, XSD, facts
from tests.contracts.files import CONTRACT_FILES, ContractFile

NAMES = {"w": WSDL, "s": SOAP12, "x": XSD, "wsp": WSP}
CENTRAL_SYSTEM = ContractFile("1.5", "centralsystem")


def set_attribute(path: str, key: str, value: str) -> Callable[[etree._Element], None]:
    def change(root):
        root.xpath(path, namespaces=NAMES)[0].set(key, value)
    return change


def remove(path: str) -> Callable[[etree._Element], None]:
    def change(root):
        node = root.xpath(path, namespaces=NAMES)[0]
        node.getparent().remove(node)
    return change


def move_to_end(path: str) -> Callable[[etree._Element], None]:
    def change(root):
        node = root.xpath(path, namespaces=NAMES)[0]
        node.getparent().append(node)
    return change


MUTATIONS = {
    "target namespace": set_attribute("//x:schema", "targetNamespace", "urn://Ocpp/Cs/2012/06"),
    "element form": set_attribute("//x:schema", "elementFormDefault", "unqualified"),
    "maxLength": set_attribute("//x:simpleType[@name='IdToken']//x:maxLength", "value", "21"),
    "maxLength gone": remove("//x:simpleType[@name='IdToken']//x:maxLength"),
    "enumeration value": set_attribute("//x:enumeration[@value='Amp']", "value", "A"),
    "enumeration value gone": remove("//x:enumeration[@value='Wh']"),
    "base type": set_attribute("//x:simpleType[@name='IdToken']/x:restriction", "base", "xs:token"),
    "element name": set_attribute("//x:element[@name='meterStart']", "name", "meterBegin"),
    "element type": set_attribute("//x:element[@name='meterStart']", "type", "xs:long"),
    "minOccurs": set_attribute("//x:element[@name='reservationId']", "minOccurs", "1"),
    "maxOccurs": set_attribute("//x:element[@name='values']", "maxOccurs", "10"),
    "nillable": set_attribute("//x:element[@name='info']", "nillable", "true"),
    "order of elements": move_to_end("//x:element[@name='chargePointVendor']"),
    "attribute use": set_attribute("//x:attribute[@name='unit']", "use", "required"),
    "attribute default": set_attribute("//x:attribute[@name='unit']", "default", "Wh"),
    "attribute gone": remove("//x:attribute[@name='context']"),
    "message of another name": set_attribute("//w:message[@name='HeartbeatInput']", "name", "Heartbeat"),
    "message part": set_attribute("//w:message[@name='HeartbeatInput']/w:part", "element", "cs:heartbeatResponse"),
    "part name": set_attribute("//w:message[@name='Header']/w:part", "name", "chargeBoxIdentity"),
    "operation gone": remove("//w:portType/w:operation[@name='DataTransfer']"),
    "one-way operation": remove("//w:portType/w:operation[@name='Heartbeat']/w:output"),
    "input and output swapped": move_to_end("//w:portType/w:operation[@name='Heartbeat']/w:input"),
    "addressing action": set_attribute("//w:operation[@name='Heartbeat']/w:output", f"{{{WSAW}}}Action", "/Heartbeat"),
    "soapAction": set_attribute("//s:operation[@soapAction='/Heartbeat']", "soapAction", "Heartbeat"),
    "style": set_attribute("//s:binding", "style", "rpc"),
    "transport": set_attribute("//s:binding", "transport", "http://schemas.xmlsoap.org/soap/smtp"),
    "header part": set_attribute("//s:header", "part", "chargeBoxIdentity"),
    "header gone": remove("//w:operation[@name='Authorize']/w:input/s:header"),
    "body use": set_attribute("//s:body", "use", "encoded"),
    "policy reference gone": remove("//wsp:PolicyReference"),
    "policy empty": remove("//wsp:Policy/*"),
    "port name": set_attribute("//w:port", "name", "CentralSystemServiceSoap11"),
}

HARMLESS = {
    "address": set_attribute("//s:address", "location", "https://example.org/"),
    "documentation gone": remove("//w:documentation"),
    "annotation gone": remove("//x:annotation"),
    "order of types": move_to_end("//x:complexType"),
    "order of enumeration values": move_to_end("//x:enumeration"),
    "default said aloud": set_attribute("//x:element[@name='idTag']", "minOccurs", "1"),
    "form said aloud": set_attribute("//x:element[@name='idTag']", "form", "qualified"),
    "input name": set_attribute("//w:portType/w:operation/w:input", "name", "AuthorizeInput"),
}


def after(change, root: etree._Element) -> list[str]:
    change(root)
    return facts(etree.tostring(root))


@pytest.mark.parametrize("change", MUTATIONS.values(), ids=MUTATIONS.keys())
def test_change_of_meaning_is_seen(change, repo):
    original = CENTRAL_SYSTEM.ours(repo)
    assert after(change, etree.parse(original).getroot()) != facts(original)


@pytest.mark.parametrize("change", HARMLESS.values(), ids=HARMLESS.keys())
def test_change_of_words_is_not_seen(change, repo):
    original = CENTRAL_SYSTEM.ours(repo)
    assert after(change, etree.parse(original).getroot()) == facts(original)


def test_every_attribute_but_address_and_id_counts(repo):
    """Each attribute in turn gets another value. Ids may change as long as references follow."""
    original = ContractFile("1.2", "chargepoint").ours(repo)
    root, expected, unseen = etree.parse(original).getroot(), facts(original), set()
    for node in root.iter(etree.Element):
        for key, value in node.attrib.items():
            node.set(key, f"{value}x")
            if facts(etree.tostring(root)) == expected:
                unseen.add((etree.QName(node).localname, key))
            node.set(key, value)
    assert unseen == {("definitions", "name"), ("address", "location")}


def test_id_of_policy_counts_only_by_reference(repo):
    root = etree.parse(CENTRAL_SYSTEM.ours(repo)).getroot()
    root.xpath("//wsp:Policy", namespaces=NAMES)[0].set(WSU_ID, "Other")
    assert "binding CentralSystemServiceSoap / wsp:PolicyReference: nothing" in facts(etree.tostring(root))
    root.xpath("//wsp:PolicyReference", namespaces=NAMES)[0].set("URI", "#Other")
    assert facts(etree.tostring(root)) == facts(CENTRAL_SYSTEM.ours(repo))


def test_committed_lists_are_all_different(repo):
    assert len({contract.facts(repo).read_bytes() for contract in CONTRACT_FILES}) == len(CONTRACT_FILES)
