"""Charge points that go on whatever happens: each sends a message again, with a new MessageID, until it is answered.

``Fleet.judge`` compares what was acknowledged with the log: nothing lost, nothing twice, nothing that nobody sent.
"""

import http.client
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from tests.interop.server import Connection, Server, until
from tests.interop.soap import NAMESPACES, body_of, request, start_fields, stop_fields, value

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
SHORT_SECONDS = 5.0
"""How long a charge point waits for an answer before it sends again."""
KINDS = {"StartTransaction": "motown.TransactionStarted", "StopTransaction": "motown.TransactionStopped",
         "MeterValues": "motown.MeterSampled", "StatusNotification": "motown.StatusChanged"}


class Acknowledged(NamedTuple):
    """A message that was answered, and the attempt that was."""

    operation: str
    identity: str
    at: str
    transaction: int | None
    sent: bytes
    received: bytes

    @property
    def key(self) -> tuple[str, str, str]:
        """By this the same message is known again in the log: each has a time of its own."""
        return KINDS[self.operation], self.identity, self.at


class ChargePoint(threading.Thread):
    """Charges, one session after the other, until it is told to stop."""

    def __init__(self, fleet: "Fleet", number: int) -> None:
        self.identity = f"{fleet.prefix}-{number:03}"
        super().__init__(name=self.identity, daemon=True)
        self.fleet, self.version = fleet, ("1.2", "1.5")[number % 2]
        self.acknowledged: list[Acknowledged] = []
        self.sent: set[tuple[str, str, str]] = set()
        self.refusals: Counter[str] = Counter()
        self.retries = 0
        self.failure: Exception | None = None
        self._seconds = 0
        self._connection: Connection | None = None

    def run(self) -> None:
        try:
            while not self.fleet.stopping:
                self._session()
        except Exception as error:  # noqa: BLE001, told by judge()
            self.failure = error
        finally:
            self._hang_up()

    def _session(self) -> None:
        tag, at = f"T-{self.identity}", self._time()
        self._say("StatusNotification", at, "<connectorId>1</connectorId><status>Occupied</status>"
                  f"<errorCode>NoError</errorCode><timestamp>{at}</timestamp>")
        at = self._time()
        number = self._say("StartTransaction", at, start_fields(tag=tag, at=at, meter=self._seconds))
        for _ in range(2):
            at = self._time()
            self._say("MeterValues", at, f"<connectorId>1</connectorId><values><timestamp>{at}</timestamp>"
                                         f"<value>{self._seconds}</value></values>")
        at = self._time()
        self._say("StopTransaction", at, stop_fields(number or 0, tag=tag, at=at, meter=self._seconds))

    def _time(self) -> str:
        """A moment at which it never sent anything."""
        self._seconds += 1
        return (BEGIN + timedelta(seconds=self._seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")

    def _say(self, operation: str, at: str, fields: str) -> int | None:
        """Send until it is answered; the transaction's number, if the answer has one."""
        self.sent.add((KINDS[operation], self.identity, at))
        if self.version == "1.2" and operation == "StatusNotification":
            fields = fields.partition("<timestamp>")[0]
        while True:
            message = request(operation, fields, identity=self.identity, version=self.version)
            received = self._answer(message)
            if received is not None:
                break
            self.retries += 1
            time.sleep(0.02)
        number = value(received, "transactionId")
        self.acknowledged.append(Acknowledged(
            operation, self.identity, at, int(number) if number else None, message, self._raw))
        return int(number) if number else None

    def _answer(self, message: bytes):
        """The body of an answer; None where none came, or a refusal."""
        try:
            if self._connection is None:
                self._connection = Connection(self.fleet.server.address, SHORT_SECONDS)
            reply = self._connection.post(message, content_type="application/soap+xml")
        except (OSError, http.client.HTTPException):
            self._hang_up()
            return None
        if reply.status == 200:
            self._raw = reply.body
            body = body_of(reply)
            assert body.tag.startswith(f"{{{NAMESPACES[self.version]}}}")
            return body
        self.refusals[self._refusal(reply)] += 1
        return None

    @staticmethod
    def _refusal(reply) -> str:
        for code in ("Receiver", "Sender"):
            if b":%b<" % code.encode() in reply.body:
                return code
        return str(reply.status)

    def _hang_up(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class Fleet:
    """Many of them."""

    def __init__(self, server: Server, count: int, prefix: str = "LOAD") -> None:
        self.server, self.prefix, self.stopping = server, prefix, False
        self.members = [ChargePoint(self, number) for number in range(1, count + 1)]

    def start(self) -> None:
        self.server.accept([one.identity for one in self.members])
        for one in self.members:
            one.start()

    def stop(self) -> None:
        """Let each finish its session."""
        self.stopping = True
        for one in self.members:
            one.join(60)
            assert not one.is_alive(), f"{one.identity} never got an answer"

    @property
    def answered(self) -> int:
        return sum(len(one.acknowledged) for one in self.members)

    @property
    def refusals(self) -> Counter[str]:
        return sum((one.refusals for one in self.members), Counter())

    @property
    def retries(self) -> int:
        return sum(one.retries for one in self.members)

    def go_on_for(self, messages: int) -> None:
        """Wait until so many more have been answered."""
        goal = self.answered + messages
        until(lambda: self.answered >= goal, f"{messages} more messages are answered", 120)

    def judge(self) -> None:
        """Compare what each was told with what the log holds."""
        assert [one.failure for one in self.members if one.failure] == []
        events = [event for event in self.server.events() if (event.charge_point_id or "").startswith(self.prefix)]
        acknowledged = [one for member in self.members for one in member.acknowledged]
        assert len(acknowledged) > len(self.members)
        _positions(events)
        _meanings(events, acknowledged, set().union(*(member.sent for member in self.members)))
        _order(events, self.members)
        _bytes(self.server, events, acknowledged)


def _positions(events: list) -> None:
    """In order, none twice."""
    assert all(one.position < other.position for one, other in pairwise(events))


def _meanings(events: list, acknowledged: list[Acknowledged], sent: set) -> None:
    """All that was acknowledged happened once, under the number that was told; nothing else happened."""
    told = [one for one in acknowledged if not _timeless(one)]
    happened = [(event.type, event.charge_point_id, _at(event)) for event in events
                if event.type in KINDS.values() and event.occurred_at is not None]
    counted = Counter(happened)
    assert {one.key for one in told} - counted.keys() == set(), "acknowledged, but lost"
    assert [key for key, number in counted.items() if number > 1 and key[0] != "motown.StatusChanged"] == [], "twice"
    assert counted.keys() - sent == set(), "nobody sent it"
    numbers = {(event.charge_point_id, _at(event)): event.transaction_id for event in events
               if event.type == "motown.TransactionStarted"}
    assert len(set(numbers.values())) == len(numbers), "a number was given out twice"
    starts = [one for one in told if one.operation == "StartTransaction"]
    assert [one for one in starts if numbers[one.identity, one.at] != one.transaction] == [], "told another number"


def _timeless(one: Acknowledged) -> bool:
    """A status of OCPP 1.2 has no time."""
    return one.operation == "StatusNotification" and NAMESPACES["1.2"].encode() in one.sent


def _at(event) -> str:
    return event.occurred_at.strftime("%Y-%m-%dT%H:%M:%SZ")


def _order(events: list, members: list[ChargePoint]) -> None:
    """What a charge point sent one after the other stands so in the log."""
    for member in members:
        times = [_at(event) for event in events if event.type in KINDS.values() and event.occurred_at is not None
                 and event.type != "motown.StatusChanged" and event.charge_point_id == member.identity]
        assert times == sorted(times)


def _bytes(server: Server, events: list, acknowledged: list[Acknowledged]) -> None:
    """The exact bytes of each acknowledged request and of its answer are there, the answer after the request."""
    stored = [event for event in events if event.category == "Message"]
    place: dict[bytes, int] = dict(zip(server.bodies(stored), (event.position for event in stored), strict=True))
    assert [one for one in acknowledged if place.get(one.sent, 2**63) > place.get(one.received, -1)] == []


def repeatedly(kill: Callable[[], None], fleet: Fleet, times: int, messages: int) -> None:
    """Let the fleet get some answers, do something terrible, and again."""
    for _ in range(times):
        fleet.go_on_for(messages)
        kill()
