"""Who sends a message: the identity it names, checked against what it shows."""

from functools import lru_cache
from typing import NamedTuple

from motown.addon import Claim, Identities, Speaker
from motown.domain.errors import Kind, Refused
from motown.domain.ids import ChargePointId
from motown.ocpp.addresses import usable_address
from motown.ocpp.identity import charge_box_identity
from motown.ocpp.settings import OcppSettings
from motown.soap.exchange import Exchange

PATH = "/ocpp"
_usable = lru_cache(maxsize=16_384)(usable_address)
"""A charge point says the same address all its life."""


class Sender(NamedTuple):
    """Who sends, and from where."""

    speaker: Speaker
    address: str | None
    """Where it says it can be called, where that is usable (WSA-4)."""


class Admission:
    """Finds out who sends a message.  What it found stays with the exchange: nobody is asked twice."""

    def __init__(self, identities: Identities, settings: OcppSettings) -> None:
        self.identities, self.settings = identities, settings
        self._near = {"loopback": "loopback" in settings.allowed_networks,
                      "link_local": "link-local" in settings.allowed_networks}

    def claimed(self, exchange: Exchange) -> str | None:
        """The identity that the message names in its header, or by its path (ID-2, ID-5); None: none."""
        if "identity" not in exchange.notes:
            envelope = exchange.envelope if exchange.is_parsed else None
            identity, repairs = charge_box_identity(envelope, self._segment(exchange))
            exchange.repairs.extend(repairs)
            exchange.notes["identity"] = identity
        identity = exchange.notes["identity"]
        return str(identity) if identity is not None else None

    async def admit(self, exchange: Exchange) -> Sender:
        """Who sends; Refused where no identity is named, or where what is shown does not fit it."""
        if isinstance(before := exchange.notes.get("sender"), Sender | Refused):
            return _again(before)
        try:
            sender = await self._admit(exchange)
        except Refused as refused:
            exchange.notes["sender"] = refused
            raise
        exchange.notes["sender"] = sender
        return sender

    async def _admit(self, exchange: Exchange) -> Sender:
        identity = self.claimed(exchange)
        if identity is None:
            raise Refused("the header chargeBoxIdentity is missing: it names the charge point", Kind.INVALID)
        http = exchange.http
        user, password = http.credentials or (None, None)
        speaker = await self.identities.check(Claim(
            ChargePointId(identity), http.remote_address, user, password,
            http.certificate.fingerprint_sha256 if http.certificate else None))
        return Sender(speaker, _usable(exchange.addressing.from_, **self._near))

    def _segment(self, exchange: Exchange) -> str | None:
        """The identity in ``/ocpp/<identity>``."""
        rest = exchange.http.path[len(PATH):].strip("/")
        return rest if rest and self.settings.identity_from_path else None


def _again(before: Sender | Refused) -> Sender:
    if isinstance(before, Refused):
        raise before
    return before
