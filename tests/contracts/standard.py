"""The services of the open standard, and how tests get at their files."""

import csv
from pathlib import Path

import zeep
from lxml import etree

from motown.contracts import roots
from motown.files import folder
from motown.soap.contract import Contract, load

SERVICES = {
    "access": "AccessService", "chargepoint": "ChargePointService", "command": "CommandService",
    "consumer": "ConsumerService", "directory": "DirectoryService", "eventstore": "EventStoreService",
    "subscription": "SubscriptionService", "token": "TokenService", "transaction": "TransactionService"}
HOME = folder("wsdl") / "motown" / "1.0"
TYPES = folder("schemas") / "motown" / "1.0" / "types.xsd"
EXAMPLES = folder("examples")
ENVELOPE = "{http://www.w3.org/2003/05/soap-envelope}"
FAULT = "{urn:motown:ws:v1:types}motownFault"


class LocalZeep(zeep.Transport):
    """Reads files; fails the test when the contract sends it elsewhere."""

    def _load_remote_data(self, url: str):
        raise AssertionError(f"{url} is not in the files")


def contract(service: str) -> Contract:
    return load(HOME / f"{service}.wsdl", roots())


def zeep_client(service: str) -> zeep.Client:
    return zeep.Client(str(HOME / f"{service}.wsdl"), transport=LocalZeep())


def operations() -> list[tuple[str, str]]:
    """Each operation with the short name of its service."""
    return [(service, name) for service in SERVICES for name in contract(service).operations]


def example(service: str, name: str) -> etree._Element:
    """What stands in the body of an example."""
    (body,) = etree.parse(EXAMPLES / service / f"{name}.xml").getroot().find(f"{ENVELOPE}Body")
    return body


def rows(name: str) -> list[dict[str, str]]:
    """A CSV beside the contracts."""
    with (HOME / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def copied(folder_: Path) -> Path:
    """The contracts in a folder of their own, to be changed: the home of the WSDLs there."""
    for source, place in ((HOME, "wsdl/motown/1.0"), (TYPES.parent, "schemas/motown/1.0")):
        (folder_ / place).mkdir(parents=True)
        for file in source.iterdir():
            (folder_ / place / file.name).write_bytes(file.read_bytes())
    return folder_ / "wsdl/motown/1.0"
