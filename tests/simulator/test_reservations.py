"""Reservations (RV-1 to RV-11, TX-5)."""

from datetime import timedelta

import pytest

from motown.simulator.errors import Refused


@pytest.fixture
def bench(make):
    return make("1.5", connectors=2).power_on()


def reserve(bench, id=1, connector=1, tag="TAG", parent=None, seconds=600):
    return bench.command("ReserveNow", reservationId=id, connectorId=connector, idTag=tag, parentIdTag=parent,
                         expiryDate=bench.point.clock.now() + timedelta(seconds=seconds))["status"]


def cancel(bench, id=1):
    return bench.command("CancelReservation", reservationId=id)["status"]


def start(bench, tag, connector=1):
    return bench.run(bench.point.start(connector, tag))


def used(bench):
    return [message.value.reservationId for message in bench.central.of("StartTransaction")]


def test_a_free_connector_is_reserved_and_told(bench):  # RV-3, RV-11
    assert reserve(bench) == "Accepted"
    bench.pass_(0)
    assert bench.status(1) == "Reserved"


def test_only_the_tag_may_use_it_and_the_start_says_which_it_was(bench):  # RV-4, RV-7, RV-8, TX-5
    reserve(bench, id=77)
    with pytest.raises(Refused, match="Reserved"):
        start(bench, "OTHER")
    start(bench, "tag")
    assert used(bench) == [77]
    assert len(bench.point.reservations) == 0
    bench.run(bench.point.stop(1, "tag"))
    assert bench.status(1) == "Available"


def test_others_charge_elsewhere(bench):
    reserve(bench)
    start(bench, "OTHER", connector=2)
    assert used(bench) == [None]


def test_a_tag_of_the_group_may_use_it_too(bench):  # RV-4, RV-6
    bench.central.verdicts["SON"] = {"status": "Accepted", "parentIdTag": "FAMILY"}
    bench.central.verdicts["STRANGER"] = {"status": "Accepted", "parentIdTag": "OTHERS"}
    reserve(bench, parent="family")
    with pytest.raises(Refused, match="Reserved"):
        start(bench, "STRANGER")
    start(bench, "SON")
    assert used(bench) == [1]


def test_the_group_is_asked_for_where_the_list_does_not_know_it(bench):  # RV-6
    bench.run(bench.point.authorize("SON"))
    bench.central.verdicts["SON"] = {"status": "Accepted", "parentIdTag": "FAMILY"}
    reserve(bench, parent="FAMILY")
    start(bench, "SON")
    assert len(bench.central.of("Authorize")) == 2


def test_the_list_is_enough_where_it_knows(bench):  # RV-6
    bench.central.verdicts["SON"] = {"status": "Accepted", "parentIdTag": "FAMILY"}
    bench.run(bench.point.authorize("SON"))
    reserve(bench, parent="FAMILY")
    start(bench, "SON")
    assert len(bench.central.of("Authorize")) == 1


@pytest.mark.parametrize("tag", ["TAG", "OTHER"])
def test_what_is_reserved_cannot_be_reserved_again(bench, tag):  # RV-3, Q-T-26
    reserve(bench, id=1)
    assert reserve(bench, id=2, tag=tag) == "Occupied"


def test_unless_it_is_the_same_reservation(bench):  # RV-2
    reserve(bench, id=1, tag="OLD")
    assert reserve(bench, id=1, tag="NEW", connector=2) == "Accepted"
    bench.pass_(0)
    assert (bench.status(1), bench.status(2), len(bench.point.reservations)) == ("Available", "Reserved", 1)
    with pytest.raises(Refused):
        start(bench, "OLD", connector=2)


def test_one_that_cannot_be_replaced_stays(bench):  # RV-2
    start(bench, "OTHER", connector=2)
    reserve(bench, id=1)
    assert reserve(bench, id=1, connector=2) == "Occupied"
    bench.pass_(0)
    assert bench.status(1) == "Reserved"


def test_occupied_faulted_unavailable(bench):  # RV-3
    start(bench, "OTHER")
    assert reserve(bench) == "Occupied"
    bench.point.fault(2, "GroundFailure")
    assert reserve(bench, connector=2) == "Faulted"
    bench.point.repair(2)
    bench.command("ChangeAvailability", connectorId=2, type="Inoperative")
    assert reserve(bench, connector=2) == "Unavailable"


def test_a_time_that_is_past_and_a_connector_that_is_not_there(bench):  # RV-11
    assert reserve(bench, seconds=0) == "Rejected"
    assert reserve(bench, connector=3) == "Rejected"
    assert bench.refused("ReserveNow", reservationId=1, connectorId=-1, idTag="TAG",
                         expiryDate=bench.central.now()) == "ProtocolError"


def test_it_may_be_set_up_to_take_none(make):  # RV-3
    assert reserve(make("1.5", takes_reservations=False).power_on()) == "Rejected"


def test_at_expiry_it_is_dropped_and_told(bench):  # RV-7, RV-9
    reserve(bench, seconds=60)
    bench.pass_(59)
    assert bench.status(1) == "Reserved"
    bench.pass_(1)
    assert bench.status(1) == "Available"
    start(bench, "OTHER")
    assert used(bench) == [None]


def test_cancelling(bench):  # RV-7, RV-10
    reserve(bench)
    assert (cancel(bench), cancel(bench)) == ("Accepted", "Rejected")
    bench.pass_(0)
    assert bench.status(1) == "Available"


def test_a_connector_out_of_use_loses_its_reservation(bench):  # RV-7
    reserve(bench, id=1)
    reserve(bench, id=2, connector=2)
    bench.point.fault(1, "GroundFailure")
    bench.command("ChangeAvailability", connectorId=2, type="Inoperative")
    assert (cancel(bench, 1), cancel(bench, 2)) == ("Rejected", "Rejected")


class TestAnyConnector:
    """Connector 0 (RV-5)."""

    def test_one_stays_free_for_the_tag(self, bench):
        assert reserve(bench, id=9, connector=0) == "Accepted"
        start(bench, "OTHER", connector=1)
        with pytest.raises(Refused, match="Reserved"):
            start(bench, "ANOTHER", connector=2)
        start(bench, "TAG", connector=2)
        assert used(bench) == [None, 9]

    def test_nor_can_the_last_one_be_taken_from_afar(self, bench):  # RS-4
        reserve(bench, id=9, connector=0)
        start(bench, "OTHER", connector=1)
        for number, tag, status in ((2, "ANOTHER", "Rejected"), (None, "ANOTHER", "Rejected"), (2, "TAG", "Accepted")):
            assert bench.command("RemoteStartTransaction", idTag=tag, connectorId=number) == {"status": status}

    def test_any_one_ends_it(self, bench):  # RV-7
        reserve(bench, id=9, connector=0)
        start(bench, "TAG", connector=1)
        assert len(bench.point.reservations) == 0
        start(bench, "OTHER", connector=2)
        assert used(bench) == [9, None]

    def test_the_last_free_connector_cannot_be_reserved_for_another(self, bench):
        reserve(bench, id=9, connector=0)
        assert reserve(bench, id=1, connector=1, tag="OTHER") == "Accepted"
        assert reserve(bench, id=2, connector=2, tag="OTHER") == "Occupied"

    def test_it_is_occupied_when_all_are(self, bench):
        start(bench, "A", connector=1)
        start(bench, "B", connector=2)
        assert reserve(bench, connector=0) == "Occupied"

    def test_two_of_them_are_one_too_many(self, bench):  # RV-3
        reserve(bench, id=9, connector=0)
        assert reserve(bench, id=10, connector=0) == "Occupied"

    def test_no_status_tells_of_it(self, bench):
        reserve(bench, connector=0)
        bench.pass_(0)
        assert [bench.status(number) for number in (0, 1, 2)] == ["Available"] * 3

    def test_it_ends_when_all_is_out_of_use(self, bench):  # RV-7
        reserve(bench, id=9, connector=0)
        bench.command("ChangeAvailability", connectorId=0, type="Inoperative")
        assert cancel(bench, 9) == "Rejected"
