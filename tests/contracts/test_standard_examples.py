"""The examples of the open standard are valid by the published schemas, and what zeep makes of them."""

import hashlib
from functools import cache

import pytest
from lxml import etree
from zeep import Client
from zeep.exceptions import Fault

from tests.contracts.standard import (
    ENVELOPE,
    EXAMPLES,
    FAULT,
    HOME,
    SERVICES,
    TYPES,
    contract,
    example,
    operations,
    zeep_client,
)

XS = "{http://www.w3.org/2001/XMLSchema}"


@cache
def client_of(service: str) -> Client:
    """One client a service: to make one takes long."""
    return zeep_client(service)


def schema_of(service: str) -> etree.XMLSchema:
    """Of the published files alone, by libxml2: no code of ours is asked."""
    inline = etree.parse(HOME / f"{service}.wsdl").find(f".//{XS}schema")
    for imported in inline.iter(f"{XS}import"):
        imported.set("schemaLocation", TYPES.as_uri())
    return etree.XMLSchema(etree.fromstring(etree.tostring(inline)))


@pytest.mark.parametrize("service", SERVICES)
def test_requests_and_answers_are_valid(service):
    schema = schema_of(service)
    for name, operation in contract(service).operations.items():
        for kind, element in (("request", operation.input), ("response", operation.output)):
            told = example(service, f"{name}-{kind}")
            assert told.tag == element
            schema.assertValid(told)


@pytest.mark.parametrize(("service", "name"), operations())
def test_zeep_makes_the_fault_a_fault_with_its_detail(service, name):
    client = client_of(service)
    (found,) = client.wsdl.services.values()
    binding = next(iter(found.ports.values())).binding
    envelope = etree.parse(EXAMPLES / service / f"{name}-fault.xml").getroot()
    with pytest.raises(Fault) as raised:
        binding.process_error(envelope, binding.get(name))
    (detail,) = raised.value.detail
    read = client.get_element(FAULT).parse(detail, client.wsdl.types)
    assert read.message == raised.value.message
    sender = raised.value.code.endswith(":Sender")
    assert sender is (read.code not in ("Unavailable", "InternalError"))


@pytest.mark.parametrize("service", SERVICES)
def test_faults_are_valid(service):
    schema = etree.XMLSchema(etree.parse(TYPES))
    for name in contract(service).operations:
        fault = example(service, f"{name}-fault")
        assert fault.tag == f"{ENVELOPE}Fault"
        schema.assertValid(fault.find(f"{ENVELOPE}Detail/{FAULT}"))


def test_every_code_of_a_fault_has_an_example_but_our_own_failure():
    told = {code for path in EXAMPLES.rglob("*-fault.xml") for code in etree.parse(path).xpath(
        "//*[local-name()='code']/text()")}
    known = set(etree.parse(TYPES).xpath("//*[@name='FaultCode']//@value"))
    assert known - told == {"InternalError"}
    assert told <= known


def test_the_payload_is_what_its_digest_says():
    event = contract("eventstore").decode(example("eventstore", "GetEvent-response")).event
    assert hashlib.sha256(event.payload.data).digest() == event.payload.sha256
    assert etree.fromstring(event.payload.data).tag == f"{ENVELOPE}Envelope"
