"""A message under repair: its body, its shape, and the values that the schema cannot see but handlers shall."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from lxml.etree import _Element

from motown.ocpp.tolerance.repair import Repair
from motown.ocpp.tolerance.shape import Kind, Shape


@dataclass(frozen=True, slots=True)
class Text:
    """A place for a text: an element's own, or one of its attributes."""

    element: _Element
    attribute: str | None = None

    @property
    def value(self) -> str:
        """The text that stands there; empty where there is none."""
        found = self.element.get(self.attribute) if self.attribute is not None else self.element.text
        return found or ""

    def write(self, value: str) -> None:
        """Put ``value`` there."""
        if self.attribute is not None:
            self.element.set(self.attribute, value)
        else:
            self.element.text = value


@dataclass(slots=True)
class Message:
    """What a repair is given.  It changes the tree below ``root`` in place."""

    root: _Element
    shape: Shape
    received_at: datetime
    zone: tzinfo
    """That of times which name none."""
    kept: list[tuple[Text, str]] = field(default_factory=list)
    """Texts for which a stand-in was set, since the schema does not allow them."""
    _known: list[tuple[_Element, Shape]] | None = None
    _texts: dict[Kind, list[tuple[Text, Shape]]] | None = None

    @property
    def operation(self) -> str:
        """The operation's name in the body element: ``startTransaction``."""
        return self.shape.name.removesuffix("Request")

    def keep(self, place: Text, stand_in: str, value: str) -> None:
        """Let the schema see ``stand_in`` and handlers see ``value``."""
        place.write(stand_in)
        self.kept.append((place, value))

    def restore(self) -> None:
        """Put the kept texts back, once the schema has approved of everything else."""
        for place, value in self.kept:
            place.write(value)
        self.kept.clear()

    def known(self) -> list[tuple[_Element, Shape]]:
        """Every element that is where its shape says it may be, outer ones before inner ones."""
        if self._known is None:
            self._known = _known(self.root, self.shape)
        return self._known

    def texts(self, *kinds: Kind) -> Iterator[tuple[Text, Shape]]:
        """The places for text of some kinds, attributes too."""
        if self._texts is None:
            self._texts = _texts(self.known())
        for kind in kinds:
            yield from self._texts.get(kind, ())

    def forget(self) -> None:
        """The tree is not what it was: look at it anew."""
        self._known = self._texts = None

    def made(self, repairs: Iterable["BodyRepair"]) -> list[str]:
        """Run repairs one after the other; returns the names of those that found their quirk."""
        names = []
        for one in repairs:
            if one.run(self):
                names.append(one.name)
                self.forget()
        return names


BodyRepair = Repair[Callable[[Message], bool]]
"""Changes the message and says whether it did."""


def _known(root: _Element, shape: Shape) -> list[tuple[_Element, Shape]]:
    """Level by level."""
    found, level = [(root, shape)], [(root, shape)]
    while level:
        level = [(child, known) for element, shape in level if shape.children
                 for child in element if (known := shape.by_tag.get(child.tag)) is not None]
        found += level
    return found


def _texts(known: list[tuple[_Element, Shape]]) -> dict[Kind, list[tuple[Text, Shape]]]:
    """The places for text by their kind."""
    found: dict[Kind, list[tuple[Text, Shape]]] = {}
    for element, shape in known:
        if shape.is_leaf:
            found.setdefault(shape.kind, []).append((Text(element), shape))
            for attribute in shape.attributes:
                if element.get(attribute.tag) is not None:
                    found.setdefault(attribute.kind, []).append((Text(element, attribute.tag), attribute))
    return found
