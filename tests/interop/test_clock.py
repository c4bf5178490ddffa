"""The server's clock is set while it runs (reliability D9): nothing is refused, the log's order stays as it is."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from tests.interop.server import Server
from tests.interop.soap import BOOT, body_of, request, start_fields, stop_fields, value

pytestmark = pytest.mark.kill

HOUR = 3600
SHIFTS = [0, HOUR, -HOUR, -int(datetime.now(UTC).timestamp()) + 60, 0]
"""An hour on, an hour back, 1970, and right again."""


@pytest.fixture
def shift(tmp_path):
    return tmp_path / "shift"


@pytest.fixture
def server(new_server, preloaded, shift) -> Server:
    shift.write_text("0")
    server = new_server()
    server.environment = {"LD_PRELOAD": str(preloaded("clock")), "CLOCK_SHIFT": str(shift)}
    return server.start()


def test_the_clock_jumps(server, shift):
    server.accept(["EV-1"])
    places = []
    for number, seconds in enumerate(SHIFTS):
        shift.write_text(str(seconds))
        told = datetime.fromisoformat(ask(server, "BootNotification", BOOT, "currentTime"))
        assert abs(told - datetime.now(UTC) - timedelta(seconds=seconds)) < timedelta(minutes=1)
        started = int(ask(server, "StartTransaction", start_fields(1, meter=number), "transactionId"))
        assert int(ask(server, "StartTransaction", start_fields(1, meter=number), "transactionId")) == started
        ask(server, "StopTransaction", stop_fields(started, meter=number + 1), "status")
        places.append(len(server.events()))
        assert server.ask("GET", "/health").status == 200
    events = server.events()
    assert [event.position for event in events] == list(range(1, len(events) + 1))
    assert all(one < other for one, other in pairwise(places))
    assert server.stop() == 0


def ask(server: Server, operation: str, fields: str, answer: str) -> str:
    return value(body_of(server.post(request(operation, fields))), answer)
