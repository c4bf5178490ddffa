"""Rules for WSDLs: document/literal wrapped, SOAP 1.2 and 1.1 at one address, one typed fault, writes can repeat."""

from collections.abc import Iterator
from pathlib import Path

from lxml.etree import _Element

from motown.contracts.lint.finding import Finding, Rule, at, named
from motown.soap.schema import documentation, qname
from motown.soap.values import XS
from motown.soap.versions import SOAP11, SOAP12
from motown.soap.wsdl import BINDINGS, WSDL

DOCUMENTED = tuple(WSDL + kind for kind in ("definitions", "message", "portType", "binding", "service", "port"))
FAULT = "motownFault"
_VERSIONS = {SOAP12: "Soap12", SOAP11: "Soap11"}


def documented(_path: Path, root: _Element) -> Iterator[Finding]:
    """Everything has a sentence about it."""
    for node in (*root.iter(*DOCUMENTED), *root.iterfind(f"{WSDL}portType/{WSDL}operation")):
        if not documentation(node).endswith((".", ")")):
            yield at(node, "documented", f"{named(node)} has no sentence about it")


def wrapped(_path: Path, root: _Element) -> Iterator[Finding]:
    """A request is the element of the operation's name, an answer that with Response; each has one part."""
    space = root.get("targetNamespace", "")
    for node in root.iterfind(f"{WSDL}portType/{WSDL}operation"):
        name = node.get("name", "")
        for kind, element in (("input", name), ("output", f"{name}Response")):
            if _parts(root, node.find(WSDL + kind)) != {"parameters": f"{{{space}}}{element}"}:
                yield at(node, "wrapped", f"{name}: its {kind} is not the element {element}")


def fault(_path: Path, root: _Element) -> Iterator[Finding]:
    """Every operation has one fault, whose detail is motownFault."""
    for node in root.iterfind(f"{WSDL}portType/{WSDL}operation"):
        faults = node.findall(WSDL + "fault")
        details = [list(_parts(root, one).values()) for one in faults]
        if [one.get("name") for one in faults] != [FAULT] or not details[0][0].endswith(f":types}}{FAULT}"):
            yield at(node, "fault", f"{node.get('name')} has other faults than {FAULT}")


def bindings(_path: Path, root: _Element) -> Iterator[Finding]:
    """SOAP 1.2 and SOAP 1.1, all operations in both, with actions made of namespace and name, at one address."""
    if root.tag != WSDL + "definitions":
        return
    found = [version for binding in root.iterfind(WSDL + "binding")
             for prefix, version in BINDINGS.items() if binding.find(prefix + "binding") is not None]
    if found != [SOAP12, SOAP11]:
        yield at(root, "bindings", "a binding for SOAP 1.2 and then one for SOAP 1.1 are needed")
    places = {node.get("location") for prefix in BINDINGS for node in root.iter(prefix + "address")}
    if len(places) != 1 or len(list(root.iter(WSDL + "port"))) != len(_VERSIONS):
        yield at(root, "bindings", "two ports at one address are needed")
    for binding in root.iterfind(WSDL + "binding"):
        yield from _binding(root, binding)


def _binding(root: _Element, binding: _Element) -> Iterator[Finding]:
    declared = [node.get("name") for node in root.iterfind(f"{WSDL}portType/{WSDL}operation")]
    if [node.get("name") for node in binding.iterfind(WSDL + "operation")] != declared:
        yield at(binding, "bindings", f"{named(binding)} has other operations than the port type")
    for node in binding.iterfind(WSDL + "operation"):
        prefix = next((one for one in BINDINGS if node.find(one + "operation") is not None), "")
        soap = node.find(prefix + "operation") if prefix else None
        space = root.get("targetNamespace", "")
        action = f"{space}{':' if space.startswith('urn:') else '/'}{node.get('name')}"
        if soap is None or soap.get("soapAction") != action or soap.get("style") != "document":
            yield at(node, "bindings", f"{node.get('name')} has not the action {action}")
        uses = [one.get("use") for one in node.iterfind(f"{WSDL}*/{prefix}*")] if prefix else []
        if uses != ["literal"] * 3:
            yield at(node, "bindings", f"{node.get('name')}: body, body and fault are literal")


def writes(_path: Path, root: _Element) -> Iterator[Finding]:
    """What changes something begins with requestId, and is answered with duplicate and position, or a receipt."""
    fields = _messages(root)
    for node in root.iterfind(f"{WSDL}portType/{WSDL}operation"):
        name = node.get("name", "")
        asked, answered = fields.get(name, []), fields.get(f"{name}Response", [])
        repeats = answered[-2:] == ["duplicate", "position"] or answered == ["receipt"]
        if ("requestId" in asked) is not repeats or ("requestId" in asked and asked[0] != "requestId"):
            yield at(node, "writes", f"{name}: requestId first, and duplicate and position last, go together")


def paging(_path: Path, root: _Element) -> Iterator[Finding]:
    """What takes a page answers pageInfo last, and the other way round."""
    fields = _messages(root)
    for node in root.iterfind(f"{WSDL}portType/{WSDL}operation"):
        name = node.get("name", "")
        asked, answered = fields.get(name, []), fields.get(f"{name}Response", [])
        if ("page" in asked) is not (answered[-1:] == ["pageInfo"]):
            yield at(node, "paging", f"{name}: page and pageInfo go together")


def _messages(root: _Element) -> dict[str, list[str]]:
    """The fields of each message, by its element's name."""
    return {node.get("name", ""): [field.get("name", "") for field in node.iterfind(f"*/{XS}sequence/{XS}element")]
            for node in root.iterfind(f"{WSDL}types/{XS}schema/{XS}element")}


def _parts(root: _Element, use: _Element | None) -> dict[str, str]:
    """The parts of the message that an input, output or fault names, each with its element."""
    if use is None:
        return {}
    name = qname(use, use.get("message")).rpartition("}")[2]
    return {part.get("name", ""): qname(part, part.get("element"))
            for message in root.iterfind(WSDL + "message") if message.get("name") == name
            for part in message.iterfind(WSDL + "part")}


RULES: tuple[Rule, ...] = (documented, wrapped, fault, bindings, writes, paging)
