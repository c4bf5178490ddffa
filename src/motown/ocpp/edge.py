"""The edge of ``/ocpp``: how messages are read, lenient or strict, and what becomes of those that are refused."""

from datetime import tzinfo
from typing import Protocol
from zoneinfo import ZoneInfo

from motown.ocpp import recording
from motown.ocpp.settings import OcppSettings
from motown.ocpp.tolerance import LenientPolicy, StrictPolicy, Tolerance
from motown.soap.contract import Contract
from motown.soap.exchange import Answer, Exchange
from motown.soap.faults import ServiceFault
from motown.soap.policy import Policy
from motown.soap.versions import QName

SUBCODES = {"Sender": "ProtocolError", "Receiver": "InternalError"}
"""What a refusal is called that the SOAP layer made, which knows nothing of OCPP (FLT-3)."""


class Recorder(Protocol):
    """Keeps what is refused (``CentralSystem``)."""

    async def refused(self, exchange: Exchange, refusal: ServiceFault) -> Answer:
        """The answer to a message that is refused, once both are kept."""


class Recorded(Policy):
    """Nothing is refused without being kept, and each fault has OCPP's subcode."""

    recorder: Recorder

    async def refused(self, exchange: Exchange, fault: ServiceFault) -> Answer:
        """Kept first, answered then."""
        return await self.recorder.refused(exchange, fault)

    def fault(self, exchange: Exchange, fault: ServiceFault) -> ServiceFault:
        """A subcode in the namespace of the version that the sender speaks (FLT-3, Q-T-2)."""
        if fault.subcode is None and fault.code in SUBCODES:
            fault.subcode = QName(recording.spoken(exchange).fault_namespace, SUBCODES[fault.code])
        return fault


class LenientEdge(Recorded, LenientPolicy):
    """Forgives what the field is known to get wrong."""

    def __init__(self, recorder: Recorder, contracts: tuple[Contract, ...], zone: tzinfo) -> None:
        super().__init__(Tolerance(contracts, zone))
        self.recorder = recorder


class StrictEdge(Recorded, StrictPolicy):
    """Holds messages to the letter."""

    def __init__(self, recorder: Recorder) -> None:
        super().__init__()
        self.recorder = recorder


def edge(recorder: Recorder, contracts: tuple[Contract, ...], settings: OcppSettings) -> Policy:
    """The edge that the settings ask for."""
    if settings.mode == "strict":
        return StrictEdge(recorder)
    return LenientEdge(recorder, contracts, ZoneInfo(settings.default_timezone))
