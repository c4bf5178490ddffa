"""The mock services give every answer that there is, as our own client understands it."""

import re

import pytest

from motown.contracts import motown10_consumer, ocpp12_chargepoint, ocpp15_chargepoint
from motown.contracts.soapui import projects
from motown.contracts.soapui.values import valid
from motown.soap import client
from motown.soap.faults import ServiceFault
from motown.soap.versions import SOAP11, SOAP12
from tests.contracts.soapui.reading import CON
from tests.contracts.soapui.replaying import mocks, samples, with_text
from tests.contracts.standard import contract

MADE = projects()
MOCKED = {name: mocks(content) for name, content in MADE.items()}
CHARGE_POINTS = {"1.2": ocpp12_chargepoint.contract, "1.5": ocpp15_chargepoint.contract}


def operations(mock):
    return mock.node.findall(f"{CON}mockOperation")


def charge_point(version):
    return next(mock for mock in MOCKED["ocpp-chargepoint-soapui-project.xml"] if version in mock.node.get("name"))


def test_what_can_be_mocked():
    assert {name.removesuffix("-soapui-project.xml"): len(found) for name, found in MOCKED.items()} == {
        **{f"motown-{service}": 1 for service in (
            "directory", "access", "command", "eventstore", "subscription", "consumer", "chargepoint", "transaction",
            "token")},
        "ocpp-chargepoint": 2, "ocpp-centralsystem": 0}


@pytest.mark.parametrize("name", MOCKED)
def test_samples_get_the_usual_answer_in_their_version_of_soap(name):
    for mock in MOCKED[name]:
        for operation in operations(mock):
            one = mock.project.interfaces[operation.get("interface")]
            played = mock.answer(samples(mock, operation))
            assert (played.status, played.name) == (200, operation.findtext(f"{CON}defaultResponse"))
            assert one.envelope[1:-1].encode() in played.body


@pytest.mark.parametrize("version", CHARGE_POINTS)
def test_a_charge_point_called_as_an_answer_gets_it(version):
    mock, known = charge_point(version), CHARGE_POINTS[version]
    for operation in operations(mock):
        name = operation.get("operation")
        asked = valid(known.elements[known.operations[name].input])
        for response in operation.iterfind(f"{CON}response"):
            identity = response.get("name")
            message = client.request(known, name, asked, headers={"chargeBoxIdentity": identity},
                                     addressing=client.request_addressing(known, name, "http://x/"))
            played = mock.answer(message)
            reply = client.HttpReply(played.status, {"content-type": played.media_type}, played.body)
            if identity == "Fault":
                with pytest.raises(ServiceFault) as raised:
                    client.answer(known, name, reply)
                assert raised.value.subcode.local == "InternalError"
                continue
            answer = client.answer(known, name, reply)
            assert getattr(answer.value, "status", "OK") == identity
            assert answer.addressing.relates_to in message.decode()


@pytest.mark.parametrize("version", CHARGE_POINTS)
def test_remote_start_and_stop_are_accepted(version):
    mock = charge_point(version)
    usual = {node.get("operation"): node.findtext(f"{CON}defaultResponse") for node in operations(mock)}
    assert (usual["RemoteStartTransaction"], usual["RemoteStopTransaction"]) == ("Accepted", "Accepted")
    assert set(usual) == set(CHARGE_POINTS[version].operations)


@pytest.mark.parametrize("soap", [SOAP11, SOAP12], ids=["1.1", "1.2"])
@pytest.mark.parametrize("position", [0, 7, 2**62])
def test_the_consumer_acknowledges_what_it_was_sent(soap, position):
    known = motown10_consumer.contract
    (mock,) = MOCKED["motown-consumer-soapui-project.xml"]
    message = client.request(known, "Notify", {
        "subscriptionId": "s-1", "deliveryId": "d-1", "attempt": 1, "event": [], "nextPosition": position,
        "headPosition": position, "heartbeat": True}, version=soap)
    played = mock.answer(message)
    assert client.answer(known, "Notify", played.body).value.acknowledgedPosition == position


@pytest.mark.parametrize("service", ["command", "consumer", "token"])
def test_a_request_that_says_fault_gets_one(service):
    (mock,) = MOCKED[f"motown-{service}-soapui-project.xml"]
    for operation in operations(mock):
        request = samples(mock, operation)
        first = mock.project.interfaces[operation.get("interface")].operations[operation.get("operation")].input
        field = next(one.name for one in contract(service).elements[first]._fields)
        played = mock.answer(with_text(request, field, "FAULT"))
        assert (played.status, played.name) == (500, "Fault")
        with pytest.raises(ServiceFault) as raised:
            client.answer(contract(service), operation.get("operation"), played.body)
        assert raised.value.detail.code


def test_samples_are_new_requests_with_times_to_come():
    one = next(iter(MOCKED["motown-command-soapui-project.xml"][0].project.interfaces.values()))
    calls = [call.findtext(f"{CON}request") for call in one.node.iterfind(f"{CON}operation/{CON}call")]
    times = [text for call in calls for text in re.findall(r"<tns:(?:expiresAt|reservedUntil|notBefore)>([^<]*)", call)]
    assert times
    assert all(text.startswith("${=java.time.Instant.") for text in times)
    ids = [text for call in calls for text in re.findall(r"<tns:requestId>([^<]*)", call)]
    assert set(ids) == {"${=java.util.UUID.randomUUID()}"}
