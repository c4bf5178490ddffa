"""The test suites of the SoapUI projects pass: against the mocks of the same project, and against a running server."""

import pytest

from motown.contracts.soapui import projects
from tests.contracts.soapui.reading import CON
from tests.contracts.soapui.replaying import Mock, MockServer, mocks
from tests.contracts.soapui.running import run

MADE = projects()
CASES = [(name, mock) for name, content in MADE.items() for mock in mocks(content)]


def endpoint_of(mock: Mock) -> str:
    """The property with the address of the interfaces that a mock plays."""
    one = mock.project.interfaces[mock.node.find(f"{CON}mockOperation").get("interface")]
    return one.node.findtext(f"{CON}endpoints/{CON}endpoint").removeprefix("${#Project#").removesuffix("}")


def interfaces(mock: Mock) -> set[str]:
    return {node.get("interface") for node in mock.node.iterfind(f"{CON}mockOperation")}


@pytest.mark.parametrize(("name", "mock"), CASES, ids=[mock.node.get("name") for _, mock in CASES])
def test_they_pass_against_the_mocks(name, mock):
    server = MockServer(mock)
    try:
        results = [one for suite in sorted(interfaces(mock))
                   for one in run(MADE[name], {endpoint_of(mock): server.url}, suite)]
    finally:
        server.close()
    assert len(results) == len(server.played) == len(mock.node.findall(f"{CON}mockOperation"))
    assert [one for one in results if one.failed] == []


def test_a_fault_and_another_answer_fail():
    name = "motown-consumer-soapui-project.xml"
    content = MADE[name]
    for old, new, failed in (
            (b"<con:defaultResponse>OK", b"<con:defaultResponse>Fault", "Not SOAP Fault"),
            (b"<tns:acknowledgedPosition>", b"<tns:unsubscribe>true</tns:unsubscribe><tns:acknowledgedPosition>",
             "Schema Compliance")):
        (mock,) = mocks(content.replace(old, new))
        server = MockServer(mock)
        try:
            results = list(run(content, {"endpoint": server.url}))
        finally:
            server.close()
        assert [[told.partition(":")[0] for told in one.failed] for one in results] == [[failed], [failed]]


@pytest.fixture(scope="module")
def server(lasting):
    return lasting(None, ocpp__registration="open", ocpp__unknown_id_tags="Accepted").start()


@pytest.mark.parametrize("version", ["1.2", "1.5"])
def test_a_running_central_system_passes(server, version):
    results = list(run(
        MADE["ocpp-centralsystem-soapui-project.xml"],
        {"endpoint12": f"{server.address}/ocpp", "endpoint15": f"{server.address}/ocpp",
         "chargeBoxIdentity": f"SOAPUI-{version}"}, f"OCPP {version} CentralSystemService SOAP 1.2"))
    assert len(results) == {"1.2": 9, "1.5": 10}[version]
    assert [one for one in results if one.failed] == []
