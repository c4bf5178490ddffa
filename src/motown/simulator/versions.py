"""The two versions of OCPP over SOAP: their contracts, and the namespace of their faults."""

from dataclasses import dataclass

from motown.contracts import ocpp12_centralsystem, ocpp12_chargepoint, ocpp15_centralsystem, ocpp15_chargepoint
from motown.soap.contract import Contract


@dataclass(frozen=True, slots=True)
class Version:
    """A version of OCPP, as a charge point needs it."""

    name: str
    central_system: Contract
    """What the charge point calls."""
    charge_point: Contract
    """What it serves."""
    fault_namespace: str
    """Of the subcodes; another than those of the messages (FLT-3, Q-T-2)."""


VERSIONS = {version.name: version for version in (
    Version("1.2", ocpp12_centralsystem.contract, ocpp12_chargepoint.contract, "urn://Ocpp/2010/08/"),
    Version("1.5", ocpp15_centralsystem.contract, ocpp15_chargepoint.contract, "urn://Ocpp/2012/02/"))}
