"""The store cannot be written: a Receiver fault, nothing acknowledged, and recovery by itself."""

import logging
import sqlite3
from concurrent.futures import Future

import pytest
import sqlalchemy as sa

from tests.fixtures import both_versions
from tests.harness import outcome
from tests.speaking import FAULTS, ChargePoint, read_fault

pytestmark = both_versions


def test_a_charge_point_gets_a_receivers_fault_and_nothing_has_happened(server, ev, version):
    """FLT-3: never a Sender fault, or it would drop its message."""
    server.lose_disk()
    for fault in (ev.fault("StartTransaction", **ev.starting()), ev.fault("Heartbeat"),
                  ev.fault("BootNotification", chargePointVendor="A", chargePointModel="B")):
        assert (fault.code, fault.subcode, fault.namespace) == ("Receiver", "InternalError", FAULTS[version])
        assert fault.status == 500
    assert server.news() == []
    assert server.transactions() == []
    assert not server.store.writable


def test_what_was_not_acknowledged_is_told_again_and_counts_once(server, ev):
    """OFF-7, TX-11."""
    server.lose_disk()
    ev.fault("StartTransaction", **ev.starting())
    server.mend_disk()
    server.clock.advance(1)
    start = ev.starting() | {"timestamp": server.begin}
    first, again = ev.call("StartTransaction", **start), ev.call("StartTransaction", **start)
    assert first.transactionId == again.transactionId
    assert len(server.transactions()) == 1


def test_it_recovers_by_itself_within_a_second(server, ev):
    """While it is known to be down it is tried once a second, not for each message."""
    server.lose_disk()
    ev.fault("Heartbeat")
    server.mend_disk()
    assert ev.fault("Heartbeat").code == "Receiver"
    server.clock.advance(1)
    assert ev.heartbeat() == server.now
    assert server.store.writable


def test_malformed_messages_and_strangers_do_no_harm_meanwhile(server, version):
    server.lose_disk()
    assert read_fault(server.post(b"<broken", "/ocpp/EV-1")).code == "Receiver"
    assert read_fault(server.post(b"<broken")).code == "Sender"
    assert ChargePoint(server, "EV-9", version).fault("Heartbeat").subcode == "SecurityError"


def test_what_a_stranger_boots_meanwhile_is_not_on_any_list(server, version):
    server.lose_disk()
    assert ChargePoint(server, "EV-9", version).fault(
        "BootNotification", chargePointVendor="A", chargePointModel="B").code == "Receiver"
    assert server.charge_point("EV-9") is None


def test_one_line_tells_of_it_and_each_message_has_its_own(server, ev, caplog):
    server.lose_disk()
    with caplog.at_level(logging.INFO):
        ev.fault("Heartbeat")
        ev.fault("Heartbeat")
    told = [one for one in caplog.records if one.levelno >= logging.ERROR]
    assert len(told) == 1
    assert "cannot be written" in told[0].getMessage()
    assert [one.fields["outcome"] for one in caplog.records if one.name == "motown.messages"] == ["Unavailable"] * 2


def test_health_says_so(server, ev):
    healthy = outcome(server.ask("GET", "/health"))
    server.lose_disk()
    ev.fault("Heartbeat")
    sick = outcome(server.ask("GET", "/health"))
    assert (healthy.status, sick.status) == (200, 503)


@pytest.mark.parametrize("known", [True, False])
def test_a_database_that_cannot_even_be_read_is_no_defect_of_ours(server, ev, version, caplog, monkeypatch, known):
    """Down altogether: a Receiver fault, and one line in the log, not a traceback a message."""
    server.lose_disk()
    monkeypatch.setattr(server.store, "read", lambda *_, **__: unreadable())
    ev = ev if known else ChargePoint(server, "EV-9", version)
    fault = ev.fault("Heartbeat")
    assert (fault.code, fault.subcode) == ("Receiver", "InternalError")
    assert not [one for one in caplog.records if one.exc_info]


def test_then_nobody_is_blamed_whatever_he_sent(server, ev, version, caplog, monkeypatch):
    """Who it is cannot be looked up: a charge point that we know may not be told that its message is wrong."""
    server.lose_disk()
    monkeypatch.setattr(server.store, "read", lambda *_, **__: unreadable())
    with caplog.at_level(logging.INFO):
        assert read_fault(server.post(b"<broken", "/ocpp/EV-1")).code == "Receiver"
        ev.fault("Heartbeat")
    assert [one.fields["outcome"] for one in caplog.records if one.name == "motown.messages"] == ["Unavailable"] * 2


def unreadable():
    """What a reader of a SQLite file on a dead disk is told."""
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = sqlite3.SQLITE_IOERR
    future = Future()
    future.set_exception(sa.exc.OperationalError("SELECT", {}, error))
    return future
