"""Messages to and from XML: a decoder and an encoder compiled once for each model.

Reading, elements that libxml2 has found valid become models.  Writing, models or mappings with their fields become
text, which whoever sends it validates again: the compiled steps know names, order and what is required, the schema
knows everything else.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from lxml import etree
from lxml.etree import _Element

from motown.soap.models import TEXT, Field, Message, fields, is_complex
from motown.soap.text import escaped, quoted
from motown.soap.values import Model, simple
from motown.soap.versions import XML, XSI

Decoder = Callable[[_Element], Any]
Step = Callable[[Any], str]
"""From a value that is given to the text that it becomes."""
Encoder = Callable[[Any], tuple[str, str]]
"""From a value to its attributes, with a blank before each, and its content."""
_Child = tuple[str, Callable[[Any], Any], bool, bool]
"""Name, reader of a leaf's text or of an element, whether it is a leaf, whether it repeats."""

NIL = f"{{{XSI}}}nil"


class Unreadable(ValueError):
    """A valid text has no value in Python; says which element's."""


class Unwritable(ValueError):
    """A value that cannot be written as the message it should be: our own mistake, or a handler's."""


class Written:
    """Elements that stand in a field as text already: whoever writes them answers for it that they are valid.

    For what is made by the thousand; ``Contract.encode_valid`` validates all that is around them.
    """

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text


class Decoders:
    """The compiled decoders of one contract, by model."""

    def __init__(self) -> None:
        self._made: dict[Model, Decoder] = {}

    def of(self, model: Model) -> Decoder:
        """From an element to an instance of ``model``, or to the value of a simple type.

        Raises ValueError or ArithmeticError where a valid text has no value in Python (the year 10000), and where an
        element holds what its type does not (which xsi:type makes valid).
        """
        if model not in self._made:
            self._made[model] = partial(self._late, model)  # for a type that contains itself
            self._made[model] = self._complex(model) if is_complex(model) else _simple_decoder(model)
        return self._made[model]

    def _late(self, model: Model, element: _Element) -> Any:
        return self._made[model](element)

    def _complex(self, model: Model) -> Decoder:
        known = fields(model)
        children = {field.tag: self._child(field) for field in known if field.kind == "element"}
        others = next((field for field in known if field.kind == "others"), None)
        text = next((simple(field.model).read for field in known if field.kind == "text"), None)
        attributes = {field.tag: (field.name, simple(field.model).read) for field in known if field.kind == "attribute"}
        # None, or an attribute's default, which is an immutable value; lists are made anew for each instance
        blank: dict[str, Any] = {
            field.name: None if field.default is None else simple(field.model).read(field.default) for field in known}
        lists = [field.name for field in known if field.many]
        new = model.__new__

        def decode(element: _Element) -> Any:
            instance = new(model)
            values: dict[str, Any] = blank.copy()
            instance.__dict__ = values
            for name in lists:
                values[name] = []
            if attributes:
                _decode_attributes(element, attributes, values)
            if text is not None:
                values[TEXT] = text(element.text or "")
            for child in element:
                if (found := children.get(child.tag)) is None:
                    _keep(child, others, values, element)
                    continue
                name, read, is_leaf, many = found
                try:
                    value = read(child.text or "") if is_leaf else read(child)
                except Unreadable:
                    raise
                except (ValueError, ArithmeticError) as error:
                    raise Unreadable(f"Element '{child.tag}': {error}") from None
                if many:
                    values[name].append(value)
                else:
                    values[name] = value
            return instance

        return decode

    def _child(self, field: Field) -> _Child:
        if not field.nillable:
            is_leaf = not is_complex(field.model)
            return field.name, simple(field.model).read if is_leaf else self.of(field.model), is_leaf, field.many
        decode = self.of(field.model)

        def decode_or_none(element: _Element) -> Any:
            return None if element.get(NIL, "").strip() in ("true", "1") else decode(element)

        return field.name, decode_or_none, False, field.many


def _decode_attributes(element: _Element, known: Mapping[str, tuple[str, Callable[[str], Any]]],
                       values: dict[str, Any]) -> None:
    key: Any  # the stubs think of bytes
    given: Any
    for key, given in element.items():
        if (attribute := known.get(key)) is not None:  # xsi:type and its like are unknown
            name, read = attribute
            values[name] = read(given)


def _keep(child: _Element, others: Field | None, values: dict[str, Any], element: _Element) -> None:
    """What a wildcard let in is kept as it is."""
    if others is None:
        raise ValueError(f"{child.tag} is not expected in {element.tag}")
    if others.many:
        values[others.name].append(child)
    else:
        values[others.name] = child


def _simple_decoder(model: Model) -> Decoder:
    read = simple(model).read
    return lambda element: read(element.text or "")


class Encoders:
    """The compiled encoders of one contract, by model.  ``prefixes`` has one for each of its namespaces."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._prefixes = prefixes
        self._made: dict[Model, Encoder] = {}
        self._roots: dict[tuple[str, Model], Callable[[Any], str]] = {}

    def root(self, tag: str, model: Model) -> Callable[[Any], str]:
        """From a value of ``model`` to the text of an element ``tag`` that stands by itself.  Raises Unwritable."""
        if (tag, model) not in self._roots:
            used = sorted(_namespaces(tag, model, set()))
            bound = "".join(f" xmlns:{self._prefixes[namespace]}={quoted(namespace)}" for namespace in used)
            self._roots[tag, model] = self._element(tag, self.of(model), bound)
        return self._roots[tag, model]

    def of(self, model: Model) -> Encoder:
        """From a value of ``model`` to attributes and content.  Raises Unwritable."""
        if model not in self._made:
            self._made[model] = partial(self._late, model)  # for a type that contains itself
            self._made[model] = self._complex(model) if is_complex(model) else _simple_encoder(model)
        return self._made[model]

    def _late(self, model: Model, value: Any) -> tuple[str, str]:
        return self._made[model](value)

    def _element(self, tag: str, encode: Encoder, bound: str = "") -> Callable[[Any], str]:
        name = self._name(tag)
        start, end = f"<{name}{bound}", f"</{name}>"

        def element(value: Any) -> str:
            attributes, content = encode(value)
            return f"{start}{attributes}>{content}{end}" if content else f"{start}{attributes}/>"

        return element

    def _child(self, field: Field) -> Callable[[Any], str]:
        """An element inside a type; one of a simple type, as most are, in a single step."""
        if is_complex(field.model):
            return self._element(field.tag, self.of(field.model))
        name, kind = self._name(field.tag), simple(field.model)
        start, end, empty, write = f"<{name}>", f"</{name}>", f"<{name}/>", kind.write
        if kind.python is str:
            return lambda value: f"{start}{text}{end}" if (text := escaped(write(value))) else empty
        return lambda value: f"{start}{text}{end}" if (text := write(value)) else empty

    def _name(self, tag: str) -> str:
        namespace, _, local = tag[1:].rpartition("}") if tag.startswith("{") else ("", "", tag)
        return f"{self._prefixes[namespace]}:{local}" if namespace else local

    def _complex(self, model: Model) -> Encoder:
        known = fields(model)
        names = frozenset(field.name for field in known)
        attributes = [(field, self._attribute(field)) for field in known if field.kind == "attribute"]
        content = [(field, self._content(field)) for field in known if field.kind != "attribute"]

        def encode(value: Any) -> tuple[str, str]:
            values = _values(value, model, names)
            return _written(attributes, values, model) if attributes else "", _written(content, values, model)

        return encode

    def _attribute(self, field: Field) -> Step:
        start, write = f" {self._name(field.tag)}=", simple(field.model).write
        return lambda value: start + quoted(write(value))

    def _content(self, field: Field) -> Step:
        if field.kind == "text":
            write = simple(field.model).write
            return lambda value: escaped(write(value))
        one = _wildcard if field.kind == "others" else self._child(field)
        if field.nillable:
            nil, given = f'<{self._name(field.tag)} xmlns:xsi="{XSI}" xsi:nil="true"/>', one
            one = lambda value: nil if value is None else given(value)  # noqa: E731
        if field.many:
            return lambda values: values.text if type(values) is Written else "".join([one(value) for value in values])
        return one


def _simple_encoder(model: Model) -> Encoder:
    kind = simple(model)
    write = kind.write
    if kind.python is str:
        return lambda value: ("", escaped(write(value)))
    return lambda value: ("", write(value))


def _wildcard(value: _Element) -> str:
    return etree.tostring(value, encoding="unicode", with_tail=False)


def _values(value: Any, model: Model, names: frozenset[str]) -> Mapping[str, Any]:
    """The fields of a model or mapping; a mapping may have none that the model has not."""
    if type(value) is model:
        values: dict[str, Any] = value.__dict__
        return values
    given: Mapping[str, Any] = value.__dict__ if isinstance(value, Message) else value
    if not isinstance(given, Mapping):
        raise Unwritable(f"{value!r} is no {model.__name__}, and no mapping of its fields")
    if unknown := given.keys() - names:
        raise Unwritable(f"{model.__name__} has no field {', '.join(sorted(unknown))}")
    return given


def _written(steps: list[tuple[Field, Step]], values: Mapping[str, Any], model: Model) -> str:
    parts = []
    for field, step in steps:
        value = values.get(field.name)
        if value is not None and not (field.many and not value):
            try:
                parts.append(step(value))
            except (TypeError, ValueError) as error:
                raise Unwritable(f"{field.name}: {error}") from None
        elif field.required:
            if not field.nillable or field.many:
                raise Unwritable(f"{model.__name__} needs {field.name}")
            parts.append(step(None))
    return "".join(parts)


def _namespaces(tag: str, model: Model, seen: set[Model]) -> set[str]:
    """The namespaces that an element and what may stand in it need prefixes for."""
    found = {tag[1:].rpartition("}")[0]} if tag.startswith("{") else set()
    if is_complex(model) and model not in seen:
        seen.add(model)
        for field in fields(model):
            if field.kind in ("element", "attribute"):
                found |= _namespaces(field.tag, field.model, seen)
    return found - {XML}
