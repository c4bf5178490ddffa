"""Which SoapUI projects there are: a line a project, one ``Side`` for each WSDL in it.

A WSDL that comes to lie below wsdl/mobi-europe gets into a project of its own name without a line here.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from motown.contracts import roots
from motown.files import folder
from motown.soap.contract import Contract, load

SERVER = "http://localhost:8080"
"""A server as conf/motown.toml sets it up."""


PLAYED = "http://localhost:9090"
"""Where SoapUI plays services of the standard."""
CONSUMER_ADDRESS = "http://127.0.0.1:9090/services/consumer/v1"
"""The consumer's, as a server may call it with a password: by its address."""


class Side(NamedTuple):
    """One WSDL in a project, and where it is spoken."""

    wsdl: Path
    label: str
    """Stands before the names of its interfaces and properties where a project has several."""
    address: str
    """The endpoint to begin with."""
    examples: Path | None = None
    """Where its messages are; they are made from the schema where there are none."""
    mock: str = ""
    """Where SoapUI plays it."""
    fault_namespace: str = ""
    """Of the subcodes of faults."""
    caller: str = ""
    """The address that requests are said to come from, where there is WS-Addressing."""

    @property
    def contract(self) -> Contract:
        """The WSDL, loaded."""
        if self.wsdl.is_relative_to(folder("wsdl")):
            return load(self.wsdl, roots())
        return load(self.wsdl)

    @property
    def endpoint(self) -> str:
        """The name of the property that holds its address."""
        return "endpoint" + self.label.removeprefix("OCPP ").replace(".", "").replace(" ", "")


class Plan(NamedTuple):
    """One project."""

    name: str
    title: str
    about: str
    sides: tuple[Side, ...]


def plans() -> Iterator[Plan]:
    """All projects, in the order of their names' importance."""
    yield from map(_standard, _STANDARD)
    for service, about in _OCPP.items():
        yield Plan(f"ocpp-{service}", f"OCPP {service}", about,
                   tuple(_ocpp(service, version) for version in _FAULTS))
    if found := sorted((folder("wsdl") / "mobi-europe").rglob("*.wsdl")):
        yield Plan("mobi-europe", "MOBI.Europe", "Both sides of the roaming interface of MOBI.Europe.",
                   tuple(played(path, f"http://localhost:{port}/{path.stem}") for port, path in enumerate(found, 9020)))


_STANDARD = ("directory", "access", "command", "eventstore", "subscription", "consumer", "chargepoint", "transaction",
             "token")
_FAULTS = {"1.2": "urn://Ocpp/2010/08/", "1.5": "urn://Ocpp/2012/02/"}
_OCPP = {
    "chargepoint": "What a central system asks of charge points. The mock services answer as a charge point does.",
    "centralsystem": "What charge points tell their central system, as a charge point sends it."}


def played(wsdl: Path, address: str) -> Side:
    """A side that SoapUI plays itself to begin with, with messages made from its schema."""
    return Side(wsdl, wsdl.stem, address, mock=address)


def _standard(service: str) -> Plan:
    path = f"services/{service}/v1"
    mock = f"{PLAYED}/{path}"
    side = Side(folder("wsdl") / "motown" / "1.0" / f"{service}.wsdl", "",
                mock if service == "consumer" else f"{SERVER}/{path}", folder("examples") / service, mock)
    contract = side.contract
    return Plan(f"motown-{service}", f"Motown {contract.name}", contract.documentation, (side,))


def _ocpp(service: str, version: str) -> Side:
    mine = service == "chargepoint"
    point, central = f"http://localhost:{9012 if version == '1.2' else 9015}/chargepoint", f"{SERVER}/ocpp"
    return Side(folder("wsdl") / "ocpp" / version / f"{service}.wsdl", f"OCPP {version}", point if mine else central,
                mock=point if mine else "", fault_namespace=_FAULTS[version], caller=central if mine else point)
