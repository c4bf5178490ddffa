from motown.domain import events
from motown.domain.events import ConfigurationValue
from motown.store import configuration
from tests.store.support import accept, at, record


def read(*values, unknown=(), complete=False, charge_point_id="EV-1"):
    return events.ConfigurationRead(charge_point_id=charge_point_id, command_id="c", values=values,
                                    unknown_keys=unknown, complete=complete)


def changed(key, value):
    return events.ConfigurationChanged(charge_point_id="EV-1", command_id="c", key=key, value=value)


def known(store, charge_point_id="EV-1"):
    rows = store.read_now(configuration.of_charge_point, charge_point_id)
    return {one.key: (one.value, one.readonly, one.known, one.source) for one in rows}


def test_what_was_told_last_counts(store, tower):
    record(store, read(ConfigurationValue(key="A", value="1"), ConfigurationValue(key="B", readonly=True),
                       unknown=("C",)))
    tower.advance(5)
    record(store, changed("A", "2"), changed("C", "3"))
    assert known(store) == {"A": ("2", False, True, "Changed"), "B": (None, True, True, "Read"),
                            "C": ("3", False, True, "Changed")}
    assert [one.at for one in store.read_now(configuration.of_charge_point, "EV-1")] == [at(5), at(0), at(5)]


def test_everything_replaces_what_was_read(store):
    other = read(ConfigurationValue(key="A", value="1"), charge_point_id="EV-2")
    record(store, other, read(ConfigurationValue(key="A", value="1")), changed("B", "2"),
           read(ConfigurationValue(key="C", value="3"), complete=True))
    assert set(known(store)) == {"B", "C"}
    assert set(known(store, "EV-2")) == {"A"}


def test_a_key_told_twice_has_the_later_value(store):
    record(store, read(ConfigurationValue(key="A", value="1"), ConfigurationValue(key="A", value="2"), unknown=("A",)))
    assert known(store) == {"A": (None, None, False, "Read")}


def test_it_goes_with_the_charge_point(store):
    accept(store, "EV-1")
    record(store, changed("A", "1"), events.ChargePointRemoved(charge_point_id="EV-1"))
    assert known(store) == {}
