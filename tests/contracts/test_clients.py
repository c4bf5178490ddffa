"""zeep and suds make clients from the contract files alone."""

from datetime import UTC, datetime

import pytest
import suds.client
import suds.transport.http
import zeep
from lxml import etree

from tests.contracts.facts import WSDL
from tests.contracts.files import CONTRACT_FILES, ContractFile

pytestmark = pytest.mark.parametrize("contract", CONTRACT_FILES, ids=str)

ADDRESSES = {"centralsystem": "http://localhost:8080/ocpp", "chargepoint": "http://localhost:9090/ocpp"}


class LocalZeep(zeep.Transport):
    """Reads files; fails the test when the contract sends it elsewhere."""

    def _load_remote_data(self, url: str):
        raise AssertionError(f"{url} is not in the file")


class LocalSuds(suds.transport.http.HttpTransport):
    """Reads files; fails the test when the contract sends it elsewhere."""

    def open(self, request: suds.transport.Request):
        assert request.url.startswith("file:")
        return super().open(request)


def operations(contract: ContractFile, repo) -> list[str]:
    tree = etree.parse(contract.ours(repo))
    return sorted(tree.xpath("//w:portType/w:operation/@name", namespaces={"w": WSDL}))


def zeep_client(contract: ContractFile, repo) -> zeep.Client:
    return zeep.Client(str(contract.ours(repo)), transport=LocalZeep())


def test_zeep_finds_every_operation(contract, repo):
    client = zeep_client(contract, repo)
    (service,) = client.wsdl.services.values()
    (port,) = service.ports.values()
    assert sorted(port.binding._operations) == operations(contract, repo)
    assert port.binding_options["address"] == ADDRESSES[contract.service]


def test_suds_finds_every_operation(contract, repo):
    client = suds.client.Client(contract.ours(repo).as_uri(), cache=None, transport=LocalSuds())
    (service,) = client.wsdl.services
    (port,) = service.ports
    assert sorted(port.methods) == operations(contract, repo)
    assert str(port.location) == ADDRESSES[contract.service]


def test_zeep_makes_a_message_with_header_and_action(contract, repo):
    client = zeep_client(contract, repo)
    operation, values = {
        "centralsystem": ("StopTransaction", {"transactionId": 7, "timestamp": datetime(2024, 5, 1, tzinfo=UTC),
                                              "meterStop": 1200}),
        "chargepoint": ("Reset", {"type": "Soft"}),
    }[contract.service]
    envelope = client.create_message(
        client.service, operation, _soapheaders={"ChargeBoxIdentity": "CP-1"}, **values)
    text = {etree.QName(node).localname: node.text for node in envelope.iter()}
    assert (text["chargeBoxIdentity"], text["Action"]) == ("CP-1", f"/{operation}")
