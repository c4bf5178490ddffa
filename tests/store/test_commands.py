from datetime import timedelta

import pytest

from motown.domain.events import CommandAccepted, CommandAnswered, CommandCancelled, CommandFinished, CommandSent
from motown.store import commands, events
from motown.store.events import EventFilter
from tests.store.support import START, record

ONE = "11111111-0000-4000-8000-000000000001"
TWO = "11111111-0000-4000-8000-000000000002"
THREE = "33333333-0000-4000-8000-000000000003"


def accepted(command_id, charge_point_id="EV-1", name="ClearCache", **known):
    return CommandAccepted(command_id=command_id, charge_point_id=charge_point_id, name=name,
                           **{"digest": "d", "expires_at": START + timedelta(seconds=300), **known})


def finished(command_id, charge_point_id="EV-1", outcome="Succeeded"):
    about = {"command_id": command_id, "charge_point_id": charge_point_id}
    return (CommandSent(attempt=1, address="http://10.0.0.1/", message_id=f"urn:uuid:{command_id}", **about),
            CommandAnswered(attempt=1, status="Accepted", **about), CommandFinished(outcome=outcome, **about))


@pytest.fixture
def three(store):
    """One has succeeded, two waits, three of another charge point has been called off."""
    record(store, accepted(ONE, request_id="a", party="ops"), *finished(ONE))
    record(store, accepted(TWO, name="Reset", parameters={"type": "Soft"}, request_id="a"))
    record(store, accepted(THREE, "EV-2"), CommandCancelled(command_id=THREE, charge_point_id="EV-2", reason="enough"))
    return store


def ids(rows):
    return [row.command_id for row in rows]


def test_one_is_found_by_its_id_and_by_its_beginning(three):
    found = three.read_now(commands.get, TWO)
    assert (found.name, found.parameters, found.state, found.outcome) == (
        "Reset", {"type": "Soft"}, "Queued", "Pending")
    assert found.expires_at == START + timedelta(seconds=300)
    assert three.read_now(commands.get, "nonsense") is None
    assert ids(three.read_now(commands.beginning, "3333")) == [THREE]
    assert set(ids(three.read_now(commands.beginning, "1111"))) == {ONE, TWO}
    assert three.read_now(commands.beginning, "1_11") == []


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, [THREE, TWO, ONE]),
        ({"charge_point_id": "EV-1"}, [TWO, ONE]),
        ({"name": "ClearCache"}, [THREE, ONE]),
        ({"state": "Cancelled"}, [THREE]),
        ({"outcome": "Succeeded"}, [ONE]),
        ({"only_pending": True}, [TWO]),
        ({"only_pending": True, "charge_point_id": "EV-2"}, []),
        ({"limit": 1}, [THREE]),
    ],
)
def test_pages_show_the_newest_first_and_what_is_asked_for(three, wanted, found):
    assert ids(three.read_now(commands.page, **wanted)) == found


def test_a_page_goes_on_where_the_last_has_ended(three):
    first = three.read_now(commands.page, limit=2)
    assert ids(three.read_now(commands.page, first[-1].accepted_position)) == [ONE]


def test_a_request_belongs_to_who_asked(three):
    assert three.read_now(commands.by_request, "ops", "a").command_id == ONE
    assert three.read_now(commands.by_request, None, "a").command_id == TWO
    assert three.read_now(commands.by_request, "else", "a") is None


def test_pending_ones_are_found_for_several_charge_points_in_their_order(three):
    late = "00000000-0000-4000-8000-000000000000"
    record(three, accepted(late, "EV-2"))
    assert ids(three.read_now(commands.pending_of, ["EV-2", "EV-1", "EV-3"])) == [TWO, late]
    assert three.read_now(commands.pending_of, []) == []


def test_states_are_counted(three):
    assert three.read_now(commands.counts) == {"Finished": 1, "Queued": 1, "Cancelled": 1}


def test_the_history_of_a_command_is_in_the_log(three):
    told = three.read_now(events.read, 0, 100, EventFilter(command_id=ONE)).events
    assert [one.type for one in told] == [
        "motown.CommandAccepted", "motown.CommandSent", "motown.CommandAnswered", "motown.CommandFinished"]
