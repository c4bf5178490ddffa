"""Sessions of other toolkits are judged by what the log holds of them: the bytes that went over the wire."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from lxml import etree

from motown.store.events import EventFilter
from tests.interop.server import Server
from tests.interop.soap import SOAP_12, Official

OPERATIONS = {"BootNotification", "Heartbeat", "StatusNotification", "Authorize", "StartTransaction", "MeterValues",
              "StopTransaction", "FirmwareStatusNotification", "DiagnosticsStatusNotification"}


class Judge:
    """Looks at what a client was answered."""

    def __init__(self, server: Server, official: Official) -> None:
        self._server, self._official = server, official

    def __call__(self, identity: str, version: str, soap: str = SOAP_12) -> None:
        """Each operation was answered, validly, in that version of SOAP; one transaction came and went."""
        told = self._server.events(matching=EventFilter(charge_point_ids=[identity]))
        answers = [event for event in told if event.type.endswith(".Response")]
        answered = {event.type.split(".")[1] for event in answers}
        assert answered == OPERATIONS | ({"DataTransfer"} if version == "1.5" else set())
        for message in self._server.bodies(answers):
            root = etree.fromstring(message)
            assert root.tag == f"{{{soap}}}Envelope"
            self._official.schema(version).assertValid(root[-1][0])
        assert [event.type for event in told].count("motown.TransactionStarted") == 1
        assert [event.type for event in told].count("motown.TransactionStopped") == 1
        assert all(one.position < other.position for one, other in pairwise(told))


@pytest.fixture
def judge(lenient, official) -> Callable[..., None]:
    return Judge(lenient, official)


