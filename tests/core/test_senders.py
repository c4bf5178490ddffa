"""Due work is done at its time, of each lane one at a time and in order, whatever fails and whoever is slow."""

from collections import Counter
from datetime import timedelta
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from twisted.internet.defer import Deferred, ensureDeferred

from motown.core import backlog, changes
from motown.core.backlog import FIRST_BACK_OFF_SECONDS, LONGEST_BACK_OFF_SECONDS
from motown.core.changes import PAUSE_SECONDS, RETRY_SECONDS
from motown.core.senders import FORGET_SECONDS, GRACE_SECONDS, LOOK_SECONDS, RECONCILE_SECONDS, Senders
from motown.domain import events
from motown.store import Unit, due
from motown.store.due import Due
from motown.store.records import StoreUnavailable
from tests.harness import outcome


class World:
    """Senders over a real store, and handlers in the hands of the test."""

    def __init__(self, server):
        self.server, self.clock, self.set_by = server, server.clock, timedelta()
        self.reads = SimpleNamespace(read=server.storage.read, write=server.storage.write)
        self.under_way: dict[str, Deferred] = {}
        self.begun: list[str] = []
        self.ran: Counter[tuple[str, int]] = Counter()
        self.expired: list[str] = []
        self.noticing = True
        outcome(ensureDeferred(server.registry.senders.stop()))
        self.senders = self.make()

    def make(self, limit=10, pause_seconds=0.0):
        """Another engine on the same store, as after a restart."""
        self.senders = Senders(self.clock, self.reads, self.now, limit, pause_seconds)
        self.senders.handle("call", self.handle, self.expire, by="probe")
        return self.senders

    def now(self):
        return self.server.now + self.set_by

    def handle(self, row):
        self.begun.append(row.id)
        self.ran[row.id, row.changed] += 1
        doing = self.under_way[row.id] = Deferred()
        return doing.addBoth(self._over, row.id)

    def _over(self, result, name):
        del self.under_way[name]
        return result

    def expire(self, row):
        self.expired.append(row.id)
        return self.do(("drop", row.id))

    async def do(self, *steps):
        self.change(*steps)

    def change(self, *steps):
        """A unit of work that puts, drops and wakes; the senders are told that the log has grown."""
        def decide(session):
            session.record(events.ChargePointSeen(charge_point_id="EV-1"))
            for step in steps:
                match step:
                    case Due():
                        session.put_due(step)
                    case ("drop", name):
                        session.drop_due(name)
                    case ("wake", lane):
                        session.wake_lane(lane)

        done = self.server.store.run(Unit(frozenset(), decide))
        done.value()
        if self.noticing:
            self.senders.notice(done.last_position)

    def work(self, name, lane="L", seconds=0.0, **known):
        """A row, due so many seconds from now."""
        if "expires" in known:
            known["expires_at"] = self.now() + timedelta(seconds=known.pop("expires"))
        return Due(**{"id": name, "kind": "call", "lane": lane, "due_at": self.now() + timedelta(seconds=seconds),
                      **known})

    def put(self, *names, **known):
        self.change(*(self.work(name, **known) for name in names))

    def finish(self, name, *steps):
        """The handler does these things, else it drops the row, and returns."""
        self.change(*(steps or [("drop", name)]))
        self.under_way[name].callback(None)

    def start(self):
        self.senders.start()
        return self

    def take_begun(self):
        begun, self.begun = self.begun, []
        return begun


@pytest.fixture
def world(server):
    return World(server)


# -- when and in which order

def test_what_is_due_is_done_at_once_and_what_is_not_at_its_time(world):
    world.put("old")
    world.start()
    world.put("new", lane="M")
    world.put("later", lane="M", seconds=10)
    world.put("much later", lane="N", seconds=10 * LOOK_SECONDS)
    assert world.take_begun() == ["old", "new"]
    world.finish("new")
    world.clock.advance(9.75)
    assert world.begun == []
    world.clock.advance(0.25)
    assert world.take_begun() == ["later"]
    for _ in range(10):
        world.clock.advance(LOOK_SECONDS)
    assert world.begun == ["much later"]


def test_of_a_lane_one_is_done_at_a_time_in_order(world):
    world.start()
    world.put("a", "b", "c")
    world.put("other", lane="M")
    for name in "abc":
        assert world.take_begun() == [name, *(["other"] if name == "a" else [])]
        world.finish(name)
    assert (world.senders.waiting, world.senders.in_flight) == (0, 1)


def test_what_is_not_due_yet_holds_nothing_up_and_keeps_its_place(world):
    world.start()
    world.put("first", seconds=10)
    world.put("a")
    world.put("b")
    world.clock.advance(10)
    assert world.take_begun() == ["a"]
    world.finish("a")
    assert world.take_begun() == ["first"], "it came before b"


def test_the_order_holds_for_what_was_there_before_the_start(world):
    world.put("a", "b")
    world.put("c")
    world.change(world.work("a", attempt=1))
    world.start()
    assert world.begun == ["a"]


def test_what_has_no_lane_waits_for_nothing(world):
    world.make(limit=1).start()
    world.put("sender")
    world.put("waiting", lane="M")
    world.put("deadline", lane=None)
    assert world.begun == ["sender", "deadline"]


def test_no_more_than_the_limit_at_once_and_nobody_starves(world):
    world.make(limit=2).start()
    world.put("a1", "a2", "a3", lane="A")
    world.put("b1", "b2", lane="B")
    world.put("c1", lane="C")
    assert world.take_begun() == ["a1", "b1"]
    world.clock.advance(7)
    assert world.senders.late_seconds() == 7
    world.finish("a1")
    assert world.take_begun() == ["c1"], "a2 comes after who has waited longer"
    world.finish("c1")
    assert world.take_begun() == ["a2"]
    world.finish("b1")
    world.finish("a2")
    assert world.take_begun() == ["b2", "a3"]
    assert world.senders.late_seconds() == 0


def test_as_much_without_lane_as_the_limit_says_again(world):
    world.make(limit=2).start()
    world.put("a", "b", "c", lane=None)
    assert world.take_begun() == ["a", "b"]
    world.finish("b")
    assert world.take_begun() == ["c"]


def test_however_much_is_due_at_once_it_is_put_in_order_first(world, monkeypatch):
    monkeypatch.setattr(backlog, "AT_ONCE", 3)
    world.put("first", seconds=-1)
    world.put(*"bcdefg", seconds=-5)
    world.put("timely", lane="M", seconds=-9, expires=-1)
    world.start()
    assert (world.begun, world.expired) == ([], [])
    world.clock.advance(0.01)
    world.clock.advance(0.01)
    assert (world.begun, world.expired) == (["first"], ["timely"])


# -- what the handler makes of it

def test_what_was_put_off_is_done_again_at_its_time_and_others_meanwhile(world):
    world.start()
    world.put("a", "b")
    world.finish("a", world.work("a", seconds=60, attempt=1))
    assert world.take_begun() == ["a", "b"]
    world.clock.advance(60)
    world.finish("b")
    assert world.take_begun() == ["a"]


def test_what_waits_for_another_attempt_is_woken(world):
    world.start()
    world.put("a")
    world.finish("a", world.work("a", seconds=60, attempt=1))
    world.change(("wake", "L"))
    assert world.begun == ["a", "a"]


def test_a_row_may_become_another_and_leave_its_lane(world):
    world.senders.handle("watch", world.handle)
    world.start()
    world.put("a", "b")
    world.finish("a", world.work("a", lane=None, seconds=10, kind="watch"))
    world.clock.advance(10)
    assert world.begun == ["a", "b", "a"]


def test_what_was_dropped_by_another_is_not_begun(world):
    world.start()
    world.put("a", "b", "c")
    world.put("later", lane="M", seconds=5, expires=6)
    world.change(("drop", "b"), ("drop", "later"))
    world.finish("a")
    world.clock.advance(10)
    assert (world.begun, world.expired, world.senders.waiting) == (["a", "c"], [], 0)


def test_what_was_dropped_while_it_was_handled_is_over_when_the_handler_returns(world):
    world.start()
    world.put("a", "b")
    world.change(("drop", "a"))
    assert world.begun == ["a"]
    world.under_way["a"].callback(None)
    assert world.begun == ["a", "b"]
    world.put("a", lane="M")
    assert world.begun == ["a", "b", "a"], "a new one of the same name"


@pytest.mark.parametrize("seen_at", ["change", "return"])
def test_a_version_is_done_once_whenever_the_next_is_seen(world, seen_at):
    world.start()
    world.put("a", "b")
    world.noticing = seen_at == "change"
    world.finish("a", world.work("a", attempt=1))
    assert world.begun == ["a", "a"], "its place is before b"
    world.finish("a")
    world.finish("b")
    assert set(world.ran.values()) == {1}
    assert world.senders.waiting == 0


@pytest.mark.parametrize("early", [True, False])
def test_the_lane_is_free_only_when_it_is_known_what_became_of_the_row(world, early):
    """A reading that had begun before the handler returned tells nothing of what the handler has done."""
    world.start()
    world.put("a", "b")
    waiting = []
    read = world.reads.read

    def late(query, *args):
        if not early:
            waiting.append((held := Deferred(), query, args))
            return held
        found = outcome(read(query, *args))
        waiting.append((held := Deferred(), lambda _: found, ()))
        return held

    world.reads.read = late
    if early:
        world.change()
    world.noticing = not early
    world.finish("a", world.work("a", seconds=5, attempt=1))
    assert world.begun == ["a"]
    world.reads.read = read
    while waiting:
        held, query, args = waiting.pop(0)
        held.callback(outcome(read(query, *args)))
    assert world.begun == ["a", "b"]
    world.finish("b")
    world.clock.advance(5)
    assert world.begun == ["a", "b", "a"]


def test_what_was_read_before_the_handler_had_done_all_is_not_taken_for_the_end(world):
    world.start()
    world.put("a")
    read, held = world.reads.read, []

    def early(query, *args):
        held.append((waiting := Deferred(), outcome(read(query, *args))))
        return waiting

    world.reads.read = early
    world.change(world.work("a", attempt=1))
    world.reads.read, world.noticing = read, False
    world.finish("a")
    [(waiting, found)] = held
    waiting.callback(found)
    assert (world.begun, world.senders.waiting) == (["a"], 0), "the version in between was the same handler's"


def test_all_is_read_before_anything_begins(world, monkeypatch):
    monkeypatch.setattr(changes, "PAGE", 2)
    for name in "abcde":
        world.put(name)
    world.change(world.work("a", attempt=1))
    world.start()
    assert (world.begun, world.senders.waiting) == (["a"], 4)


# -- what fails

@pytest.mark.parametrize("how", ["raises", "returns"])
def test_what_was_left_as_it_was_is_put_off_longer_and_longer(world, caplog, how):
    world.start()
    world.put("a", "b")
    pauses = [FIRST_BACK_OFF_SECONDS * 2 ** number for number in range(6)] + [LONGEST_BACK_OFF_SECONDS] * 2
    for pause in pauses:
        assert "a" in world.take_begun(), pause
        world.under_way["a"].errback(ValueError("boom")) if how == "raises" else world.under_way["a"].callback(None)
        if "b" in world.under_way:
            world.finish("b")
        world.clock.advance(pause - 0.25)
        assert "a" not in world.begun
        world.clock.advance(0.25)
    assert "due work a of kind call" in caplog.text
    if how == "raises":
        assert "ValueError: boom" in caplog.text
        assert "(probe)" in caplog.text


def test_a_store_that_is_away_is_told_in_one_line(world, caplog):
    world.start()
    world.put("a")
    world.under_way["a"].errback(StoreUnavailable("no disk"))
    assert "due work a of kind call is put off" in caplog.text
    assert "Traceback" not in caplog.text
    world.take_begun()
    world.clock.advance(FIRST_BACK_OFF_SECONDS)
    assert world.begun == ["a"]


def test_who_has_failed_and_then_gets_on_begins_anew_to_count(world):
    world.start()
    world.put("a")
    for _ in range(3):
        world.under_way["a"].errback(ValueError("boom"))
        world.clock.advance(LONGEST_BACK_OFF_SECONDS)
    world.finish("a", world.work("a", attempt=1))
    world.take_begun()
    world.under_way["a"].errback(ValueError("boom"))
    world.clock.advance(FIRST_BACK_OFF_SECONDS)
    assert world.begun == ["a"]


def test_what_was_put_off_and_is_changed_by_another_is_done_at_once(world):
    world.start()
    world.put("a")
    world.under_way["a"].errback(ValueError("boom"))
    world.put("a")
    assert world.begun == ["a", "a"]


def test_a_handler_that_is_no_coroutine_and_fails_at_once_harms_nobody(world, caplog):
    def fails(row):
        raise ValueError(row.id)

    world.senders.handle("broken", fails)
    world.start()
    world.put("broken", kind="broken")
    world.put("a")
    assert world.begun == ["a"]
    assert "due work broken of kind broken failed" in caplog.text


def test_a_kind_that_nobody_does_is_said_once_and_holds_nothing_up(world, caplog):
    world.start()
    world.put("a", "b", kind="strange")
    world.put("c")
    assert world.begun == ["c"]
    assert [one.getMessage() for one in caplog.records if "strange" in one.getMessage()] == [
        "there is due work of kind strange, and nobody who does it"]
    world.put("a", kind="call", lane="M")
    assert world.begun == ["c", "a"]


def test_a_kind_is_done_by_one(world):
    with pytest.raises(ValueError, match="done by probe already"):
        world.senders.handle("call", world.handle)
    with pytest.raises(ValueError, match="has a name"):
        world.senders.handle("", world.handle)


@pytest.mark.parametrize("error", [StoreUnavailable("gone"), ValueError("boom")])
def test_when_the_store_cannot_be_read_it_is_tried_again(world, caplog, error):
    world.start()
    read = world.reads.read

    def fails(*_):
        raise error

    world.put("a")
    world.finish("a", world.work("a", attempt=1))
    world.reads.read = fails
    world.put("b", lane="M")
    world.finish("a", world.work("a", attempt=2))
    world.clock.advance(RETRY_SECONDS)
    assert world.begun == ["a", "a"]
    assert world.senders.late_seconds() == RETRY_SECONDS
    world.reads.read = read
    world.clock.advance(RETRY_SECONDS)
    assert sorted(world.begun) == ["a", "a", "a", "b"]
    assert "due work could not be read" in caplog.text


# -- what has expired

def test_it_expires_on_time_behind_a_stuck_lane_and_beyond_the_limit(world):
    world.make(limit=1).start()
    world.put("stuck")
    world.put("behind", expires=20)
    world.put("beyond", lane="M", expires=20)
    world.put("not yet due", lane="N", seconds=60, expires=20)
    world.clock.advance(19.75)
    assert world.expired == []
    world.clock.advance(0.25)
    assert world.expired == ["behind", "beyond", "not yet due"]
    assert (world.senders.waiting, world.begun) == (0, ["stuck"])


def test_it_does_not_expire_while_it_is_handled_but_right_after(world):
    world.start()
    world.put("a", expires=20)
    world.clock.advance(30)
    assert world.expired == []
    world.finish("a", world.work("a", seconds=60, attempt=1, expires=-10))
    assert world.expired == ["a"]


def test_what_was_sent_does_not_expire(world):
    world.put("a", seconds=60, sent=True, expires=20)
    world.start()
    world.clock.advance(60)
    assert (world.begun, world.expired) == (["a"], [])


def test_what_has_expired_before_the_start_is_not_done(world):
    world.put("a", expires=-1)
    world.start()
    assert (world.begun, world.expired) == ([], ["a"])


def test_an_expiry_that_fails_is_tried_again(world):
    told = []

    async def fails(row):
        told.append(row.id)
        if len(told) < 3:
            raise ValueError("boom")
        world.change(("drop", row.id))

    world.senders.handle("frail", world.handle, fails)
    world.start()
    world.put("a", kind="frail", seconds=60, expires=10)
    for seconds, times in ((10, 1), (FIRST_BACK_OFF_SECONDS, 2), (2 * FIRST_BACK_OFF_SECONDS, 3), (600, 3)):
        world.clock.advance(seconds)
        assert len(told) == times
    assert world.begun == []


def test_without_somebody_for_it_nothing_expires(world):
    world.senders.handle("lasting", world.handle)
    world.start()
    world.put("a", kind="lasting", seconds=60, expires=20)
    world.clock.advance(60)
    assert world.begun == ["a"]


# -- restart, stop

def test_what_was_sent_before_a_crash_keeps_its_lane_until_its_time(world):
    world.put("before")
    world.put("sent", seconds=30, sent=True)
    world.start()
    world.clock.advance(29)
    assert world.begun == []
    world.clock.advance(1)
    assert world.begun == ["sent"], "first of all"
    world.finish("sent")
    assert world.begun == ["sent", "before"]


def test_what_the_handler_leaves_sent_keeps_its_lane_too(world):
    world.start()
    world.put("a", "b")
    world.finish("a", world.work("a", seconds=30, sent=True))
    assert world.begun == ["a"]
    world.clock.advance(30)
    assert world.begun == ["a", "a"]


def test_what_is_no_longer_sent_gives_its_lane_back(world):
    world.put("sent", seconds=30, sent=True)
    world.put("next")
    world.start()
    world.change(("drop", "sent"))
    assert world.begun == ["next"]


def stop(senders):
    return ensureDeferred(senders.stop())


def test_when_stopped_nothing_begins_and_what_is_under_way_may_finish(world):
    world.start()
    world.put("a", "b")
    stopping = stop(world.senders)
    world.finish("a")
    outcome(stopping)
    world.put("c", lane="M")
    world.clock.advance(RECONCILE_SECONDS)
    assert world.begun == ["a"]
    world.start()
    assert world.begun == ["a", "b", "c"]


def test_who_does_not_finish_is_cancelled(world, caplog):
    world.start()
    world.put("a")
    stopping = stop(world.senders)
    world.clock.advance(GRACE_SECONDS)
    outcome(stopping)
    assert (world.under_way, world.senders.in_flight) == ({}, 0)
    assert caplog.text == ""
    world.start()
    assert world.begun == ["a", "a"]


def test_who_leads_again_while_stopping_starts_when_that_is_done(world):
    world.start()
    world.put("a", "b")
    stopping = stop(world.senders)
    world.senders.start()
    assert world.begun == ["a"]
    world.finish("a")
    outcome(stopping)
    assert world.begun == ["a", "b"]


def test_to_stop_or_start_twice_is_no_harm(world):
    outcome(stop(world.senders))
    world.start()
    world.start()
    world.put("a")
    world.finish("a")
    outcome(stop(world.senders))
    outcome(stop(world.senders))
    assert world.begun == ["a"]


# -- clocks

def test_a_clock_that_is_set_forward_makes_due_what_then_is(world):
    world.start()
    world.put("a", seconds=3600)
    world.set_by = timedelta(hours=1)
    world.clock.advance(LOOK_SECONDS)
    assert world.begun == ["a"]


def test_a_clock_that_is_set_back_puts_nothing_off_that_was_held_for_a_while(world):
    world.start()
    world.put("a", lane="M")
    world.under_way["a"].errback(ValueError("boom"))
    world.put("b", seconds=10)
    world.set_by = timedelta(hours=-1)
    world.clock.advance(FIRST_BACK_OFF_SECONDS)
    assert world.begun == ["a", "a"]
    world.clock.advance(LOOK_SECONDS)
    assert world.begun == ["a", "a"]
    world.set_by = timedelta()
    world.clock.advance(LOOK_SECONDS)
    assert world.begun == ["a", "a", "b"]


# -- looking after it

def test_what_was_missed_is_found(world, caplog):
    world.start()
    world.put("known")
    world.finish("known", world.work("known", seconds=20))
    world.change(world.work("missed", lane=None), world.work("known", seconds=500))
    backlog = world.senders._backlog
    backlog._jobs.pop("missed").stamp += 1
    world.under_way.pop("missed", None)
    world.clock.advance(RECONCILE_SECONDS)
    assert world.begun.count("missed") == 2
    assert "due work missed of kind call had been missed" in caplog.text


def test_what_was_dropped_is_forgotten_after_a_while(world):
    def rows():
        return len(world.server.read(due.after, 0))

    world.put("before")
    world.change(("drop", "before"))
    world.start()
    world.put("a")
    world.finish("a")
    assert rows() == 2
    world.clock.advance(FORGET_SECONDS)
    assert rows() == 2
    world.clock.advance(FORGET_SECONDS)
    assert rows() == 0


def test_a_row_that_is_gone_without_a_trace_is_not_done_again(world, caplog):
    world.start()
    world.put("a", "b")
    world.server.store.run(Unit(frozenset(), lambda session: session.write(
        due.Statement(lambda to: due.sa.delete(to.table(due.table)).where(
            due.table.c.id == due.sa.bindparam("id"))), None, {"id": "a"})))
    world.under_way["a"].callback(None)
    world.clock.advance(FIRST_BACK_OFF_SECONDS)
    assert world.begun == ["a", "b"]
    assert caplog.text == ""


def test_a_log_that_grows_for_other_reasons_is_looked_at_now_and_then(world):
    asked = []
    read = world.reads.read
    world.reads.read = lambda query, *args: asked.append(world.clock.seconds()) or read(query, *args)
    world.make(pause_seconds=None).start()
    world.clock.advance(1)
    asked.clear()
    for _ in range(100):
        world.change()
        world.clock.advance(0.001)
    world.clock.advance(1)
    assert len(asked) == pytest.approx(0.1 / PAUSE_SECONDS, abs=1.5)
    world.senders.notice(1)
    world.clock.advance(1)
    assert len(asked) == pytest.approx(0.1 / PAUSE_SECONDS, abs=1.5), "it has not grown"


# -- whatever happens

names = st.sampled_from("abcdef")
actions = st.one_of(
    st.tuples(st.just("put"), names, st.sampled_from(("L", "M", None)), st.sampled_from((0, 0, 3, -2)),
              st.sampled_from((None, None, 4)), st.integers(0, 1), st.booleans()),
    st.tuples(st.just("drop"), names), st.tuples(st.just("wake"), st.sampled_from("LM")),
    st.tuples(st.just("advance"), st.sampled_from((1, 5, 40))),
    st.tuples(st.sampled_from(("finish", "fail", "leave")), names),
    st.tuples(st.just("put off"), names, st.sampled_from((0, 3)), st.booleans()),
    st.tuples(st.just("restart")))


def carry_out(world, action):
    match action:
        case ("put", name, lane, seconds, expires, attempt, sent):
            more = {"expires": expires} if expires is not None else {}
            world.put(name, lane=lane, seconds=seconds, attempt=attempt, sent=sent, **more)
        case ("drop", _) | ("wake", _):
            world.change(action)
        case ("advance", seconds):
            world.clock.advance(seconds)
        case ("put off", name, seconds, notice) if name in world.under_way:
            world.noticing = notice
            world.finish(name, world.work(name, seconds=seconds, attempt=1))
            world.noticing = True
        case ("finish", name) if name in world.under_way:
            world.finish(name)
        case ("fail", name) if name in world.under_way:
            world.under_way[name].errback(ValueError("boom"))
        case ("leave", name) if name in world.under_way:
            world.under_way[name].callback(None)
        case ("restart",):
            stopping = stop(world.senders)
            world.clock.advance(GRACE_SECONDS)
            outcome(stopping)
            world.start()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(actions, max_size=25))
def test_whatever_happens_nothing_is_lost_and_no_lane_used_twice(server, happens):
    world = World(server)
    world.make(limit=2).start()
    lanes: dict[str, str | None] = {}

    def handle(row, handle=world.handle):
        lanes[row.id] = row.lane
        used = Counter(lanes[name] for name in world.under_way if lanes[name] is not None)
        assert row.id not in world.under_way
        assert row.lane is None or not used[row.lane]
        assert used.total() <= 2
        return handle(row)

    world.senders._kinds["call"] = world.senders._kinds["call"]._replace(handler=handle)
    for action in happens:
        carry_out(world, action)
    for _ in range(200):
        if not server.read(due.counts) and not world.under_way:
            break
        for name in list(world.under_way):
            world.finish(name)
        world.clock.advance(LONGEST_BACK_OFF_SECONDS)
    assert (server.read(due.counts), world.senders.waiting, world.senders.in_flight) == ({}, 0, 0)
    outcome(stop(world.senders))
