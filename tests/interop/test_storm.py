"""Ten thousand charge points come back at once (reliability D7): each is answered, each is stored once."""

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from motown.store import charge_points
from motown.store.events import EventFilter
from tests.interop.server import Server
from tests.interop.soap import BOOT, request

pytestmark = pytest.mark.soak

MANY, AT_ONCE = 10_000, 64
LONGEST_SECONDS = 5.0


@pytest.mark.parametrize("store", ["sqlite", "postgresql"])
def test_ten_thousand_boots_each_on_a_connection_of_its_own(new_server, store, request: pytest.FixtureRequest):
    url = request.getfixturevalue("cluster").fresh() if store == "postgresql" else None
    server = new_server(url, ocpp__registration="open").start()
    slow, lock = Counter(), threading.Lock()

    def boot(number: int) -> None:
        begin = time.monotonic()
        assert accepted(server, f"STORM-{number}")
        with lock:
            slow[time.monotonic() - begin > LONGEST_SECONDS] += 1

    with ThreadPoolExecutor(AT_ONCE) as threads:
        list(threads.map(boot, range(MANY)))
    assert server.read(charge_points.counts) == {"Accepted": MANY}
    registered = Counter(event.charge_point_id for event in server.events(matching=EventFilter(
        type_prefixes=["motown.ChargePointRegistered"])))
    assert len(registered) == MANY
    assert set(registered.values()) == {1}
    assert slow[True] <= MANY / 100


def accepted(server: Server, identity: str) -> bool:
    with closing(server.connect()) as connection:
        return b">Accepted<" in connection.post(request("BootNotification", BOOT, identity=identity)).body
