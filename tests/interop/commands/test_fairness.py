"""Charge points never wait for each other: slow, silent and dead ones beside those that answer."""

from contextlib import closing

import pytest

from motown.domain import commands
from tests.interop.commands.place import quick
from tests.interop.http.outgoing import Peer, until_closed

LONG = 3600.0


@pytest.fixture
def place(new_place):
    return new_place(http__shutdown_seconds=1)


def ask_all(place, points, operation="ClearCache", **fields):
    return [place.desk.ask(point.identity, operation, **fields) for point in points]


def outcomes(rows):
    return {row.outcome for row in rows}


def slow_ones(place, count, seconds):
    """Charge points that answer so late."""
    points = place.charge_points(count, profile=quick(), prefix="SLOW")
    place.do(lambda: [point.behave(delay_seconds=seconds) for point in points])
    return points


def test_a_tenth_is_slow_and_a_tenth_is_dead(place):
    """All the others get theirs, one after the other each, while the slow ones have not answered anything."""
    slow = slow_ones(place, 10, LONG)
    dead = place.charge_points(10, prefix="DEAD", is_unreachable=True)
    others = place.charge_points(80, prefix="WELL")
    late, never = ask_all(place, slow), ask_all(place, dead)
    asked = [command_id for _ in range(3) for command_id in ask_all(place, others)]
    rows = place.desk.ended(*asked)
    assert outcomes(rows) == {"Succeeded"}
    assert outcomes(place.desk.rows([*late, *never])) == {"Pending"}
    assert {row.answered_at for row in place.desk.rows(late)} == {None}
    assert all(row.attempts and row.sent_at is None for row in place.desk.rows(never))


def test_thirty_that_never_answer_hold_nobody_up(place):
    """Reliability, O1: the connection is taken, and then there is silence."""
    silent = place.charge_points(30, prefix="MUTE")
    other = place.charge_points(1, prefix="WELL")[0]
    with closing(Peer(until_closed)) as peer:
        for point in silent:
            place.desk.execute(commands.PinAddress(charge_point_id=point.identity, address=peer.url()))
        waiting = ask_all(place, silent)
        for command_id in waiting:
            place.desk.reaches(command_id, lambda row: row.sent_at is not None, "it has been sent")
        assert place.desk.done(other.identity, "ClearCache").outcome == "Succeeded"
        assert place.do(other.heartbeat)
        assert {row.state for row in place.desk.rows(waiting)} == {"Sent"}


def test_no_more_are_called_at_once_than_the_settings_say(new_place):
    place = new_place(sending__in_flight=5, http__shutdown_seconds=1)
    points = slow_ones(place, 20, 0.1)
    most = [0]

    def count(_received):
        under_way = sum(len(stage.channels) for stage in place.stages)
        most[0] = max(most[0], under_way)

    place.do(lambda: [point.inbox.when_received.append(count) for point in points])
    assert outcomes(place.desk.ended(*ask_all(place, points))) == {"Succeeded"}
    assert most[0] == 5


def test_a_charge_point_is_asked_one_thing_after_the_other_in_order(place):
    point = slow_ones(place, 1, 0.05)[0]
    wanted = [("ClearCache", {}), ("UnlockConnector", {"connectorId": 1}), ("GetLocalListVersion", {}),
              ("DataTransfer", {"vendorId": "com.example"}), ("GetConfiguration", {"key": ["HeartBeatInterval"]})]
    most = [0]
    place.do(lambda: point.inbox.when_received.append(
        lambda _: most.__setitem__(0, max(most[0], len(place.stages[0].channels)))))
    place.desk.ended(*[place.desk.ask(point.identity, name, **fields) for name, fields in wanted])
    assert [one.operation for one in point.inbox.messages] == [name for name, _ in wanted]
    assert most == [1]


@pytest.mark.soak
def test_a_thousand_slow_ones_do_not_delay_the_others(new_place):
    """While each of a thousand is waited for, the others are served; then those answer too."""
    place = new_place(ocpp__calls__answer_seconds=120, http__limits__connections_per_address=5000)
    slow, others = slow_ones(place, 1000, 30.0), place.charge_points(200, prefix="WELL")
    late = ask_all(place, slow)
    rows = place.desk.ended(*ask_all(place, others))
    assert outcomes(rows) == {"Succeeded"}
    served = max(row.finished_at for row in rows)
    under_way = place.desk.rows(late)
    assert {row.state for row in under_way} == {"Sent"}
    assert {row.answered_at for row in under_way} == {None}
    rows = place.desk.ended(*late, seconds=90)
    assert outcomes(rows) == {"Succeeded"}
    assert max(row.attempts for row in rows) == 1
    assert served < min(row.answered_at for row in rows)
