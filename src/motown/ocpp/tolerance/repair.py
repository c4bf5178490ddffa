"""What a repair is: one quirk of the field, one small function, one name that the stored message bears."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Generic, NamedTuple, TypeVar

_F = TypeVar("_F", bound=Callable[..., object])
_F_co = TypeVar("_F_co", bound=Callable[..., object], covariant=True)


class Stage(Enum):
    """When a repair acts; the value says it in the documentation."""

    TEXT = "bytes that are no XML"
    ENVELOPE = "XML that is no SOAP envelope, and header blocks"
    DISPATCH = "a body element that no contract knows"
    EVERY = "every message, also a valid one"
    BODY = "a body that the schema refuses"
    TIME = "a time that the schema refuses"
    NUMBER = "a number that the schema refuses"
    CHOICE = "a word that the schema refuses"


@dataclass(frozen=True, slots=True)
class Repair(Generic[_F_co]):
    """A repair as it is listed.  ``run`` changes what it is given only where its quirk is found."""

    name: str
    """Short and kebab-case: recorded on the message, never renamed."""
    stage: Stage
    run: _F_co

    @property
    def what(self) -> str:
        """What it does: the docstring without its source, on one line."""
        return self._parts()[0]

    @property
    def source(self) -> str:
        """Where the quirk was seen."""
        return self._parts()[1]

    def _parts(self) -> tuple[str, str]:
        what, _, source = " ".join((self.run.__doc__ or "").split()).partition(" Source: ")
        return what, source.rstrip(".")


class Note(NamedTuple):
    """Something odd that needs no repair, for it does not count: recorded on the message like one."""

    name: str
    what: str
    source: str


def repair(stage: Stage, name: str) -> Callable[[_F], Repair[_F]]:
    """Make a function a repair.  Its docstring tells what it does, and after ``Source:`` who needs it."""
    return lambda function: Repair(name, stage, function)
