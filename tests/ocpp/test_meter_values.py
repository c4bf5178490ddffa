"""MeterValues: rules MV-1 to MV-12."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from tests.fixtures import both_stores, both_versions
from tests.harness import START
from tests.speaking import ChargePoint, request


def sampled(server):
    """The only MeterSampled event."""
    one, = [one for one in server.log() if one.type == "motown.MeterSampled"]
    return one


@both_versions
def test_plain_watt_hours(server, ev):
    """MV-3, MV-5: 1.2 has nothing else, and a bare value of 1.5 means the same."""
    ev.meter(1000, 1250, connector=2)
    event = sampled(server).event
    assert (event.connector_id, event.transaction_id, event.occurred_at) == (2, None, START)
    assert [(one.at, one.value, one.normalised, one.base_unit) for one in event.samples] == [
        (START, "1000", Decimal(1000), "Wh"), (START + timedelta(minutes=1), "1250", Decimal(1250), "Wh")]
    assert {(one.context, one.format, one.measurand, one.location, one.unit) for one in event.samples} == {
        ("Sample.Periodic", "Raw", "Energy.Active.Import.Register", "Outlet", "Wh")}


@both_versions
def test_the_answer_is_empty(ev):
    """MV-2."""
    assert ev.call("MeterValues", connectorId=1, values=[{"timestamp": START, "value": ev.reading(1)}]) is None


@both_versions
def test_values_belong_to_the_transaction_that_runs_on_the_connector(server, ev):
    """MV-3: 1.2 never names it, 1.5 may leave it out."""
    number = ev.start(connectorId=2).transactionId
    ev.meter(1000, connector=2)
    assert sampled(server).transaction_id == number


@both_versions
def test_no_values_are_nothing(server, ev):
    """MV-3, MV-4: the schema allows any number."""
    ev.meter()
    assert [one.type for one in server.news()] == ["ocpp.MeterValues.Request", "ocpp.MeterValues.Response"]


@both_versions
@pytest.mark.parametrize("connector", [0, 99])
def test_values_of_any_connector_are_kept(server, ev, connector):
    """MV-12, ID-9."""
    ev.meter(1000, connector=connector)
    assert sampled(server).connector_id == connector


@both_versions
def test_negative_connectors_too(server, ev):
    """TX-15: no sanity check keeps us from answering MeterValues."""
    ev.meter(1000, connector=-1)
    assert sampled(server).event.samples[0].value == "1000"


@both_versions
def test_the_messages_tell_transaction_and_connector(server, ev):
    number = ev.start(connectorId=2).transactionId
    server.news()
    ev.meter(1000, connector=2)
    assert {(one.transaction_id, one.connector_id) for one in server.news()} == {(number, 2)}


def test_values_of_the_transaction_that_they_name(server, ev):
    """MV-4."""
    number = ev.start().transactionId
    ev.meter(1000, transactionId=number)
    assert (sampled(server).transaction_id, sampled(server).event.reported_transaction_id) == (number, None)


@pytest.mark.parametrize("number", [0, -1, 4711])
def test_a_number_that_is_not_ours_is_kept_beside_that_of_the_transaction_that_runs(server, ev, number):
    """TX-10, MV-12."""
    running = ev.start().transactionId
    ev.meter(1000, transactionId=number)
    assert (sampled(server).transaction_id, sampled(server).event.reported_transaction_id) == (running, number)


def test_anothers_transaction_gets_nothing_from_us(server, ev):
    server.accept("EV-2")
    number = ChargePoint(server, "EV-2").start().transactionId
    ev.meter(1000, transactionId=number)
    assert sampled(server).transaction_id is None


@both_stores
def test_every_attribute_is_kept_and_normalised_beside(server, ev):
    """MV-4 to MV-8: several values of one instant."""
    ev.call("MeterValues", connectorId=1, values=[{"timestamp": START, "value": [
        {"_value_1": "12.345", "unit": "kWh", "context": "Sample.Clock", "measurand": "Energy.Active.Export.Interval"},
        {"_value_1": "-7.2", "unit": "kW", "measurand": "Power.Active.Import", "location": "Inlet"},
        {"_value_1": "16", "unit": "Amp", "measurand": "Current.Import", "location": "Body"},
        {"_value_1": "231.5", "unit": "Volt", "measurand": "Voltage", "context": "Interruption.Begin"},
        {"_value_1": "38", "unit": "Celsius", "measurand": "Temperature"}]}])
    assert [(one.value, one.unit, one.normalised, one.base_unit, one.measurand, one.context, one.location)
            for one in sampled(server).event.samples] == [
        ("12.345", "kWh", Decimal("12345.000"), "Wh", "Energy.Active.Export.Interval", "Sample.Clock", "Outlet"),
        ("-7.2", "kW", Decimal("-7200.0"), "W", "Power.Active.Import", "Sample.Periodic", "Inlet"),
        ("16", "Amp", Decimal(16), "A", "Current.Import", "Sample.Periodic", "Body"),
        ("231.5", "Volt", Decimal("231.5"), "V", "Voltage", "Interruption.Begin", "Outlet"),
        ("38", "Celsius", Decimal(38), "Celsius", "Temperature", "Sample.Periodic", "Outlet")]


def test_a_unit_that_was_not_sent_is_that_of_the_measurand(server, ev):
    """MV-7."""
    ev.call("MeterValues", connectorId=1, values=[{"timestamp": START, "value": [
        {"_value_1": "5", "measurand": name} for name in ("Power.Active.Import", "Current.Import", "Voltage")]}])
    assert [(one.unit, one.base_unit) for one in sampled(server).event.samples] == [
        ("W", "W"), ("Amp", "A"), ("Volt", "V")]


def test_signed_data_are_kept_untouched(server, ev):
    """MV-6: do not parse."""
    signed = "00AF12" * 50
    ev.call("MeterValues", connectorId=1, values=[{"timestamp": START, "value": [
        {"_value_1": signed, "format": "SignedData"}]}])
    one, = sampled(server).event.samples
    assert (one.value, one.format, one.normalised, one.base_unit) == (signed, "SignedData", None, None)


def test_what_is_no_number_is_kept_as_it_is(server, ev):
    ev.call("MeterValues", connectorId=1, values=[{"timestamp": START, "value": [{"_value_1": "n/a"}]}])
    one, = sampled(server).event.samples
    assert (one.value, one.normalised) == ("n/a", None)


@both_versions
@pytest.mark.parametrize(("text", "moment"), [
    ("2026-03-01T13:00:00+01:00", START),
    ("2026-03-01T12:00:00", START),
    ("2026-03-01T12:00:00.123456Z", START.replace(microsecond=123456)),
    ("2026-02-28T24:00:00Z", datetime(2026, 3, 1, tzinfo=UTC)),
])
def test_times_with_and_without_zone(server, ev, version, text, moment):
    """TM-1, TM-3: without a zone it is UTC."""
    content = f"<connectorId>1</connectorId><values><timestamp>{text}</timestamp><value>5</value></values>"
    assert ev.post(request("MeterValues", content, version=version)).status == 200
    assert sampled(server).event.samples[0].at == moment


@both_versions
def test_a_time_without_zone_may_be_local_time(make_server, version):
    server = make_server(default_timezone="Europe/Lisbon")
    server.accept("EV-1")
    content = "<connectorId>1</connectorId><values><timestamp>2026-07-01T12:00:00</timestamp><value>5</value></values>"
    ChargePoint(server, version=version).post(request("MeterValues", content, version=version))
    assert sampled(server).event.samples[0].at == datetime(2026, 7, 1, 12, tzinfo=timezone(timedelta(hours=1)))
