"""The SoapUI projects are up to date, as SoapUI wants them, cover all operations; the checker sees what is wrong."""

from collections.abc import Callable

import pytest
from lxml import etree

from motown.contracts.soapui import projects
from motown.contracts.soapui.project import written
from motown.contracts.soapui.table import Plan, played
from tests.contracts.files import CONTRACT_FILES
from tests.contracts.soapui.checking import problems
from tests.contracts.soapui.reading import CON, Project
from tests.contracts.standard import SERVICES, contract

MADE = projects()
END = "-soapui-project.xml"
CHARGE_POINT, CONSUMER = f"ocpp-chargepoint{END}", f"motown-consumer{END}"


def test_the_files_are_up_to_date(repo):
    written_ = {path.name: path.read_bytes() for path in (repo / "soapui").glob("*.xml")}
    assert set(written_) == set(MADE), "run: python -m motown.contracts.soapui"
    stale = [name for name, content in MADE.items() if written_[name] != content]
    assert stale == [], "run: python -m motown.contracts.soapui"


def test_there_is_one_for_each_service():
    assert set(MADE) >= {*(f"motown-{service}{END}" for service in SERVICES),
                         f"ocpp-chargepoint{END}", f"ocpp-centralsystem{END}"}


@pytest.mark.parametrize("name", MADE)
def test_soapui_would_take_it(name):
    assert problems(MADE[name]) == []


@pytest.mark.parametrize("service", SERVICES)
def test_both_bindings_have_every_operation(service):
    found = Project(MADE[f"motown-{service}{END}"]).interfaces.values()
    assert sorted(one.version for one in found) == ["1_1", "1_2"]
    for one in found:
        assert list(one.operations) == list(contract(service).operations)


@pytest.mark.parametrize("file", CONTRACT_FILES, ids=str)
def test_both_versions_of_ocpp_are_there(file, repo):
    found = Project(MADE[f"ocpp-{file.service}{END}"]).interfaces.values()
    assert any(list(one.parts.values()) == [file.ours(repo).read_bytes()] for one in found)


@pytest.mark.parametrize("side", ["SourcePMS", "DestinationPMS"])
def test_a_side_of_mobi_europe_becomes_a_project_by_its_wsdl_alone(shared, side):
    path = shared / "contracts" / "mobi-europe" / f"{side}.wsdl"
    plan = Plan("mobi-europe", "MOBI.Europe", "Roaming.", (played(path, f"http://localhost:9020/{side}"),))
    assert problems(written(plan)) == []


# -- the checker

def renamed(text: str) -> str:
    root = etree.fromstring(text.encode())
    root.find(f".//{CON}mockOperation/{CON}response").tag = f"{CON}mockResponse"
    return etree.tostring(root, encoding="unicode")


def moved(text: str) -> str:
    root = etree.fromstring(text.encode())
    suite = root.find(f"{CON}testSuite")
    suite.append(suite.find(f"{CON}runType"))
    return etree.tostring(root, encoding="unicode")


def replaced(old: str, new: str) -> Callable[[str], str]:
    return lambda text: text.replace(old, new, 1)


WRONG = {
    "an answer of a mock by another name": (renamed, "mockResponse in it"),
    "elements in another order": (moved, "order"),
    "an attribute misspelt": (replaced("soapVersion=", "soapversion="), "attribute"),
    "the version of SOAP of another binding": (replaced('soapVersion="1_2"', 'soapVersion="1_1"'), "no such binding"),
    "a binding that is not there": (replaced('ConsumerServiceSoap12"', 'Nothing"'), "no such binding"),
    "a definition that is not in the cache": (replaced('rootPart="http://localhost', 'rootPart="http://other'), "root"),
    "a schema that is not in the cache": (
        replaced("<con:url>http://localhost:8080/schemas", "<con:url>http://localhost:8080/else"), "missing"),
    "the assertion that there is a fault": (
        replaced('type="SOAP Fault Assertion"', 'type="Not SOAP Fault Assertion"'), "asserted"),
    "a step of no interface": (
        replaced("<con:interface>ConsumerService SOAP 1.2", "<con:interface>ConsumerService"), "no operation"),
    "a property that is not there": (
        replaced("<con:name>user</con:name>", "<con:name>who</con:name>"), "means nothing"),
    "a request that the schema refuses": (
        replaced("<tns:attempt>1</tns:attempt>", "<tns:attempt>one</tns:attempt>"), "not valid"),
    "a fault that is sent as success": (replaced('httpResponseStatus="500"', 'httpResponseStatus="200"'), "status"),
    "an answer that the schema refuses": (
        replaced("<tns:acknowledgedPosition>", "<tns:acknowledgedPosition>x"), "not valid"),
    "a default answer that is not there": (
        replaced("<con:defaultResponse>OK", "<con:defaultResponse>Okay"), "reached"),
    "two items with one id": (lambda text: text.replace(
        text.partition(' id="')[2][:36], text.rpartition(' id="')[2][:36]), "one id"),
    "credentials of its own": (replaced("<con:username>${#Project#user}", "<con:username>me"), "credentials"),
    "an endpoint of its own": (
        replaced("<con:endpoint>${#Project#endpoint}</con:endpoint>\n        <con:request>",
                 "<con:endpoint>http://elsewhere/</con:endpoint>\n        <con:request>"), "no endpoint"),
    "a placeholder": (replaced("<tns:deliveryId>d-88391<", "<tns:deliveryId>?<"), "placeholder"),
}


@pytest.mark.parametrize("what", WRONG)
def test_the_checker_finds(what):
    change, word = WRONG[what]
    text = MADE[CONSUMER].decode()
    changed = change(text)
    assert changed != text
    assert any(word in line for line in problems(changed.encode()))


def test_the_checker_finds_requests_without_addressing():
    text = MADE[CHARGE_POINT].decode()
    assert problems(text.replace('useWsAddressing="true"', 'useWsAddressing="false"', 1).encode())
    assert problems(text.replace('wsaVersion="200508"', 'wsaVersion="NONE"', 1).encode())
