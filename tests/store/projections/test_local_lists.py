import pytest

from motown.domain import events
from motown.store import local_lists
from tests.store.support import accept, at, record


def changed(version, entries=3, as_of=None):
    return events.LocalListChanged(charge_point_id="EV-1", command_id="c", update_type="Full", list_version=version,
                                   entries=entries, as_of_position=as_of)


def read(version):
    return events.LocalListRead(charge_point_id="EV-1", command_id="c", list_version=version)


def drifted(version):
    return events.LocalListDrifted(charge_point_id="EV-1", expected_version=1, list_version=version)


def test_what_was_accepted(store):
    record(store, changed(1), changed(2, 5, 77))
    row = store.read_now(local_lists.get, "EV-1")
    assert (row.list_version, row.entries, row.as_of_position, row.sent_at, row.state) == (2, 5, 77, at(0), "InStep")
    assert (row.read_version, row.read_at) == (None, None)


@pytest.mark.parametrize(("happened", "state"), [
    ([read(5)], "Unknown"), ([read(0)], "Unknown"), ([read(-1)], "Unknown"), ([changed(1), read(1)], "InStep"),
    ([changed(1), read(2), drifted(2)], "Drifted"), ([changed(1), read(2), drifted(2), read(2)], "Drifted"),
    ([changed(1), read(2), drifted(2), read(1)], "InStep"), ([changed(1), drifted(2), changed(2)], "InStep"),
])
def test_what_is_told_of_it(store, happened, state):
    record(store, *happened)
    row = store.read_now(local_lists.get, "EV-1")
    told = [one.list_version for one in happened if isinstance(one, events.LocalListRead)]
    assert (row.state, row.read_version) == (state, told[-1] if told else None)


def test_it_goes_with_the_charge_point(store):
    accept(store, "EV-1")
    record(store, changed(1), events.ChargePointRemoved(charge_point_id="EV-1"))
    assert store.read_now(local_lists.get, "EV-1") is None


def test_the_head_is_the_last_position(store):
    assert store.read_now(local_lists.head) == 0
    committed = record(store, changed(1), read(1))
    assert store.read_now(local_lists.head) == committed.last_position
