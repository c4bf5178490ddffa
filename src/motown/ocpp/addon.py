"""OCPP as an add-on: its endpoint, its contracts, its settings."""

from datetime import UTC, datetime
from typing import ClassVar

from pydantic import BaseModel

from motown.addon import Addon, Networks, Registry
from motown.contracts import ocpp12_centralsystem, ocpp12_chargepoint, ocpp15_centralsystem, ocpp15_chargepoint
from motown.ocpp.admission import PATH, Admission
from motown.ocpp.central_system import CentralSystem
from motown.ocpp.charge_point import SEND, Caller, client_tls
from motown.ocpp.edge import edge
from motown.ocpp.settings import OcppSettings
from motown.soap.protocol import Served
from motown.soap.service import Service

CONTRACTS = (ocpp15_centralsystem.contract, ocpp12_centralsystem.contract)
CALLED = (ocpp15_chargepoint.contract, ocpp12_chargepoint.contract)
"""What charge points serve."""
LANDING = "OCPP 1.2 or 1.5 over SOAP"


class OcppAddon(Addon):
    """The central system for charge points that speak OCPP 1.2 and 1.5 over SOAP, at ``/ocpp``."""

    name: ClassVar[str] = "ocpp"
    settings: ClassVar[type[BaseModel]] = OcppSettings

    def setup(self, registry: Registry, settings: OcppSettings) -> None:
        """Serve ``/ocpp`` and ``/ocpp/<chargeBoxIdentity>``, whatever their case."""
        admission = Admission(registry.identities, settings)
        central = CentralSystem(registry, admission, settings, lambda: datetime.now(UTC))
        service = Service(
            *(Served(contract, central.handlers(contract)) for contract in CONTRACTS),
            policy=edge(central, CONTRACTS, settings), page=registry.publish(PATH, CONTRACTS, LANDING, CALLED),
            sender_fault_status=registry.sender_fault_status, limits=registry.xml_limits)
        registry.mount(PATH, service, case_insensitive=True)
        registry.most_pending = settings.most_pending
        caller = calling(registry, settings)
        registry.due(SEND, caller.send, caller.expire)


def calling(registry: Registry, settings: OcppSettings) -> Caller:
    """Who sends commands to charge points, as the settings have it.  Raises Refused and CertificateError."""
    calls = settings.calls
    networks = Networks(settings.allowed_networks, settings.allowed_ports, settings.allowed_schemes)
    transport = registry.outgoing(
        networks, connect_seconds=calls.connect_seconds, answer_seconds=calls.answer_seconds,
        max_answer_bytes=calls.answer_bytes, keep_alive=calls.keep_alive, tls=client_tls(calls))
    sender = f"{registry.public_url}{PATH}" if registry.public_url else None
    return Caller(registry, settings, transport, sender=sender)
