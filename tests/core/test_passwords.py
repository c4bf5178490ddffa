"""Passwords: right ones never refused, wrong ones slow, and nothing kept that would help a thief."""

import pytest
from twisted.internet.defer import Deferred, ensureDeferred, maybeDeferred
from twisted.internet.task import Clock

from motown.core.clock import sleep
from motown.core.passwords import (
    FORGIVEN_SECONDS,
    LONGEST_WAIT_SECONDS,
    MOST_KEPT,
    REMEMBERED_SECONDS,
    Passwords,
    hashed,
    matches,
)
from tests.harness import outcome, quick_hash

HASH = quick_hash("secret")


class Desk:
    """Passwords on a clock, with the hashes that were computed."""

    def __init__(self):
        self.clock, self.computed = Clock(), 0
        self.passwords = Passwords(self._computed, lambda seconds: sleep(self.clock, seconds), self.clock.seconds)

    def _computed(self, function, *args):
        self.computed += 1
        return maybeDeferred(function, *args)

    def verify(self, password="secret", address="192.0.2.1", name="EV-1", password_hash=HASH) -> Deferred:
        return ensureDeferred(self.passwords.verify(address, name, password, password_hash))

    def waits(self, **how):
        """How long an attempt takes to be answered, in quarters of a second."""
        waiting, waited = self.verify("wrong", **how), 0.0
        while not waiting.called:
            self.clock.advance(0.25)
            waited += 0.25
        assert outcome(waiting) is False
        return waited


@pytest.fixture
def desk():
    return Desk()


def test_a_hash_is_argon2id_at_what_owasp_recommends():
    """46 MiB; two hashes of one password differ."""
    made = hashed("secret")
    assert made.startswith("$argon2id$v=19$m=47104,t=2,p=1$")
    assert made != hashed("secret")
    assert matches("secret", made)


@pytest.mark.parametrize("password", ["wrong", "", "secret\0", "sécret", "x" * 10_000])
def test_others_do_not_match(password):
    assert not matches(password, HASH)


def test_a_broken_hash_matches_nothing():
    assert not matches("secret", "no hash")


def test_any_characters_make_a_password():
    assert matches("pä ß:wörd\n", quick_hash("pä ß:wörd\n"))


def test_a_right_one_is_checked_once_and_then_remembered(desk):
    assert [outcome(desk.verify()) for _ in range(3)] == [True] * 3
    assert desk.computed == 1
    desk.clock.advance(REMEMBERED_SECONDS)
    assert outcome(desk.verify())
    assert desk.computed == 2


def test_what_is_remembered_goes_with_name_and_hash(desk):
    """A changed password is another hash."""
    outcome(desk.verify())
    assert outcome(desk.verify(name="EV-2"))
    assert not outcome(desk.verify(password_hash=quick_hash("changed"), address="192.0.2.2"))
    assert desk.computed == 3


def test_wrong_ones_are_never_remembered(desk):
    assert not outcome(desk.verify("wrong"))
    assert not outcome(desk.verify("wrong"))
    assert desk.computed == 2


def test_after_three_wrong_ones_each_takes_twice_as_long_up_to_a_limit(desk):
    assert [desk.waits() for _ in range(10)] == [0, 0, 0, 0.25, 0.5, 1, 2, 4, 8, LONGEST_WAIT_SECONDS]


def test_many_at_once_wait_as_long_as_one_after_the_other(desk):
    waiting = [desk.verify("wrong") for _ in range(5)]
    assert [one.called for one in waiting] == [True, True, True, False, False]
    desk.clock.advance(0.25)
    assert waiting[3].called
    assert not waiting[4].called


def test_no_hash_is_computed_before_the_wait_is_over(desk):
    for _ in range(3):
        desk.waits()
    waiting = desk.verify("wrong")
    assert desk.computed == 3
    desk.clock.advance(0.25)
    assert desk.computed == 4
    assert waiting.called


def test_other_addresses_and_other_names_do_not_wait(desk):
    for _ in range(5):
        desk.waits()
    assert outcome(desk.verify(address="192.0.2.2"))
    assert desk.waits(name="EV-2") == 0


@pytest.mark.parametrize(("one", "other", "same"), [
    ("2001:db8::1", "2001:db8::ffff:1", True), ("2001:db8::1", "2001:db8:0:1::1", False),
    ("fe80::1%eth0", "fe80::2%eth1", True), ("192.0.2.1", "192.0.2.2", False), ("unix", "unix", True), (":", ":", True),
])
def test_a_subscriber_of_ipv6_is_one(desk, one, other, same):
    """It has a whole /64 to guess from."""
    for _ in range(3):
        desk.waits(address=one)
    assert (desk.waits(address=other) > 0) is same


def test_who_tries_out_names_waits_too_where_that_is_wanted(desk):
    desk.passwords.free_per_address = 5
    assert [desk.waits(name=f"EV-{number}") for number in range(7)] == [0, 0, 0, 0, 0, 0.25, 0.5]
    assert outcome(desk.verify(address="192.0.2.2"))
    waiting = desk.verify(name="EV-9")
    desk.clock.advance(1)
    assert outcome(waiting), "a right one is never refused"
    assert desk.waits(name="EV-8") == 0


def test_a_right_one_from_the_guessers_address_waits_and_is_forgiven(desk):
    for _ in range(4):
        desk.waits()
    waiting = desk.verify()
    assert not waiting.called
    desk.clock.advance(0.5)
    assert outcome(waiting)
    assert desk.waits() == 0


def test_after_a_quarter_of_an_hour_all_is_forgotten(desk):
    for _ in range(5):
        desk.waits()
    desk.clock.advance(FORGIVEN_SECONDS)
    assert desk.waits() == 0


def test_a_right_one_that_is_remembered_does_not_wait(desk):
    outcome(desk.verify())
    for _ in range(5):
        desk.waits()
    assert outcome(desk.verify())


def test_what_is_kept_is_bounded(desk):
    for number in range(MOST_KEPT + 10):
        desk.passwords._wait(str(number), "EV-1")
    assert len(desk.passwords._failures) == MOST_KEPT


def test_nothing_that_is_kept_holds_the_password(desk):
    outcome(desk.verify())
    assert not any(b"secret" in key for key in desk.passwords._verified)


def test_guesses_are_checked_one_at_a_time_and_others_meanwhile(desk):
    """A thousand of them keep nobody waiting for a thread."""
    for _ in range(3):
        desk.waits()
    checks = []
    desk.passwords.in_thread = lambda *_: checks.append(Deferred()) or checks[-1]
    guesses = [desk.verify("wrong") for _ in range(5)]
    desk.clock.pump([0.25] * 60)
    assert len(checks) == 1
    owner = desk.verify(address="192.0.2.2")
    assert len(checks) == 2
    checks.pop().callback(True)
    assert outcome(owner)
    for _ in guesses:
        checks.pop().callback(False)
    assert [outcome(one) for one in guesses] == [False] * 5
    assert not desk.passwords._turns


def test_who_goes_on_calling_is_remembered_all_the_time(desk):
    outcome(desk.verify())
    for _ in range(30):
        desk.verify("wrong")
        desk.clock.advance(REMEMBERED_SECONDS - 1)
        assert outcome(desk.verify()) is True
    desk.clock.advance(REMEMBERED_SECONDS + 1)
    assert desk.waits() > 0
