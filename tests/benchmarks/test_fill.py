"""A store that was filled in bulk is one like any other."""

from benchmarks.fill import fill
from motown.store import Store, events, messages


def test_a_filled_store_can_be_read(tmp_path):
    url = f"sqlite:///{tmp_path / 'full.db'}"
    *_, head = fill(url, 1500, charge_points=5)
    store = Store(url, inline=True)
    store.open()
    page = store.read_now(events.page, 0, 10_000)
    assert (len(page.events), page.head_position, page.end) == (head, head, True)
    told = [one.position for one in page.events if one.category == "Message"]
    found = store.read_now(messages.many, told)
    assert [found[position].body[:5] for position in told] == [b"<?xml"] * len(told)
    assert {"motown.TransactionStopped", "motown.MeterSampled", "motown.Heartbeat"} <= {one.type for one in page.events}
    assert all(one.event is not None for one in page.events)
    store.close()
