"""What a message should look like, read from its contract's models: the plan by which repairs find their way."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from functools import cached_property

from motown.soap.models import Field, fields, is_complex
from motown.soap.values import Model, simple


class Kind(Enum):
    """How the content of an element or attribute is to be read."""

    COMPLEX = "elements"
    EMPTY = "nothing, not even white space"
    TEXT = "any text"
    CHOICE = "one of some words"
    WHOLE = "a whole number"
    TIME = "a moment"
    OTHER = "a simple value that OCPP 1.2 and 1.5 do not use"


@dataclass(frozen=True)
class Shape:
    """An element, or an attribute of one, as the contract declares it."""

    tag: str
    """As lxml has it, ``{namespace}name``; an attribute's has no namespace."""
    kind: Kind
    required: bool = True
    repeats: bool = False
    longest: int | None = None
    """Characters a text may have; None where the schema sets no limit."""
    choices: tuple[str, ...] = ()
    children: tuple["Shape", ...] = ()
    """In the order of the schema."""
    attributes: tuple["Shape", ...] = field(default=())

    @cached_property
    def name(self) -> str:
        """The tag without its namespace."""
        return local(self.tag)

    @cached_property
    def namespace(self) -> str:
        """The namespace alone."""
        return self.tag[1:].rpartition("}")[0]

    @cached_property
    def by_tag(self) -> dict[str, "Shape"]:
        """The children by their tags."""
        return {child.tag: child for child in self.children}

    @cached_property
    def by_folded_name(self) -> dict[str, "Shape"]:
        """The children by their names in small letters, whatever the namespace."""
        return {child.name.casefold(): child for child in self.children}

    @cached_property
    def position(self) -> dict[str, int]:
        """Where each child stands in the order of the schema."""
        return {child.tag: number for number, child in enumerate(self.children)}

    @property
    def is_leaf(self) -> bool:
        """Whether it holds text rather than elements."""
        return self.kind not in (Kind.COMPLEX, Kind.EMPTY)


def local(tag: str) -> str:
    """The name in ``{namespace}name``."""
    return tag.rpartition("}")[2]


def shape_of(tag: str, model: Model) -> Shape:
    """The shape of the global element ``tag``, whose type is ``model``."""
    return _shape(Field(local(tag), tag, "element", model))


def _shape(declared: Field) -> Shape:
    if not is_complex(declared.model):
        return _leaf(declared, declared.model, ())
    known = fields(declared.model)
    attributes = tuple(_leaf(one, one.model, ()) for one in known if one.kind == "attribute")
    if (text := next((one for one in known if one.kind == "text"), None)) is not None:
        return _leaf(declared, text.model, attributes)
    children = tuple(_shape(one) for one in known if one.kind == "element")
    return Shape(declared.tag, Kind.COMPLEX if children else Kind.EMPTY, declared.required, declared.many,
                 children=children, attributes=attributes)


def _leaf(declared: Field, model: Model, attributes: tuple[Shape, ...]) -> Shape:
    python, facets = simple(model).python, model.Attributes
    choices = tuple(facets.values) if facets.values else ()
    longest = getattr(facets, "max_len", None)
    kind = Kind.CHOICE if choices else {str: Kind.TEXT, int: Kind.WHOLE, datetime: Kind.TIME}.get(python, Kind.OTHER)
    return Shape(declared.tag, kind, declared.required, declared.many, choices=choices, attributes=attributes,
                 longest=longest if isinstance(longest, int) else None)
