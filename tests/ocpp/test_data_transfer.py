"""DataTransfer, OCPP 1.5 only: rules DT-1 to DT-4, and the add-ons that answer it."""

import logging

import pytest
from twisted.internet.defer import Deferred

from tests.harness import outcome
from tests.speaking import ChargePoint

VENDOR = "com.acme"


class Vendor:
    """A handler that answers what it is told to."""

    def __init__(self, answer=("Accepted", None), error=None):
        self.answer, self.error, self.asked = answer, error, []

    async def __call__(self, charge_point_id, message_id, data):
        self.asked.append((charge_point_id, message_id, data))
        if self.error is not None:
            raise self.error
        return await self.answer if isinstance(self.answer, Deferred) else self.answer


@pytest.fixture
def serve(make_server):
    """Makes a server with one vendor's add-on, and its charge point."""
    def serve(vendor):
        server = make_server(add_ons=[("acme", lambda registry: registry.data_transfer(VENDOR, vendor))])
        server.accept("EV-1")
        return server, ChargePoint(server)

    return serve


def said(answer):
    return answer.status, answer.data


def received(server):
    one, = [one.event for one in server.log() if one.type == "motown.DataReceived"]
    return one


def test_the_add_on_of_the_vendor_answers(serve):
    """DT-1, DT-4."""
    vendor = Vendor(("Accepted", "<pong/> & more"))
    server, ev = serve(vendor)
    answer = ev.call("DataTransfer", vendorId=VENDOR, messageId="Ping", data="1;2\n3")
    assert said(answer) == ("Accepted", "<pong/> & more")
    assert vendor.asked == [("EV-1", "Ping", "1;2\n3")]
    event = received(server)
    assert (event.vendor_id, event.message_id, event.data, event.status, event.handled_by) == (
        VENDOR, "Ping", "1;2\n3", "Accepted", "acme")


def test_message_id_and_data_may_be_missing(serve):
    """DT-1."""
    vendor = Vendor()
    _, ev = serve(vendor)
    assert said(ev.call("DataTransfer", vendorId=VENDOR)) == ("Accepted", None)
    assert vendor.asked == [("EV-1", None, None)]


@pytest.mark.parametrize("vendor_id", ["org.other", "COM.ACME", ""])
def test_an_unknown_vendor_is_told_so_and_gets_no_data(serve, vendor_id):
    """DT-3, STR-1: vendors are compared exactly.  What was sent is kept."""
    vendor = Vendor(("Accepted", "secret"))
    server, ev = serve(vendor)
    assert said(ev.call("DataTransfer", vendorId=vendor_id, data="x")) == ("UnknownVendorId", None)
    assert vendor.asked == []
    event = received(server)
    assert (event.data, event.status, event.handled_by) == ("x", "UnknownVendorId", None)


@pytest.mark.parametrize("status", ["Rejected", "UnknownMessageId", "UnknownVendorId"])
def test_the_add_on_may_refuse(serve, status):
    """DT-3, DT-4."""
    _, ev = serve(Vendor((status, None)))
    assert said(ev.call("DataTransfer", vendorId=VENDOR)) == (status, None)


def test_an_add_on_that_fails_is_named_in_the_log_and_the_charge_point_is_rejected(serve, caplog):
    """FLT-2: there is a status that says it, so it is no fault."""
    server, ev = serve(Vendor(error=ZeroDivisionError("oops")))
    assert said(ev.call("DataTransfer", vendorId=VENDOR, data="x")) == ("Rejected", None)
    record, = (one for one in caplog.records if one.levelno >= logging.ERROR)
    assert "acme" in record.getMessage()
    assert received(server).data == "x"


@pytest.mark.parametrize("answer", [("Perhaps", None), ("Accepted", b"bytes"), None, "Accepted"], ids=str)
def test_an_answer_that_ocpp_has_no_words_for_is_a_failure(serve, answer):
    server, ev = serve(Vendor(answer))
    assert said(ev.call("DataTransfer", vendorId=VENDOR)) == ("Rejected", None)
    assert received(server).status == "Rejected"


def test_an_add_on_that_is_late_is_not_waited_for(serve):
    server, ev = serve(Vendor(Deferred()))
    waiting = ev.later("DataTransfer", vendorId=VENDOR)
    server.clock.advance(1.9)
    assert not waiting.called
    server.clock.advance(0.2)
    assert b"Rejected" in outcome(waiting).body


def test_an_answer_in_time_is_the_answer(serve):
    answer = Deferred()
    server, ev = serve(Vendor(answer))
    waiting = ev.later("DataTransfer", vendorId=VENDOR)
    server.clock.advance(1)
    answer.callback(("Accepted", "late"))
    assert b"late" in outcome(waiting).body


def test_a_vendor_has_one_handler(make_server):
    def twice(registry):
        registry.data_transfer(VENDOR, Vendor())
        registry.data_transfer(VENDOR, Vendor())

    with pytest.raises(ValueError, match=r"com\.acme is answered by acme already"):
        make_server(add_ons=[("acme", twice)])


def test_nobody_is_asked_for_a_charge_point_that_is_not_accepted(serve):
    """BOOT-8."""
    vendor = Vendor()
    server, _ = serve(vendor)
    assert ChargePoint(server, "EV-9").fault("DataTransfer", vendorId=VENDOR).subcode == "SecurityError"
    assert vendor.asked == []


def test_ocpp_1_2_does_not_know_it(server):
    """Section 23: there is no such operation, and a message in its namespace is no message of 1.2."""
    ev = ChargePoint(server, version="1.2")
    with pytest.raises(AttributeError):
        ev.call("DataTransfer", vendorId=VENDOR)
