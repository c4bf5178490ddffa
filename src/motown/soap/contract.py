"""A published WSDL as the only declaration of a service: what it says is what is served, called and checked.

    contract = load("wsdl/ocpp/1.5/centralsystem.wsdl")
    contract.operations["Heartbeat"].input        # '{urn://Ocpp/Cs/2012/06/}heartbeatRequest'
    contract.models["IdTagInfo"](status="Accepted")

Files are read below given roots only, never from the network.
"""

import threading
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from posixpath import normpath
from typing import Any

from lxml import etree
from lxml.etree import _Element

from motown.soap.codec import Decoders, Encoders, Unwritable, Written
from motown.soap.faults import ServiceFault
from motown.soap.models import is_complex
from motown.soap.parsing import parse_own
from motown.soap.schema import Schemas, Unsupported
from motown.soap.text import NotXml
from motown.soap.values import XS, Model
from motown.soap.versions import XML
from motown.soap.wsdl import WSDL, Description, Operation

_INLINE = "inline:"
_compiling = threading.Lock()
"""Several threads that compile schemas at once have been seen to get one that lacks declarations."""


class Contract:
    """A loaded WSDL with its schemas; ``load`` makes one.  Everything in it may be used by all threads."""

    def __init__(self, path: Path, roots: Mapping[str, Path]) -> None:
        self.path, self.roots = path.resolve(), {name: root.resolve() for name, root in roots.items()}
        self.source = self.path.read_bytes()
        root = etree.fromstring(self.source, etree.XMLParser(no_network=True, resolve_entities=False))
        self._description = Description(root)
        self.namespace, self.name = self._description.namespace, self._description.name
        self.documentation = self._description.documentation
        self.versions = self._description.versions
        """The SOAP versions that its bindings name; the other one is taken too."""
        self.operations = self._description.operations
        self.location = self.published(self.path)
        """Where the file is published, ``wsdl/ocpp/1.5/centralsystem.wsdl``."""
        self.key = _key(self.location)
        """Its short name, ``ocpp15_centralsystem``; that of its module in motown.contracts too."""
        self._elsewhere: dict[Path, Path] = {}
        """Where a schemaLocation leads by itself, and the file that it means."""
        self.imported: dict[str, bytes] = {}
        """The schema files it is made of, by the place where they are published."""
        inline = list(root.iterfind(f"{WSDL}types/{XS}schema"))
        others = [other for one in inline for other in self._follow(one, self.path.parent)]
        self._schemas = Schemas([*inline, *others])
        self.inline = {one.get("targetNamespace", ""): etree.tostring(one) for one in inline}
        """The schemas inside the WSDL, by namespace."""
        if len(self.inline) < len(inline):
            raise Unsupported(f"{self.path.name}: two schemas of one namespace")
        self._compile()

    def _compile(self) -> None:
        operations = self.operations.values()
        messages = [element for one in operations
                    for element in (one.input, one.output, *one.headers.values(), *one.faults) if element]
        self.elements: dict[str, Model] = {element: self._schemas.element(element) for element in messages}
        """The models of its messages, headers and faults, by element."""
        self.inputs = {operation.input: operation for operation in operations}
        self.models = self._named()
        namespaces = sorted({str(model.get_namespace()) for model in self._schemas.types.values()}
                            | {element[1:].rpartition("}")[0] for element in self.elements})
        self.prefixes = {self.namespace: "tns", XML: "xml"}
        for namespace in namespaces:
            self.prefixes.setdefault(namespace, f"n{len(self.prefixes) - 1}")
        decoders, encoders = Decoders(), Encoders(self.prefixes)
        self._decode = {element: decoders.of(model) for element, model in self.elements.items()}
        self._encode = {element: encoders.root(element, model) for element, model in self.elements.items()}
        self._validators = _Validators(self)
        self._validators.schema()  # now, so that a file that is no schema is found when it is loaded

    def _named(self) -> dict[str, Model]:
        """The models of complex types by their names."""
        found: dict[str, Model] = {}
        for model in (*self._schemas.types.values(), *self.elements.values()):
            if is_complex(model) and found.setdefault(model.__name__, model) is not model:
                raise Unsupported(f"two types are called {model.__name__}")
        return found

    def _follow(self, schema: _Element, home: Path) -> Iterator[_Element]:
        """The schemas that ``schema`` imports or includes, and theirs, each once."""
        for one in schema.iterchildren(XS + "import", XS + "include"):
            if not (location := one.get("schemaLocation")):
                continue
            path = self.located(location, home)
            if (place := self.published(path)) in self.imported:
                continue
            self.imported[place] = path.read_bytes()
            root = etree.fromstring(self.imported[place], etree.XMLParser(no_network=True, resolve_entities=False))
            if one.tag == XS + "include" and root.get("targetNamespace") != schema.get("targetNamespace"):
                raise Unsupported(f"{location}: an included schema of another namespace, or of none")
            yield root
            yield from self._follow(root, path.parent)

    def located(self, location: str, home: Path) -> Path:
        """The file that a schemaLocation in the folder ``home`` means.

        Where there is none, it is the one published there: a WSDL in a package of its own names our types as they are
        served beside it (``../../schemas/motown/1.0/types.xsd`` at ``wsdl/acme/``).
        """
        path = (home / location).resolve()
        if path.is_file():
            return path
        place = normpath(f"{self.published(home)}/{location}")
        for name, root in self.roots.items():
            found = root / place.removeprefix(f"{name}/")
            if place.startswith(f"{name}/") and found.is_file():
                self._elsewhere[path] = found
                return found
        return path

    def meant(self, path: Path) -> Path:
        """The file that is read for a path of libxml2's."""
        return self._elsewhere.get(path, path)

    def published(self, path: Path) -> str:
        """Where a file is published: the name of its root and the way from there; Unsupported outside the roots."""
        for name, root in self.roots.items():
            if path.is_relative_to(root):
                return f"{name}/{path.relative_to(root).as_posix()}"
        raise Unsupported(f"{path} is outside of {', '.join(map(str, self.roots.values()))}")

    def documentation_of(self, element: str) -> str:
        """What the schema says of a global element."""
        return self._schemas.documentation(element)

    def validate(self, element: _Element) -> None:
        """Raise ServiceFault where ``element`` is not what the schemas say."""
        schema = self._validators.schema()
        if not schema.validate(element):
            log: Any = schema.error_log  # the stubs do not know that it has a length
            error = log[0]
            raise ServiceFault(f"line {error.line}: {error.message}")

    def decode(self, element: _Element) -> Any:
        """A valid message as its model; ServiceFault where Python has no such value (the year 10000)."""
        try:
            return self._decode[element.tag](element)
        except (ValueError, ArithmeticError) as error:
            raise ServiceFault(f"{element.tag.rpartition('}')[2]}: {error}") from None

    def encode(self, element: str, value: Any) -> str:
        """A model, or a mapping of its fields, as the text of ``element``.  Raises Unwritable."""
        try:
            return self._encode[element](value)
        except (TypeError, NotXml) as error:
            raise Unwritable(f"{element.rpartition('}')[2]}: {error}") from None

    def encode_valid(self, element: str, value: Any) -> str:
        """As ``encode``, and what comes out is valid by the published schema, but for what is ``Written``.

        Raises Unwritable.
        """
        text = self.encode(element, value)
        if isinstance(value, Mapping) and any(type(one) is Written for one in value.values()):
            around = self.encode(element, {name: one for name, one in value.items() if type(one) is not Written})
        else:
            around = text
        try:
            self.validate(parse_own(around))
        except ServiceFault as fault:
            raise Unwritable(f"{element.rpartition('}')[2]}: {fault.reason}") from None
        return text

    def element_of(self, detail: Any, operation: Operation | None) -> str | None:
        """The element that declares the model of a fault's detail; None where none does."""
        faults = operation.faults if operation else [one for every in self.operations.values() for one in every.faults]
        return next((element for element in faults if type(detail) is self.elements[element]), None)


class _Validators(threading.local):
    """A compiled schema for each thread: libxml2's error log is not for several."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._schema: etree.XMLSchema | None = None

    def schema(self) -> etree.XMLSchema:
        """This thread's schema."""
        if self._schema is None:
            with _compiling:
                self._schema = _compiled(self._contract)
        return self._schema


def _compiled(contract: Contract) -> etree.XMLSchema:
    outer = etree.Element(XS + "schema")
    for namespace in contract.inline:
        location = {"namespace": namespace} if namespace else {}
        etree.SubElement(outer, XS + "import", schemaLocation=f"{_INLINE}{namespace}", **location)
    parser = etree.XMLParser(no_network=True, resolve_entities=False)
    parser.resolvers.add(_Files(contract))
    try:
        return etree.XMLSchema(etree.fromstring(etree.tostring(outer), parser))
    except etree.XMLSchemaParseError as error:
        raise Unsupported(f"{contract.path.name}: {error}") from None


class _Files(etree.Resolver):
    """Gives libxml2 the schemas that the contract has read already, and nothing else."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract

    def resolve(self, url: str, _public_id: str, context: Any) -> Any:  # type: ignore[override]  # stubs lack context
        if url.startswith(_INLINE):
            text, base = self._contract.inline[url.removeprefix(_INLINE)], str(self._contract.path)
        else:
            path = self._contract.meant(Path(url).resolve())
            text, base = self._contract.imported[self._contract.published(path)], str(path)
        return self.resolve_string(text, context, base_url=base)


def _key(location: str) -> str:
    """``wsdl/ocpp/1.5/centralsystem.wsdl`` as ``ocpp15_centralsystem``."""
    *folders, name = location.split("/")[1:]
    parts = ("".join(folders), name.removesuffix(".wsdl"))
    return "_".join(part for part in parts if part).replace(".", "").replace("-", "_")


def load(path: str | Path, roots: Mapping[str, Path] | None = None) -> Contract:
    """Read a WSDL and the schemas it imports, once; Unsupported where it cannot be served faithfully.

    ``roots`` are the folders that it may be made of, by the name under which each is published; without them only
    the file's own folder, as ``wsdl``.
    """
    path = Path(path).resolve()
    return _load(path, tuple((roots or {"wsdl": path.parent}).items()))


@cache
def _load(path: Path, roots: tuple[tuple[str, Path], ...]) -> Contract:
    return Contract(path, dict(roots))
