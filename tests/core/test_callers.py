"""Who calls a service: by password or certificate, as it is now, and nothing told to who guesses."""

from datetime import timedelta

import pytest
from twisted.internet.defer import ensureDeferred, maybeDeferred
from twisted.internet.task import Clock

from motown.core.access_policy import published
from motown.core.callers import NOBODYS, WRONG, Callers, Shown, is_near
from motown.core.clock import sleep
from motown.core.passwords import HASHER, REMEMBERED_SECONDS, Passwords
from motown.domain import commands
from motown.domain.access import Asked, Party, Target
from motown.domain.errors import Kind, Refused
from tests.core.handlers.partying import grant, put
from tests.fixtures import both_stores
from tests.harness import outcome, quick_hash

HASH, CERTIFICATE, OTHER = quick_hash("secret"), "ab" * 32, "cd" * 32


class Door:
    """Callers on a store and a clock, with the hashes that were computed."""

    def __init__(self, server):
        self.server, self.clock, self.computed = server, Clock(), []
        passwords = Passwords(self._computed, lambda seconds: sleep(self.clock, seconds), self.clock.seconds,
                              free_per_address=20)
        self.callers = Callers(lambda query, *args: maybeDeferred(server.read, query, *args), passwords,
                               lambda: server.now, nobodys=quick_hash("nobody's"))

    def _computed(self, function, *args):
        self.computed.append(args)
        return maybeDeferred(function, *args)

    def later(self, user="acme", password="secret", address="127.0.0.1", secure=False, fingerprint=None):
        return ensureDeferred(self.callers.identify(Shown(address, secure, user, password, fingerprint)))

    def __call__(self, *args, **shown):
        return outcome(self.later(*args, **shown))

    def refusal(self, *args, **shown):
        with pytest.raises(Refused) as refused:
            self(*args, **shown)
        return refused.value


@pytest.fixture
def door(server):
    server.execute(put(password_hash=HASH, certificates=(CERTIFICATE,)))
    return Door(server)


@both_stores
def test_a_party_signs_in_with_its_password(door):
    caller = door()
    assert (caller.party, caller.name, caller.by_certificate) == (Party("acme", ("CSO",)), "Acme", False)
    assert door("acme", "secret", "203.0.113.9", secure=True) == caller


@both_stores
def test_a_party_signs_in_with_its_certificate(door):
    caller = door(None, None, "203.0.113.9", secure=True, fingerprint=CERTIFICATE)
    assert (caller.party_id, caller.by_certificate) == ("acme", True)
    assert door.computed == []


def test_grants_come_along(door):
    door.server.execute(grant(grant_id="g1"), grant(grant_id="g2", targets=(Target("Site", "s"),)),
                        commands.RevokeAccess(party_id="acme", grant_id="g1"))
    caller = door()
    assert [one.grant_id for one in caller.grants] == ["g2"]
    site = Target("Site", "s")
    assert caller.may(published(), Asked("GetHealth", site), door.server.now).grant_id == "g2"
    assert not caller.may(published(), Asked("GetHealth", Target("All")), door.server.now).allowed


def test_nothing_shown_or_what_nobody_knows(door):
    for shown in ({"user": None, "password": None}, {"user": None, "password": None, "fingerprint": OTHER}):
        assert door.refusal(**shown).kind is Kind.NOT_AUTHENTICATED
    assert door(fingerprint=OTHER).party_id == "acme", "a certificate that is nobody's proves and spoils nothing"


def test_a_password_never_goes_over_an_open_wire(door):
    refused = door.refusal(address="203.0.113.9")
    assert (refused.kind, "over TLS only" in refused.reason) == (Kind.NOT_AUTHENTICATED, True)
    assert door.computed == []


@pytest.mark.parametrize(("address", "near"), [
    ("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("::ffff:127.0.0.1", True), ("unix", True),
    ("192.168.0.1", False), ("fe80::1%eth0", False), ("", False), ("localhost", False), ("128.0.0.1", False)])
def test_what_is_near(address, near):
    assert is_near(address) is near


def test_unknown_names_wrong_passwords_and_parties_without_one_are_the_same_from_outside(door):
    door.server.execute(put("other"))
    for user, password in (
            ("nobody", "secret"), ("acme", "wrong"), ("other", ""), ("acme", ""), ("nobody", "nobody's")):
        refused = door.refusal(user, password)
        assert (refused.kind, refused.reason) == (Kind.NOT_AUTHENTICATED, WRONG)
    assert len(door.computed) == 5, "each has cost one hash"


def test_nobodys_hash_costs_what_others_do():
    assert not HASHER.check_needs_rehash(NOBODYS)


def test_a_right_password_is_remembered_and_what_is_known_of_the_party_is_not(door):
    door()
    door.server.execute(put(name="New", roles=("EMP",)))
    assert door().party.roles == ("EMP",)
    assert len(door.computed) == 1
    door.clock.advance(REMEMBERED_SECONDS)
    door()
    assert len(door.computed) == 2


def test_a_changed_password_counts_at_once(door):
    door()
    door.server.execute(commands.SetPartyPassword(party_id="acme", password_hash=quick_hash("new")))
    assert door.refusal().reason == WRONG
    assert door(password="new").party_id == "acme"
    door.server.execute(commands.SetPartyPassword(party_id="acme", password_hash=None))
    assert door.refusal(password="new").reason == WRONG


def test_a_taken_certificate_counts_at_once(door):
    door.server.execute(commands.SetPartyCertificates(party_id="acme", certificates=(OTHER,)))
    assert door.refusal(None, None, fingerprint=CERTIFICATE).kind is Kind.NOT_AUTHENTICATED
    assert door(None, None, fingerprint=OTHER).party_id == "acme"


def test_nobody_learns_that_the_party_is_disabled(door):
    unknown = door.refusal(None, None, fingerprint=OTHER).reason
    door.server.execute(commands.EnableParty(party_id="acme", enabled=False))
    assert door.refusal().reason == door.refusal(password="wrong").reason == WRONG
    assert door.refusal(None, None, fingerprint=CERTIFICATE).reason == unknown


def test_password_and_certificate_belong_together(door):
    door.server.execute(put("other", password_hash=HASH))
    assert not door(fingerprint=CERTIFICATE).by_certificate
    assert door.refusal("other", fingerprint=CERTIFICATE).kind is Kind.IDENTITY_MISMATCH


def test_the_user_name_may_be_another_than_the_id(door):
    door.server.execute(put(user="boss"))
    assert door("boss").party_id == "acme"
    assert door.refusal("acme").reason == WRONG


def test_a_one_time_password_is_good_for_a_day_and_marks_its_caller(server):
    server.execute(commands.MakeFirstParty(party_id="admin", password_hash=HASH))
    door = Door(server)
    assert door("admin").party.must_change_password
    server.clock.advance(timedelta(days=1).total_seconds())
    assert "holds no more" in door.refusal("admin").reason
    assert door.refusal("admin", "wrong").reason == WRONG
    server.execute(commands.SetPartyPassword(party_id="admin", password_hash=HASH))
    assert not door("admin").party.must_change_password


def test_who_guesses_waits_and_the_owner_does_not(door):
    for _ in range(3):
        door.refusal(password="wrong")
    waiting = door.later(password="wrong")
    assert not waiting.called
    assert door(address="::1").party_id == "acme"
    door.clock.advance(1)
    assert isinstance(waiting.addErrback(lambda failure: failure.value).result, Refused)


def test_who_tries_out_names_waits(door):
    for number in range(20):
        door.refusal(f"name{number}", "x")
    waiting = door.later("another", "x")
    assert not waiting.called
    door.clock.advance(1)
    waiting.addErrback(lambda _: None)


@both_stores
@pytest.mark.parametrize("user", ["\0", "ac\0me", "", "\ud800", "\x7f", "a\nb", "%", "x" * 100_000])
def test_a_name_that_nobody_can_have_is_a_wrong_one(door, user):
    assert door.refusal(user).reason == WRONG
    assert len(door.computed) == 1, "it takes the same time"


@pytest.mark.parametrize("change", [
    commands.SetPartyPassword(party_id="acme", password_hash=quick_hash("another")),
    commands.SetPartyPassword(party_id="acme", password_hash=None), commands.RemoveParty(party_id="acme")])
def test_who_has_waited_with_a_password_that_counts_no_more_is_refused(door, change):
    door.server.execute(put(party_id="boss", roles=("ADMIN",)))
    caller = door()
    assert outcome(ensureDeferred(door.callers.again(caller))) == caller
    door.server.execute(change)
    with pytest.raises(Refused) as refused:
        outcome(ensureDeferred(door.callers.again(caller)))
    assert refused.value.kind is Kind.NOT_AUTHENTICATED


def test_who_has_waited_with_a_certificate_that_counts_no_more_is_refused(door):
    caller = door(None, None, secure=True, fingerprint=CERTIFICATE)
    door.server.execute(commands.SetPartyPassword(party_id="acme", password_hash=None))
    assert outcome(ensureDeferred(door.callers.again(caller))) == caller
    door.server.execute(commands.SetPartyCertificates(party_id="acme", certificates=(OTHER,)))
    with pytest.raises(Refused):
        outcome(ensureDeferred(door.callers.again(caller)))
