from datetime import timedelta

import pytest

from motown.config import load
from motown.domain import commands
from motown.server.core import open_core
from tests.cli.conftest import NOW
from tests.cli.test_completing import offered


@pytest.fixture
def core(motown):
    with open_core(load(None, [f"store.url={motown.url}"])) as core:
        yield core


@pytest.fixture
def subscribe(core):
    def begin(name, party="nordlicht", **fields):
        core.execute(commands.Subscribe(**{
            "subscription_id": f"{name}-0000", "party_id": party, "name": name, "mode": "Push", "batch_limit": 100,
            "url": "https://192.0.2.7/", "user": "motown", "secret": "hush-hush", "start_position": 0, **fields}))
        return f"{name}-0000"

    return begin


def failing(core, its, at=NOW):
    core.execute(commands.FailDelivery(
        subscription_id=its, term=1, delivery_id="d", after=0, last=1, heartbeat=False, attempt=3, failed_at=at,
        next_retry_at=at + timedelta(seconds=4), reason="nobody is there"))


def test_none(motown):
    assert motown("subscriptions") == 0
    assert "there are none" in motown.err


def test_those_there_are_and_by_what_is_wanted(motown, core, subscribe):
    subscribe("alpha")
    subscribe("beta", "other", mode="Pull", url=None, user=None, secret=None)
    failing(core, subscribe("gamma"))

    def names(*options):
        return [one["name"] for one in motown.json("subscriptions", *options)]

    assert names() == ["alpha", "beta", "gamma"]
    assert names("--limit", "1") == ["alpha"]
    assert names("--party", "other") == names("--mode", "pull") == ["beta"]
    assert names("--state", "failing") == ["gamma"]
    assert motown("subscriptions", "list", "--all") == 0
    assert "nobody is there" in motown.out
    (one,) = motown.json("subscriptions", "--state", "failing")
    assert (one["lag"], one["failedAttempts"], one["acknowledgedPosition"]) == (3, 3, 0)


def test_many_come_page_by_page(motown, subscribe, monkeypatch):
    monkeypatch.setattr("motown.cli.subscriptions.PAGE", 2)
    for name in "ABCDE":
        subscribe(name)
    assert len(motown.json("subscriptions", "--all")) == 5


def test_one_without_its_password(motown, subscribe):
    subscribe("alpha")
    assert motown("subscriptions", "show", "alph") == 0
    assert "https://192.0.2.7/" in motown.out
    assert "hush-hush" not in motown.out
    (one,) = motown.json("subscriptions", "show", "alph")
    assert (one["subscriptionId"], one["userName"], one["state"]) == ("alpha-0000", "motown", "Active")
    assert motown("subscriptions", "show", "alp") == 3
    assert motown("subscriptions", "show", "nothing") == 3
    subscribe("alphabet")
    assert motown("subscriptions", "show", "alph") != 0
    assert "give more of the id" in motown.err


def test_paused_resumed_and_removed(motown, subscribe):
    subscribe("alpha")
    subscribe("beta")

    def states():
        return [one["state"] for one in motown.json("subscriptions")]

    assert motown("subscriptions", "pause", "alpha", "beta") == 0
    assert "alpha-0000 of nordlicht is paused" in motown.out
    assert states() == ["Paused", "Paused"]
    assert motown("subscriptions", "resume", "alpha") == 0
    assert states() == ["Active", "Paused"]
    assert motown("subscriptions", "remove", "alpha", "beta") == 0
    assert states() == []


def test_moved(motown, subscribe):
    subscribe("alpha", start_position=None)
    assert motown("subscriptions", "seek", "alpha", "--position", "1") == 0
    assert "behind position 1" in motown.out
    assert motown("subscriptions", "seek", "alpha", "--time", "1d") == 0
    assert motown("subscriptions", "seek", "alpha", "--position", "999") != 0
    assert motown("subscriptions", "seek", "alpha") == 2
    (one,) = motown.json("subscriptions")
    assert one["acknowledgedPosition"] == 0


def test_ids_are_offered(motown, subscribe, monkeypatch):
    subscribe("alpha")
    monkeypatch.setenv("MOTOWN_STORE__URL", motown.url)
    assert offered("subscriptions", "pause", "al") == ["alpha-0000"]
