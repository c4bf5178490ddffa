"""The standard as it was published: the kit's own copies of the WSDLs, schemas and tables."""

import csv
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, cast

from zeep import Settings, Transport
from zeep.wsdl import Document

from motown.contracts import roots
from motown.files import folder
from motown.soap.contract import Contract, load

CONTRACT_VERSION = "1.0"
HOME = folder("wsdl") / "motown" / CONTRACT_VERSION
TYPES_FILE = folder("schemas") / "motown" / CONTRACT_VERSION / "types.xsd"
TYPES = "urn:motown:ws:v1:types"
FAULT = f"{{{TYPES}}}motownFault"
SERVICES = {
    "DirectoryService": "directory", "AccessService": "access", "CommandService": "command",
    "EventStoreService": "eventstore", "SubscriptionService": "subscription", "ConsumerService": "consumer",
    "ChargePointService": "chargepoint", "TransactionService": "transaction", "TokenService": "token"}
"""The name of each service, and of its file and namespace."""
OFFERED = {"core": ("DirectoryService", "AccessService", "CommandService", "EventStoreService"),
           "notify": ("SubscriptionService",),
           "station": ("ChargePointService", "TransactionService", "TokenService")}
"""What a server of a profile offers."""
ROLES = ("CSO", "EMP", "SUPPLIER", "DSO", "SITE", "VEHICLE", "DEVELOPER", "ADDON", "ADMIN")
HIGHEST = 2**31 - 1


class Permission(NamedTuple):
    """How ``access-policy.csv`` has an operation."""

    service: str
    operation: str
    access_class: str
    scopes: dict[str, str]
    """How far each role reaches with the class: all, own, aggregate or none."""
    note: str

    def scope(self, role: str) -> str:
        """How far a role reaches with this operation: the note takes some scopes away."""
        scope = self.scopes[role]
        return "none" if f"Not with the scope {scope}" in self.note else scope


def namespace(service: str) -> str:
    """The target namespace of a service."""
    return f"urn:motown:ws:v1:{SERVICES[service]}"


def file_of(service: str) -> Path:
    """Its WSDL."""
    return HOME / f"{SERVICES[service]}.wsdl"


@cache
def contract(service: str) -> Contract:
    """Its schemas, compiled by libxml2; may be used in any thread."""
    return load(file_of(service), roots())


@cache
def document(service: str) -> Any:
    """Its WSDL as zeep reads it."""
    return Document(str(file_of(service)), cast("Any", Transport()), settings=Settings(strict=True, xml_huge_tree=True))


@cache
def operations() -> dict[str, str]:
    """Each operation with its service; no two services have one of the same name."""
    return {operation: service for service in SERVICES for operation in contract(service).operations}


@cache
def by_namespace() -> dict[str, str]:
    """Each service by its namespace."""
    return {namespace(service): service for service in SERVICES}


def table(name: str) -> list[dict[str, str]]:
    """The rows of a table beside the WSDLs."""
    with (HOME / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def permissions() -> list[Permission]:
    """Every operation that a party can call, as ``access-policy.csv`` has it."""
    rows = table("access-policy.csv")
    scopes = {row["name"]: {role: row[role] for role in ROLES} for row in rows if row["kind"] == "class"}
    return [Permission(row["service"], row["name"], row["class"], scopes[row["class"]], row["description"])
            for row in rows if row["kind"] == "operation" and row["class"] != "CONSUMER"]
