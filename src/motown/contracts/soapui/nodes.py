"""How the elements of a project file are made: names, ids, texts."""

from collections.abc import Mapping
from uuid import NAMESPACE_OID, uuid5

from lxml import etree
from lxml.etree import _Element

CON = "http://eviware.com/soapui/config"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
TYPE = f"{{{XSI}}}type"
_ITEMS = {"soapui-project", "interface", "operation", "call", "testSuite", "testCase", "testStep", "assertion",
          "mockService", "mockOperation", "response", "request"}
"""What has an id, where it has a name."""


def node(parent: _Element, name: str, attributes: Mapping[str, str] | None = None, text: str | None = None, *,
         plain: bool = False) -> _Element:
    """An element behind the others in ``parent``; ``plain``: in no namespace, as inside of an assertion."""
    made = etree.SubElement(parent, name if plain else f"{{{CON}}}{name}", dict(attributes or {}))
    if text is not None:
        made.text = etree.CDATA(text) if "<" in text and "]]>" not in text else text
    return made


def identify(root: _Element) -> None:
    """Give every item an id, the same whenever it is made at the same place."""
    for one in root.iter(f"{{{CON}}}*"):
        if str(one.tag).rpartition("}")[2] in _ITEMS and one.get("name") is not None:
            one.set("id", str(uuid5(NAMESPACE_OID, _path(one))))


def _path(one: _Element) -> str:
    steps = []
    for up in (one, *one.iterancestors()):
        parent = up.getparent()
        place = 0 if parent is None else parent.index(up)
        steps.append(f"{up.get('name', '')}.{place}")
    return "/".join(reversed(steps))
