"""DirectoryService."""

import pytest

from motown import __version__
from motown.addon import Extension, Parameter, ParameterType, WebService
from motown.domain.operations import DataTransfer
from tests.harness import START
from tests.services.calling import Anybody, Party, contract, refusal
from tests.speaking import ChargePoint

OURS = {"StartTransaction", "StopTransaction", "UnlockConnector", "ChangeAvailability", "ResetChargePoint",
        "ChangeConfiguration", "GetConfiguration", "ClearCache", "RequestDiagnostics", "UpdateFirmware", "ReserveNow",
        "CancelReservation", "SendLocalList", "GetLocalListVersion", "SendData"}
ONLY_15 = {"GetConfiguration", "ReserveNow", "CancelReservation", "SendLocalList", "GetLocalListVersion", "SendData"}


def acme(registry):
    one = contract("access")
    registry.serve("/acme", WebService(one, {name: lambda _asking: {} for name in one.operations}, version="2.1",
                                       access=dict.fromkeys(one.operations, "C-STATION")))
    registry.extension(Extension(
        "acme.ShowText", lambda call: DataTransfer(vendor_id="com.acme"), access_class="C-SESSION",
        parameters=(Parameter("text", "What is shown."),
                    Parameter("seconds", "How long.", ParameterType.INTEGER, required=False)),
        suits=lambda row: row.vendor == "Acme"))


@pytest.fixture
def server(make_server):
    return make_server(add_ons=[("acme", acme)])


def commands_of(party, **fields):
    return {one.name: one for one in party("directory", "GetCapabilities", **fields).command}


@pytest.mark.parametrize("soap", ["1.2", "1.1"])
def test_every_service_there_is(server, soap):
    answer = Anybody(server, soap=soap)("directory", "GetServices")
    assert (answer.serverTime, answer.implementation.name, answer.implementation.version) == (
        START, "Motown", __version__)
    found = {one.wsdlUrl: one for one in answer.service}
    directory = found["http://central.example/services/directory/v1?wsdl"]
    assert (directory.name, directory.namespaceUri, directory.contractVersion, directory.profile, directory.addOn) == (
        "DirectoryService", "urn:motown:ws:v1:directory", "1.0", ["core"], None)
    added = found["http://central.example/acme?wsdl"]
    assert (added.url, added.contractVersion, added.addOn) == ("http://central.example/acme", "2.1", "acme")


def test_what_can_be_asked_without_a_credential(server):
    answer = Anybody(server)("directory", "GetCapabilities")
    assert (answer.maxPageLimit, answer.maxWaitSeconds, answer.oldestPosition) == (1000, 60, 1)
    assert answer.authMethod == ["Basic"]
    found = {one.name: one for one in answer.command}
    assert set(found) == OURS | {"acme.ShowText"}
    start = found["StartTransaction"]
    assert (start.protocol, start.accessClass, start.extensionOf) == (
        ["ocpp1.2-soap", "ocpp1.5-soap"], "C-SESSION", None)
    assert [(one.name, one.type, one.required) for one in start.parameter] == [
        ("connectorId", "integer", False), ("idTag", "string", True)]
    assert all(one.description for command in answer.command for one in command.parameter)
    assert {one.type for one in found["SendLocalList"].parameter} == {"string", "integer", "boolean", "structure"}


def test_commands_of_add_ons(server):
    one = commands_of(Anybody(server))["acme.ShowText"]
    assert (one.protocol, one.accessClass, one.extensionOf) == (["ocpp1.5-soap"], "C-SESSION", "acme")
    assert [(each.name, each.type, each.required) for each in one.parameter] == [
        ("text", "string", True), ("seconds", "integer", False)]


@pytest.mark.parametrize(("version", "vendor", "expected"), [
    ("1.5", "Acme", OURS | {"acme.ShowText"}), ("1.5", "Other", OURS), ("1.2", "Acme", OURS - ONLY_15)])
def test_what_a_charge_point_can_be_asked(server, version, vendor, expected):
    server.accept("EV-1")
    ChargePoint(server, version=version).boot(chargePointVendor=vendor)
    assert set(commands_of(Party(server, "cso", "CSO", own=("EV-1",)), chargePointId="EV-1")) == expected


def test_a_charge_point_is_asked_about_by_who_may_know_of_it(server):
    server.accept("EV-1")
    with refusal("NotAuthenticated"):
        Anybody(server)("directory", "GetCapabilities", chargePointId="EV-1")
    cso = Party(server, "cso", "CSO", own=("EV-2",))
    said = set()
    for name in ("EV-1", "there is none"):
        with refusal("NotFound") as refused:
            cso("directory", "GetCapabilities", chargePointId=name)
        said.add(refused.fault.message.replace(name, ""))
    assert len(said) == 1
    with refusal("NotFound"):
        cso("directory", "GetCapabilities", chargePointId="EV-2")


def test_a_bad_credential_hinders_nobody_where_none_is_needed(server):
    assert Anybody(server, "nobody", "guessed")("directory", "GetServices").service
