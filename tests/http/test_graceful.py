import pytest
from twisted.internet.defer import Deferred

from motown.http import HttpAnswer
from motown.http.graceful import stop
from tests.http.connection import Connection, answer, post, site_for


class FakePort:
    """A listener whose end can be awaited."""

    def __init__(self) -> None:
        self.stopped: Deferred | None = None

    def stopListening(self) -> Deferred:  # noqa: N802
        self.stopped = Deferred()
        return self.stopped


def fired(deferred: Deferred) -> bool:
    return deferred.called


@pytest.fixture
def owed() -> list[Deferred]:
    return []


@pytest.fixture
def site(owed):
    def endpoint(_request):
        owed.append(Deferred())
        return owed[-1]

    return site_for(endpoint)


LATE = HttpAnswer(200, "text/plain; charset=utf-8", b"late")


def test_a_quiet_site_stops_at_once(site):
    assert fired(stop(site))
    assert not site.clock.getDelayedCalls()


def test_listeners_are_closed_first(site):
    port = FakePort()
    done = stop(site, [port])
    assert not fired(done)
    port.stopped.callback(None)
    assert fired(done)


def test_idle_connections_are_closed_and_new_ones_refused(site):
    client = Connection(site=site)
    done = stop(site)
    assert client.is_closed
    assert site.buildProtocol(None) is None
    assert not fired(done)
    client.hang_up()
    assert fired(done)


def test_an_open_answer_is_finished_and_says_that_it_is_the_last(site, owed):
    client = Connection(site=site).send(post())
    done = stop(site)
    assert not client.is_closed
    owed[0].callback(LATE)
    assert client.received == answer(b"late", close=True)
    assert client.is_closed
    client.hang_up()
    assert fired(done)


def test_a_request_on_its_way_is_finished(site, owed):
    client = Connection(site=site).send(post()[:-2])
    done = stop(site)
    client.send(post()[-2:])
    owed[0].callback(LATE)
    assert client.received == answer(b"late", close=True)
    client.hang_up()
    assert fired(done)


def test_an_endpoint_at_work_for_nobody_is_awaited_too(site, owed):
    client = Connection(site=site).send(post())
    client.hang_up()
    done = stop(site)
    assert not fired(done)
    owed[0].callback(LATE)
    assert fired(done)


def test_what_takes_too_long_is_cut(site):
    client = Connection(site=site).send(post())
    done = stop(site, seconds=30)
    site.clock.advance(29)
    assert not fired(done)
    site.clock.advance(1)
    assert fired(done)
    assert client.is_cut
    client.hang_up()


def test_a_late_end_after_the_cut_does_no_harm(site, owed):
    client = Connection(site=site).send(post())
    done = stop(site, seconds=1)
    site.clock.advance(1)
    client.hang_up()
    owed[0].callback(LATE)
    assert fired(done)
    assert not site.clock.getDelayedCalls()
