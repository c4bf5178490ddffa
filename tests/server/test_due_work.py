"""Due work through the door of add-ons, in the flow of a whole server."""

import json
import re
import textwrap
from datetime import timedelta

import pytest
from twisted.internet.defer import Deferred, ensureDeferred

from motown.addon import Due
from motown.core.backlog import FIRST_BACK_OFF_SECONDS
from motown.core.bus import HANDLERS
from motown.domain import events
from motown.domain.events import EVENT_TYPES
from motown.server.health import LATE_TOLERATED_SECONDS, Health
from motown.store import Unit, due
from tests.harness import outcome
from tests.speaking import ChargePoint


@pytest.fixture
def bell(server):
    """A server with an add-on that rings at a time."""
    return Bell(server)


class Bell:
    def __init__(self, server):
        self.server, self.rung, self.late, self.fails = server, [], [], False
        server.registry.adding = "bell"
        server.registry.due("ring", self.ring, self.missed)

    async def ring(self, row):
        if self.fails:
            raise ValueError("no clapper")
        self.rung.append((row.body["tone"], self.server.clock.seconds()))
        self.change(lambda session: session.drop_due(row.id))

    async def missed(self, row):
        self.late.append(row.body["tone"])
        self.change(lambda session: session.drop_due(row.id))

    def change(self, step):
        def decide(session):
            session.record(events.ChargePointSeen(charge_point_id="EV-1"))
            step(session)

        self.server.store.run(Unit(frozenset(), decide)).value()

    def order(self, tone, seconds, expires=None):
        now = self.server.now
        self.change(lambda session: session.put_due(Due(
            id=f"ring:{tone}", kind="ring", lane="bell", due_at=now + timedelta(seconds=seconds), body={"tone": tone},
            expires_at=now + timedelta(seconds=expires) if expires else None)))


def test_it_is_done_at_its_time_while_others_speak(bell):
    bell.order("c", 10)
    ChargePoint(bell.server).heartbeat()
    assert bell.rung == []
    bell.server.clock.advance(10)
    assert bell.rung == [("c", 10)]
    bell.order("d", 0)
    assert bell.rung == [("c", 10), ("d", 10)]


def test_an_add_on_that_fails_is_named_and_asked_again(bell, caplog):
    bell.fails = True
    bell.order("c", 0)
    assert "due work ring:c of kind ring failed (bell)" in caplog.text
    bell.fails = False
    bell.server.clock.advance(FIRST_BACK_OFF_SECONDS)
    assert [tone for tone, _ in bell.rung] == ["c"]
    ChargePoint(bell.server).heartbeat()


def test_what_could_not_be_done_in_time_expires(bell):
    bell.fails = True
    bell.order("c", 0, expires=3)
    bell.server.clock.advance(3)
    assert (bell.rung, bell.late) == ([], ["c"])


def test_a_kind_is_one_add_ons(bell):
    bell.server.registry.adding = "gong"
    with pytest.raises(ValueError, match="done by bell already"):
        bell.server.registry.due("ring", bell.ring)


def test_health_tells_of_due_work_that_is_late(server, monkeypatch):
    def state():
        answer = outcome(server.ask("GET", "/health"))
        return answer.status, json.loads(answer.body)

    assert state()[1]["dueWork"] == {"lateSeconds": 0.0}
    monkeypatch.setattr(server.storage, "read", lambda *_: Deferred())
    server.registry.senders.notice(server.head() + 1)
    server.clock.advance(LATE_TOLERATED_SECONDS)
    assert state()[1]["status"] == "ok"
    server.clock.advance(1)
    status, told = state()
    assert (status, told["status"], told["dueWork"]) == (200, "degraded", {"lateSeconds": LATE_TOLERATED_SECONDS + 1})
    assert Health(server.store, [], "1", lambda: False).state()["status"] == "ok"


@pytest.fixture
def shown(repo):
    """What the page for authors of add-ons shows of due work, as a module; nothing of it stays."""
    text = (repo / "docs" / "write-an-add-on.rst").read_text("utf-8").partition("Do something later\n")[2]
    text = text.partition("Read the log\n")[0]
    [code] = re.findall(r"\.\. code-block:: python\n\n((?:    .*\n|\n)+)", text)
    kept = [(known, dict(known)) for known in (EVENT_TYPES, HANDLERS)]
    module = {"__name__": "motown_acme"}
    exec(textwrap.dedent(code), module)  # it is our own page
    yield module
    for known, before in kept:
        known.clear()
        known.update(before)


def test_the_example_for_authors_of_add_ons_does_what_is_said_of_it(server, shown):
    delivered, answers = [], iter([False, True, True])

    async def deliver(body):
        delivered.append(body["transaction"])
        return next(answers)

    shown["deliver"] = deliver
    server.registry.adding = "acme"
    shown["Reports"]().setup(server.registry, None)
    follower = server.registry.followers[-1]
    ev = ChargePoint(server)
    for _ in range(2):
        ev.stop(ev.start().transactionId)
        server.clock.advance(60)
    follower.start()
    assert delivered == [1, 2], "the first was not taken, and holds the next not up"
    server.clock.advance(5)
    assert delivered == [1, 2, 1]
    assert server.read(due.counts) == {}
    assert [one.body["state"] for one in server.log() if one.type == "addon.acme.ReportChanged"] == [
        "ordered", "failed", "ordered", "delivered", "delivered"]
    outcome(ensureDeferred(follower.stop()))
