"""How long reading a page of the log takes, and what an event costs while many wait.

    python -m benchmarks.read_events --url sqlite:////var/tmp/full.db [--pages 50] [--limit 1000]
    python -m benchmarks.read_events --waiting 1000 10000

The store is one that ``benchmarks.fill`` has filled.  Pages begin at places spread over the whole log, so most of what
they need is not in the database's memory the first time; ``cold`` is the worst of these, p50 and p99 are of all; CPU is
that of this process, where PostgreSQL's is not in.  What is
measured is all that the server does for a page but writing it as XML: the query, the events as objects, and the bytes
of messages, undone and checked against their SHA-256.
"""

import argparse
import gc
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

from twisted.internet.defer import Deferred, ensureDeferred, succeed
from twisted.internet.task import Clock

from motown.core.tail import Tail
from motown.store import Store, events, messages
from motown.store.events import ANY, EventFilter, Page
from motown.store.records import Recorded

SOME = [f"BENCH-{number:06}" for number in range(1, 33)]
FILTERS: dict[str, EventFilter] = {
    "no filter": ANY,
    "one charge point": EventFilter(charge_point_ids=SOME[:1]),
    "5 charge points": EventFilter(charge_point_ids=SOME[:5]),
    "32 charge points": EventFilter(charge_point_ids=SOME),
    "charge point and type": EventFilter(charge_point_ids=SOME[:1], type_prefixes=["motown.Transaction"]),
    "connector": EventFilter(connectors=[(SOME[0], 1)]),
    "common type": EventFilter(type_prefixes=["motown."]),
    "rare type": EventFilter(type_prefixes=["motown.ChargePointBooted"]),
    "type that is not there": EventFilter(type_prefixes=["addon.none."]),
    "transaction": EventFilter(transaction_id=1000),
}


def reading(url: str, pages: int, limit: int) -> None:
    """Print a line for each filter, forward and backward, and one with payload."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)  # as in the server
    store = Store(url, inline=True, readers=1)
    store.open()
    info, seconds = timed(lambda: store.read_now(events.info))
    print(f"{info.event_count:,} events; GetStoreInfo took {seconds * 1000:.1f} ms")
    middle = store.read_now(events.get, info.head_position // 2)
    found, seconds = timed(lambda: store.read_now(events.position_at, middle.recorded_at if middle else utc()))
    print(f"positionAt took {seconds * 1000:.1f} ms ({found:,})")
    places = [info.head_position * place // pages for place in range(pages)]
    print(f"{'':32}{'events':>8}{'cold ms':>9}{'p50 ms':>8}{'p99 ms':>8}{'CPU ms':>8}{'pages/s':>9}")
    for name, wanted in FILTERS.items():
        measure(name, places, pages_of(store, events.page, limit, wanted))
    for name in ("no filter", "one charge point", "rare type"):
        measure(f"{name}, backward", [1000 + place for place in places],
                pages_of(store, events.page_before, limit, FILTERS[name]))
    measure("no filter, with payload", places, lambda after: with_payload(store, after, limit))
    store.close()


def pages_of(store: Store, query: Callable[..., Page], limit: int,
             wanted: EventFilter) -> Callable[[int], list[Recorded]]:
    """Reads a page at a place."""
    def page(place: int) -> list[Recorded]:
        return store.read_now(query, place, limit, wanted).events

    return page


def with_payload(store: Store, after: int, limit: int) -> list[Recorded]:
    """A page and the bytes of its messages."""
    found = store.read_now(events.page, after, limit).events
    store.read_now(messages.many, [one.position for one in found if one.category == "Message"])
    return found


def measure(name: str, places: list[int], page: Callable[[int], list[Recorded]]) -> None:
    """Read a page at each place, in no order, twice."""
    spread = [places[(number * 17) % len(places)] for number in range(len(places))]
    cold, all_, told, began = list[float](), list[float](), 0, time.thread_time()
    for again in range(2):
        for after in spread:
            found, seconds = timed(partial(page, after))
            all_.append(seconds * 1000)
            told += len(found)
            if not again:
                cold.append(seconds * 1000)
    cpu, ordered = (time.thread_time() - began) * 1000 / len(all_), sorted(all_)
    print(f"{name:32}{told / len(all_):8.0f}{max(cold):9.1f}{ordered[len(ordered) // 2]:8.1f}"
          f"{ordered[int(len(ordered) * 0.99)]:8.1f}{cpu:8.1f}{1000 * len(all_) / sum(all_):9.0f}", flush=True)


class Given:
    """A store that has what it is given."""

    def __init__(self) -> None:
        self.events: list[Recorded] = []

    def read(self, query: Callable[..., Any], after: int, *_: Any) -> Deferred[Page]:
        """What is new."""
        head = self.events[-1].position if self.events else 0
        new = self.events if after < head and query is events.read else []
        return succeed(Page(list(new), head, head, end=True))

    def write(self, _decide: Callable[..., Any]) -> Deferred[Any]:
        """Nothing is written here."""
        raise NotImplementedError


def waiting(readers: int, count: int = 100) -> None:
    """Print what an event costs that concerns nobody, one, or everybody, while so many wait."""
    cases: dict[str, tuple[Callable[[int], EventFilter], str]] = {
        "each a charge point; of none of them": (lambda n: EventFilter(charge_point_ids=[f"CP-{n}"]), "other"),
        "a type; of another": (lambda _: EventFilter(type_prefixes=["motown.Transaction"]), "other"),
        "each a charge point; of one of them": (lambda n: EventFilter(charge_point_ids=[f"CP-{n}"]), "CP-{}"),
        "everything": (lambda _: ANY, "other"),
    }
    for name, (wanted, identity) in cases.items():
        given, told = Given(), [0]
        clock = Clock()
        tail = Tail(clock, given, pause_seconds=0.0)

        def count_one(page: Page, told: list[int] = told) -> None:
            told[0] += len(page.events)

        for number in range(readers):
            asked = ensureDeferred(tail.read(0, 100, wanted(number), 60.0))
            asked.addCallback(count_one)
        given.events = [event(place, identity.format(place % readers)) for place in range(1, count + 1)]
        began = time.thread_time()
        tail.notice(count)
        while tail.unanswered:
            clock.advance(0)
        seconds = time.thread_time() - began
        print(f"{readers:6} wait for {name:38}{seconds / count * 1e6:9.2f} µs an event, told {told[0]:6}")


def event(position: int, charge_point_id: str) -> Recorded:
    """A status of a charge point."""
    return Recorded("bench", position, f"cp:{charge_point_id}", 1, "motown.StatusChanged", 1, "Domain", utc(), None,
                    charge_point_id, 1, None, None, f"bench-{position}", None, None, None, "{}")


def utc() -> datetime:
    """Now."""
    return datetime.now(UTC)


def timed(function: Callable[[], Any]) -> tuple[Any, float]:
    """What it gives, and how long it took in seconds."""
    began = time.perf_counter()
    return function(), time.perf_counter() - began


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url")
    parser.add_argument("--pages", type=int, default=50)
    parser.add_argument("--limit", type=int, default=1000)
    parser.add_argument("--waiting", type=int, nargs="*", default=[])
    arguments = parser.parse_args()
    if arguments.url:
        reading(arguments.url, arguments.pages, arguments.limit)
    for readers in arguments.waiting:
        waiting(readers)


if __name__ == "__main__":
    main()
