import pytest

from motown.config import load
from motown.domain import events
from motown.server.core import open_core
from motown.store import Unit
from tests.cli.conftest import NOW


@pytest.fixture
def record(motown):
    """Put events into the log."""

    def put(*happened):
        with open_core(load(None, [f"store.url={motown.url}"])) as core:
            core.store.run(Unit(keys=frozenset(), decide=lambda session: [session.record(one) for one in happened]))

    return put


def made(number, **known):
    return events.ReservationMade(**{
        "charge_point_id": "EV-1", "connector_id": 1, "command_id": "c-1", "reservation_id": number, "id_tag": "Abc",
        "expires_at": NOW, **known})


def ended(number):
    return events.ReservationEnded(charge_point_id="EV-1", connector_id=1, reservation_id=number, state="Used",
                                   transaction_id=7)


def test_none(motown):
    assert motown("reservations") == 0
    assert "there are none" in motown.err


def test_the_newest_first_and_by_what_is_wanted(motown, record):
    record(made(1), made(2, connector_id=0, parent_id_tag="G"), made(3, charge_point_id="EV-2", id_tag="Def"), ended(1))

    def numbers(*options):
        return [one["reservationId"] for one in motown.json("reservations", *options)]

    assert numbers() == [3, 2, 1]
    assert numbers("--limit", "1") == [3]
    assert numbers("--charge-point", "EV-1", "--state", "active") == [2]
    assert numbers("--id-tag", "aBC") == [2, 1]
    assert motown("reservations", "list", "--all") == 0
    lines = [line.split() for line in motown.out.splitlines()]
    assert ["2", "EV-1", "any", "Abc", "G", "2026-03-01", "12:00:00Z", "Active", "—"] in lines


def test_many_come_page_by_page(motown, record, monkeypatch):
    monkeypatch.setattr("motown.cli.reservations.PAGE", 2)
    record(*(made(number) for number in range(1, 6)))
    assert len(motown.json("reservations", "--all")) == 5


def test_one(motown, record):
    record(made(1), ended(1))
    (one,) = motown.json("reservations", "show", "1")
    assert (one["state"], one["transactionId"], one["commandId"]) == ("Used", 7, "c-1")
    assert motown("reservations", "show", "1") == 0
    assert "c-1" in motown.out
    assert motown("reservations", "show", "2") == 3
    assert "there is no reservation 2" in motown.err


def test_the_local_list_of_a_charge_point(motown, record):
    assert motown("charge-points", "local-list", "EV-1") == 3
    assert motown("charge-points", "accept", "EV-1") == 0
    (nothing,) = motown.json("charge-points", "local-list", "EV-1")
    assert (nothing["state"], nothing["listVersion"], nothing["readVersion"]) == ("Unknown", 0, None)
    record(events.LocalListChanged(charge_point_id="EV-1", command_id="c", update_type="Full", list_version=3,
                                   entries=12, as_of_position=77))
    assert motown("charge-points", "local-list", "EV-1") == 0
    assert "our idTags as of position 77" in motown.out
    record(events.LocalListRead(charge_point_id="EV-1", command_id="c", list_version=0),
           events.LocalListDrifted(charge_point_id="EV-1", expected_version=3, list_version=0))
    assert motown("charge-points", "local-list", "EV-1") == 0
    assert "Drifted: it has another list" in motown.out
    assert "0 (an empty list)" in motown.out


def test_the_configuration_of_a_charge_point(motown, record):
    assert motown("charge-points", "configuration", "EV-1") == 3
    assert motown("charge-points", "accept", "EV-1") == 0
    assert motown("charge-points", "configuration", "EV-1") == 0
    assert "GetConfiguration asks it" in motown.err
    value = events.ConfigurationValue
    record(events.ConfigurationRead(
               charge_point_id="EV-1", command_id="c", unknown_keys=("Odd",), values=(
                   value(key="HeartBeatInterval", value="300"), value(key="Serial", value="x1", readonly=True))),
           events.ConfigurationChanged(charge_point_id="EV-1", command_id="c", key="Colour", value="red"))
    told = {one["key"]: one for one in motown.json("charge-points", "configuration", "EV-1")}
    assert (told["HeartBeatInterval"]["value"], told["HeartBeatInterval"]["unit"]) == ("300", "s")
    assert {key: (one["known"], one["readonly"], one["source"], one["standard"]) for key, one in told.items()} == {
        "HeartBeatInterval": (True, False, "Read", True), "Serial": (True, True, "Read", False),
        "Odd": (False, None, "Read", False), "Colour": (True, False, "Changed", False)}
    assert motown("charge-points", "configuration", "EV-1") == 0
    for said in ("x1 (read-only)", "it does not know the key", "a change it accepted", "before it sends a Heartbeat"):
        assert said in motown.out
