"""What SoapUI reads in a project file: elements in their order, and attributes.  It passes over others without a word.

After soapui.xsd and what SoapUI's own classes look for; it validates nothing, so a misspelt name is lost.
"""

from collections.abc import Iterator

from lxml import etree

CON = "{http://eviware.com/soapui/config}"
XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
ITEM = {"name", "id"}
CHILDREN: dict[str, str] = {
    "soapui-project": "description settings interface* testSuite* mockService* properties wssContainer",
    "settings": "setting*",
    "setting": "",
    "interface": "settings definitionCache endpoints operation*",
    "definitionCache": "part*",
    "part": "url content type",
    "endpoints": "endpoint*",
    "operation": "settings call*",
    "call": "settings encoding endpoint request assertion* credentials wsaConfig",
    "request": "settings encoding endpoint request assertion* credentials wsaConfig",
    "assertion": "configuration",
    "credentials": "username password authType",
    "testSuite": "settings runType testCase* properties",
    "testCase": "settings testStep* properties",
    "testStep": "settings config",
    "config": "interface operation request",
    "mockService": "settings properties mockOperation*",
    "mockOperation": "settings defaultResponse dispatchStyle dispatchPath response* dispatchConfig",
    "response": "settings responseContent wsaConfig",
    "dispatchConfig": "query*",
    "query": "name query match response",
    "properties": "property*",
    "property": "name value",
}
"""Children in their order, as the names say; those with a star any number of times, others once at most."""
ATTRIBUTES: dict[str, set[str]] = {
    "soapui-project": {*ITEM, "soapui-version", "activeEnvironment", "resourceRoot", "abortOnError", "runType"},
    "setting": {"id"},
    "interface": {*ITEM, XSI_TYPE, "type", "bindingName", "soapVersion", "wsaVersion", "anonymous", "definition"},
    "definitionCache": {"type", "rootPart"},
    "operation": {*ITEM, "bindingOperationName", "action", "type", "isOneWay", "inputName", "anonymous",
                  "sendsAttachments", "receivesAttachments"},
    "call": {*ITEM, "useWsAddressing"},
    "request": {*ITEM, "useWsAddressing"},
    "assertion": {*ITEM, "type"},
    "wsaConfig": {"mustUnderstand", "version", "action", "addDefaultTo", "generateMessageId", "from",
                  "relationshipType"},
    "testSuite": ITEM,
    "testCase": {*ITEM, "failOnError", "failTestCaseOnErrors", "keepSession", "maxResults", "searchProperties"},
    "testStep": {*ITEM, "type"},
    "config": {XSI_TYPE},
    "mockService": {*ITEM, "port", "path", "host", "bindToHostOnly"},
    "mockOperation": {*ITEM, "interface", "operation"},
    "response": {*ITEM, "encoding", "httpResponseStatus", "useWsAddressing"},
    "dispatchConfig": {XSI_TYPE},
}
TEXTS = {("config", "interface"), ("config", "operation"), ("call", "request"), ("request", "request"),
         ("query", "query"), ("query", "response")}
"""Elements that are only text there, though elsewhere one of that name has children."""


def misplaced(root: etree._Element) -> Iterator[str]:
    """Elements and attributes that SoapUI does not know there, or that come in another order."""
    if root.tag != f"{CON}soapui-project":
        yield f"{root.tag} is no project"
    for one in root.iter():
        where = f"line {one.sourceline}"
        if not one.tag.startswith(CON):
            yield f"{where}: {one.tag} is in the wrong namespace"
            continue
        name, parent = one.tag.removeprefix(CON), one.getparent()
        text = parent is not None and (parent.tag.removeprefix(CON), name) in TEXTS
        known = [] if text else CHILDREN.get(name, "").split()
        yield from (f"{where}: {name} has {problem}" for problem in _children(one, known))
        for attribute in set(one.attrib) - (set() if text else ATTRIBUTES.get(name, set())):
            yield f"{where}: {name} has the attribute {attribute}"
        if name in ATTRIBUTES and not text and ATTRIBUTES[name] >= ITEM and not set(one.attrib) >= ITEM:
            yield f"{where}: {name} has no name or no id"


def _children(one: etree._Element, known: list[str]) -> Iterator[str]:
    names = [child.tag.rpartition("}")[2] for child in one]
    order = [item.rstrip("*") for item in known]
    yield from (f"a {name} in it" for name in names if name not in order)
    places = [order.index(name) for name in names if name in order]
    if places != sorted(places):
        yield f"its children in the order {names}"
    yield from (f"several {item}" for item in known if not item.endswith("*") and names.count(item) > 1)
