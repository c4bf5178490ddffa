"""The examples of OCPP messages and the official contracts, which are not ours."""

import re
from datetime import datetime

import pytest
import zeep

from motown.contracts import ocpp12_centralsystem, ocpp12_chargepoint, ocpp15_centralsystem, ocpp15_chargepoint
from motown.soap.contract import load
from motown.soap.envelope import read
from motown.soap.faults import ServiceFault, read_fault
from motown.soap.parsing import parse_own
from motown.soap.service import Service
from tests.soap.support import NOW, Recorder
from tests.soap.test_zeep import InProcess, identity

MODULES = (ocpp12_centralsystem, ocpp12_chargepoint, ocpp15_centralsystem, ocpp15_chargepoint)
CONTRACTS = {module.contract.namespace: module.contract for module in MODULES}


def contract_of(message):
    return CONTRACTS[message.body.tag[1:].partition("}")[0]]


def test_examples_are_read_and_written_as_they_were(shared):
    """Ours and theirs are equal but for prefixes, blanks and the way that times look."""
    files = sorted((shared / "ocpp/examples").glob("1.*/*Service/*.xml"))
    assert len(files) > 100
    for path in files:
        message = read(path.read_bytes())
        contract = contract_of(message)
        contract.validate(message.body)
        value = contract.decode(message.body)
        again = parse_own(contract.encode_valid(message.body.tag, value))
        assert contract.decode(again) == value, path.name
        assert texts(again) == texts(message.body), path.name


def texts(tree):
    """Names, attributes and texts of a tree in order; times by what they mean."""
    return [(one.tag, sorted(one.attrib.items()), meant((one.text or "").strip())) for one in tree.iter()]


def meant(text):
    return datetime.fromisoformat(text) if re.match(r"\d{4}-\d\d-\d\dT", text) else text


def test_examples_that_are_not_valid(shared):
    files = sorted((shared / "ocpp/examples/invalid").glob("*.xml"))
    assert files
    for path in files:
        message = read(path.read_bytes())
        with pytest.raises(ServiceFault):
            contract_of(message).validate(message.body)


def test_examples_of_faults(shared):
    for path in sorted((shared / "ocpp/examples").glob("1.*/faults/*.xml")):
        message = read(path.read_bytes())
        fault, _ = read_fault(message.version, message.body)
        assert fault.subcode.local == path.stem
        assert fault.reason


@pytest.mark.parametrize(("place", "module"), [
    ("ocpp_1.5_centralsystem.wsdl", ocpp15_centralsystem), ("ocpp_1.2_centralsystem.wsdl", ocpp12_centralsystem)])
def test_a_client_made_from_the_official_contract(shared, place, module):
    official = shared / "contracts/ocpp" / place
    recorder = Recorder(module.contract, Heartbeat={"currentTime": NOW}, StartTransaction={
        "transactionId": 7, "idTagInfo": {"status": "Accepted", "parentIdTag": "group", "expiryDate": NOW}})
    transport = InProcess(Service(recorder.served), None)
    client = zeep.Client(str(official), transport=transport, settings=zeep.Settings(strict=True))
    service = client.create_service(next(iter(client.wsdl.bindings)), "http://x/here")
    assert service.Heartbeat(**identity(module.contract)) == NOW
    got = service.StartTransaction(connectorId=1, idTag="t", timestamp=NOW, meterStart=0, **identity(module.contract))
    assert (got.transactionId, got.idTagInfo.parentIdTag) == (7, "group")
    load(official).validate(read(transport.received).body)


@pytest.mark.parametrize(("place", "module"), [
    ("ocpp_1.5_chargepoint.wsdl", ocpp15_chargepoint), ("ocpp_1.2_chargepoint.wsdl", ocpp12_chargepoint)])
def test_a_request_by_the_official_contract_is_the_same(shared, place, module):
    official, ours = load(shared / "contracts/ocpp" / place), module.contract
    reset = ours.operations["Reset"]
    assert (official.operations["Reset"].action, official.operations["Reset"].input) == (reset.action, reset.input)
    assert official.encode_valid(reset.input, {"type": "Soft"}) == ours.encode_valid(reset.input, {"type": "Soft"})
