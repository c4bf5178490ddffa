"""The table of commands: what each event makes of a row, and that a rebuild makes the same."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motown.domain import events
from motown.store import charge_points, commands, tables
from motown.store.rebuild import rebuild, verify
from motown.store.rows import CommandRow
from tests.store.support import START, accept, at, record, rows, started, stopped, unit

ONE, TWO = "11111111-0000-4000-8000-000000000001", "22222222-0000-4000-8000-000000000002"


def accepted(command_id=ONE, **known):
    return events.CommandAccepted(**{
        "command_id": command_id, "charge_point_id": "EV-1", "name": "ChangeAvailability", "connector_id": 1,
        "parameters": {"connectorId": 1, "type": "Operative"}, "digest": "d", "expires_at": at(300)} | known)


def of(event_type, command_id=ONE, /, **known):
    return event_type(command_id=command_id, charge_point_id="EV-1", **known)


def sent(attempt=1, command_id=ONE):
    return of(events.CommandSent, command_id, attempt=attempt, address="http://192.0.2.1/", message_id="m")


def failed(kind, attempt=1, **known):
    return of(events.CommandAttemptFailed, attempt=attempt, kind=kind, error=f"it was {kind}", **known)


def row(store, command_id=ONE):
    return store.read_now(commands.get, command_id)


def changed(before, after):
    """What is different now."""
    return {name: getattr(after, name) for name in after.__struct_fields__
            if getattr(after, name) != getattr(before, name)}


def step(store, tower, *happened):
    """What these events change of the row, a second later; that it has changed there is looked at here."""
    tower.advance(1)
    before = row(store)
    done = record(store, *happened)
    found = changed(before, row(store))
    assert found.pop("changed_position") == done.last_position
    return found


def test_a_new_command(store):
    done = record(store, accepted(request_id="r", party="ops", note="n", parent_id=TWO))
    assert row(store) == CommandRow(
        command_id=ONE, charge_point_id="EV-1", name="ChangeAvailability", connector_id=1,
        parameters={"connectorId": 1, "type": "Operative"}, digest="d", request_id="r", party="ops", note="n",
        parent_id=TWO, state="Queued", outcome="Pending", station_status=None, reason=None, not_before=None,
        expires_at=at(300), accepted_at=START, attempts=0, attempted_at=None, error=None, retry_at=None, sent_at=None,
        answered_at=None, finished_at=None, effect="NotExpected", effect_deadline=None, effect_position=None,
        effect_at=None, result={}, accepted_position=done.first_position, changed_position=done.first_position,
        extension=None)


def test_the_command_of_an_add_on_is_kept(store):
    record(store, accepted(extension="acme.ShowText"))
    assert row(store).extension == "acme.ShowText"


@pytest.mark.parametrize(("not_before", "state"), [(at(1), "Scheduled"), (at(0), "Queued"), (at(-1), "Queued")])
def test_scheduled_is_what_has_its_time_ahead(store, not_before, state):
    record(store, accepted(not_before=not_before))
    assert (row(store).state, row(store).not_before) == (state, not_before)


def test_each_event_changes_what_it_says(store, tower):
    accept(store, "EV-1")
    record(store, accepted(not_before=at(1)))
    assert step(store, tower, of(events.CommandQueued)) == {"state": "Queued"}
    assert step(store, tower, failed("unreachable", retry_at=at(30))) == {
        "attempts": 1, "attempted_at": at(2), "error": "it was unreachable", "retry_at": at(30)}
    assert store.read_now(charge_points.get, "EV-1").call_error == "it was unreachable"
    assert step(store, tower, sent(2)) == {
        "state": "Sent", "attempts": 2, "attempted_at": at(3), "sent_at": at(3), "retry_at": None}
    assert step(store, tower, failed("no-answer", 2, retry_at=at(40), may_have_arrived=True)) == {
        "state": "Queued", "attempted_at": at(4), "error": "it was no-answer", "retry_at": at(40)}
    step(store, tower, sent(3))
    answered = of(events.CommandAnswered, attempt=3, status="Accepted", result={"a": [1, None]},
                  effect_deadline=at(60))
    assert step(store, tower, answered) == {
        "state": "Answered", "station_status": "Accepted", "answered_at": at(6), "result": {"a": [1, None]},
        "effect": "Awaited", "effect_deadline": at(60)}
    known = store.read_now(charge_points.get, "EV-1")
    assert (known.called_at, known.call_error) == (at(6), None)
    assert step(store, tower, of(events.CommandProgressed, status="Downloaded")) == {}
    assert step(store, tower, of(events.CommandFinished, outcome="Failed", reason="why")) == {
        "state": "Finished", "outcome": "Failed", "reason": "why", "finished_at": at(8)}


def test_what_never_left_was_not_sent(store, tower):
    record(store, accepted(), sent())
    assert step(store, tower, failed("unreachable", retry_at=at(9)))["sent_at"] is None
    record(store, sent(2))
    assert "sent_at" not in step(store, tower, failed("no-answer", 2, may_have_arrived=True, effect_deadline=at(60)))
    assert (row(store).state, row(store).effect, row(store).effect_deadline) == ("Sent", "Awaited", at(60))
    record(store, sent(3))
    assert "sent_at" not in step(store, tower, failed("unreachable", 3, may_have_arrived=True))


def test_an_effect_stands_with_the_event_that_shows_it(store, tower):
    record(store, accepted(), sent())
    tower.advance(5)

    def decide(session):
        session.record(started(7))
        session.record(of(events.CommandEffectObserved, shown_by="x"), cause=session.entries[-1])

    done = store.run(unit(decide))
    assert (row(store).effect, row(store).effect_position, row(store).effect_at) == (
        "Observed", done.first_position, at(5))
    assert row(store).state == "Sent"


def test_or_is_missed(store, tower):
    record(store, accepted(), sent())
    assert step(store, tower, of(events.CommandEffectMissed, reason="why")) == {"effect": "NotObserved"}


@pytest.mark.parametrize(("event", "state", "outcome"), [
    (of(events.CommandCancelled, reason="why", party="ops"), "Cancelled", "Cancelled"),
    (of(events.CommandExpired, reason="why", outcome="Unreachable"), "Expired", "Unreachable")])
def test_it_may_end_before(store, tower, event, state, outcome):
    record(store, accepted())
    assert step(store, tower, event) == {"state": state, "outcome": outcome, "reason": "why", "finished_at": at(1)}
    assert store.read_now(commands.pending_of, ["EV-1"]) == []


def test_a_whole_life_in_one_commit(store):
    record(store, accepted(), sent(), of(events.CommandAnswered, attempt=1, status="Accepted"),
           of(events.CommandEffectObserved, shown_by="x"), of(events.CommandFinished, outcome="Succeeded"),
           accepted(TWO))
    assert (row(store).state, row(store).outcome, row(store).effect) == ("Finished", "Succeeded", "Observed")
    assert [one.command_id for one in store.read_now(commands.pending_of, ["EV-1", "EV-2"])] == [TWO]


texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=5)
numbers = st.integers(1, 3)
moments = st.none() | st.integers(-1000, 1000).map(at)
ids = st.sampled_from([ONE, TWO])


def steps(event_type: type, /, **known: Any) -> st.SearchStrategy:
    return st.builds(event_type, command_id=ids, charge_point_id=st.sampled_from(["EV-1", "EV-2"]), **known)


anything = st.lists(st.one_of(
    steps(events.CommandQueued),
    steps(events.CommandSent, attempt=numbers, address=texts, message_id=texts),
    steps(events.CommandAttemptFailed, attempt=numbers, error=texts, retry_at=moments, effect_deadline=moments,
          kind=st.sampled_from(["unreachable", "no-answer"]), may_have_arrived=st.booleans()),
    steps(events.CommandAnswered, attempt=numbers, status=st.none() | texts, effect_deadline=moments,
          result=st.dictionaries(texts, texts, max_size=2)),
    steps(events.CommandEffectObserved, shown_by=texts), steps(events.CommandEffectMissed, reason=texts),
    steps(events.CommandFinished, outcome=texts, reason=st.none() | texts), steps(events.CommandCancelled),
    steps(events.CommandExpired, outcome=texts, reason=texts),
    st.just(stopped(1)),
), max_size=12)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=anything, apart=st.booleans())
def test_whatever_has_happened_a_rebuild_makes_the_same(store, url, history, apart):
    if row(store) is None:
        accept(store, "EV-1", "EV-2")
        record(store, accepted(), accepted(TWO, connector_id=None, not_before=at(5)))
    for happened in [[one] for one in history] if apart else [history]:
        if happened:
            record(store, *happened)
    table = rows(store, tables.command)
    assert verify(url)["command"] == 0
    rebuild(url)
    assert rows(store, tables.command) == table
