"""BootNotification and registration: OCPP 1.2 §4.2, 1.5 §4.2, rules BOOT-1 to BOOT-13."""

import pytest

from motown.domain import commands
from tests.fixtures import both_stores, both_versions
from tests.harness import HOME
from tests.speaking import FAULTS, ChargePoint

pytestmark = both_versions

BOOT = ["ocpp.BootNotification.Request", "motown.ChargePointBooted", "ocpp.BootNotification.Response"]
FIRST = ["ocpp.BootNotification.Request", "motown.ChargePointSeen", "ocpp.BootNotification.Response"]


def types(server):
    return [one.type for one in server.news()]


@both_stores
def test_an_unknown_charge_point_waits_for_an_operator_and_is_accepted_with_its_next_boot(make_server, version):
    """BOOT-2, BOOT-4: manual registration, the default."""
    server = make_server()
    ev = ChargePoint(server, "EV-9", version)
    assert ev.boot().status == "Rejected"
    assert types(server) == FIRST
    assert server.charge_point("EV-9").registration == "Pending"
    server.accept("EV-9")
    assert ev.boot().status == "Accepted"
    assert types(server) == BOOT


def test_the_acceptance_outlives_the_server(make_server, version):
    """BOOT-8: a charge point does not boot again because the central system did."""
    first = make_server()
    first.accept("EV-1")
    ChargePoint(first, version=version).boot()
    first.close()
    assert ChargePoint(make_server(), version=version).heartbeat()


def test_a_rejection_too_gives_time_and_interval(make_server, version):
    """BOOT-3: 1.5 demands both with every answer, and they say when to come back (BOOT-6)."""
    answer = ChargePoint(make_server(heartbeat_interval_seconds=77), "EV-9", version).boot()
    assert (answer.status, answer.heartbeatInterval) == ("Rejected", 77)
    assert answer.currentTime.tzinfo is not None


def test_an_acceptance_gives_the_time_and_an_interval(server, ev):
    """BOOT-3."""
    answer = ev.boot()
    assert (answer.status, answer.currentTime, answer.heartbeatInterval) == ("Accepted", server.now, 300)


def test_who_keeps_knocking_fills_the_journal_and_not_the_log(make_server, version):
    """BOOT-5, BOOT-6: only the first message of a stranger is in the log."""
    server = make_server()
    ev = ChargePoint(server, "EV-9", version)
    ev.boot()
    server.news()
    assert [ev.boot().status, ev.boot().status] == ["Rejected", "Rejected"]
    assert server.news() == []
    assert [(row.identity, row.operation, row.remote_address) for row in server.journal()] == [
        ("EV-9", "BootNotification", HOME)] * 2
    assert server.journal()[-1].body == ev.sent


def test_open_registration_accepts_at_once(make_server, version):
    server = make_server(registration="open")
    assert ChargePoint(server, "EV-9", version).boot().status == "Accepted"
    assert server.happened() == ["motown.ChargePointSeen", "motown.ChargePointRegistered", "motown.ChargePointBooted"]
    assert server.charge_point("EV-9").registration == "Accepted"


def test_open_registration_accepts_who_waited_before_it_was_opened(make_server, version):
    ChargePoint(make_server(), "EV-9", version).boot()
    assert ChargePoint(make_server(registration="open"), "EV-9", version).boot().status == "Accepted"


def test_where_credentials_are_required_open_registration_lets_nobody_in_without_one(make_server, version):
    """SEC-3: an unknown charge point has nothing to show, so an operator has to look at it first."""
    server = make_server(registration="open", authentication="required")
    ev = ChargePoint(server, "EV-9", version, address="http://203.0.113.5/")
    assert [ev.boot().status, ev.boot().status] == ["Rejected", "Rejected"]
    assert server.happened() == ["motown.ChargePointSeen"]


def test_nobody_else_may_say_anything_but_boot_notification(make_server, version):
    """BOOT-8: SecurityError for unknown, waiting and refused ones; all of it in the journal, nothing in the log."""
    server = make_server()
    unknown, waiting, refused = (ChargePoint(server, name, version) for name in ("EV-7", "EV-8", "EV-9"))
    waiting.boot()
    server.accept("EV-9")
    server.execute(commands.RejectChargePoint(charge_point_id="EV-9", reason="stolen"))
    server.news()
    for ev in (unknown, waiting, refused):
        fault = ev.fault("Heartbeat")
        assert (fault.code, fault.subcode, fault.namespace) == ("Sender", "SecurityError", FAULTS[version])
        assert ev.fault("StartTransaction", **ev.starting()).subcode == "SecurityError"
    assert server.news() == []
    assert [row.identity for row in server.journal()] == ["EV-7", "EV-7", "EV-8", "EV-8", "EV-9", "EV-9"]
    assert server.transactions() == []


def test_a_refused_charge_point_stays_out_even_where_registration_is_open(make_server, version):
    server = make_server(registration="open")
    ev = ChargePoint(server, "EV-9", version)
    ev.boot()
    server.execute(commands.RejectChargePoint(charge_point_id="EV-9"))
    assert ev.fault("Heartbeat").subcode == "SecurityError"
    assert ev.boot().status == "Rejected"
    server.accept("EV-9")
    assert ev.boot().status == "Accepted"


def test_a_refusal_counts_at_once_for_one_that_was_heard_a_moment_ago(server, ev):
    """What the edge remembers of it does not count: the unit of work looks again."""
    ev.heartbeat()
    server.execute(commands.RejectChargePoint(charge_point_id="EV-1"))
    server.news()
    assert ev.fault("Heartbeat").subcode == "SecurityError"
    assert server.happened() == []


def test_a_removed_charge_point_is_unknown_again_and_its_history_stays(server, ev):
    ev.boot()
    before = server.head()
    server.execute(commands.RemoveChargePoint(charge_point_id="EV-1"))
    assert server.charge_point("EV-1") is None
    assert ev.fault("Heartbeat").subcode == "SecurityError"
    server.clock.advance(10)
    server.news()
    assert ev.boot().status == "Rejected"
    assert types(server) == FIRST
    assert "motown.ChargePointBooted" in [one.type for one in server.log() if one.position <= before]


def test_accepted_ahead_of_its_first_boot(make_server, version):
    """An operator knows the identity before the charge point is plugged in."""
    server = make_server()
    server.accept("EV-9")
    assert ChargePoint(server, "EV-9", version).boot().status == "Accepted"
    assert server.charge_point("EV-9").vendor == "Acme"


def test_no_more_than_max_pending_wait(make_server, version):
    """The rest is told the same, and is in the journal only."""
    server = make_server(max_pending=2)
    assert {ChargePoint(server, f"EV-{number}", version).boot().status for number in range(4)} == {"Rejected"}
    assert [server.charge_point(f"EV-{number}") is not None for number in range(4)] == [True, True, False, False]
    assert [row.identity for row in server.journal()] == ["EV-2", "EV-3"]
    server.accept("EV-0")
    ChargePoint(server, "EV-3", version).boot()
    assert server.charge_point("EV-3").registration == "Pending"


def test_accepted_ones_do_not_count_among_those_that_wait(make_server, version):
    server = make_server(max_pending=0)
    assert ChargePoint(server, "EV-8", version).boot().status == "Rejected"
    assert server.charge_point("EV-8") is None
    server.accept("EV-9")
    assert ChargePoint(server, "EV-9", version).boot().status == "Accepted"


def test_a_new_boot_renews_what_is_known_of_it_and_ends_nothing(server, ev):
    """BOOT-11: its stops may still be queued."""
    ev.boot(firmwareVersion="1.0", chargePointSerialNumber="S-1")
    number = ev.start().transactionId
    server.clock.advance(60)
    ev.boot(chargePointVendor="Other", chargePointModel="Two", firmwareVersion="2.0", iccid="8931", imsi="204",
            chargeBoxSerialNumber="B-1", meterType="M", meterSerialNumber="M-1")
    row = server.charge_point("EV-1")
    assert (row.vendor, row.model, row.firmware_version, row.charge_point_serial, row.charge_box_serial) == (
        "Other", "Two", "2.0", None, "B-1")
    assert (row.iccid, row.imsi, row.meter_type, row.meter_serial) == ("8931", "204", "M", "M-1")
    assert row.last_boot_at == server.now
    assert server.transaction(number).stopped_at is None


def test_the_interval_of_its_own_goes_before_that_of_its_model_and_the_default(make_server, version):
    """BOOT-9."""
    server = make_server(heartbeat_interval_seconds=100, heartbeat_intervals={"One": 200})
    server.accept("EV-1")
    ev = ChargePoint(server, version=version)
    assert ev.boot(chargePointModel="Two").heartbeatInterval == 100
    assert ev.boot(chargePointModel="One").heartbeatInterval == 200
    server.execute(commands.SetHeartbeatInterval(charge_point_id="EV-1", interval_seconds=300))
    assert ev.boot(chargePointModel="One").heartbeatInterval == 300
    server.execute(commands.SetHeartbeatInterval(charge_point_id="EV-1", interval_seconds=None))
    assert ev.boot(chargePointModel="One").heartbeatInterval == 200


def test_who_is_turned_away_is_told_the_interval_of_its_model(make_server, version):
    ev = ChargePoint(make_server(heartbeat_intervals={"One": 200}), "EV-9", version)
    assert [ev.boot().heartbeatInterval, ev.boot().heartbeatInterval] == [200, 200]


@pytest.mark.parametrize("identity", ["ev-1", "EV-10", "EV-1x"])
def test_identities_are_compared_exactly(server, version, identity):
    """ID-8."""
    assert ChargePoint(server, identity, version).fault("Heartbeat").subcode == "SecurityError"
