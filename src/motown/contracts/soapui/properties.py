"""Properties of a project, and how requests refer to them: so that whoever has other ids changes them in one place."""

from copy import deepcopy

from lxml.etree import _Element

from motown.contracts.soapui.messages import Message
from motown.contracts.soapui.table import CONSUMER_ADDRESS

IDS = frozenset({
    "chargeBoxIdentity", "chargePointId", "commandId", "connectorId", "eventId", "grantId", "groupId", "idTag",
    "partyId", "reservationId", "subscriptionId", "transactionId"})
"""Fields at the top of a request, or headers, whose values are properties."""
FIRST = {"afterPosition": "0", "changedAfterPosition": "0", "waitSeconds": "0"}
"""Fields that are properties too, wherever they stand, with the values to begin with: from the beginning, at once."""
CONSUMER = "consumerUrl"
"""Where Subscribe has events sent to: to begin with, to SoapUI."""
UNIQUE = "requestId"
NEW_ID = "${=java.util.UUID.randomUUID()}"
"""Another one each time: else a repeated request is not done again."""
TIMES = {"notBefore": 600, "expiresAt": 3600, "reservedUntil": 3600, "validTo": 3600, "expiryDate": 3600,
         "retrieveDate": 600}
"""Fields whose time has to come yet, and in how many seconds it does."""


def later(seconds: int) -> str:
    """A time so many seconds from now, in the words of SoapUI."""
    return f"${{=java.time.Instant.ofEpochSecond(java.time.Instant.now().getEpochSecond() + {seconds})}}"


class Properties:
    """The properties of a project in their order."""

    def __init__(self) -> None:
        self.values: dict[str, str] = {}

    def give(self, name: str, value: str) -> str:
        """A property that is not there yet; how it is referred to."""
        self.values.setdefault(name, value)
        return f"${{#Project#{name}}}"

    def used(self, message: Message) -> Message:
        """A request that refers to properties, and makes what must be new each time."""
        body, headers = deepcopy(message.body), [deepcopy(one) for one in message.headers]
        for one in body.iter("{*}*"):
            self._use(one, at_top=one.getparent() is body)
        for one in headers:
            self._use(one, at_top=True)
        return Message(body, headers)

    def _use(self, one: _Element, *, at_top: bool) -> None:
        name, text = str(one.tag).rpartition("}")[2], one.text or ""
        if len(one) or not text.strip():
            return
        if name == UNIQUE and at_top:
            one.text = NEW_ID
        elif name in TIMES:
            one.text = later(TIMES[name])
        elif name == "url" and str(getattr(one.getparent(), "tag", "")).endswith("}delivery"):
            one.text = self.give(CONSUMER, CONSUMER_ADDRESS)
        elif name in FIRST:
            one.text = self.give(name, FIRST[name])
        elif name in IDS and at_top and self.values.get(name, text) == text:
            one.text = self.give(name, text)
