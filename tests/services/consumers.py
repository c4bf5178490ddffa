"""A consumer of events on the wire: it takes Notify, and answers as a test wants.  Every call is valid by the schema.

    consumer = Consumer(server, "http://192.0.2.7/events")
    consumer.told            # events, in the order in which they came
    consumer.answers(NoReply("...", "timeout"))
"""

from collections.abc import Callable
from typing import Any

from lxml import etree

from motown.http import HttpAnswer
from tests.harness import Server
from tests.services.calling import ENVELOPES, MEDIA_TYPES, contract
from tests.wire import Asked

CONSUMER = "urn:motown:ws:v1:consumer"
TYPES = "urn:motown:ws:v1:types"
NETWORKS = {"subscriptions": {"allowed_networks": ["192.0.2.0/24"]}}
"""Settings that let consumers be where tests have them."""


class Notify:
    """One call."""

    def __init__(self, asked: Asked, soap: str) -> None:
        self.asked, self.soap = asked, soap
        body = etree.fromstring(asked.body).find(f"{{{ENVELOPES[soap]}}}Body")
        assert body is not None, asked.body
        self.element = body[0]
        contract("consumer").validate(self.element)
        self.subscription_id, self.delivery_id = self._text("subscriptionId"), self._text("deliveryId")
        self.attempt, self.next_position = int(self._text("attempt")), int(self._text("nextPosition"))
        self.head_position = int(self._text("headPosition"))
        self.heartbeat = self._text("heartbeat") == "true"
        self.events = [Event(one) for one in self.element.findall(f"{{{CONSUMER}}}event")]

    @property
    def positions(self) -> list[int]:
        return [one.position for one in self.events]

    def _text(self, name: str) -> str:
        return self.element.findtext(f"{{{CONSUMER}}}{name}") or ""


class Event:
    """One of its events."""

    def __init__(self, element: Any) -> None:
        self.element = element
        self.position, self.type = int(self.text("position")), self.text("type")
        self.charge_point_id = self.text("chargePointId")

    def text(self, name: str) -> str:
        return self.element.findtext(f"{{{TYPES}}}{name}") or ""


Answers = Callable[[Notify], Any]


class Consumer:
    """Somebody's ConsumerService."""

    def __init__(self, server: Server, url: str = "http://192.0.2.7/events", *, soap: str = "1.2") -> None:
        self.url, self.soap = url, soap
        self.calls: list[Notify] = []
        self._answers: list[Any] = []
        server.wire.serve(url, self._asked)

    def answers(self, *answers: Any) -> None:
        """Answer the next calls so: an exception, a position, an HttpAnswer, or a function of the call."""
        self._answers += answers

    @property
    def told(self) -> list[Event]:
        return [one for call in self.calls for one in call.events]

    @property
    def last(self) -> Notify:
        return self.calls[-1]

    def take(self) -> list[Notify]:
        """The calls since this was asked last."""
        taken, self.calls = self.calls, []
        return taken

    def _asked(self, asked: Asked) -> Any:
        call = Notify(asked, self.soap)
        self.calls.append(call)
        found = self._answers.pop(0) if self._answers else call.next_position
        found = found(call) if callable(found) else found
        return self.acknowledge(found) if isinstance(found, int) else found

    def acknowledge(self, position: int, *, more: str = "") -> HttpAnswer:
        body = (f'<e:Envelope xmlns:e="{ENVELOPES[self.soap]}"><e:Body><NotifyResponse xmlns="{CONSUMER}">'
                f"<acknowledgedPosition>{position}</acknowledgedPosition>{more}</NotifyResponse></e:Body></e:Envelope>")
        return HttpAnswer(200, MEDIA_TYPES[self.soap], body.encode())

    def unsubscribe(self, call: Notify) -> HttpAnswer:
        return self.acknowledge(call.next_position, more="<unsubscribe>true</unsubscribe>")
