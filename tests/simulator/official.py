"""The published contracts, for judging what simulated charge points say."""

from pathlib import Path

from lxml import etree


def path(shared: Path, version: str, service: str) -> Path:
    """The published WSDL of ``centralsystem`` or ``chargepoint``."""
    return shared / "contracts" / "ocpp" / f"ocpp_{version}_{service}.wsdl"


def schema(shared: Path, version: str, service: str) -> etree.XMLSchema:
    """The schema inside it."""
    inside = etree.parse(path(shared, version, service)).find(".//{http://www.w3.org/2001/XMLSchema}schema")
    assert inside is not None
    return etree.XMLSchema(etree.fromstring(etree.tostring(inside)))
