"""The contract files are documented, stand on their own and are laid out for people."""

import pytest
from lxml import etree

from tests.contracts.facts import WSDL, XSD
from tests.contracts.files import CONTRACT_FILES

pytestmark = pytest.mark.parametrize("contract", CONTRACT_FILES, ids=str)

NAMES = {"w": WSDL, "x": XSD}
IN_SCHEMA = "//x:element | //x:attribute | //x:complexType | //x:simpleType | //x:enumeration"
IN_WSDL = ("/w:definitions | //w:message | //w:portType | //w:portType/w:operation"
           " | //w:binding | //w:service | //w:port")


def undocumented(root: etree._Element, nodes: str, text: str) -> list[str]:
    """The nodes without a sentence about them."""
    return [f"{etree.QName(node).localname} {node.get('name') or node.get('value')}, line {node.sourceline}"
            for node in root.xpath(nodes, namespaces=NAMES)
            if not node.xpath(f"normalize-space({text})", namespaces=NAMES).endswith((".", ")"))]


def test_everything_in_the_schema_is_documented(contract, repo):
    root = etree.parse(contract.ours(repo)).getroot()
    assert undocumented(root, IN_SCHEMA, "x:annotation/x:documentation") == []


def test_everything_in_the_wsdl_is_documented(contract, repo):
    root = etree.parse(contract.ours(repo)).getroot()
    assert undocumented(root, IN_WSDL, "w:documentation") == []


def test_nothing_is_loaded_from_elsewhere(contract, repo):
    tree = etree.parse(contract.ours(repo))
    elsewhere = tree.xpath("//*[local-name()='import' or local-name()='include' or local-name()='redefine']")
    assert (elsewhere, tree.xpath("//@schemaLocation"), tree.docinfo.doctype) == ([], [], "")


def test_file_is_neat_utf_8(contract, repo):
    raw = contract.ours(repo).read_bytes()
    assert raw.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n<!--\n')
    assert raw.endswith(b"</wsdl:definitions>\n")
    lines = raw.decode("utf-8").split("\n")
    bad = [line for line in lines if "\t" in line or "\r" in line or line != line.rstrip() or len(line) > 120]
    assert bad == []


def test_licence_is_told(contract, repo):
    assert b"SPDX-License-Identifier: Apache-2.0" in contract.ours(repo).read_bytes()[:1500]


def test_no_namespace_is_declared_in_vain(contract, repo):
    root = etree.parse(contract.ours(repo)).getroot()
    text = etree.tostring(root, encoding="unicode").partition(">")[2]
    assert [prefix for prefix in root.nsmap if f"{prefix}:" not in text] == []
