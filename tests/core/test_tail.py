"""The tail of the log: whoever waits gets what it wants when it comes, in order, once."""

import re
import textwrap

import pytest
import sqlalchemy as sa
from twisted.internet.defer import CancelledError, Deferred, ensureDeferred

from motown.core.tail import ANSWERED_AT_ONCE, PAGE, Tail
from motown.domain import events as domain
from motown.store import events
from motown.store.events import ANY, EventFilter, Page, PositionUnavailable
from motown.store.records import StoreUnavailable, Unit
from tests.harness import outcome

STATUS = EventFilter(type_prefixes=["motown.StatusChanged"])


class Reader:
    """One call of ReadEvents."""

    def __init__(self, server, after=None, matching=ANY, limit=100, wait=30.0, visible=None):
        after = server.head() if after is None else after
        self.page = self.failure = None
        self.asked = server.registry.read_events(after, limit, matching, wait, visible=visible)
        self.asked.addCallbacks(self._got, self._failed)

    def _got(self, page):
        self.page = page

    def _failed(self, failure):
        self.failure = failure.value

    @property
    def waits(self):
        return self.page is None and self.failure is None

    @property
    def places(self):
        return [one.position for one in self.page.events]


def report(server, *names, connector=1):
    """Charge points say how they are, in one commit; the positions of that."""
    def decide(session):
        for name in names or ("EV-1",):
            session.record(domain.StatusChanged(
                charge_point_id=name, connector_id=connector, status="Available", error_code="NoError"))

    done = server.store.run(Unit(frozenset(), decide))
    return list(range(done.first_position, done.last_position + 1))


@pytest.fixture
def tail(server):
    return server.registry.tail


def test_what_is_there_is_told_at_once(server):
    known = server.head()
    there = report(server, "EV-1", "EV-2")
    reader = Reader(server, known)
    assert reader.places == there
    assert (reader.page.next_position, reader.page.head_position, reader.page.end) == (there[-1], there[-1], True)


def test_without_time_nobody_waits(server, tail):
    reader = Reader(server, wait=0.0)
    assert reader.page.events == []
    assert reader.page.end
    assert tail.waiting == 0


def test_the_first_event_that_comes_is_told_when_it_comes(server, tail):
    reader = Reader(server)
    assert reader.waits
    assert tail.waiting == 1
    there = report(server)
    assert reader.places == there
    assert tail.waiting == 0


def test_all_of_one_commit_are_told_together(server):
    reader = Reader(server)
    assert report(server, "EV-1", "EV-2", "EV-3") == reader.places


def test_no_more_than_was_asked_for_is_told_and_the_next_page_goes_on_there(server):
    reader = Reader(server, limit=2)
    there = report(server, "EV-1", "EV-2", "EV-3")
    assert reader.places == there[:2]
    assert reader.page.next_position == there[1]
    assert not reader.page.end
    assert Reader(server, reader.page.next_position).places == there[2:]


def test_what_does_not_fit_is_passed_over(server):
    reader = Reader(server, matching=EventFilter(charge_point_ids=["EV-2"]))
    [passed] = report(server, "EV-1")
    assert reader.waits
    server.clock.advance(30)
    assert reader.page.events == []
    assert (reader.page.next_position, reader.page.end) == (passed, True)


def test_an_empty_page_comes_when_the_time_is_over(server, tail):
    reader = Reader(server, wait=10.0)
    server.clock.advance(9.9)
    assert reader.waits
    server.clock.advance(0.1)
    assert reader.page.events == []
    assert tail.waiting == 0
    report(server)


def test_one_who_hangs_up_waits_no_longer(server, tail):
    reader = Reader(server)
    reader.asked.cancel()
    assert isinstance(reader.failure, CancelledError)
    assert tail.waiting == 0
    report(server)
    assert not [call for call in server.clock.getDelayedCalls() if call.active() and call.getTime() == 30.0]


@pytest.mark.parametrize(("matching", "told"), [
    (ANY, True), (STATUS, True), (EventFilter(type_prefixes=["ocpp.", "motown."]), True),
    (EventFilter(type_prefixes=["motown.", "motown.Status"]), True),
    (EventFilter(type_prefixes=["motown.status"]), False),
    (EventFilter(charge_point_ids=["EV-1", "EV-9"]), True), (EventFilter(charge_point_ids=["EV-2"]), False),
    (EventFilter(connectors=[("EV-1", 1)]), True), (EventFilter(connectors=[("EV-1", 2)]), False),
    (EventFilter(charge_point_ids=["EV-1"], connectors=[("EV-1", 2)]), True),
    (EventFilter(category="Domain"), True), (EventFilter(category="Message"), False),
    (EventFilter(transaction_id=1), False), (EventFilter(command_id="x"), False),
])
def test_it_is_found_by_whatever_the_filter_names(server, matching, told):
    reader = Reader(server, matching=matching)
    report(server)
    assert reader.waits != told
    if told:
        assert len(reader.page.events) == 1


def test_it_is_found_by_what_it_is_correlated_to(server):
    head = server.head()
    name = server.read(events.store_id)
    reader = Reader(server, matching=EventFilter(correlation_id=f"{name}-{head + 1}"))
    other = Reader(server, matching=EventFilter(correlation_id=f"{name}-{head + 2}"))
    report(server, "EV-1", "EV-2")
    assert len(reader.page.events) == 2
    assert other.waits


def test_what_may_not_be_seen_is_left_out_of_every_page(server):
    known = server.head()
    only_2 = {"visible": lambda one: one.charge_point_id == "EV-2"}
    waiting = Reader(server, **only_2)
    [hidden] = report(server, "EV-1")
    assert waiting.waits
    [shown] = report(server, "EV-2")
    from_memory, from_store = Reader(server, hidden, **only_2), Reader(server, known, wait=0.0, **only_2)
    assert waiting.places == from_memory.places == from_store.places == [shown]
    assert outcome(server.registry.read_events(backward=True, limit=2, **only_2)).events[0].position == shown


def test_who_cannot_say_what_may_be_seen_is_told_so_and_others_go_on(server):
    broken, sound = Reader(server, visible=lambda _: 1 / 0), Reader(server)
    there = report(server)
    assert isinstance(broken.failure, ZeroDivisionError)
    assert sound.places == there


def test_who_is_far_behind_reads_the_store_and_joins_without_a_gap(server):
    server.registry.tail = Tail(server.clock, server.storage, pause_seconds=0.0, kept_events=2)
    first = Reader(server)
    there = report(server, *["EV-1"] * 5)
    assert first.places == there
    late, found = there[0] - 1, []
    for _ in range(3):
        page = Reader(server, late, limit=2).page
        found, late = [*found, *(one.position for one in page.events)], page.next_position
    assert found == there
    reader = Reader(server, late)
    assert reader.waits
    assert report(server) == reader.places


def listen(server, monkeypatch):
    """What the log is asked from now on."""
    asked, read = [], server.storage.read
    monkeypatch.setattr(server.storage, "read", lambda query, *args: (
        asked.append(query) if query.__module__ == events.__name__ else None) or read(query, *args))
    return asked


def test_after_a_long_pause_it_does_not_read_what_nobody_asked_for(server, tail, monkeypatch):
    first = Reader(server)
    report(server)
    assert first.page
    for _ in range(3):
        report(server, *["EV-1"] * (PAGE // 2))
    asked = listen(server, monkeypatch)
    reader = Reader(server)
    assert reader.waits
    there = report(server)
    assert reader.places == there
    assert tail.kept == 1
    assert asked == [events.page, events.read]


def test_what_passes_by_while_one_reads_the_store_is_not_lost(server, monkeypatch):
    """The page that says "nothing more" is old when it comes; the tail has gone on, and memory holds one event."""
    server.registry.tail = Tail(server.clock, server.storage, pause_seconds=0.0, kept_events=1)
    Reader(server, matching=EventFilter(command_id="never"))
    known, late, read = server.head(), Deferred(), server.storage.read
    report(server)
    report(server)
    with monkeypatch.context() as slow:
        slow.setattr(server.storage, "read", lambda query, *args: late if query is events.page else read(query, *args))
        reader = Reader(server, known - 1, EventFilter(type_prefixes=["motown.Status"]))
    assert reader.waits
    late.callback(Page([], known, known, end=True))
    assert len(reader.places) == 2


def test_who_is_ahead_of_the_tail_is_told_nothing_again(server):
    server.registry.tail = Tail(server.clock, server.storage, pause_seconds=1.0)
    Reader(server, matching=EventFilter(command_id="never"))
    seen = report(server)
    reader = Reader(server, seen[-1])
    server.clock.advance(1.0)
    assert reader.waits
    there = report(server)
    server.clock.advance(1.0)
    assert reader.places == there


def test_a_position_beyond_the_end_harms_nobody(server):
    lost, sound = Reader(server, 10 ** 12), Reader(server)
    there = report(server)
    assert sound.places == there
    assert lost.waits
    server.clock.advance(30)
    assert (lost.page.events, lost.page.next_position) == ([], 10 ** 12)


def test_each_event_is_read_once_for_all_and_only_while_somebody_waits(server, tail, monkeypatch):
    readers = [Reader(server, matching=EventFilter(charge_point_ids=[f"EV-{number}"])) for number in range(1000)]
    assert tail.waiting == 1000
    asked = listen(server, monkeypatch)
    [there] = report(server, "EV-7")
    assert asked == [events.read]
    for reader in readers:
        reader.asked.cancel()
    report(server, "EV-7")
    assert len(asked) == 1
    assert [reader.places for reader in readers if reader.page] == [[there]]


def test_many_are_answered_in_turns(server, tail, monkeypatch):
    later = []
    call_later = server.clock.callLater
    monkeypatch.setattr(server.clock, "callLater", lambda delay, *call: (
        call_later(delay, *call) if delay else later.append(call)))
    readers = [Reader(server) for _ in range(ANSWERED_AT_ONCE + 10)]
    report(server)
    assert sum(not reader.waits for reader in readers) == ANSWERED_AT_ONCE
    readers[-1].asked.cancel()
    while later:
        function, *args = later.pop(0)
        function(*args)
    assert sum(reader.page is not None for reader in readers) == ANSWERED_AT_ONCE + 9
    assert not tail.waiting


def test_what_is_committed_in_a_row_is_read_together(server):
    pause = 0.01
    server.registry.tail = Tail(server.clock, server.storage, pause_seconds=pause)
    Reader(server, matching=EventFilter(command_id="never"))
    server.clock.advance(pause)
    first = Reader(server)
    there = report(server)
    assert first.places == there, "what comes alone is not kept waiting"
    second = Reader(server)
    both = [*report(server), *report(server)]
    assert second.waits
    server.clock.advance(pause)
    assert second.places == both


def test_whoever_waits_is_answered_when_the_server_stops(server, tail):
    reader = Reader(server)
    tail.stop()
    assert reader.page.events == []
    assert reader.page.next_position == server.head()
    assert Reader(server).page.events == [], "nobody waits any more"


def test_trouble_of_the_store_is_told_and_over_when_it_is_over(server, tail):
    reader = Reader(server)
    hidden(server, "event", "gone")
    try:
        server.registry.tail.notice(server.head() + 1)
        assert isinstance(reader.failure, Exception)
        assert isinstance(Reader(server, 0, wait=0.0).failure, Exception)
        assert not tail.waiting
    finally:
        hidden(server, "gone", "event")
    reader = Reader(server)
    there = report(server)
    server.clock.advance(1)
    assert reader.places == there


def test_a_store_that_cannot_be_asked_is_unavailable(server, monkeypatch):
    def away(*_):
        raise StoreUnavailable("away")

    reader = Reader(server)
    with monkeypatch.context() as now:
        now.setattr(server.store, "read_now", away)
        server.registry.tail.notice(10 ** 6)
        assert isinstance(reader.failure, StoreUnavailable)
        assert isinstance(Reader(server, 5, wait=0.0).failure, StoreUnavailable)


def test_a_head_that_cannot_be_seen_yet_is_looked_for_again(server):
    reader = Reader(server)
    server.registry.tail.notice(server.head() + 1)
    assert reader.waits
    there = report(server)
    server.clock.advance(1)
    assert reader.places == there


def test_what_is_kept_no_longer_is_said(server):
    *_, last = report(server, "EV-1", "EV-2")
    with server.store._aside.begin() as connection:
        connection.execute(sa.text(f"DELETE FROM event WHERE position < {last}"))
    reader = Reader(server, last - 2)
    assert isinstance(reader.failure, PositionUnavailable)
    assert reader.failure.oldest_position == last
    assert Reader(server, last - 1).places == [last]
    with pytest.raises(PositionUnavailable):
        outcome(server.registry.read_events(last - 1, backward=True))
    assert outcome(server.registry.read_events(backward=True)).end


def hidden(server, table, to):
    with server.store._aside.begin() as connection:
        connection.execute(sa.text(f"ALTER TABLE {table} RENAME TO {to}"))


@pytest.fixture
def command(server):
    """A command that has been accepted."""
    report_of(server, domain.CommandAccepted(
        command_id="c-1", charge_point_id="EV-1", name="Reset", digest="d", expires_at=server.now))


def report_of(server, *happened):
    server.store.run(Unit(frozenset(), lambda session: [session.record(one) for one in happened] and None))


ANSWER = domain.CommandAnswered(command_id="c-1", charge_point_id="EV-1", attempt=1, status="Accepted")
END = domain.CommandFinished(command_id="c-1", charge_point_id="EV-1", outcome="Succeeded")


def test_one_waits_for_the_end_of_a_command(server, command, tail):
    waiting = server.registry.wait_for_command("c-1")
    report_of(server, ANSWER)
    assert not waiting.called
    report_of(server, END)
    assert outcome(waiting).outcome == "Succeeded"
    assert not tail.waiting
    assert outcome(server.registry.wait_for_command("c-1")).state == "Finished", "what is over needs no waiting"


def test_one_waits_for_the_answer_to_a_command(server, command):
    waiting = server.registry.wait_for_command("c-1", "Answered")
    report_of(server, ANSWER)
    row = outcome(waiting)
    assert (row.state, row.station_status) == ("Answered", "Accepted")


@pytest.mark.parametrize("until", ["Queued", "Sent"])
def test_one_waits_for_a_command_to_be_sent(server, command, until):
    waiting = server.registry.wait_for_command("c-1", until)
    assert waiting.called == (until == "Queued")
    report_of(server, domain.CommandSent(
        command_id="c-1", charge_point_id="EV-1", attempt=1, address="http://192.0.2.7/", message_id="urn:x"))
    row = outcome(waiting if until == "Sent" else server.registry.wait_for_command("c-1", until))
    assert row.state == "Sent"
    assert outcome(server.registry.wait_for_command("c-1", until)).state == "Sent", "it has got further than Queued"


def test_what_was_sent_has_been_sent_though_it_waits_again(server, command):
    report_of(server, domain.CommandSent(
        command_id="c-1", charge_point_id="EV-1", attempt=1, address="http://192.0.2.7/", message_id="urn:x"))
    report_of(server, domain.CommandAttemptFailed(
        command_id="c-1", charge_point_id="EV-1", attempt=1, error="no answer", kind="no-answer",
        may_have_arrived=True, retry_at=server.now))
    assert outcome(server.registry.wait_for_command("c-1", "Sent")).state == "Queued"


def test_a_command_is_told_as_it_is_when_the_time_is_over(server, command):
    waiting = server.registry.wait_for_command("c-1", seconds=5.0)
    report_of(server, ANSWER)
    server.clock.advance(5.0)
    assert outcome(waiting).state == "Answered"


def test_a_command_is_told_as_it_is_when_the_server_stops(server, command, tail):
    waiting = server.registry.wait_for_command("c-1")
    tail.stop()
    assert outcome(waiting).state == "Queued"


def test_nobody_waits_for_a_command_that_is_not_there(server):
    with pytest.raises(Exception, match="there is no command c-9"):
        outcome(server.registry.wait_for_command("c-9"))
    with pytest.raises(ValueError, match="not for Sent before"):
        outcome(server.registry.wait_for_command("c-9", "Sent before"))


def test_the_door_tells_of_the_log_as_a_whole(server):
    info = outcome(server.registry.store_info())
    assert (info.oldest_position, info.head_position, info.event_count) == (1, server.head(), server.head())
    [place] = report(server)
    one = outcome(server.registry.event(place))
    assert outcome(server.registry.event(one.event_id)).position == place
    assert outcome(server.registry.position_at(server.now)) < place
    assert outcome(server.registry.payloads([place])) == {}
    assert ensureDeferred(server.registry.tail.read()).called


def test_the_example_for_authors_of_add_ons_does_what_is_said_of_it(server, command, repo):
    text = (repo / "docs" / "write-an-add-on.rst").read_text("utf-8").partition("Read the log\n")[2]
    code, *_ = re.findall(r"\.\. code-block:: python\n\n((?:    .*\n|\n)+)", text)
    shown = {}
    exec(textwrap.dedent(code), shown)  # it is our own page
    ends = ensureDeferred(shown["next_ends"](server.registry, server.head()))
    became = ensureDeferred(shown["outcome"](server.registry, "c-1"))
    report_of(server, END)
    assert outcome(became) == "Succeeded"
    report_of(server, domain.TransactionStopped(
        charge_point_id="EV-1", transaction_id=7, connector_id=1, meter_stop_wh=1, occurred_at=server.now))
    [one] = outcome(ends).events
    assert one.transaction_id == 7
