"""libxml2 with the schema in our WSDL judges the example messages of the reference data as they were meant."""

import json
from pathlib import Path

import pytest
from lxml import etree

from tests.contracts.facts import XSD
from tests.contracts.files import CONTRACT_FILES, ContractFile

ENVELOPE = "{http://www.w3.org/2003/05/soap-envelope}"


def schema_of(file: Path) -> etree.XMLSchema:
    # written and read again, so that the schema holds the prefixes declared above it
    inline = etree.parse(file).find(f".//{{{XSD}}}schema")
    return etree.XMLSchema(etree.fromstring(etree.tostring(inline)))


@pytest.fixture
def schemas(repo) -> dict[ContractFile, etree.XMLSchema]:
    return {contract: schema_of(contract.ours(repo)) for contract in CONTRACT_FILES}


@pytest.fixture
def examples(shared) -> list[dict]:
    # the body of a fault is SOAP's own
    entries = json.loads((shared / "ocpp" / "examples" / "index.json").read_text(encoding="utf-8"))
    return [entry for entry in entries if entry["kind"] != "fault"]


def test_every_example_gets_its_verdict(examples, schemas, shared):
    wrong = []
    for entry in examples:
        schema = schemas[ContractFile(entry["version"], entry["service"].removesuffix("Service").lower())]
        envelope = etree.parse(shared / "ocpp" / "examples" / entry["file"]).getroot()
        (body,) = envelope.find(f"{ENVELOPE}Body")
        if schema.validate(body) is not entry["valid"]:
            wrong.append((entry["file"], entry["valid"], str(schema.error_log)))
    assert wrong == []


def test_examples_are_of_both_kinds_and_all_services(examples):
    assert {(entry["version"], entry["service"]) for entry in examples if entry["valid"]} == {
        (version, service) for version in ("1.2", "1.5") for service in ("CentralSystemService", "ChargePointService")}
    assert any(not entry["valid"] for entry in examples)


@pytest.mark.parametrize(("body", "valid"), [("", True), ("\n", False)])
def test_empty_message_may_not_hold_white_space(schemas, body, valid):
    """OCPP 1.5, rule SOAP-15: so our type has no content model at all, like the published one."""
    heartbeat = etree.fromstring(f"<heartbeatRequest xmlns='urn://Ocpp/Cs/2012/06/'>{body}</heartbeatRequest>")
    assert schemas[ContractFile("1.5", "centralsystem")].validate(heartbeat) is valid
