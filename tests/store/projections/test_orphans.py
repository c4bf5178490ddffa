from motown.domain import events
from motown.domain.quantities import sample
from motown.store import orphans
from tests.store.support import at, record, started, stopped


def sampled(**known):
    return events.MeterSampled(charge_point_id="EV-1", **{
        "connector_id": 1, "samples": (sample(at(5), "1"),), "occurred_at": at(5), **known})


def test_a_stop_without_its_transaction(store):
    record(store, events.StopOrphaned(
        charge_point_id="EV-1", reported_transaction_id=-1, id_tag="Tag", id_tag_key="tag", meter_stop_wh=7,
        occurred_at=at(3)))
    [row] = store.read_now(orphans.page)
    assert (row.position, row.kind, row.reported_transaction_id, row.meter_stop_wh, row.at) == (
        1, "stop", -1, 7, at(3))
    assert (row.id_tag, row.id_tag_key, row.linked_transaction_id) == ("Tag", "tag", None)


def test_meter_values_without_their_transaction(store):
    record(store, sampled(reported_transaction_id=99))
    [row] = store.read_now(orphans.page)
    assert (row.kind, row.connector_id, row.reported_transaction_id, row.at) == ("meter", 1, 99, at(5))


def test_meter_values_of_a_known_transaction_or_of_the_main_meter_are_no_orphans(store):
    record(store, sampled(transaction_id=1), sampled(transaction_id=1, reported_transaction_id=99),
           sampled(connector_id=0))
    assert store.read_now(orphans.page) == []


def test_a_linked_orphan_is_no_orphan_any_more(store):
    record(store, sampled(reported_transaction_id=99), sampled(reported_transaction_id=99))
    record(store, events.OrphanLinked(charge_point_id="EV-1", transaction_id=1, orphan_position=1))
    assert [one.position for one in store.read_now(orphans.page)] == [2]
    assert [one.position for one in store.read_now(orphans.waiting, "EV-1")] == [2]
    assert [one.position for one in store.read_now(orphans.waiting, "EV-1", at(6))] == []
    assert store.read_now(orphans.waiting, "EV-2") == []


def test_an_orphan_of_a_transaction_that_had_ended_before_looks_for_another(store):
    record(store, started(1), sampled(reported_transaction_id=99))
    record(store, events.OrphanLinked(charge_point_id="EV-1", transaction_id=1, orphan_position=2))
    assert store.read_now(orphans.waiting, "EV-1") == []
    record(store, stopped(1, occurred_at=at(4)))
    assert [one.position for one in store.read_now(orphans.waiting, "EV-1")] == [2]


def test_pages(store):
    record(store, *(sampled(reported_transaction_id=99) for _ in range(3)))
    assert [one.position for one in store.read_now(orphans.page, 1, 1)] == [2]
