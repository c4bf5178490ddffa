"""Reservations: RV-1 to RV-11, TX-5."""

from datetime import timedelta

import pytest

from motown.domain import commands
from motown.domain.errors import Kind, Refused
from motown.store import counters, due, reservations
from tests.core.handlers.asking import Asked
from tests.fixtures import both_stores
from tests.harness import START

SOON = START + timedelta(hours=1)


@pytest.fixture
def asked(server):
    return Asked(server)


def reservation(connector=1, tag="TAG", until=SOON, **fields):
    return {"connectorId": connector, "idTag": tag, "expiryDate": until.isoformat(), **fields}


def row(server, number=1):
    return server.read(reservations.get, number)


def due_at(server, number=1):
    found = server.read(due.get, f"reservation/{number}")
    return found and found.due_at


@both_stores
def test_accepted_it_is_made_under_a_number_of_ours(server, asked):
    command_id = asked.do("ReserveNow", reservation(parentIdTag="GROUP"))
    made = row(server)
    assert (made.charge_point_id, made.connector_id, made.id_tag, made.parent_id_tag, made.expires_at, made.state) == (
        "EV-1", 1, "TAG", "GROUP", SOON, "Active")
    assert (made.command_id, made.id_tag_key) == (command_id, "tag")
    assert asked.command(command_id).parameters["reservationId"] == 1
    assert due_at(server) == SOON
    assert "motown.ReservationMade" in server.happened()


@pytest.mark.parametrize("status", ["Occupied", "Faulted", "Unavailable", "Rejected"])
def test_refused_there_is_none_and_its_number_is_used_up(server, asked, status):
    asked.do("ReserveNow", reservation(), status)
    assert row(server) is None
    assert due_at(server) is None
    asked.do("ReserveNow", reservation())
    assert row(server, 2).state == "Active"
    assert server.read(counters.last, counters.RESERVATION) == 2


@pytest.mark.parametrize("given", [{}, {"not_before": SOON}], ids=["now", "when it is sent"])
def test_one_that_would_be_over_is_refused(server, asked, given):
    until = SOON if given else server.now
    with pytest.raises(Refused, match="would be over"):
        asked.ask("ReserveNow", reservation(until=until), **given)


def test_an_active_one_is_replaced(server, asked):
    asked.do("ReserveNow", reservation())
    later = SOON + timedelta(hours=1)
    asked.server.clock.advance(60)
    asked.do("ReserveNow", reservation(2, "OTHER", later, reservationId=1))
    made = row(server)
    assert (made.connector_id, made.id_tag, made.expires_at, made.state) == (2, "OTHER", later, "Active")
    assert due_at(server) == later


def test_one_that_could_not_be_replaced_stays(server, asked):
    asked.do("ReserveNow", reservation())
    asked.finish()
    asked.do("ReserveNow", reservation(2, reservationId=1), "Occupied")
    assert (row(server).connector_id, row(server).state) == (1, "Active")


def test_only_an_active_one_of_the_charge_point_can_be_replaced(server, asked):
    server.accept("EV-2")
    asked.do("ReserveNow", reservation())
    for one, number in ((asked, 7), (Asked(server, "EV-2"), 1)):
        with pytest.raises(Refused, match=f"has no reservation {number}") as refused:
            one.ask("ReserveNow", reservation(reservationId=number))
        assert refused.value.kind is Kind.NOT_FOUND


def test_cancelled(server, asked, ev):
    asked.do("ReserveNow", reservation())
    ev.status("Reserved")
    command_id = asked.do("CancelReservation", {"reservationId": 1})
    assert row(server).state == "Cancelled"
    assert row(server).ended_at == server.now
    assert due_at(server) is None
    assert asked.command(command_id).connector_id == 1
    with pytest.raises(Refused, match="is Cancelled") as refused:
        asked.ask("CancelReservation", {"reservationId": 1})
    assert refused.value.kind is Kind.CONFLICT


def test_the_charge_point_holds_none_of_that_number(server, asked):
    asked.do("ReserveNow", reservation())
    asked.finish()
    asked.do("CancelReservation", {"reservationId": 1}, "Rejected")
    assert row(server).state == "Lost"


def test_a_fault_says_nothing_of_it(server, asked):
    asked.do("ReserveNow", reservation())
    asked.finish()
    asked.do("CancelReservation", {"reservationId": 1}, fault="InternalError")
    assert row(server).state == "Active"


def test_a_number_that_is_not_known_is_cancelled_all_the_same(server, asked):
    command_id = asked.do("CancelReservation", {"reservationId": 99})
    assert asked.command(command_id).station_status == "Accepted"
    assert row(server, 99) is None


def test_that_of_another_charge_point_is_not(server, asked):
    server.accept("EV-2")
    asked.do("ReserveNow", reservation())
    with pytest.raises(Refused, match="EV-2 has no reservation 1"):
        Asked(server, "EV-2").ask("CancelReservation", {"reservationId": 1})


@pytest.mark.parametrize(("reserved", "start"), [
    ({}, {"connectorId": 1}),
    ({"connector": 0}, {"connectorId": 2}),
    ({"tag": "OTHER"}, {"connectorId": 2, "reservationId": 1}),
    ({"tag": "tag"}, {"connectorId": 1, "reservationId": 0}),
    ({"tag": "OTHER", "parentIdTag": "TAG"}, {"connectorId": 1}),
], ids=["its connector", "any connector", "its number", "a number that is none of ours", "of the group"])
def test_a_transaction_uses_it(server, asked, ev, reserved, start):
    asked.do("ReserveNow", reservation(**reserved))
    number = ev.start(**start).transactionId
    assert (row(server).state, row(server).transaction_id) == ("Used", number)
    assert due_at(server) is None


def test_a_tag_of_the_group_uses_it(server, asked, ev):
    server.put_tag("MEMBER", parent_id_tag="GROUP")
    asked.do("ReserveNow", reservation(tag="OTHER", parentIdTag="group"))
    ev.start("MEMBER")
    assert row(server).state == "Used"


@pytest.mark.parametrize(("reserved", "start"), [
    ({"connector": 2}, {"connectorId": 1}), ({"tag": "OTHER"}, {"connectorId": 1}),
    ({"tag": "OTHER", "parentIdTag": "G"}, {"connectorId": 1})], ids=["another connector", "another tag", "no group"])
def test_another_transaction_does_not(server, asked, ev, reserved, start):
    asked.do("ReserveNow", reservation(**reserved))
    ev.start(**start)
    assert row(server).state == "Active"


def test_nobody_uses_that_of_another_charge_point(server, asked, ev):
    server.accept("EV-2")
    Asked(server, "EV-2").do("ReserveNow", reservation())
    ev.start(reservationId=1)
    assert row(server).state == "Active"


def test_one_transaction_uses_one(server, asked, ev):
    for connector in (0, 1):
        asked.do("ReserveNow", reservation(connector))
    ev.start()
    assert [row(server, number).state for number in (1, 2)] == ["Active", "Used"]


def test_a_start_that_comes_late_tells_that_it_was_used(server, asked, ev):
    asked.do("ReserveNow", reservation())
    server.clock.advance(3600)
    expire(server)
    number = ev.start(timestamp=SOON - timedelta(minutes=1), reservationId=1).transactionId
    assert (row(server).state, row(server).transaction_id) == ("Used", number)
    assert ev.start(timestamp=SOON, reservationId=1).transactionId != number
    assert row(server).transaction_id == number


@pytest.mark.parametrize("status", ["Faulted", "Unavailable"])
@pytest.mark.parametrize(("connector", "reserved"), [(1, 1), (0, 1), (0, 0)])
def test_lost_when_the_connector_is_out_of_use(server, asked, ev, status, connector, reserved):
    asked.do("ReserveNow", reservation(reserved))
    ev.status(status, connector)
    assert row(server).state == "Lost"
    assert due_at(server) is None


@pytest.mark.parametrize(("connector", "reserved"), [(2, 1), (1, 0)])
def test_not_lost_when_another_is(server, asked, ev, connector, reserved):
    asked.do("ReserveNow", reservation(reserved))
    ev.status("Faulted", connector)
    assert row(server).state == "Active"


def test_old_news_lose_nothing(server, asked, ev):
    """ST-7: what was kept off-line comes late."""
    ev.status("Available", timestamp=server.now)
    asked.do("ReserveNow", reservation())
    ev.status("Faulted", timestamp=server.now - timedelta(minutes=5))
    assert row(server).state == "Active"


def test_it_ends_at_its_time(server, asked):
    asked.do("ReserveNow", reservation())
    with pytest.raises(Refused, match="holds until"):
        expire(server)
    server.clock.advance(3600)
    server.news()
    expire(server)
    assert server.happened() == ["motown.ReservationEnded"]
    assert (row(server).state, due_at(server)) == ("Expired", None)
    with pytest.raises(Refused, match="is over already") as refused:
        expire(server)
    assert refused.value.kind is Kind.CONFLICT


def test_without_an_answer_the_status_shows_it(server, asked, ev):
    command_id = asked.ask("ReserveNow", reservation())
    asked.send(command_id)
    ev.status("Reserved")
    assert row(server).state == "Active"
    assert due_at(server) == SOON
    asked.answer(command_id)
    assert [one.type for one in server.news()].count("motown.ReservationMade") == 1


def test_what_looked_reserved_and_is_refused_is_lost(server, asked, ev):
    command_id = asked.ask("ReserveNow", reservation())
    asked.send(command_id)
    ev.status("Reserved")
    asked.answer(command_id, "Occupied")
    assert row(server).state == "Lost"


def test_a_status_that_is_accounted_for_shows_nothing_new(server, asked, ev):
    asked.do("ReserveNow", reservation(1))
    asked.send(asked.ask("ReserveNow", reservation(1)))
    ev.status("Reserved", 1)
    assert row(server, 2) is None


def test_what_has_not_been_sent_is_not_shown(server, asked, ev):
    asked.ask("ReserveNow", reservation())
    ev.status("Reserved")
    assert row(server) is None


@both_stores
def test_it_is_shown_after_the_command_has_ended_too(server, asked, ev):
    command_id = asked.ask("ReserveNow", reservation())
    asked.send(command_id)
    asked.lose(command_id)
    server.clock.advance(301)
    server.execute(commands.ExpireCommand(charge_point_id="EV-1", command_id=command_id))
    assert asked.command(command_id).outcome == "Unconfirmed"
    ev.status("Reserved")
    assert row(server).state == "Active"


def test_a_start_shows_it_as_well(server, asked, ev):
    command_id = asked.ask("ReserveNow", reservation())
    asked.send(command_id)
    number = ev.start(reservationId=1).transactionId
    asked.answer(command_id)
    assert (row(server).state, row(server).transaction_id) == ("Used", number)
    assert due_at(server) is None


def test_a_cancellation_without_an_answer_shows_in_the_status(server, asked, ev):
    asked.do("ReserveNow", reservation())
    ev.status("Reserved")
    command_id = asked.ask("CancelReservation", {"reservationId": 1})
    ev.status("Available")
    assert row(server).state == "Active", "nothing has been sent"
    asked.send(command_id)
    ev.status("Available", 2)
    assert row(server).state == "Active"
    ev.status("Available")
    assert row(server).state == "Cancelled"


def expire(server, number=1):
    server.execute(commands.ExpireReservation(charge_point_id="EV-1", reservation_id=number))
