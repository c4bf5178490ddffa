"""Who speaks: what is remembered of a charge point, and for how long.  What is refused: tests/ocpp/test_security.py."""

import pytest
from twisted.internet.defer import ensureDeferred, maybeDeferred
from twisted.internet.task import Clock

from motown.core import identities
from motown.core.clock import sleep
from motown.core.identities import PLAIN_SECONDS, REMEMBERED_SECONDS, Claim, Identities, Speaker
from motown.core.passwords import Passwords
from motown.domain.errors import Kind, Refused
from motown.store import identities as stored
from motown.store.rows import IdentityRow
from tests.harness import outcome, quick_hash

SECRET = quick_hash("secret")


class Door:
    """Identities on a clock, with what they looked up."""

    def __init__(self, *rows, required=False):
        self.clock, self.rows, self.asked = Clock(), {row.charge_point_id: row for row in rows}, []
        passwords = Passwords(maybeDeferred, lambda seconds: sleep(self.clock, seconds), self.clock.seconds)
        self.identities = Identities(self._read, passwords, self.clock.seconds, required=required)

    async def _read(self, query, *args):
        self.asked.append((query, *args))
        if query is stored.get:
            return self.rows.get(args[0])
        return next((name for name, row in self.rows.items() if row.certificate_fingerprint == args[0]), None)

    def __call__(self, name="EV-1", address="192.0.2.1", **shown):
        return outcome(ensureDeferred(self.identities.check(Claim(name, address, **shown))))

    def refuses(self, *args, **shown):
        with pytest.raises(Refused) as refused:
            self(*args, **shown)
        return refused.value.kind


def row(name="EV-1", registration="Accepted", networks=(), password=None, certificate=None):
    return IdentityRow(name, registration, list(networks), password, certificate)


def test_an_unknown_one_is_nobody_and_is_looked_up_each_time():
    """Strangers take no room."""
    door = Door()
    assert [door("EV-9"), door("EV-9")] == [Speaker("EV-9", None, authenticated=False)] * 2
    assert len(door.asked) == 2


@pytest.mark.parametrize("registration", ["Pending", "Rejected"])
def test_one_that_is_not_accepted_is_looked_up_each_time(registration):
    """So that it may speak as soon as an operator has accepted it."""
    door = Door(row(registration=registration))
    assert not door().accepted
    door.rows["EV-1"] = row()
    assert door().accepted


def test_an_accepted_one_is_remembered_for_some_seconds():
    door = Door(row())
    assert door() == door() == Speaker("EV-1", "Accepted", authenticated=False)
    assert len(door.asked) == 1
    door.clock.advance(PLAIN_SECONDS)
    door()
    assert len(door.asked) == 2


def test_one_with_networks_is_remembered_for_a_shorter_time():
    door = Door(row(networks=["192.0.2.0/24"]))
    door()
    door.clock.advance(REMEMBERED_SECONDS)
    door()
    assert len(door.asked) == 2


def test_a_refusal_on_what_is_remembered_is_looked_at_again():
    """An operator may just have allowed it: a network, a password."""
    door = Door(row(networks=["198.51.100.0/24"], password=SECRET))
    door(address="198.51.100.1", password="secret")
    door.rows["EV-1"] = row()
    assert door() == Speaker("EV-1", "Accepted", authenticated=False)


def test_one_that_was_just_given_a_password_may_show_it_at_once():
    door = Door(row())
    assert not door().authenticated
    door.rows["EV-1"] = row(password=SECRET)
    assert door(user="EV-1", password="secret").authenticated


def test_a_refusal_that_stands_is_one():
    door = Door(row(password=SECRET))
    door(password="secret")
    assert door.refuses(password="wrong") is Kind.NOT_AUTHENTICATED
    assert door(password="secret").authenticated


def test_one_that_was_removed_meanwhile_is_unknown():
    door = Door(row(password=SECRET))
    door(password="secret")
    del door.rows["EV-1"]
    assert door().registration is None


def test_a_credential_makes_it_authenticated():
    door = Door(row("EV-1", password=SECRET), row("EV-2", certificate="ab"), row("EV-3"))
    assert door("EV-1", user="EV-1", password="secret").authenticated
    assert door("EV-2", fingerprint="ab").authenticated
    assert not door("EV-3", user="EV-3", password="any", fingerprint="cd").authenticated


def test_another_user_is_refused_before_anything_is_looked_up():
    door = Door(row(password=SECRET))
    assert door.refuses(user="EV-2", password="secret") is Kind.IDENTITY_MISMATCH
    assert door.asked == []


def test_a_charge_points_own_certificate_costs_no_second_look():
    door = Door(row(certificate="ab"))
    door(fingerprint="ab")
    assert [query for query, *_ in door.asked] == [stored.get]


def test_no_credential_at_all_where_one_is_required():
    door = Door(row("EV-1"), row("EV-2", networks=["192.0.2.0/24"]), row("EV-3", registration="Pending"), required=True)
    assert door.refuses("EV-1") is Kind.NOT_AUTHENTICATED
    assert door("EV-2").accepted
    assert door("EV-3").registration == "Pending"
    assert door("EV-9").registration is None


@pytest.mark.parametrize(("address", "within"), [
    ("10.1.2.3", True), ("11.1.2.3", False), ("::ffff:10.1.2.3", True), ("fd00::1%eth0", True), ("fd01::1", False),
    ("unix", False), ("", False), ("10.1.2", False)])
def test_networks(address, within):
    door = Door(row(networks=["10.0.0.0/8", "fd00::/64", "nonsense"]))
    if within:
        assert door(address=address).accepted
    else:
        assert door.refuses(address=address) is Kind.NOT_AUTHENTICATED


def test_memory_is_bounded(monkeypatch):
    monkeypatch.setattr(identities, "MOST_REMEMBERED", 3)
    door = Door(*(row(f"EV-{number}") for number in range(9)))
    for number in range(9):
        door(f"EV-{number}")
    assert len(door.identities._known) <= 3
