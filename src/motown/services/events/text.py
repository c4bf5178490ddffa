"""Events as the text of XML elements, straight from the log: pages of a thousand are written so, in milliseconds.

What comes out is valid by the published schema because of how it is made: names and order stand here once, every value
is of its type where it comes from.  Tests validate whatever they are answered (ADR 0014).
"""

from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime

from motown.services.events.sight import Shown
from motown.services.events.writer import EventWriter, Payloads, payload_of
from motown.soap.codec import Written
from motown.soap.contract import Contract
from motown.soap.text import fit
from motown.soap.values import write_time

TYPES = "urn:motown:ws:v1:types"
REMEMBERED = 10_000
"""Names of attributes."""
BEFORE = ("eventId", "position", "streamId", "streamVersion", "type", "category", "recordedAt", "occurredAt",
          "chargePointId", "connectorId", "transactionId", "commandId", "correlationId", "causationId", "party",
          "addOn")
"""The elements of an event that stand before its attributes."""


class EventText:
    """Writes events as one element of a contract."""

    def __init__(self, contract: Contract, tag: str) -> None:
        """``tag``: of the element that an event becomes, ``{namespace}event``."""
        namespace, _, local = tag[1:].rpartition("}")
        name, self._prefix = f"{contract.prefixes[namespace]}:{local}", contract.prefixes[TYPES]
        self._start, self._end = f"<{name}>", f"</{name}>"
        self._before = [(f"<{self._prefix}:{one}>", f"</{self._prefix}:{one}>") for one in BEFORE]
        self._attribute_end = f"</{self._prefix}:value></{self._prefix}:attribute>"
        self._withheld = f"<{self._prefix}:payloadWithheld>true</{self._prefix}:payloadWithheld>"
        self._attributes: dict[str, str] = {}
        self._time: tuple[datetime | None, str] = None, ""

    def written(self, events: Sequence[Shown], writer: EventWriter, payloads: Payloads) -> Written:
        """All of them."""
        parts: list[str] = []
        for shown in events:
            self._event(shown, writer, payloads, parts)
        return Written("".join(parts))

    def _event(self, shown: Shown, writer: EventWriter, payloads: Payloads, parts: list[str]) -> None:
        add = parts.append
        add(self._start)
        for (start, end), value in zip(self._before, self._values(shown, writer), strict=True):
            if value is not None:
                add(f"{start}{value}{end}")
        known, end = self._attributes, self._attribute_end
        for name, text in writer.attributes(shown):
            add(f"{known.get(name) or self._begun(name)}{fit(text)}{end}")
        if payloads:
            add(self._payload(shown, payloads))
        if writer.withholds(shown):
            add(self._withheld)
        add(self._end)

    def _values(self, shown: Shown, writer: EventWriter) -> tuple[str | int | None, ...]:
        """What stands in the elements before the attributes."""
        one, party = shown.event, writer.party(shown)
        return (
            one.event_id, one.position, fit(one.stream_id), one.stream_version, fit(one.type), one.category,
            self._recorded(one.recorded_at), None if one.occurred_at is None else write_time(one.occurred_at),
            one.charge_point_id and fit(one.charge_point_id), one.connector_id, one.transaction_id,
            one.command_id and fit(one.command_id), fit(one.correlation_id), one.causation_id, party and fit(party),
            one.add_on and fit(one.add_on))

    def _recorded(self, at: datetime) -> str:
        """What is recorded together has one time."""
        last, text = self._time
        if at != last:
            text = write_time(at)
            self._time = at, text
        return text

    def _begun(self, name: str) -> str:
        """The beginning of an attribute, up to its value."""
        if len(self._attributes) >= REMEMBERED:
            self._attributes.clear()
        p = self._prefix
        found = self._attributes[name] = f"<{p}:attribute><{p}:name>{fit(name)}</{p}:name><{p}:value>"
        return found

    def _payload(self, shown: Shown, payloads: Payloads) -> str:
        stored, p = payload_of(payloads.get(shown.event.position)), self._prefix
        if stored is None:
            return ""
        return (f"<{p}:payload><{p}:contentType>{fit(stored.content_type or '')}</{p}:contentType>"
                f"<{p}:data>{b64encode(stored.body).decode('ascii')}</{p}:data>"
                f"<{p}:sha256>{stored.sha256.hex().upper()}</{p}:sha256></{p}:payload>")
