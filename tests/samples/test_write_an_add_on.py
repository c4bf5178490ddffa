"""The add-on of the page "write an add-on in 30 minutes", with a server in memory; word for word: tests/interop."""

import sys
from importlib import import_module

import pytest

from motown.domain.events import EVENT_TYPES
from tests.harness import outcome
from tests.interop.samples.tutorial import File, steps
from tests.services.calling import Party
from tests.speaking import ChargePoint


@pytest.fixture(scope="module")
def light(tmp_path_factory):
    """The package, as it is in the end."""
    folder, before = tmp_path_factory.mktemp("light"), dict(EVENT_TYPES)
    for step in steps():
        if isinstance(step, File):
            step.write(folder)
    sys.path.append(str(folder))
    yield import_module("motown_light")
    sys.path.remove(str(folder))
    EVENT_TYPES.clear()
    EVENT_TYPES.update(before)


def test_the_add_on_of_the_page(light, make_server):
    def set_up(registry):
        light.LightAddon().setup(registry, light.LightSettings())

    server = make_server(add_ons=[("light", set_up)], tables={"light": light.LightAddon.tables})
    server.accept("LIGHT-1")
    ev = ChargePoint(server, "LIGHT-1")
    assert ev.call("DataTransfer", vendorId="com.example.light", messageId="Colour", data="green").status == "Accepted"
    assert ev.call("DataTransfer", vendorId="com.example.light", messageId="Colour", data="x").status == "Rejected"
    assert outcome(server.ask("GET", "/light")).body == b"<ul><li>LIGHT-1 is green</li></ul>\n"
    assert "LIGHT-1 is green" in [f"{row.charge_point_id} is {row.colour}" for row in server.read(light.colours.strips)]
    cso = Party(server, "cso", "CSO", own=("*",))
    assert cso("directory", "GetServices").service[-1].name == "LightService"
    assert cso("directory", "GetCapabilities").command[-1].name == "light.Show"
    assert outcome(server.ask("GET", "/wsdl/light/light.wsdl")).status == 200


def test_its_files_are_what_they_say():
    for step in steps():
        if isinstance(step, File) and step.path.endswith(".py") and not step.at_the_end:
            compile(step.text, step.path, "exec")
    assert {"setup.cfg", "motown_light/__init__.py", "motown_light/contracts/light.wsdl", "ask.py"} <= {
        step.path for step in steps() if isinstance(step, File)}
