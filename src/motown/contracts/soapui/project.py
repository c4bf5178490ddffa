"""A whole project: interfaces, test suites, mock services, properties."""

from lxml import etree
from lxml.etree import _Element

from motown.contracts.soapui.interfaces import Interface, end_request, interfaces, write_interface, write_request
from motown.contracts.soapui.mocks import write_mock
from motown.contracts.soapui.nodes import CON, TYPE, XSI, identify, node
from motown.contracts.soapui.properties import Properties
from motown.contracts.soapui.table import Plan
from motown.soap.wsdl import Operation

SOAPUI_VERSION = "5.7.2"
USER, PASSWORD = "nordlicht", "correct horse battery staple"  # those of the documentation's examples
NO_FAULT = "SOAP Fault Assertion"
"""The type of the assertion that is labelled "Not SOAP Fault": the types of the two are swapped in SoapUI."""
ASSERTIONS = {"SOAP Response": "SOAP Response", "Schema Compliance": "Schema Compliance", NO_FAULT: "Not SOAP Fault"}
"""Type and name of what is asserted of each answer."""


def written(plan: Plan) -> bytes:
    """The file, the same bytes whenever the contracts and examples are the same."""
    root = etree.Element(f"{{{CON}}}soapui-project", {
        "name": plan.title, "soapui-version": SOAPUI_VERSION, "activeEnvironment": "Default", "resourceRoot": "",
        "abortOnError": "false", "runType": "SEQUENTIAL"}, nsmap={"con": CON, "xsi": XSI})
    node(root, "description", text=plan.about)
    node(root, "settings")
    known, properties = list(interfaces(plan)), _properties(plan)
    for one in known:
        write_interface(root, one, properties)
    for one in known:
        _suite(root, one, properties)
    for side in plan.sides:
        if side.mock:
            write_mock(root, [one for one in known if one.side == side])
    _write_properties(root, properties)
    node(root, "wssContainer")
    identify(root)
    etree.indent(root)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + etree.tostring(root, encoding="UTF-8") + b"\n"


def _properties(plan: Plan) -> Properties:
    properties = Properties()
    for side in plan.sides:
        properties.give(side.endpoint, side.address)
    asked = plan.name.startswith("motown-")
    properties.give("user", USER if asked else "")
    properties.give("password", PASSWORD if asked else "")
    return properties


def _suite(root: _Element, one: Interface, properties: Properties) -> None:
    """A test suite: a case for each operation of an interface."""
    suite = node(root, "testSuite", {"name": one.name})
    node(suite, "settings")
    node(suite, "runType", text="SEQUENTIAL")
    for operation in one.contract.operations.values():
        _case(suite, one, operation, properties)
    node(suite, "properties")


def _case(suite: _Element, one: Interface, operation: Operation, properties: Properties) -> None:
    case = node(suite, "testCase", {
        "name": operation.name, "failOnError": "true", "failTestCaseOnErrors": "true", "keepSession": "false",
        "maxResults": "0", "searchProperties": "true"})
    node(case, "settings")
    step = node(case, "testStep", {"type": "request", "name": operation.name})
    node(step, "settings")
    config = node(step, "config", {TYPE: "con:RequestStep"})
    node(config, "interface", text=one.name)
    node(config, "operation", text=operation.name)
    request = write_request(config, "request", operation.name, one, operation, properties)
    for kind, name in ASSERTIONS.items() if operation.output else ():
        node(node(request, "assertion", {"type": kind, "name": name}), "configuration")
    end_request(request, one, operation, properties)
    node(case, "properties")


def _write_properties(root: _Element, properties: Properties) -> None:
    made = node(root, "properties")
    for name, value in properties.values.items():
        one = node(made, "property")
        node(one, "name", text=name)
        node(one, "value", text=value)
