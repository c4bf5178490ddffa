"""InvokeExtension: commands that add-ons bring (MT-DIR-03, MT-ACC-04)."""

import pytest

from motown.addon import Extension, Parameter, ParameterType
from motown.domain.errors import Kind, Refused
from motown.domain.operations import DataTransfer, RemoteStartTransaction
from tests.harness import START
from tests.services.calling import refusal
from tests.services.commanding import Commanding, Station, attributes
from tests.services.test_command_access import vouching

LIGHT = "laadpaal.SetLight"


def set_light(call):
    if call.parameters["brightness"] > 100:
        raise Refused("brightness is more than 100", Kind.INVALID, field="parameter")
    return DataTransfer(vendor_id="com.laadpaal", message_id="Light", data=str(call.parameters["brightness"]))


async def start(call):
    return RemoteStartTransaction(id_tag=call.parameters["idTag"])


def broken(call):
    raise ZeroDivisionError


def bring(registry):
    """The extensions of an add-on."""
    brightness = Parameter("brightness", "In per cent.", ParameterType.INTEGER)
    for extension in (
            Extension(LIGHT, set_light, (brightness,)),
            Extension("laadpaal.Start", start, (Parameter("idTag", "Who."),), "C-SESSION",
                      ("ocpp1.2-soap", "ocpp1.5-soap")),
            Extension("laadpaal.Broken", broken), Extension("laadpaal.Old", broken, protocols=("ocpp1.2-soap",))):
        registry.extension(extension)


@pytest.fixture
def server(make_server):
    server = make_server(add_ons=(("laadpaal", bring),))
    server.accept("EV-1")
    server.put_tag("TAG")
    return server


@pytest.fixture
def station(server):
    return Station(server)


@pytest.fixture
def nordlicht(server, station):
    return Commanding(server, "nordlicht", "CSO", own=("EV-1",))


def given(**parameters):
    return [{"name": name, "value": value} for name, value in parameters.items()]


def test_it_is_a_command_like_any_other(station, nordlicht):
    command = nordlicht.done("InvokeExtension", name=LIGHT, parameter=given(brightness="40"), note="darker")
    assert station.got("DataTransfer") == {"vendorId": "com.laadpaal", "messageId": "Light", "data": "40"}
    assert (command.name, command.state, command.outcome, command.note) == (LIGHT, "Finished", "Succeeded", "darker")
    assert attributes(command.parameter) == {"vendorId": "com.laadpaal", "messageId": "Light", "data": "40"}
    assert [one.commandId for one in nordlicht.listed(name=[LIGHT])] == [command.commandId]
    assert nordlicht.listed(name=["SendData"]) == []


def test_it_is_done_once(station, nordlicht):
    asked = {"requestId": "r", "name": LIGHT, "parameter": given(brightness="40"), "expiresAt": None}
    first, again = nordlicht.ask("InvokeExtension", **asked), nordlicht.ask("InvokeExtension", **asked)
    assert (again.duplicate, again.commandId) == (True, first.commandId)
    with refusal("IdempotencyConflict"):
        nordlicht.ask("InvokeExtension", **asked | {"parameter": given(brightness="41")})


@pytest.mark.parametrize(("name", "parameters", "code", "field"), [
    ("laadpaal.SetHorn", {}, "NotSupported", "name"), ("laadpaal.Old", {}, "NotSupported", None),
    (LIGHT, {}, "InvalidRequest", "parameter"), (LIGHT, {"brightness": "a lot"}, "InvalidRequest", "parameter"),
    (LIGHT, {"brightness": "1", "colour": "red"}, "InvalidRequest", "parameter"),
    (LIGHT, {"brightness": "101"}, "InvalidRequest", "parameter"), ("laadpaal.Broken", {}, "InternalError", None),
])
def test_what_cannot_be_asked(server, station, nordlicht, name, parameters, code, field):
    with refusal(code, field) as refused:
        nordlicht.ask("InvokeExtension", name=name, parameter=given(**parameters))
    assert "Zero" not in refused.fault.message
    assert station.requests == []


def test_it_is_for_the_class_that_the_add_on_declares(server, station):
    emp = vouching(server, "MINE")
    assert emp.done("InvokeExtension", name="laadpaal.Start", parameter=given(idTag="MINE")).name == "laadpaal.Start"
    assert station.got("RemoteStartTransaction") == {"idTag": "MINE"}
    emp.grant("R-STATUS", "EV-1")
    for name, parameters in (("laadpaal.Start", {"idTag": "TAG"}), ("laadpaal.Start", {}),
                             (LIGHT, {"brightness": "1"}), ("laadpaal.SetHorn", {})):
        with refusal("NotPermitted"):
            emp.ask("InvokeExtension", name=name, parameter=given(**parameters))


def test_a_grant_of_the_operation_is_enough(server, station):
    app = Commanding(server, "app", "ADDON")
    with refusal("NotPermitted"):
        app.ask("InvokeExtension", name=LIGHT, parameter=given(brightness="1"))
    app.grant("EV-1", operations=("InvokeExtension",))
    assert app.ask("InvokeExtension", name=LIGHT, parameter=given(brightness="1"), notBefore=START).state == "Queued"
    assert app.ask("InvokeExtension", name="laadpaal.Start", parameter=given(idTag="TAG"))
