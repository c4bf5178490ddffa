"""What Subscribe asks, checked: whether it makes sense, and whether its consumer may be called (MT-SUB-08)."""

from typing import Any, NamedTuple

from motown.addon import NotReached, Transport
from motown.domain import commands
from motown.domain.errors import Kind, Refused
from motown.domain.ids import PartyId, new_subscription_id
from motown.domain.subscriptions import Mode, SubscriptionFilter
from motown.http.outgoing_request import parse
from motown.services.subscriptions.settings import LOOPBACK, SubscriptionSettings

NOW, BEGINNING = "Now", "Beginning"
SOAP_VERSIONS = ("1.1", "1.2")
MOST_AT_A_TIME = 1000


class Asked(NamedTuple):
    """A request that makes sense."""

    request: Any
    mode: Mode
    batch_limit: int
    from_the_beginning: bool

    def command(self, party_id: str, wanted: SubscriptionFilter | None) -> commands.Subscribe:
        """What is to be done."""
        request, delivery = self.request, self.request.delivery
        soap_version = None if delivery is None else delivery.soapVersion or SOAP_VERSIONS[-1]
        return commands.Subscribe(
            subscription_id=new_subscription_id(), party_id=PartyId(party_id), name=request.name, mode=self.mode.value,
            filter=wanted, include_payload=bool(request.includePayload), batch_limit=self.batch_limit,
            start_position=request.startAfterPosition, url=delivery and delivery.url, user=delivery and delivery.user,
            secret=delivery and delivery.secret, soap_version=soap_version)


class Checks:
    """Checks requests, by the operator's settings."""

    def __init__(self, settings: SubscriptionSettings, transport: Transport) -> None:
        self._settings, self._transport = settings, transport
        self._networks = settings.networks

    async def asked(self, request: Any) -> Asked:
        """The request; Refused where it makes no sense, or its consumer may not be called."""
        mode = _word(request.mode, "mode", *Mode)
        start = _word(request.startAt, "startAt", NOW, BEGINNING) if request.startAt is not None else None
        if start is not None and request.startAfterPosition is not None:
            raise _wrong("startAt", "give startAt or startAfterPosition, and not both")
        limit = request.batchLimit
        if limit is not None and limit < 1:
            raise _wrong("batchLimit", f"batchLimit is {limit}: ask for 1 at least")
        if (request.delivery is None) is (mode == Mode.PUSH):
            raise _wrong("delivery", "the mode Push needs a delivery: where is the consumer to be called?"
                         if mode == Mode.PUSH else "the mode Pull has no delivery: nobody is called")
        if request.delivery is not None:
            await self._check(request.delivery)
        return Asked(request, Mode(mode), min(limit or self._settings.batch_limit, MOST_AT_A_TIME), start == BEGINNING)

    async def _check(self, delivery: Any) -> None:
        if delivery.soapVersion is not None:
            _word(delivery.soapVersion, "delivery/soapVersion", *SOAP_VERSIONS)
        if (delivery.user is None) is not (delivery.secret is None):
            missing = "user" if delivery.user is None else "secret"
            raise _wrong(f"delivery/{missing}", "user and secret are needed together")
        if delivery.user is not None and ":" in delivery.user:
            raise _wrong("delivery/user", "a user name has no colon: with HTTP Basic the password begins there")
        try:
            await self._reach(delivery)
        except NotReached as problem:
            raise _wrong("delivery/url", problem.reason) from None

    async def _reach(self, delivery: Any) -> None:
        target = parse(delivery.url)
        why_not = self._networks.why_not_scheme(target.scheme) or self._networks.why_not_port(target.port) or (
            self._networks.why_not(target.ip) if target.ip is not None else None)
        if why_not is not None:
            raise _wrong("delivery/url", why_not)
        is_near = target.ip is not None and LOOPBACK.why_not(target.ip) is None
        if delivery.user is not None and target.scheme == "http" and not (is_near or self._settings.plain_passwords):
            raise _wrong("delivery/url", "a password is not shown over http, where others could read it: use https")
        await self._transport.check(delivery.url)


def _word(word: str, field: str, *known: str) -> str:
    if word not in known:
        raise _wrong(field, f"{field} is {' or '.join(known)}, not {word}")
    return word


def _wrong(field: str, reason: str) -> Refused:
    return Refused(reason, Kind.INVALID, field=field)
