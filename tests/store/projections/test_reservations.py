from motown.domain import events
from motown.store import reservations
from tests.store.support import at, record


def made(number=1, **known):
    return events.ReservationMade(**{
        "charge_point_id": "EV-1", "connector_id": 1, "command_id": "c", "reservation_id": number, "id_tag": "Tag",
        "expires_at": at(60), **known})


def ended(number=1, state="Cancelled", **known):
    return events.ReservationEnded(charge_point_id="EV-1", connector_id=1, reservation_id=number, state=state, **known)


def test_one_that_is_made_holds_until_it_ends(store, tower):
    record(store, made(parent_id_tag="Group"))
    row = store.read_now(reservations.get, 1)
    assert (row.state, row.id_tag_key, row.parent_id_tag, row.made_at, row.ended_at) == (
        "Active", "tag", "Group", at(0), None)
    tower.advance(5)
    record(store, ended(state="Used", transaction_id=7))
    row = store.read_now(reservations.get, 1)
    assert (row.state, row.transaction_id, row.ended_at, row.made_at) == ("Used", 7, at(5), at(0))


def test_a_known_number_is_replaced(store):
    record(store, made(), ended(), made(connector_id=2, id_tag="Other"))
    row = store.read_now(reservations.get, 1)
    assert (row.connector_id, row.id_tag, row.state, row.ended_at) == (2, "Other", "Active", None)


def test_the_active_ones_of_a_charge_point(store):
    record(store, made(1), made(2), made(3, charge_point_id="EV-2"), ended(1))
    assert [one.reservation_id for one in store.read_now(reservations.active, ["EV-1"])] == [2]


def test_pages_the_newest_first(store):
    record(store, made(1), made(2, id_tag="Other"), made(3, charge_point_id="EV-2"), made(4), ended(4))

    def numbers(*args, **wanted):
        return [one.reservation_id for one in store.read_now(reservations.page, *args, **wanted)]

    assert numbers() == [4, 3, 2, 1]
    assert numbers(4, 2) == [3, 2]
    assert numbers(charge_point_id="EV-1", state="Active") == [2, 1]
    assert numbers(id_tag_key="other") == [2]
