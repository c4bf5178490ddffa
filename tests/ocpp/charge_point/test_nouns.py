"""Configuration, lists and reservations of a simulated charge point: what it has is what we think it has."""

from datetime import timedelta

import pytest

from motown.simulator.incoming import ChargePointServer
from motown.simulator.profile import Profile
from motown.store import configuration, local_lists, reservations
from tests.ocpp.charge_point.conftest import ADDRESS
from tests.simulator.conftest import Bench
from tests.wire import endpoint


@pytest.fixture(scope="module")
def serving():
    return ChargePointServer()


@pytest.fixture
def bench(desk, serving):
    """EV-1 as the simulator has it, where the server calls it; its own messages go nowhere."""
    bench = Bench("1.5", Profile())
    bench.point.identity = "EV-1"
    bench.power_on()
    serving.add(bench.point)
    desk.server.wire.serve(ADDRESS, lambda asked: endpoint(serving, lambda: desk.server.now)(
        asked._replace(url="http://x/EV-1")))
    return bench


def test_the_configuration_is_what_it_told(desk, bench):
    assert desk.row(desk.ask("GetConfiguration")).outcome == "Succeeded"
    known = {one.key: one for one in desk.server.read(configuration.of_charge_point, "EV-1")}
    assert len(known) == 14
    assert (known["HeartBeatInterval"].value, known["HeartBeatInterval"].readonly) == (
        str(bench.point.configuration.number("HeartBeatInterval")), False)
    assert known["ChargePointId"].readonly is True


def test_a_change_is_read_back(desk, bench):
    assert desk.row(desk.ask("ChangeConfiguration", key="LightIntensity", value="7")).outcome == "Succeeded"
    (known,) = desk.server.read(configuration.of_charge_point, "EV-1")
    assert (known.key, known.value, known.source) == ("LightIntensity", "7", "Read")
    assert bench.point.configuration.number("LightIntensity") == 7


def test_the_list_is_ours(desk, bench):
    server = desk.server
    server.put_tag("Member", parent_id_tag="GROUP", expires_at=server.now + timedelta(days=9000))
    server.put_tag("Stolen", status="Blocked")
    assert desk.row(desk.ask("SendLocalList", updateType="Full")).outcome == "Succeeded"
    tags = bench.point.tags
    assert (len(tags), tags.version) == (3, 1)
    assert (tags.find("member").status, tags.find("member").parent) == ("Accepted", "GROUP")
    assert tags.find("stolen").status == "Blocked"
    server.put_tag("Stolen")
    server.put_tag("Member", charge_point_id="EV-2")
    assert desk.row(desk.ask("SendLocalList", updateType="Differential")).outcome == "Succeeded"
    assert (len(tags), tags.version, tags.find("member")) == (2, 2, None)
    assert tags.find("stolen").status == "Accepted"
    row = server.read(local_lists.get, "EV-1")
    assert (row.list_version, row.read_version, row.state) == (2, 2, "InStep")


def test_a_list_that_it_has_lost_is_sent_whole(desk, bench):
    desk.ask("SendLocalList", updateType="Full")
    bench.point.tags.version = 9
    desk.server.put_tag("New")
    refused = desk.row(desk.ask("SendLocalList", updateType="Differential"))
    assert (refused.station_status, refused.outcome) == ("VersionMismatch", "Rejected")
    assert (len(bench.point.tags), bench.point.tags.version) == (2, 3)
    assert desk.server.read(local_lists.get, "EV-1").state == "InStep"


def test_a_reservation_is_kept_and_cancelled(desk, bench):
    until = "2098-12-31T00:00:00Z"
    number = desk.row(desk.ask("ReserveNow", connectorId=1, idTag="TAG", expiryDate=until)).parameters["reservationId"]
    assert bench.point.reservations.on(1).id == number
    assert desk.server.read(reservations.get, number).state == "Active"
    desk.ev.status("Reserved")
    desk.ask("CancelReservation", reservationId=number)
    assert bench.point.reservations.on(1) is None
    assert desk.server.read(reservations.get, number).state == "Cancelled"


def test_a_reservation_ends_by_itself(desk, bench):
    """What was due while nobody looked is done, too."""
    until = desk.server.now + timedelta(hours=1)
    desk.ask("ReserveNow", connectorId=1, idTag="TAG", expiryDate=until.isoformat())
    desk.server.clock.advance(3600)
    assert desk.server.read(reservations.get, 1).state == "Expired"
