"""Who sends a message: the identity it names, checked against what it shows."""

from collections.abc import Iterable
from functools import lru_cache
from ipaddress import ip_network
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
_NEAR = {"loopback": ("127.0.0.0/8", "::1/128"), "link-local": ("169.254.0.0/16", "fe80::/10")}


class Sender(NamedTuple):
    """Who sends, and from where."""

    speaker: Speaker
    address: str | None
    """Where it says it can be called, where that is usable (WSA-4)."""


class Admission:
    """Finds out who sends a message.  What it found stays with the exchange: nobody is asked twice."""

    def __init__(self, identities: Identities, settings: OcppSettings) -> None:
        self.identities, self.settings = identities, settings
        self._near = {"loopback": _lists(settings.allowed_networks, "loopback"),
                      "link_local": _lists(settings.allowed_networks, "link-local")}

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


def _lists(allowed: Iterable[str], kind: str) -> bool:
    """Whether ``ocpp.allowed_networks`` has that kind of addresses by name, or a network with some of them."""
    networks = [ip_network(name) for name in allowed if name[:1].isdigit() or ":" in name]
    near = [ip_network(name) for name in _NEAR[kind]]
    return kind in allowed or any(
        one.version == other.version and one.overlaps(other) for one in networks for other in near)
