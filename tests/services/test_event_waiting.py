"""Long polls of ReadEvents: answered when there is something that the party may see, whatever changes meanwhile."""

import threading
from datetime import timedelta

import pytest

from motown.domain import commands
from motown.domain.access import Constraint, Target
from motown.standard.polls import MOST
from tests.fixtures import both_stores
from tests.services.calling import ENVELOPES, Party, refusal
from tests.services.charging import charged, named
from tests.services.test_event_sight import put_tokens
from tests.speaking import ChargePoint


@pytest.fixture
def cso(server):
    return Party(server, "nordlicht", "CSO", own=("EV-1",))


@pytest.fixture
def ready(server):
    ev = ChargePoint(server, "EV-1")
    ev.boot()
    return ev


def poll(party, after=None, seconds=30, **which):
    after = party.server.head() if after is None else after
    return party.later("eventstore", "ReadEvents", afterPosition=after, waitSeconds=seconds, **which)


STATUS = {"typePrefix": ["motown.StatusChanged"]}
SESSIONS = {"typePrefix": ["motown.Transaction"]}


@both_stores
def test_what_is_there_is_told_at_once(server, cso, ready):
    answer = poll(cso, 0).answer()
    assert answer.nextPosition == server.head()
    assert answer.endOfStore


@both_stores
def test_the_first_event_is_told_as_soon_as_it_is_there(server, cso, ready):
    head, waiting = server.head(), poll(cso)
    assert not waiting.is_here
    ready.status("Available")
    answer = waiting.answer()
    assert answer.event[0].position == head + 1
    assert (answer.nextPosition, answer.endOfStore) == (server.head(), True)


def test_the_end_of_the_time_is_no_fault(server, cso, ready):
    waiting = poll(cso, seconds=20)
    server.clock.advance(19)
    assert not waiting.is_here
    server.clock.advance(1)
    answer = waiting.answer()
    assert (answer.event, answer.nextPosition, answer.endOfStore) == ([], server.head(), True)


def test_nobody_waits_longer_than_a_minute(server, cso, ready):
    waiting = poll(cso, seconds=100_000)
    server.clock.advance(61)
    assert waiting.answer().event == []


def test_what_is_not_wanted_or_not_seen_is_passed_over(server, cso, ready):
    server.accept("EV-2")
    waiting = poll(cso, filter=STATUS)
    ready.heartbeat()
    charged(server, "EV-2")
    assert not waiting.is_here
    server.clock.advance(30)
    assert waiting.answer().nextPosition == server.head()


def test_only_who_may_see_it_is_told(server, ready):
    app = Party(server, "app", "DEVELOPER", own=("EV-1",))
    waiting = poll(app)
    ready.heartbeat()
    assert not waiting.is_here
    ready.status("Available")
    assert {one.type for one in waiting.answer().event} == {"motown.StatusChanged"}


def test_one_event_is_enough_whatever_the_limit(server, cso, ready):
    waiting = poll(cso, filter=STATUS, limit=1)
    ready.status("Available")
    answer = waiting.answer()
    assert len(answer.event) == 1
    again = poll(cso, answer.nextPosition, filter=STATUS)
    assert not again.is_here


# -- rights that change meanwhile


def test_what_was_revoked_is_not_told_any_more(server, cso, ready):
    waiting = poll(cso, filter=STATUS)
    grant, = cso("access", "WhoAmI").grant
    server.execute(commands.RevokeAccess(party_id="nordlicht", grant_id=grant.grantId))
    ready.status("Available")
    assert not waiting.is_here
    server.clock.advance(30)
    assert waiting.answer().event == []


def test_who_is_shut_out_is_told_nothing(server, cso, ready):
    waiting = poll(cso, filter=STATUS)
    server.execute(commands.EnableParty(party_id="nordlicht", enabled=False))
    ready.status("Available")
    with refusal("NotAuthenticated"):
        waiting.answer()


def test_what_was_granted_meanwhile_is_told(server, ready):
    app = Party(server, "app", "DEVELOPER")
    waiting = poll(app, filter=STATUS)
    ready.status("Available")
    assert not waiting.is_here
    app.grant("R-STATUS", "EV-1")
    ready.status("Occupied")
    found = waiting.answer().event
    assert [named(one)["status"] for one in found] == ["Available", "Occupied"], "as if it were asked now"


def test_a_grant_that_begins_meanwhile_counts(server, ready):
    app = Party(server, "app", "DEVELOPER")
    app.grant("R-STATUS", "EV-1", valid_from=server.now + timedelta(seconds=10))
    waiting = poll(app, filter=STATUS)
    ready.status("Available")
    server.clock.advance(11)
    assert not waiting.is_here
    ready.status("Occupied")
    assert [named(one)["status"] for one in waiting.answer().event] == ["Occupied"]


def test_a_grant_that_ends_meanwhile_counts(server, ready):
    app = Party(server, "app", "DEVELOPER")
    app.grant("R-STATUS", "EV-1", valid_to=server.now + timedelta(seconds=10))
    waiting = poll(app, filter=STATUS)
    server.clock.advance(11)
    ready.status("Available")
    server.clock.advance(20)
    assert waiting.answer().event == []


def test_a_group_that_changes_meanwhile_counts(server, ready):
    site = Party(server, "house", "SITE", own=(Target("Site", "HOME"),))
    waiting = poll(site, filter=STATUS)
    server.execute(commands.PutGroup(group_id="HOME", kind="Site", charge_point_ids=("EV-1",), revision=1))
    ready.status("Available")
    assert [one.type for one in waiting.answer().event] == ["motown.StatusChanged"]


def test_an_id_tag_that_is_vouched_for_meanwhile_counts(server, ready):
    emp = Party(server, "sonne", "EMP", own=("EV-1",))
    waiting = poll(emp, filter=SESSIONS)
    ready.start("HERS")
    assert not waiting.is_here, "nobody vouches for it yet, and that is remembered"
    put_tokens(emp, "HERS")
    ready.start("HERS", connectorId=2)
    assert [one.connectorId for one in waiting.answer().event] == [2]


def test_an_id_tag_presented_is_seen_by_who_vouches_for_it_then(server, ready):
    emp = Party(server, "sonne", "EMP", own=("EV-1",))
    waiting = poll(emp, filter={"typePrefix": ["motown.AuthorizationDecided"]})
    ready.authorize("HERS")
    assert not waiting.is_here
    put_tokens(emp, "HERS")
    ready.authorize("HERS")
    assert [named(one)["idTag"] for one in waiting.answer().event] == ["HERS"]


def test_a_driver_s_own_sessions_wake_and_others_do_not(server, ready):
    server.put_tag("HERS")
    app = Party(server, "app", "DEVELOPER")
    app.grant("R-USAGE", "EV-1", constraints=(Constraint("idTag", "HERS"),))
    waiting = poll(app, filter=SESSIONS)
    ready.start("TAG")
    assert not waiting.is_here
    ready.start("HERS", connectorId=2)
    assert [one.connectorId for one in waiting.answer().event] == [2]


def test_events_of_its_own_command_wake_who_has_issued_it(server, ready):
    app = Party(server, "app", "DEVELOPER", own=("EV-1",))
    app.grant("C-SESSION", "EV-1")
    other = Party(server, "other", "DEVELOPER", own=("EV-1",))
    waiting, others = poll(app), poll(other)
    app("command", "UnlockConnector", requestId="r-1", chargePointId="EV-1", connectorId=1)
    assert {bool(one.commandId) for one in waiting.answer().event} == {True}
    assert not others.is_here


# -- many


def test_many_wait_without_costing_a_thread_and_each_is_told(server, ready):
    party = Party(server, "app", "DEVELOPER", own=("EV-1",))
    tail, polls, threads = server.registry.tail, server.registry.backstage.polls, threading.active_count()
    others, before = tail.waiting, polls.waiting
    body = (f'<s:Envelope xmlns:s="{ENVELOPES["1.2"]}"><s:Body><e:ReadEvents xmlns:e="urn:motown:ws:v1:eventstore">'
            f"<e:afterPosition>{server.head()}</e:afterPosition><e:waitSeconds>60</e:waitSeconds>"
            f"</e:ReadEvents></s:Body></s:Envelope>").encode()
    waiting = [party.send("eventstore", "ReadEvents", body) for _ in range(200)]
    assert (tail.waiting, polls.waiting) == (others + 200, before + 200)
    assert threading.active_count() == threads
    ready.status("Available")
    assert polls.waiting == before
    assert {len(one.answer().event) for one in waiting[::50]} == {1}
    assert all(one.is_here for one in waiting)


def test_a_party_does_not_wait_without_end_in_number(server, cso, ready, monkeypatch):
    monkeypatch.setattr(server.registry.backstage.polls, "_most", 2)
    assert MOST >= 1000
    first = [poll(cso), poll(cso)]
    with refusal("TooManyRequests") as refused:
        poll(cso).answer()
    assert refused.fault.retryAfterSeconds
    ready.heartbeat()
    assert all(one.answer().event for one in first)
    assert not poll(cso).is_here
