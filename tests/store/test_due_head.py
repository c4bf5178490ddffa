"""Which commits may have changed due work: those that did, and those of others."""

from datetime import timedelta

import pytest

from motown.domain.events import Heartbeat
from motown.domain.ids import ChargePointId
from motown.store import Store
from motown.store.due import Due
from motown.store.records import Unit
from tests.harness import START

EV_1 = ChargePointId("EV-1")


def beat(session):
    session.record(Heartbeat(charge_point_id=EV_1))


def put(session):
    beat(session)
    session.put_due(Due(id="a", kind="call", lane=None, due_at=START + timedelta(hours=1)))


@pytest.fixture
def first(store):
    """The store, after a first commit: before that nobody knows what others have done."""
    store.run(Unit(frozenset(), beat))
    return store


def test_the_first_commit_of_a_process_may_follow_anything(first, url):
    other = Store(url, inline=True)
    other.open()
    position = other.run(Unit(frozenset(), beat)).last_position
    assert other.due_head == position
    other.close()


def test_a_commit_without_due_work_changes_nothing(first):
    before = first.due_head
    first.run(Unit(frozenset(), beat))
    assert first.due_head == before


def test_a_commit_with_due_work_is_where_it_was_changed(first):
    position = first.run(Unit(frozenset(), put)).last_position
    first.run(Unit(frozenset(), beat))
    assert first.due_head == position


def test_after_another_process_it_may_have_been_changed(first, url):
    other = Store(url, inline=True)
    other.open()
    other.run(Unit(frozenset(), put))
    other.close()
    position = first.run(Unit(frozenset(), beat)).last_position
    assert first.due_head == position


def test_what_is_noticed_of_others_may_have_changed_it(first):
    first._noticed(17)
    assert first.due_head == 17
    first._noticed(first._executor.head)
    assert first.due_head == 17
