"""What a charge point does wrong on purpose when it is told something: per operation, changeable at any time."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal, get_args

from motown.simulator.versions import Version
from motown.soap import models
from motown.soap.codec import Unwritable

EVERY = "*"
"""Stands for each operation that has no behaviour of its own."""
Garbling = Literal["noise", "cut", "operation", "identity"]
"""An answer that is no XML, breaks off, belongs to another operation, or to another charge point and request."""
GARBLINGS: tuple[Garbling, ...] = get_args(Garbling)
_SUBCODE = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_FIELDS = {"GetLocalListVersion": "listVersion", "GetDiagnostics": "fileName"}
"""What the text of an answer is, where it is not the status."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """How one operation is answered; where nothing is said, as the rules have it."""

    status: str | None = None
    """Answer so and do nothing: a status of the schema, a list version, or a file name (empty: none)."""
    fault: str | None = None
    """Answer with a SOAP fault of this subcode and do nothing (FLT-3)."""
    delay_seconds: float = 0.0
    """Look at the command so late, on the charge point's clock; it is carried out and answered then."""
    lies: bool = False
    """Answer as if it were carried out, and do nothing."""
    drops: bool = False
    """Carry it out, and cut the connection in place of the answer."""
    html: bool = False
    """Answer with a web page, as a router in between does, and do nothing."""
    garbling: Garbling | None = None
    """Carry it out, and answer what nobody can use."""
    times: int | None = None
    """Behave so for this many commands, then well again; None: always."""

    def over(self, general: "Behaviour") -> "Behaviour":
        """This, and from ``general`` what is not said here."""
        own = {one.name: value for one in fields(self)
               if (value := getattr(self, one.name)) != getattr(GOOD, one.name)}
        return Behaviour(**{one.name: getattr(general, one.name) for one in fields(self)} | own)


GOOD = Behaviour()
"""As the rules have it."""


class Behaviours:
    """The behaviours of one charge point by operation; those of ``EVERY`` fill what an operation's own leave open."""

    def __init__(self, version: Version, given: Mapping[str, Behaviour]) -> None:
        self._version = version
        self._set: dict[str, Behaviour] = {}
        for operation, behaviour in given.items():
            if operation == EVERY or operation in version.charge_point.operations:
                self.set(operation, behaviour)

    def set(self, operation: str, behaviour: Behaviour) -> None:
        """Behave so from now on.  Raises ValueError for what the operation cannot answer in this version."""
        check(self._version, operation, behaviour)
        self._set[operation] = behaviour

    def clear(self) -> None:
        """Behave well."""
        self._set.clear()

    def take(self, operation: str) -> Behaviour:
        """How to treat the command that has just come; counts ``times``."""
        if not self._set:
            return GOOD
        own, general = self._taken(operation), self._taken(EVERY)
        if general.status is not None and general.status not in statuses(self._version, operation):
            general = Behaviour(**{one.name: getattr(general, one.name) for one in fields(general)} | {"status": None})
        return own.over(general)

    def _taken(self, operation: str) -> Behaviour:
        behaviour = self._set.get(operation, GOOD)
        if behaviour.times is None:
            return behaviour
        left = {one.name: getattr(behaviour, one.name) for one in fields(behaviour)} | {"times": behaviour.times - 1}
        if behaviour.times > 1:
            self._set[operation] = Behaviour(**left)
        else:
            del self._set[operation]
        return behaviour


def check(version: Version, operation: str, behaviour: Behaviour) -> None:
    """Raise ValueError, with a sentence, for what cannot be: an unknown operation, an answer no schema allows."""
    known = version.charge_point.operations
    if operation != EVERY and operation not in known:
        raise ValueError(f"{operation} is none of {', '.join(sorted(known))}")
    status = behaviour.status
    if status is not None and not _can_be(version, operation, status):
        raise ValueError(f"OCPP {version.name} cannot answer {operation} {status!r}{_possible(version, operation)}")
    if behaviour.fault is not None and not _SUBCODE.fullmatch(behaviour.fault):
        raise ValueError(f"{behaviour.fault!r} cannot be a subcode")
    if behaviour.times is not None and behaviour.times < 1:
        raise ValueError("times is at least 1")


def answer(version: Version, operation: str, text: str) -> Mapping[str, Any] | None:
    """The fields of the answer that ``text`` stands for; None where the schema has no such answer."""
    contract = version.charge_point
    name, response = _FIELDS.get(operation, "status"), contract.operations[operation].output
    if response is None or all(field.name != name for field in models.fields(contract.elements[response])):
        return None
    value: Any = text
    if name == "listVersion":
        if not text.lstrip("-").isdecimal():
            return None
        value = int(text)
    content = {} if text == "" and name == "fileName" else {name: value}
    try:
        contract.encode_valid(response, content)
    except Unwritable:
        return None
    return content


def statuses(version: Version, operation: str) -> list[str]:
    """The statuses that the schema allows as the answer to ``operation``; none where it has no status."""
    contract = version.charge_point
    response = contract.operations[operation].output
    if response is None:
        return []
    return [str(value) for field in models.fields(contract.elements[response]) if field.name == "status"
            for value in field.model.Attributes.values]


def _can_be(version: Version, operation: str, text: str) -> bool:
    if operation == EVERY:
        return any(text in statuses(version, one) for one in version.charge_point.operations)
    return answer(version, operation, text) is not None


def _possible(version: Version, operation: str) -> str:
    possible = [] if operation == EVERY else statuses(version, operation)
    return f": it has {', '.join(possible)}" if possible else ""
