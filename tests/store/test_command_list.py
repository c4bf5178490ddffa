"""Commands as they are listed: filters, pages, what has changed, their steps and effects."""

import pytest

from motown.domain import events
from motown.domain.access import Target
from motown.domain.cursors import cursor_of
from motown.store import command_list
from motown.store.command_list import Wanted
from tests.store.projections.test_commands import ONE, TWO, accepted, of, record, sent


@pytest.fixture
def two(store):
    """Positions of the last events of two commands, of which the first was sent after the second was taken."""
    record(store, accepted(party="a"))
    second = record(store, accepted(command_id=TWO, party="b", extension="acme.Light")).last_position
    return record(store, sent()).last_position, second


def listed(store, limit=100, cursor=None, **wanted):
    return [one.row.command_id for one in store.read_now(command_list.page, Wanted(**wanted), limit, cursor).commands]


def test_one_with_its_steps(store, two):
    story = store.read_now(command_list.get, ONE)
    assert [one.type for one in story.steps] == ["motown.CommandAccepted", "motown.CommandSent"]
    assert story.row.changed_position == story.steps[-1].position == two[0]
    assert story.steps[0].event_id.endswith(f"-{story.steps[0].position}")
    assert story.effect is None
    assert store.read_now(command_list.get, "none") is None


def test_the_event_that_shows_the_effect(store, two):
    shown = record(store, of(events.CommandEffectObserved, shown_by="x"))
    story = store.read_now(command_list.get, ONE)
    assert story.row.effect == "Observed"
    assert story.effect is None or story.effect.position == story.row.effect_position
    assert story.row.changed_position == shown.last_position


@pytest.mark.parametrize("most", [0, 20_000])
def test_what_has_changed_is_the_same_by_the_log_and_by_the_table(store, two, monkeypatch, most):
    monkeypatch.setattr(command_list, "LOOKED_THROUGH", most)
    first, second = two
    assert listed(store, changed_after=0) == [ONE, TWO]
    assert listed(store, changed_after=second) == [ONE]
    assert listed(store, changed_after=second - 1) == [ONE, TWO]
    assert listed(store, changed_after=first) == []


@pytest.mark.parametrize(("wanted", "found"), [
    ({}, [ONE, TWO]), ({"operations": ["ChangeAvailability"]}, [ONE]), ({"operations": []}, []),
    ({"operations": [], "extensions": ["acme.Light"]}, [TWO]), ({"party_id": "b"}, [TWO]),
    ({"allowed": [], "own_of": "a"}, [ONE]), ({"allowed": [Target("All")], "own_of": "a"}, [ONE, TWO]),
    ({"allowed": [Target("Connector", "EV-1", 1)], "own_of": "x"}, [ONE, TWO]),
    ({"allowed": [Target("Connector", "EV-1", 2)], "own_of": "x"}, []), ({"states": ["Sent"]}, [ONE]),
    ({"targets": [Target("ChargePoint", "EV-2")]}, []), ({"targets": []}, []),
])
def test_which_are_wanted(store, two, wanted, found):
    assert listed(store, **wanted) == found


def test_pages(store, two):
    page = store.read_now(command_list.page, Wanted(), 1)
    assert [one.row.command_id for one in page.commands] == [ONE]
    rest = store.read_now(command_list.page, Wanted(), 1, cursor_of(page.next_cursor))
    assert ([one.row.command_id for one in rest.commands], rest.next_cursor) == ([TWO], None)
    assert rest.as_of_position == page.as_of_position == two[0]
