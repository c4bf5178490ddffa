"""/health: for load balancers and people."""

import json
from types import SimpleNamespace

import pytest

from motown.server.health import LAG_TOLERATED, Health
from tests.fixtures import both_stores
from tests.harness import outcome
from tests.speaking import ChargePoint


def health(server):
    answer = outcome(server.ask("GET", "/health"))
    return answer.status, json.loads(answer.body)


@both_stores
def test_all_is_well(server):
    status, state = health(server)
    assert (status, state["status"], state["store"]) == (
        200, "ok", {"writable": True, "error": None, "waitingUnits": 0})


def test_nobody_keeps_the_answer(server):
    assert ("Cache-Control", "no-store") in outcome(server.ask("GET", "/health")).headers


def test_the_store_cannot_be_written(server):
    server.lose_disk()
    ChargePoint(server).fault("Heartbeat")
    status, state = health(server)
    assert (status, state["status"], state["store"]["writable"]) == (503, "unavailable", False)
    assert state["store"]["error"]


def test_it_finds_out_by_itself_that_the_store_is_back(server):
    """A load balancer that is told 503 sends no messages which would."""
    server.lose_disk()
    ChargePoint(server).fault("Heartbeat")
    server.clock.advance(1)
    assert [health(server)[0], health(server)[0]] == [503, 503]
    server.mend_disk()
    server.clock.advance(1)
    assert [health(server)[0], health(server)[0]] == [503, 200]


@both_stores
def test_finding_out_changes_nothing(server):
    before = server.head()
    server.store._health.failed(OSError("gone"))
    server.clock.advance(1)
    assert [health(server)[0], health(server)[0]] == [503, 200]
    assert server.head() == before
    assert server.news() == []


def test_a_server_that_is_stopping_wants_no_more_work(server):
    server.stopping = True
    status, state = health(server)
    assert (status, state["status"]) == (503, "stopping")


@pytest.mark.parametrize(("lag", "status"), [(0, "ok"), (LAG_TOLERATED, "ok"), (LAG_TOLERATED + 1, "degraded")])
def test_a_follower_far_behind_is_told_and_no_reason_to_be_sent_away(server, lag, status):
    followers = [SimpleNamespace(name="mail", lag=lag)]
    state = json.loads(Health(server.store, followers, "1.0", lambda: False).endpoint(None).body)
    assert (state["status"], state["version"], state["followers"]) == (status, "1.0", {"mail": {"lag": lag}})
    assert Health(server.store, followers, "1.0", lambda: False).endpoint(None).status == 200
