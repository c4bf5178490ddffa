"""A project file as SoapUI would see it, read from the XML alone: nothing of ours is asked."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from urllib.parse import unquote, urljoin
from uuid import uuid4

from lxml import etree

CON = "{http://eviware.com/soapui/config}"
WSDL, XS = "{http://schemas.xmlsoap.org/wsdl/}", "{http://www.w3.org/2001/XMLSchema}"
SOAP = {"1_1": "{http://schemas.xmlsoap.org/wsdl/soap/}", "1_2": "{http://schemas.xmlsoap.org/wsdl/soap12/}"}
ENVELOPES = {"1_1": "{http://schemas.xmlsoap.org/soap/envelope/}", "1_2": "{http://www.w3.org/2003/05/soap-envelope}"}
EXPANSION = re.compile(r"\$\{([^}]*)\}")
SCRIPTS = {
    re.compile(r"=java\.util\.UUID\.randomUUID\(\)"): lambda: str(uuid4()),
    re.compile(r"=java\.time\.Instant\.ofEpochSecond\(java\.time\.Instant\.now\(\)\.getEpochSecond\(\) \+ \d+\)"):
        lambda: f"{datetime.now(UTC) + timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}"}
"""The only expressions of Groovy that are in use, and what they give."""


class Project:
    """A parsed file."""

    def __init__(self, content: bytes) -> None:
        self.root = etree.fromstring(content)

    @cached_property
    def properties(self) -> dict[str, str]:
        return {one.findtext(f"{CON}name"): one.findtext(f"{CON}value")
                for one in self.root.iterfind(f"{CON}properties/{CON}property")}

    @cached_property
    def interfaces(self) -> dict[str, "Interface"]:
        return {one.get("name"): Interface(one) for one in self.root.iterfind(f"{CON}interface")}

    def expanded(self, text: str, request: bytes | None = None) -> str:
        """A text with its expansions replaced; KeyError for one that is not known."""
        return EXPANSION.sub(lambda found: self._value(found[1], request), text)

    def _value(self, name: str, request: bytes | None) -> str:
        if name.startswith("="):
            return next(value for script, value in SCRIPTS.items() if script.fullmatch(name))()
        if name.startswith("#MockResponse#Request#"):
            (found,) = xpath(etree.fromstring(request), name.removeprefix("#MockResponse#Request#"))
            return found.text
        scope, _, key = name.removeprefix("#").partition("#")
        assert scope == "Project", name
        return self.properties[key]


@dataclass
class Operation:
    """What the cached WSDL says of an operation in a binding."""

    name: str
    action: str
    input: str
    output: str | None
    input_name: str


class Interface:
    """``con:interface`` with its cached definition."""

    def __init__(self, node: etree._Element) -> None:
        self.node = node
        self.version = node.get("soapVersion")
        self.parts = {part.findtext(f"{CON}url"): part.findtext(f"{CON}content").encode()
                      for part in node.iterfind(f"{CON}definitionCache/{CON}part")}

    @property
    def envelope(self) -> str:
        return ENVELOPES[self.version]

    @cached_property
    def wsdl(self) -> etree._Element:
        root = self.node.find(f"{CON}definitionCache").get("rootPart")
        return etree.fromstring(next(text for url, text in self.parts.items() if unquote(url) == unquote(root)))

    @cached_property
    def operations(self) -> dict[str, Operation]:
        """Those of the binding that the interface names; nothing where there is no such binding of its version."""
        space, soap = self.wsdl.get("targetNamespace"), SOAP[self.version]
        for binding in self.wsdl.iterfind(f"{WSDL}binding"):
            if f"{{{space}}}{binding.get('name')}" == self.node.get("bindingName") and binding.find(
                    f"{soap}binding") is not None:
                return {one.get("name"): self._operation(one, soap) for one in binding.iterfind(f"{WSDL}operation")}
        return {}

    def _operation(self, bound: etree._Element, soap: str) -> Operation:
        port = self.wsdl.find(f"{WSDL}portType/{WSDL}operation[@name='{bound.get('name')}']")
        output = port.find(f"{WSDL}output")
        return Operation(bound.get("name"), bound.find(f"{soap}operation").get("soapAction"),
                         self._element(port.find(f"{WSDL}input")), None if output is None else self._element(output),
                         bound.find(f"{WSDL}input").get("name", ""))

    def _element(self, node: etree._Element) -> str:
        name = node.get("message").rpartition(":")[2]
        parts = self.wsdl.findall(f"{WSDL}message[@name='{name}']/{WSDL}part")
        part = next(one for one in parts if one.get("name") != "ChargeBoxIdentity")
        prefix, _, local = part.get("element").rpartition(":")
        return f"{{{part.nsmap[prefix or None]}}}{local}"

    @cached_property
    def schema(self) -> etree.XMLSchema:
        """libxml2 with the cached parts, and nothing from elsewhere."""
        inline = list(self.wsdl.iterfind(f"{WSDL}types/{XS}schema"))
        base = self.node.find(f"{CON}definitionCache").get("rootPart")
        texts = {f"inline:{place}": etree.tostring(one) for place, one in enumerate(inline)}
        outer = etree.Element(f"{XS}schema")
        for place, one in enumerate(inline):
            etree.SubElement(outer, f"{XS}import", namespace=one.get("targetNamespace"),
                             schemaLocation=f"inline:{place}")
        parser = etree.XMLParser(no_network=True)
        parser.resolvers.add(_Parts(texts, self.parts, base))
        return etree.XMLSchema(etree.fromstring(etree.tostring(outer), parser))

    def missing(self) -> Iterator[str]:
        """Places that parts import and that are no parts themselves."""
        for url, text in self.parts.items():
            for one in etree.fromstring(text).iter(f"{XS}import", f"{XS}include", f"{WSDL}import"):
                place = one.get("schemaLocation") or one.get("location")
                if place and urljoin(url, place) not in self.parts:
                    yield urljoin(url, place)


class _Parts(etree.Resolver):
    def __init__(self, inline: dict[str, bytes], parts: dict[str, bytes], base: str) -> None:
        self._inline, self._parts, self._base = inline, parts, base

    def resolve(self, url, public_id, context):
        if url in self._inline:
            return self.resolve_string(self._inline[url], context, base_url=self._base)
        return self.resolve_string(self._parts[url], context, base_url=url)


def xpath(root: etree._Element, path: str) -> list:
    """Elements found by an XPath that declares its namespaces at its beginning, as SoapUI has them."""
    spaces = dict(re.findall(r"declare namespace (\w+)='([^']*)';", path))
    return root.xpath(re.sub(r"declare namespace \w+='[^']*';", "", path).strip(), namespaces=spaces or None)
