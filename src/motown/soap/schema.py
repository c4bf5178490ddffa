"""XML Schema to Spyne models: one class a type, one field an element or attribute, in the schema's names and order.

Spyne has a parser of its own, but it drops what contracts live on: types declared inside an element, wildcards,
extensions, unqualified elements.  Whether a document is *valid* is never asked here: libxml2 answers that from the
same files.  A construct that cannot be a field is refused by name, so that nothing is lost silently.
"""

import keyword
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from lxml.etree import _Element
from spyne import AnyXml, ComplexModel, SelfReference, XmlAttribute, XmlData
from spyne.model.complex import ComplexModelMeta

from motown.soap.models import OTHERS, TEXT, Field, Message, fields, give_fields, is_complex
from motown.soap.values import BUILT_IN, STRING, XS, Model, with_kind

_TYPES = (XS + "complexType", XS + "simpleType")
_GROUPS = (XS + "sequence", XS + "choice", XS + "all", XS + "group")
_SILENT = (XS + "annotation", XS + "attribute", XS + "attributeGroup")
_FACETS = {  # XSD facet -> Spyne attribute, for who reads the model; libxml2 enforces them
    "minLength": ("min_len", int), "maxLength": ("max_len", int), "pattern": ("pattern", str),
    "minInclusive": ("ge", Decimal), "maxInclusive": ("le", Decimal),
    "fractionDigits": ("fraction_digits", int), "totalDigits": ("total_digits", int)}
_REFUSED = {"abstract": "true", "substitutionGroup": None, "mixed": "true"}


class Unsupported(ValueError):
    """A contract uses something that has no counterpart here; the message says what and where."""


class _Particle(NamedTuple):
    """An element or wildcard of a content model, with how often it may occur there."""

    node: _Element
    least: int
    many: bool


def qname(node: _Element, text: str | None) -> str:
    """``tns:Name`` as ``{namespace}Name``, read in the scope of ``node``."""
    prefix, _, name = (text or "").rpartition(":")
    return f"{{{node.nsmap.get(prefix or None, '')}}}{name}"


def documentation(node: _Element) -> str:
    """What a declaration of a schema or WSDL says of itself, on one line."""
    texts = node.xpath("*[local-name()='annotation' or local-name()='documentation']//text()")
    return " ".join(" ".join(str(text) for text in texts).split()) if isinstance(texts, list) else ""


def _where(node: _Element) -> str:
    named = next((up.get("name") for up in (node, *node.iterancestors()) if up.get("name")), "?")
    return f"{named} (line {node.sourceline})"


def _namespace(node: _Element) -> str:
    return next(node.iterancestors(XS + "schema")).get("targetNamespace", "")


class Schemas:
    """The declarations of several schemas together, and the models made from them on demand."""

    def __init__(self, roots: Iterable[_Element]) -> None:
        self.types: dict[str, Model] = {}
        """By ``{namespace}name``; an anonymous one by the way to it."""
        self._making: list[str] = []
        self._declared: dict[tuple[str, str], _Element] = {}
        for root in roots:
            self._declare(root)

    def _declare(self, root: _Element) -> None:
        for node in root.iterchildren("{*}*"):
            if node.tag == XS + "redefine":
                raise Unsupported(f"xs:redefine (line {node.sourceline})")
            kind = "type" if node.tag in _TYPES else node.tag.removeprefix(XS)
            self._declared[kind, f"{{{root.get('targetNamespace', '')}}}{node.get('name')}"] = node

    def element(self, name: str) -> Model:
        """The model of the global element ``{namespace}name``."""
        return self._type_of(self._find("element", name))

    def documentation(self, name: str) -> str:
        """What the schema says of the global element ``{namespace}name``."""
        return documentation(self._find("element", name))

    def named(self, name: str) -> Model:
        """The model of the type ``{namespace}name``, built in or declared."""
        if name.startswith(XS):
            if name not in BUILT_IN:
                raise Unsupported(f"xs:{name.removeprefix(XS)} has no faithful value in Python")
            return BUILT_IN[name]
        if name not in self.types:
            self._make(self._find("type", name), name)
        if self.types[name] is SelfReference and self._making[-1] != name:
            raise Unsupported(f"{name} contains itself by way of {self._making[-1]}")
        return self.types[name]

    def _find(self, kind: str, name: str) -> _Element:
        try:
            return self._declared[kind, name]
        except KeyError:
            raise Unsupported(f"no {kind} {name} in the schemas of this contract") from None

    def _type_of(self, node: _Element) -> Model:
        """The model of an element's or attribute's type: named, or declared inside it."""
        for attribute, value in _REFUSED.items():
            if node.get(attribute) is not None and value in (None, node.get(attribute)):
                raise Unsupported(f"{attribute} at {_where(node)}")
        if named := node.get("type"):
            return self.named(qname(node, named))
        for inside in node.iterchildren(*_TYPES):
            ways = (*reversed(list(node.iterancestors())), node)
            way = [up for up in ways if up.get("name") and up.tag.startswith(XS)]
            steps = "/".join(f"{up.tag.removeprefix(XS)} {up.get('name')}" for up in way)
            key = f"{{{_namespace(node)}}}{steps}"
            return self.types.get(key) or self._make(inside, key, "_".join(str(up.get("name")) for up in way))
        raise Unsupported(f"an element without a type: {_where(node)}")

    def _make(self, node: _Element, key: str, name: str = "") -> Model:
        namespace, _, last = key[1:].rpartition("}")
        if node.tag == XS + "simpleType":
            self.types[key] = self._simple(node, namespace, name or last)
        else:
            self.types[key] = SelfReference  # what a type that contains itself finds here
            self._making.append(key)
            self.types[key] = self._complex(node, namespace, name or last)
            self._making.pop()
        return self.types[key]

    def _simple(self, node: _Element, namespace: str, name: str) -> Model:
        restriction = node.find(XS + "restriction")
        if restriction is None:  # a list or union: its text as it stands
            base, restriction = with_kind(BUILT_IN[XS + "string"].customize(), STRING), node
        elif (inside := restriction.find(XS + "simpleType")) is not None:
            base = self._simple(inside, namespace, name)
        else:
            base = self.named(qname(restriction, restriction.get("base")))
        return base.customize(type_name=name, __namespace__=namespace, **_facets(restriction))

    def _complex(self, node: _Element, namespace: str, name: str) -> Model:
        if node.get("mixed") in ("true", "1") or node.get("abstract") in ("true", "1"):
            raise Unsupported(f"a mixed or abstract type: {_where(node)}")
        base, own, content = self._derived(node)
        own += [self._field(particle) for particle in self._particles(content)]
        own += [self._attribute(attribute) for attribute in self._attributes(content)]
        names = [field.name for field in (*fields(base), *own)]
        if twice := sorted({field for field in names if names.count(field) > 1}):
            raise Unsupported(f"{name}: {', '.join(twice)} declared more than once")
        model = ComplexModelMeta(name, (base,), {
            "__namespace__": namespace, "__doc__": documentation(node) or documentation(_parent(node)),
            "_type_info": [(field.name, _spyne(field)) for field in own]})
        give_fields(model, (*fields(base), *(
            field._replace(model=model) if field.model is SelfReference else field for field in own)))
        return model

    def _derived(self, node: _Element) -> tuple[Model, list[Field], _Element]:
        """A complex type's base, the field its base gives where that is simple, and the node of its own content."""
        derivation = node.find(f"{XS}simpleContent/*[@base]")
        if derivation is None and (derivation := node.find(f"{XS}complexContent/*[@base]")) is None:
            return Message, [], node
        if derivation.tag != XS + "extension":
            raise Unsupported(f"a type derived by restriction: {_where(node)}")
        inherited = self.named(qname(derivation, derivation.get("base")))
        if inherited is SelfReference:
            raise Unsupported(f"a type that extends itself: {_where(node)}")
        if is_complex(inherited):
            return inherited, [], derivation
        return Message, [Field(TEXT, "", "text", inherited)], derivation

    def _particles(self, node: _Element, *, optional: bool = False) -> Iterator[_Particle]:
        """The elements and wildcards of a content model in order; in a choice none is required."""
        for child in node.iterchildren("{*}*"):
            least, most = int(child.get("minOccurs", "1")), child.get("maxOccurs", "1")
            if child.tag in (XS + "element", XS + "any") and most != "0":
                yield _Particle(child, 0 if optional else least, many=most not in ("0", "1"))
            elif child.tag in _GROUPS:
                if most != "1":
                    raise Unsupported(f"a group with maxOccurs={most}: {_where(child)}")
                group = self._find("group", qname(child, child.get("ref"))) if child.get("ref") else child
                yield from self._particles(group, optional=optional or least == 0 or child.tag == XS + "choice")
            elif child.tag not in (*_SILENT, XS + "element", XS + "any"):
                raise Unsupported(f"xs:{child.tag.removeprefix(XS)} at {_where(child)}")

    def _field(self, particle: _Particle) -> Field:
        node, least, many = particle
        if node.tag == XS + "any":
            return Field(OTHERS, "", "others", AnyXml, many=many, required=least > 0)
        target = self._find("element", qname(node, node.get("ref"))) if node.get("ref") else node
        if target.get("default") is not None or target.get("fixed") is not None:
            raise Unsupported(f"an element with a default or fixed value: {_where(target)}")
        name = target.get("name", "")
        return Field(_python(name), f"{{{_namespace(target)}}}{name}" if _qualified(target, "element") else name,
                     "element", self._type_of(target), many=many, required=least > 0,
                     nillable=target.get("nillable") in ("true", "1"),
                     documentation=documentation(node) or documentation(target))

    def _attributes(self, node: _Element) -> Iterator[_Element]:
        for child in node.iterchildren(XS + "attribute", XS + "attributeGroup"):
            if child.tag == XS + "attributeGroup":
                yield from self._attributes(self._find("attributeGroup", qname(child, child.get("ref"))))
            elif child.get("use") != "prohibited":
                yield child

    def _attribute(self, node: _Element) -> Field:
        target = self._find("attribute", qname(node, node.get("ref"))) if node.get("ref") else node
        name = target.get("name", "")
        typed = target.get("type") or target.find(XS + "simpleType") is not None
        return Field(_python(name), f"{{{_namespace(target)}}}{name}" if _qualified(target, "attribute") else name,
                     "attribute", self._type_of(target) if typed else BUILT_IN[XS + "string"],
                     required=node.get("use") == "required", documentation=documentation(node),
                     default=node.get("default") or node.get("fixed") or target.get("default") or target.get("fixed"))


def _parent(node: _Element) -> _Element:
    parent = node.getparent()
    return node if parent is None else parent


def _facets(restriction: _Element) -> dict[str, Any]:
    facets: dict[str, Any] = {}
    for facet in restriction.iterchildren("{*}*"):
        if (kind := facet.tag.removeprefix(XS)) == "enumeration":
            facets.setdefault("values", []).append(facet.get("value"))
        elif kind in _FACETS:
            attribute, convert = _FACETS[kind]
            facets[attribute] = convert(facet.get("value", ""))
    return facets


def _python(name: str) -> str:
    """A name as Python can say it, and that is not one of Spyne's own."""
    name = "".join(letter if letter.isalnum() else "_" for letter in name)
    return f"{name}_" if keyword.iskeyword(name) or hasattr(ComplexModel, name) else name


def _spyne(field: Field) -> Model:
    """A field as Spyne knows it."""
    if field.kind == "text":
        return XmlData(field.model)
    if field.kind == "attribute":
        return XmlAttribute(field.model, use="required" if field.required else "optional")
    namespace, _, name = field.tag[1:].rpartition("}") if field.tag.startswith("{") else ("", "", field.tag)
    return field.model.customize(
        min_occurs=int(field.required), max_occurs="unbounded" if field.many else 1, nillable=field.nillable,
        **({"sub_name": name, "sub_ns": namespace} if name else {"schema_tag": XS + "any"}))


def _qualified(node: _Element, kind: str) -> bool:
    schema = next(node.iterancestors(XS + "schema"))
    if node.getparent() is schema:
        return True  # a global one always is
    return node.get("form", schema.get(f"{kind}FormDefault")) == "qualified"
