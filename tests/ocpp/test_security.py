"""Whether who speaks is who it says (SEC-3): passwords, certificates, networks, and what is recorded of the others."""

import pytest

from motown.domain import commands
from tests.fixtures import both_stores, both_versions
from tests.harness import HOME, START, outcome
from tests.speaking import FAULTS, ChargePoint, read_fault

pytestmark = both_versions
FINGERPRINT, OTHER = "ab" * 32, "cd" * 32


@pytest.fixture
def server(make_server):
    """One that knows EV-1 with a password, and EV-2 without."""
    made = make_server()
    made.accept("EV-1", "EV-2")
    made.set_password("EV-1", "secret")
    made.put_tag("TAG")
    made.news()
    return made


def journal(server):
    return [(row.identity, row.operation) for row in server.journal()]


@both_stores
def test_with_its_password_it_may_speak(server, version):
    ev = ChargePoint(server, version=version, password="secret")
    assert ev.boot().status == "Accepted"
    assert ev.heartbeat() == START
    assert ev.start().transactionId


@pytest.mark.parametrize("password", [None, "wrong", "", "secret ", "SECRET"])
def test_without_it_nothing_is_carried_out(server, version, password):
    """SecurityError; not even its boot, and not even who it is."""
    ev = ChargePoint(server, version=version, password=password, address="http://203.0.113.5/")
    for fault in (ev.fault("Heartbeat"), ev.fault("StartTransaction", **ev.starting()),
                  ev.fault("BootNotification", chargePointVendor="A", chargePointModel="B")):
        assert (fault.code, fault.subcode, fault.namespace) == ("Sender", "SecurityError", FAULTS[version])
    assert server.news() == []
    assert journal(server) == [("EV-1", "Heartbeat"), ("EV-1", "StartTransaction"), ("EV-1", "BootNotification")]
    row = server.charge_point("EV-1")
    assert (row.vendor, row.address, row.last_boot_at) == (None, None, None)


def test_who_has_shown_nothing_is_told_what_to_show(server, version):
    answer = server.post(ChargePoint(server, version=version).message("Heartbeat"))
    assert dict(answer.headers)["WWW-Authenticate"].startswith("Basic ")


def test_a_malformed_message_without_the_password_is_a_strangers(server, version):
    """Nobody fills a charge point's history without its credential."""
    server.post(b"<broken", "/ocpp/EV-1")
    assert server.news() == []
    assert journal(server) == [("EV-1", "Unknown")]


@pytest.mark.parametrize("identity", ["EV-1", "EV-2", "EV-9"])
def test_anothers_user_name_is_a_mismatch(server, version, identity):
    """FLT-3: whether or not the one named has a password, or is known at all."""
    ev = ChargePoint(server, identity, version, user="EV-3", password="secret")
    assert ev.fault("Heartbeat").subcode == "IdentityMismatch"
    assert server.news() == []
    assert journal(server) == [(identity, "Heartbeat")]


def test_one_password_does_not_fit_another_charge_point(server, version):
    ev = ChargePoint(server, "EV-2", version, user="EV-1", password="secret")
    assert ev.fault("Heartbeat").subcode == "IdentityMismatch"


def test_a_password_that_nobody_asked_for_does_no_harm(server, version):
    assert ChargePoint(server, "EV-2", version, password="whatever").heartbeat()


def test_a_new_password_counts_and_the_old_one_no_more(server, version):
    old, new = ChargePoint(server, version=version, password="secret"), ChargePoint(
        server, version=version, password="changed")
    old.heartbeat()
    server.set_password("EV-1", "changed")
    assert new.heartbeat(), "at once, though the old one is remembered"
    assert old.fault("Heartbeat").subcode == "SecurityError"


def test_a_password_that_was_taken_back_is_forgotten_within_seconds(server, version):
    """What is remembered of it is remembered for 5 s."""
    ev = ChargePoint(server, version=version, password="secret")
    ev.heartbeat()
    server.set_password("EV-1", "changed")
    server.clock.advance(5)
    assert ev.fault("Heartbeat").subcode == "SecurityError"


def test_from_the_moment_it_has_a_password_nothing_is_carried_out_without(server, version):
    """The unit of work looks again: what is remembered of EV-2 has no password."""
    ev = ChargePoint(server, "EV-2", version)
    ev.heartbeat()
    server.set_password("EV-2", "new")
    server.news()
    assert ev.fault("Heartbeat").subcode == "SecurityError"
    assert server.happened() == []


def test_without_a_password_again(server, version):
    server.set_password("EV-1", None)
    assert ChargePoint(server, version=version).heartbeat()


def test_the_secret_is_nowhere_in_the_log(server, version):
    ChargePoint(server, version=version, password="secret").heartbeat()
    changed = next(one for one in server.log() if one.type == "motown.ChargePointCredentialChanged")
    assert changed.body == {"chargePointId": "EV-1", "kind": "password", "present": True}
    assert not any("argon2" in one.body_text for one in server.log())


def test_a_removed_charge_point_takes_its_password_with_it(server, version):
    server.execute(commands.RemoveChargePoint(charge_point_id="EV-1"))
    server.accept("EV-1")
    assert ChargePoint(server, version=version).heartbeat()


# -- guessing


def test_the_guesser_is_slowed_and_the_owner_is_not_locked_out(server, version):
    """60 wrong passwords: the owner, at another address, is answered at once."""
    owner = ChargePoint(server, version=version, password="secret")
    guesser = ChargePoint(server, version=version, password="guess", remote="203.0.113.66")
    waiting = [guesser.later("Heartbeat") for _ in range(60)]
    assert [one.called for one in waiting] == [True] * 3 + [False] * 57
    assert owner.heartbeat() == START
    server.clock.pump([1] * 8)
    assert {read_fault(outcome(one)).subcode for one in waiting} == {"SecurityError"}


def test_the_owner_behind_the_guessers_address_waits_and_gets_in(server, version):
    """It shares an address with the guesser: a right password is never refused."""
    guesser = ChargePoint(server, version=version, password="guess")
    for _ in range(3):
        guesser.fault("Heartbeat")
    waiting = ChargePoint(server, version=version, password="secret").later("Heartbeat")
    assert not waiting.called
    server.clock.advance(8)
    assert outcome(waiting).status == 200
    assert ChargePoint(server, version=version, password="secret").heartbeat() == server.now, "it is forgiven"


def test_an_owner_who_is_remembered_does_not_wait_for_a_guesser(server, version):
    owner = ChargePoint(server, version=version, password="secret")
    owner.heartbeat()
    guesser = ChargePoint(server, version=version, password="guess")
    for _ in range(5):
        guesser.later("Heartbeat")
    assert owner.heartbeat() == START


# -- certificates


def with_certificate(server, identity="EV-2"):
    server.execute(commands.SetCertificate(charge_point_id=identity, fingerprint=FINGERPRINT))
    server.news()


def test_with_its_certificate_it_may_speak(server, version):
    with_certificate(server)
    assert ChargePoint(server, "EV-2", version, certificate=FINGERPRINT).heartbeat()


@pytest.mark.parametrize(("shown", "subcode"), [(None, "SecurityError"), (OTHER, "IdentityMismatch")])
def test_without_it_nothing_is_carried_out_either(server, version, shown, subcode):
    with_certificate(server)
    assert ChargePoint(server, "EV-2", version, certificate=shown).fault("Heartbeat").subcode == subcode
    assert server.news() == []


@pytest.mark.parametrize("identity", ["EV-1", "EV-9"])
def test_anothers_certificate_is_a_mismatch(server, version, identity):
    """Even for one that needs none."""
    with_certificate(server)
    ev = ChargePoint(server, identity, version, certificate=FINGERPRINT, password="secret")
    assert ev.fault("Heartbeat").subcode == "IdentityMismatch"


def test_a_certificate_that_belongs_to_nobody_is_no_credential(server, version):
    assert ChargePoint(server, "EV-2", version, certificate=OTHER).heartbeat()
    assert ChargePoint(server, "EV-1", version, certificate=OTHER).fault("Heartbeat").subcode == "SecurityError"


def test_who_has_both_must_show_both(server, version):
    with_certificate(server, "EV-1")
    assert ChargePoint(server, version=version, certificate=FINGERPRINT).fault("Heartbeat").subcode == "SecurityError"
    assert ChargePoint(server, version=version, password="secret").fault("Heartbeat").subcode == "SecurityError"
    assert ChargePoint(server, version=version, certificate=FINGERPRINT, password="secret").heartbeat()


# -- networks


@pytest.mark.parametrize(("networks", "remote", "may"), [
    (("192.0.2.0/24",), HOME, True), (("192.0.2.1/32",), HOME, True), (("198.51.100.0/24", "192.0.2.0/24"), HOME, True),
    (("198.51.100.0/24",), HOME, False), (("192.0.2.0/24",), "::ffff:192.0.2.1", True),
    (("2001:db8::/32",), "2001:db8::1", True), (("2001:db8::/32",), HOME, False), (("192.0.2.0/24",), "unix", False),
    ((), "203.0.113.1", True)], ids=str)
def test_it_may_come_from_its_networks_only(server, version, networks, remote, may):
    server.execute(commands.SetNetworks(charge_point_id="EV-2", networks=networks))
    server.news()
    ev = ChargePoint(server, "EV-2", version, remote=remote)
    if may:
        assert ev.heartbeat()
    else:
        assert ev.fault("Heartbeat").subcode == "SecurityError"
        assert server.news() == []


# -- authentication = required


@pytest.fixture
def demanding(make_server):
    made = make_server(authentication="required")
    made.accept("EV-1", "EV-2", "EV-3")
    made.set_password("EV-1", "secret")
    made.execute(commands.SetNetworks(charge_point_id="EV-3", networks=("192.0.2.0/24",)))
    made.news()
    return made


def test_where_it_is_required_each_must_have_something_to_show(demanding, version):
    """A network counts: legacy charge points can show nothing else."""
    assert ChargePoint(demanding, "EV-1", version, password="secret").heartbeat()
    assert ChargePoint(demanding, "EV-2", version).fault("Heartbeat").subcode == "SecurityError"
    assert ChargePoint(demanding, "EV-2", version, password="any").fault("Heartbeat").subcode == "SecurityError"
    assert ChargePoint(demanding, "EV-3", version).heartbeat()


def test_where_it_is_required_a_new_one_may_still_knock(demanding, version):
    """Else no operator would ever learn of it."""
    ev = ChargePoint(demanding, "EV-9", version)
    assert ev.boot().status == "Rejected"
    demanding.set_password("EV-9", "new")
    demanding.accept("EV-9")
    assert ev.fault("Heartbeat").subcode == "SecurityError"
    assert ChargePoint(demanding, "EV-9", version, password="new").boot().status == "Accepted"
