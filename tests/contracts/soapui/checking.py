"""Whether SoapUI would take a project file as it is meant: names, references, definitions, messages."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from lxml import etree

from tests.contracts.soapui.reading import CON, EXPANSION, Interface, Operation, Project
from tests.contracts.soapui.structure import ITEM, misplaced

ASSERTIONS = {"SOAP Response": "SOAP Response", "Schema Compliance": "Schema Compliance",
              "SOAP Fault Assertion": "Not SOAP Fault"}
"""By type; SoapUI calls the assertion that there is no fault "SOAP Fault Assertion", and the other way round."""
DOCUMENTS = {"http://schemas.xmlsoap.org/wsdl/", "http://www.w3.org/2001/XMLSchema"}


def problems(content: bytes) -> list[str]:
    """What is wrong with a project file."""
    project = Project(content)
    for look in (_misplaced, _items, _expansions, _definitions, _calls, _tests, _mocks):
        if found := list(look(project)):
            return found  # what is looked at later relies on it
    return []


def _misplaced(project: Project) -> Iterator[str]:
    yield from misplaced(project.root)


def _items(project: Project) -> Iterator[str]:
    ids = [one.get("id") for one in project.root.iter() if set(one.attrib) >= ITEM]
    if len(set(ids)) < len(ids):
        yield "two items have one id"
    if not project.root.get("soapui-version", "").startswith("5."):
        yield "the version of SoapUI is another one"
    names = [one.get("name") for one in project.root.iterfind(f"{CON}interface")]
    if len(set(names)) < len(names):
        yield "two interfaces have one name"


def _expansions(project: Project) -> Iterator[str]:
    for one in project.root.iter():
        if one.tag == f"{CON}content":
            continue
        for text in (one.text or "", *one.attrib.values()):
            for found in EXPANSION.findall(text):
                try:
                    if not found.startswith("#MockResponse#Request#"):
                        project.expanded(f"${{{found}}}")
                except (KeyError, StopIteration, AssertionError):
                    yield f"line {one.sourceline}: {found} means nothing"


def _definitions(project: Project) -> Iterator[str]:
    for name, one in project.interfaces.items():
        yield from (f"{name}: {text}" for text in _definition(one))


def _definition(one: Interface) -> Iterator[str]:
    node = one.node
    if (node.get("{http://www.w3.org/2001/XMLSchema-instance}type"), node.get("type")) != ("con:WsdlInterface", "wsdl"):
        yield "its type is wrong"
    cache = node.find(f"{CON}definitionCache")
    if cache.get("type") != "TEXT" or cache.get("rootPart") not in one.parts:
        yield "its root part is no part"
        return
    if node.get("definition") != cache.get("rootPart"):
        yield "its definition is not its root part"
    yield from (f"{place} is imported and missing" for place in one.missing())
    for part in cache:
        root = etree.fromstring(part.findtext(f"{CON}content").encode())
        if part.findtext(f"{CON}type") != etree.QName(root).namespace or etree.QName(root).namespace not in DOCUMENTS:
            yield "the type of a part is not its namespace"
    if not one.operations:
        yield "there is no such binding in this version of SOAP"
    addressing = next(one.wsdl.iter("{*}UsingAddressing"), None) is not None
    if node.get("wsaVersion") != ("200508" if addressing else "NONE"):
        yield "its addressing is not that of the WSDL"


def _calls(project: Project) -> Iterator[str]:
    for name, one in project.interfaces.items():
        yield from (f"{name}: {text}" for text in _operations(project, one))


def _operations(project: Project, one: Interface) -> Iterator[str]:
    told = {node.get("name"): node for node in one.node.iterfind(f"{CON}operation")}
    if set(told) != set(one.operations):
        yield "its operations are not those of the binding"
        return
    for name, known in one.operations.items():
        node, kind = told[name], "One-Way" if known.output is None else "Request-Response"
        wanted = {"bindingOperationName": name, "action": known.action, "inputName": known.input_name, "type": kind,
                  "isOneWay": str(known.output is None).lower()}
        yield from (f"{name}: {key} is not {value!r}" for key, value in wanted.items() if node.get(key) != value)
        calls = node.findall(f"{CON}call")
        if not calls:
            yield f"{name} has no request"
        for call in calls:
            yield from (f"{name}: {text}" for text in _request(project, one, known, call))


def _request(project: Project, one: Interface, operation: Operation, node: etree._Element) -> Iterator[str]:
    endpoints = [project.expanded(text.text) for text in one.node.iterfind(f"{CON}endpoints/{CON}endpoint")]
    endpoint = project.expanded(node.findtext(f"{CON}endpoint"))
    if endpoint not in endpoints or urlsplit(endpoint).scheme not in ("http", "https"):
        yield f"{endpoint} is no endpoint"
    credentials = node.find(f"{CON}credentials")
    if [text.text for text in credentials] != ["${#Project#user}", "${#Project#password}", "Preemptive"]:
        yield "its credentials are not those of the project"
    wsa = node.find(f"{CON}wsaConfig")
    if one.node.get("wsaVersion") != "NONE":
        if node.get("useWsAddressing") != "true" or wsa is None or wsa.get("action") != operation.action:
            yield "it has no addressing"
        elif not urlsplit(project.expanded(wsa.get("from"))).scheme or wsa.get("generateMessageId") != "true":
            yield "its addressing lacks something"
    yield from _message(one, project.expanded(node.findtext(f"{CON}request")), operation.input)


def _message(one: Interface, text: str, element: str | None) -> Iterator[str]:
    """``element``: what the body has to be; None for a fault."""
    root = etree.fromstring(text)
    body = root.find(f"{one.envelope}Body")
    if root.tag != f"{one.envelope}Envelope" or body is None or len(body) != 1:
        yield "it is no envelope of this version of SOAP"
        return
    if ">?<" in text:
        yield "a placeholder"
    header = root.find(f"{one.envelope}Header")
    inside = [*([] if header is None else header), *([] if element is None else body)]
    if element is None:
        inside += root.findall(f".//{one.envelope}Detail/*") + root.findall(".//detail/*")
    if body[0].tag != (element or f"{one.envelope}Fault"):
        yield f"{body[0].tag} is in its body"
        return
    for part in inside:
        if not one.schema.validate(part):
            yield f"not valid: {one.schema.error_log[0].message}"


def _tests(project: Project) -> Iterator[str]:
    tested = set()
    for suite in project.root.iterfind(f"{CON}testSuite"):
        for step in suite.iterfind(f"{CON}testCase/{CON}testStep"):
            config = step.find(f"{CON}config")
            names = config.findtext(f"{CON}interface"), config.findtext(f"{CON}operation")
            one = project.interfaces.get(names[0])
            if one is None or names[1] not in one.operations or step.get("type") != "request":
                yield f"a step of {suite.get('name')} is of no operation: {names}"
                continue
            tested.add(names)
            request, operation = config.find(f"{CON}request"), one.operations[names[1]]
            asserted = {node.get("type"): node.get("name") for node in request.iterfind(f"{CON}assertion")}
            if asserted != (ASSERTIONS if operation.output else {}):
                yield f"{names}: asserted is {asserted}"
            yield from (f"test of {names}: {text}" for text in _request(project, one, operation, request))
    wanted = {(name, operation) for name, one in project.interfaces.items() for operation in one.operations}
    yield from (f"{names} is not tested" for names in sorted(wanted - tested))


def _mocks(project: Project) -> Iterator[str]:
    for service in project.root.iterfind(f"{CON}mockService"):
        if not service.get("port", "").isdigit() or not service.get("path", "").startswith("/"):
            yield "a mock service has no place"
        mocked = set()
        for node in service.iterfind(f"{CON}mockOperation"):
            one = project.interfaces.get(node.get("interface"))
            if one is None or node.get("operation") not in one.operations:
                yield f"{node.get('name')} mocks no operation"
                continue
            mocked.add((node.get("interface"), node.get("operation")))
            yield from (f"mock of {node.get('name')}: {text}" for text in _mock_operation(project, one, node))
        sides = {name for name, _ in mocked}
        wanted = {(name, operation) for name in sides for operation in project.interfaces[name].operations}
        yield from (f"{names} is not mocked" for names in sorted(wanted - mocked))


def _mock_operation(project: Project, one: Interface, node: etree._Element) -> Iterator[str]:
    responses = {response.get("name"): response for response in node.iterfind(f"{CON}response")}
    queries = node.findall(f"{CON}dispatchConfig/{CON}query")
    named = [node.findtext(f"{CON}defaultResponse"), *(query.findtext(f"{CON}response") for query in queries)]
    if set(named) != set(responses) or node.findtext(f"{CON}dispatchStyle") != "QUERY_MATCH":
        yield f"its answers are {sorted(responses)}, those that can be reached {named}"
    operation = one.operations[node.get("operation")]
    request = project.expanded(one.node.findtext(f"{CON}operation[@name='{operation.name}']/{CON}call/{CON}request"))
    for name, response in responses.items():
        text = project.expanded(response.findtext(f"{CON}responseContent"), request.encode())
        fault = f"{{{etree.fromstring(text)[-1][0].tag[1:].partition('}')[0]}}}" == one.envelope
        if response.get("httpResponseStatus") != ("500" if fault else "200"):
            yield f"{name} has the wrong HTTP status"
        addressed = response.get("useWsAddressing") == "true" and response.find(f"{CON}wsaConfig") is not None
        if addressed is not (one.node.get("wsaVersion") != "NONE"):
            yield f"the addressing of {name} is not that of the interface"
        yield from (f"{name}: {told}" for told in _message(one, text, None if fault else operation.output))
