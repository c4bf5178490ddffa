"""The contracts of the open standard can be served, and be called by zeep and suds."""

import pytest
import suds.client
from lxml import etree

import motown.contracts.motown10_command as command_module
from motown.soap.versions import SOAP11, SOAP12
from motown.soap.wsdl import WSDL
from tests.contracts.standard import EXAMPLES, FAULT, HOME, SERVICES, contract, example, operations, zeep_client
from tests.contracts.test_clients import LocalSuds

COMMANDS = {
    "StartTransaction", "StopTransaction", "UnlockConnector", "ChangeAvailability", "ResetChargePoint",
    "ChangeConfiguration", "GetConfiguration", "ClearCache", "RequestDiagnostics", "UpdateFirmware", "ReserveNow",
    "CancelReservation", "SendLocalList", "GetLocalListVersion", "SendData", "InvokeExtension"}
LATER = {"energy", "tariff", "receipt"}


@pytest.mark.parametrize("service", SERVICES)
def test_we_can_serve_it(service):
    loaded = contract(service)
    assert (loaded.namespace, loaded.name) == (f"urn:motown:ws:v1:{service}", SERVICES[service])
    assert loaded.versions == (SOAP12, SOAP11)
    assert list(loaded.imported) == ["schemas/motown/1.0/types.xsd"]
    for name, operation in loaded.operations.items():
        assert operation.action == f"urn:motown:ws:v1:{service}:{name}"
        assert operation.faults == (FAULT,)


def test_there_are_no_others_and_the_names_of_later_ones_are_free():
    found = {path.stem for path in HOME.glob("*.wsdl")}
    assert found == set(SERVICES)
    assert not found & LATER


def test_commands_are_the_operations_that_answer_a_receipt():
    loaded = contract("command")
    receipts = {name for name, one in loaded.operations.items()
                if "CommandReceipt" in str(getattr(loaded.elements[one.output], "_type_info", {}).get("receipt"))}
    assert receipts == COMMANDS


@pytest.mark.parametrize("service", SERVICES)
def test_both_ports_have_the_address_of_the_service(service):
    tree = etree.parse(HOME / f"{service}.wsdl")
    addresses = set(tree.xpath("//*[local-name()='address']/@location"))
    host = "9090" if service == "consumer" else "8080"
    assert addresses == {f"http://localhost:{host}/services/{service}/v1"}


@pytest.mark.parametrize("service", SERVICES)
def test_suds_finds_every_operation_in_both_ports(service):
    client = suds.client.Client((HOME / f"{service}.wsdl").as_uri(), cache=None, transport=LocalSuds())
    (found,) = client.wsdl.services
    assert [sorted(port.methods) for port in found.ports] == [sorted(contract(service).operations)] * 2


def said(element: etree._Element) -> list[tuple[str, str]]:
    """The elements and texts in their order, whatever the prefixes and layout."""
    return [(node.tag, (node.text or "").strip()) for node in element.iter()]


@pytest.mark.parametrize("service", SERVICES)
def test_zeep_strict_reads_every_example_and_says_it_again(service):
    client = zeep_client(service)
    assert client.settings.strict
    for name, operation in contract(service).operations.items():
        for kind, element in (("request", operation.input), ("response", operation.output)):
            told = example(service, f"{name}-{kind}")
            read = client.get_element(element).parse(told, client.wsdl.types)
            again = etree.Element("again")
            client.get_element(element).render(again, read)
            assert said(again[0]) == said(told), name


@pytest.mark.parametrize("namespace", ["urn:motown:ws:v1:command", "urn:vendor"])
@pytest.mark.parametrize("inside", ["receipt", None])
def test_zeep_strict_passes_over_what_a_later_version_adds_last(namespace, inside):
    client, told = zeep_client("command"), example("command", "StartTransaction-response")
    grown = told if inside is None else told.find(f"{{urn:motown:ws:v1:command}}{inside}")
    etree.SubElement(grown, f"{{{namespace}}}later").text = "new"
    read = client.get_element(told.tag).parse(told, client.wsdl.types)
    assert (read.receipt.state, read.receipt.position) == ("Queued", 88402)


@pytest.mark.parametrize("service", SERVICES)
def test_zeep_makes_a_message_of_every_request_in_both_versions(service):
    client = zeep_client(service)
    (found,) = client.wsdl.services.values()
    for port in found.ports.values():
        for name, operation in contract(service).operations.items():
            read = client.get_element(operation.input).parse(example(service, f"{name}-request"), client.wsdl.types)
            given = {key: value for key, value in read.__values__.items() if value is not None}
            envelope, headers = port.binding._create(name, (), given, client=client)
            text = etree.tostring(envelope).decode()
            assert f"urn:motown:ws:v1:{service}:{name}" in str(headers)
            assert contract(service).validate(envelope[-1][0]) is None, text


def test_a_contract_module_gives_out_its_messages():
    request = command_module.StartTransaction(requestId="r", chargePointId="EV-1", idTag="TAG")
    assert command_module.contract.encode_valid(command_module.contract.operations["StartTransaction"].input, request)


def test_every_operation_is_told_in_both_bindings_in_the_same_order():
    for service in SERVICES:
        root = etree.parse(HOME / f"{service}.wsdl").getroot()
        names = [[node.get("name") for node in binding.iterfind(f"{WSDL}operation")]
                 for binding in root.iterfind(f"{WSDL}binding")]
        assert names == [list(contract(service).operations)] * 2


def test_there_are_as_many_examples_as_there_should_be():
    wanted = {f"{service}/{name}-{kind}.xml" for service, name in operations()
              for kind in ("request", "response", "fault")}
    assert {path.relative_to(EXAMPLES).as_posix() for path in EXAMPLES.rglob("*.xml")} == wanted
