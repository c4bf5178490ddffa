"""The base of all messages and complex types: a Spyne model with the manners of a dataclass."""

from typing import Any, ClassVar, Literal, NamedTuple

from spyne import ComplexModel

from motown.soap.values import Model

TEXT, OTHERS = "text", "others"
"""Fields without a name in the schema: an element's own text, and what a wildcard (xs:any) let in."""


class Field(NamedTuple):
    """What a model knows of one of its fields."""

    name: str
    """As an attribute in Python; a keyword has an underscore behind it."""
    tag: str
    """As in the message, ``{namespace}local``; empty for text and wildcards."""
    kind: Literal["element", "attribute", "text", "others"]
    model: Model
    many: bool = False
    required: bool = True
    nillable: bool = False
    default: str | None = None
    """Of an attribute, as text."""
    documentation: str = ""


class Message(ComplexModel):
    """An instance of a complex type.  Its fields are attributes, None or an empty list where nothing is given.

    Takes its fields by name only; a name that is no field is a TypeError.  Unlike Spyne's own models it is always
    true, and equal to another of its class with the same fields.
    """

    _fields: ClassVar[tuple[Field, ...]] = ()
    _blank: ClassVar[dict[str, Any]] = {}

    def __init__(self, **given: Any) -> None:
        blank = self._blank
        if unknown := given.keys() - blank.keys():
            raise TypeError(f"{type(self).__name__} has no field {', '.join(sorted(unknown))}")
        for name, default in blank.items():
            value = given.get(name)
            self.__dict__[name] = value if value is not None else default if default is None else []

    def __bool__(self) -> bool:
        return True

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and other.__dict__ == self.__dict__

    __hash__ = None  # type: ignore[assignment]  # fields change

    def __repr__(self) -> str:
        given = (f"{name}={value!r}" for name, value in self.__dict__.items() if value is not None and value != [])
        return f"{type(self).__name__}({', '.join(given)})"


def fields(model: Model) -> tuple[Field, ...]:
    """The fields of a complex type in the order of its schema, its base's first."""
    known: tuple[Field, ...] = model._fields
    return known


def give_fields(model: Model, known: tuple[Field, ...]) -> None:
    """Tell a new model its fields."""
    model._fields = known
    model._blank = {field.name: () if field.many else None for field in known}  # noqa: SLF001


def is_complex(model: Model) -> bool:
    """Whether a model has fields, and is not a simple value."""
    return issubclass(model, Message)
