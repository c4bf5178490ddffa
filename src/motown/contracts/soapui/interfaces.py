"""Interfaces of a project: one a binding, with its WSDL and schemas inside, and a request to each operation."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from lxml import etree
from lxml.etree import _Element

from motown.contracts.soapui.messages import Messages
from motown.contracts.soapui.nodes import TYPE, node
from motown.contracts.soapui.properties import Properties
from motown.contracts.soapui.table import SERVER, Plan, Side
from motown.soap.contract import Contract
from motown.soap.versions import SOAP11, SOAP12, Version
from motown.soap.wsdl import BINDINGS, WSDL, Operation

_WSDL_TYPE, _XSD_TYPE = "http://schemas.xmlsoap.org/wsdl/", "http://www.w3.org/2001/XMLSchema"
_ADDRESSING = ("{http://www.w3.org/2006/05/addressing/wsdl}UsingAddressing",
               "{http://www.w3.org/2007/05/addressing/metadata}UsingAddressing")
VERSIONS = {SOAP11: "1_1", SOAP12: "1_2"}
REPLY = "http://www.w3.org/2005/08/addressing/reply"
CALLER = "caller"
"""The property with the address that requests are said to come from, where there is WS-Addressing."""


@dataclass(frozen=True)
class Interface:
    """One binding."""

    side: Side
    contract: Contract
    messages: Messages
    version: Version
    binding: str
    """``{namespace}name``."""
    name: str
    addressing: bool


def interfaces(plan: Plan) -> Iterator[Interface]:
    """Those of a project; every name is another one."""
    for side in plan.sides:
        messages = Messages(side)
        contract = messages.contract
        root = etree.fromstring(contract.source)
        addressing = next(root.iter(*_ADDRESSING), None) is not None
        for binding in root.iterfind(WSDL + "binding"):
            for prefix, version in BINDINGS.items():
                if binding.find(prefix + "binding") is not None:
                    yield Interface(side, contract, messages, version, f"{{{contract.namespace}}}{binding.get('name')}",
                                    f"{side.label} {contract.name} SOAP {version.name}".strip(), addressing)


def write_interface(root: _Element, one: Interface, properties: Properties) -> None:
    """``con:interface``: names, cache, endpoints, operations."""
    base = f"{SERVER}/{quote(one.contract.location)}"
    made = node(root, "interface", {
        TYPE: "con:WsdlInterface", "type": "wsdl", "name": one.name, "bindingName": one.binding,
        "soapVersion": VERSIONS[one.version], "wsaVersion": "200508" if one.addressing else "NONE",
        "anonymous": "optional", "definition": base})
    node(made, "settings")
    cache = node(made, "definitionCache", {"type": "TEXT", "rootPart": base})
    _part(cache, base, one.contract.source, _WSDL_TYPE)
    for place, content in one.contract.imported.items():
        _part(cache, f"{SERVER}/{quote(place)}", content, _XSD_TYPE)
    endpoints = node(made, "endpoints")
    node(endpoints, "endpoint", text=properties.give(one.side.endpoint, one.side.address))
    for operation in one.contract.operations.values():
        _operation(made, one, operation, properties)


def write_request(parent: _Element, tag: str, name: str, one: Interface, operation: Operation,
                  properties: Properties) -> _Element:
    """A request (``con:call``, or ``con:request`` of a test step), up to where its assertions follow."""
    made = node(parent, tag, {"name": name} | ({"useWsAddressing": "true"} if one.addressing else {}))
    node(made, "settings")
    node(made, "encoding", text="UTF-8")
    node(made, "endpoint", text=properties.give(one.side.endpoint, one.side.address))
    message = properties.used(one.messages.request(operation))
    node(made, "request", text=message.envelope(one.version))
    return made


def end_request(made: _Element, one: Interface, operation: Operation, properties: Properties) -> None:
    """What follows the assertions of a request: who asks, and the addressing."""
    credentials = node(made, "credentials")
    node(credentials, "username", text=properties.give("user", ""))
    node(credentials, "password", text=properties.give("password", ""))
    node(credentials, "authType", text="Preemptive")
    if one.addressing:
        node(made, "wsaConfig", {
            "mustUnderstand": "NONE", "version": "200508", "action": operation.action, "addDefaultTo": "true",
            "generateMessageId": "true", "from": properties.give(CALLER, one.side.caller)})


def _part(cache: _Element, url: str, content: bytes, kind: str) -> None:
    part = node(cache, "part")
    node(part, "url", text=url)
    node(part, "content", text=content.decode("utf-8"))
    node(part, "type", text=kind)


def _operation(interface: _Element, one: Interface, operation: Operation, properties: Properties) -> None:
    one_way = operation.output is None
    made = node(interface, "operation", {
        "name": operation.name, "bindingOperationName": operation.name, "action": operation.action,
        "type": "One-Way" if one_way else "Request-Response", "isOneWay": str(one_way).lower(),
        "inputName": _input_name(one.contract, operation.name), "anonymous": "optional",
        "sendsAttachments": "false", "receivesAttachments": "false"})
    node(made, "settings")
    call = write_request(made, "call", "Request", one, operation, properties)
    end_request(call, one, operation, properties)


def _input_name(contract: Contract, operation: str) -> str:
    """What the WSDL calls the input of an operation, if it does."""
    root = etree.fromstring(contract.source)
    found = root.find(f"{WSDL}binding/{WSDL}operation[@name='{operation}']/{WSDL}input")
    return "" if found is None else found.get("name", "")
