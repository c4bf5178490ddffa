"""What the pages are made of: contracts, tables, examples, and where each name of them is told."""

import csv
import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from io import StringIO
from pathlib import Path

from motown.contracts import roots
from motown.contracts.html.declared import Declarations, Declared, declarations, imported
from motown.contracts.html.markup import Content, Markup, link, text
from motown.files import folder
from motown.soap.contract import Contract, load
from motown.soap.values import XS

VERSION = "1.0"
SERVICES = ("directory", "access", "command", "eventstore", "subscription", "consumer", "chargepoint", "transaction",
            "token")
"""In the order in which one gets to know them."""
ROLES = ("CSO", "EMP", "SUPPLIER", "DSO", "SITE", "VEHICLE", "DEVELOPER", "ADDON", "ADMIN")
MESSAGES = "ocpp.OPERATION.KIND"
TYPES, EVENTS, ACCESS, MAPPING = "types.html", "events.html", "policy.html", "ocpp.html"
Table = list[dict[str, str]]


def page_of(contract: Contract) -> str:
    """The file of a contract's page: that of a service of the standard, else that of an add-on."""
    folder_, _, name = contract.location.rpartition("/")
    if folder_ == f"wsdl/motown/{VERSION}":
        return f"{name.removesuffix('.wsdl')}.html"
    return f"addon-{contract.key}.html"


class Material:
    """All of it, read once.  ``extra`` are contracts of add-ons, ``needed`` the class of access of their operations."""

    def __init__(self, extra: Iterable[Contract] = (), needed: Mapping[str, str] | None = None) -> None:
        home = folder("wsdl") / "motown" / VERSION
        self.standard = {name: load(home / f"{name}.wsdl", roots()) for name in SERVICES}
        self.extra = {page_of(contract).removesuffix(".html"): contract for contract in extra}
        self.services: Mapping[str, Contract] = {**self.standard, **self.extra}
        self.policy, self.events, self.mapping = (
            _table(home / f"{name}.csv") for name in ("access-policy", "event-types", "ocpp-mapping"))
        self.needed = dict(needed or {})
        self.declared = {name: declarations(contract) for name, contract in self.services.items()}
        self.shared: dict[str, Declarations] = {}
        for contract in self.services.values():
            self.shared |= imported(contract)

    @cached_property
    def classes(self) -> Mapping[str, dict[str, str]]:
        """The classes of access by name."""
        return {row["name"]: row for row in self.policy if row["kind"] == "class"}

    @cached_property
    def operations(self) -> Mapping[str, dict[str, str]]:
        """What access-policy.csv says of each operation of the standard."""
        return {row["name"]: row for row in self.policy if row["kind"] == "operation"}

    def needs(self, contract: Contract, operation: str) -> tuple[str, str, str]:
        """The class that an operation needs, the one for what belongs to others, and a sentence; each may be empty."""
        if contract in self.standard.values():
            row = self.operations[operation]
            return row["class"], row["others_class"], row["description"]
        return self.needed.get(f"{{{contract.namespace}}}{operation}", ""), "", ""

    def mapped(self, operation: str) -> Table:
        """What ocpp-mapping.csv says of an operation: nothing where it is no command."""
        return [row for row in self.mapping if row["operation"] == operation]

    @cached_property
    def event_names(self) -> list[str]:
        """All types of events."""
        return [row["event"] for row in self.events if not row["attribute"]]

    @cached_property
    def _places(self) -> Mapping[str, str]:
        """Names that need no context, and where each is told."""
        found = {operation: f"{name}.html#{operation}" for name, contract in self.services.items()
                 for operation in contract.operations}
        found |= {name: f"{ACCESS}#{name}" for name in self.classes if "-" in name}
        return found | {name: f"{EVENTS}#{name}" for name in self.event_names}

    @cached_property
    def _names(self) -> re.Pattern[str]:
        longest_first = sorted(self._places, key=lambda name: (-len(name), name))
        return re.compile(rf"(?<![\w.-])({'|'.join(map(re.escape, longest_first))})(?![\w-])")

    def linked(self, sentence: str, but: str = "") -> Markup:
        """A text in which operations, classes and events lead to where they are told; ``but`` is told here."""
        parts: list[Content] = []
        for place, part in enumerate(self._names.split(sentence)):
            parts.append(link(self._places[part], part) if place % 2 and part != but else part)
        return text(parts)

    def type_link(self, name: str) -> Markup:
        """A type, leading to where it is told; built-in ones lead nowhere."""
        local = name.rpartition("}")[2]
        if name.startswith(XS):
            return text(local)
        return link(self._type_places.get(name, f"{TYPES}#{local}"), local)

    def own_types(self, name: str) -> Mapping[str, Declared]:
        """What a service declares beside its messages."""
        messages = {element for one in self.services[name].operations.values()
                    for element in (one.input, one.output, *one.faults, *one.headers.values())}
        declared = self.declared[name]
        return {**declared.types, **{key: one for key, one in declared.elements.items() if key not in messages}}

    @cached_property
    def _type_places(self) -> Mapping[str, str]:
        return {type_: f"{name}.html#type-{type_.rpartition('}')[2]}" for name in self.declared
                for type_ in self.own_types(name)}


def _table(path: Path) -> Table:
    return list(csv.DictReader(StringIO(path.read_text(encoding="utf-8"), newline="")))
