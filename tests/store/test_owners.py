"""Whose commands, transactions, reservations and idTags are."""

from datetime import UTC, datetime, timedelta

from motown.domain import events
from motown.store import owners
from motown.store.owners import AT_ONCE, Charged
from motown.store.records import Unit

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def record(store, *happened):
    return store.run(Unit(frozenset(), lambda session: [session.record(one) for one in happened])).last_position


def tag(name, party_id=None):
    return events.IdTagChanged(id_tag=name.upper(), key=name, status="Accepted", party_id=party_id)


def started(number, name, party_id=None):
    return events.TransactionStarted(
        charge_point_id="EV-1", connector_id=1, transaction_id=number, id_tag=name.upper(), id_tag_key=name,
        status="Accepted", meter_start_wh=0, occurred_at=NOW, party_id=party_id)


def accepted(name, party):
    return events.CommandAccepted(command_id=name, charge_point_id="EV-1", name="Reset", digest="", party=party,
                                  expires_at=NOW + timedelta(hours=1))


def test_nothing_is_known_of_what_is_not_there(store):
    assert store.read_now(owners.of, ["c"], [1], [1], ["x"]) == (0, {}, {}, {}, {})
    assert store.read_now(owners.of) == (0, {}, {}, {}, {})


def test_whose_they_are(store):
    last = record(
        store, tag("hers", "sonne"), tag("ours"), accepted("c-1", "app"), accepted("c-2", None),
        started(1, "hers", "sonne"), started(2, "ours"),
        events.ReservationMade(charge_point_id="EV-1", connector_id=1, reservation_id=5, id_tag="HERS",
                               expires_at=NOW, command_id="c-1"))
    found = store.read_now(owners.of, ["c-1", "c-2", "c-3"], [1, 2, 3], [5, 6], ["ours", "none"])
    assert found.as_of == last
    assert found.issuers == {"c-1": "app", "c-2": None}
    assert found.transactions == {1: Charged("hers", "sonne"), 2: Charged("ours", None)}
    assert found.reservations == {5: "hers"}
    assert found.owners == {"ours": None, "hers": "sonne"}, "those of reservations too"


def test_a_transaction_stays_whose_it_was(store):
    record(store, tag("hers", "sonne"), started(1, "hers", "sonne"))
    record(store, tag("hers", "mond"))
    found = store.read_now(owners.of, [], [1], [], ["hers"])
    assert found.transactions[1].party_id == "sonne"
    assert found.owners == {"hers": "mond"}


def test_many_are_looked_up_in_parts(store):
    count = AT_ONCE + 1
    record(store, *(tag(f"t{number}", "sonne") for number in range(count)))
    assert len(store.read_now(owners.of, [], [], [], [f"t{number}" for number in range(count)]).owners) == count
