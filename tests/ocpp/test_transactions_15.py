"""What OCPP 1.5 adds to transactions: reservations (TX-5) and transactionData (TX-14)."""

from datetime import timedelta
from decimal import Decimal

from motown.domain.events import MeterSampled
from tests.harness import START


def test_a_start_may_end_a_reservation(server, ev):
    """TX-5, RV-8."""
    assert server.transaction(ev.start(reservationId=12).transactionId).reservation_id == 12


def test_a_stop_may_bring_meter_values_along(server, ev):
    """TX-14: any number of transactionData, each with any number of values."""
    number = ev.start(connectorId=2).transactionId
    ev.stop(number, transactionData=[
        {"values": [{"timestamp": START, "value": [{"_value_1": "1000", "context": "Transaction.Begin"}]},
                    {"timestamp": START + timedelta(minutes=5), "value": [
                        {"_value_1": "1.5", "unit": "kWh"}, {"_value_1": "230", "measurand": "Voltage"}]}]},
        {"values": [{"timestamp": START + timedelta(minutes=9), "value": [
            {"_value_1": "3500", "context": "Transaction.End"}]}]}])
    sampled, = [one for one in server.log() if one.type == "motown.MeterSampled"]
    assert (sampled.transaction_id, sampled.connector_id, sampled.occurred_at) == (number, 2, START)
    assert [(one.context, one.measurand, one.normalised, one.base_unit) for one in sampled.event.samples] == [
        ("Transaction.Begin", "Energy.Active.Import.Register", Decimal(1000), "Wh"),
        ("Sample.Periodic", "Energy.Active.Import.Register", Decimal(1500), "Wh"),
        ("Sample.Periodic", "Voltage", Decimal(230), "V"),
        ("Transaction.End", "Energy.Active.Import.Register", Decimal(3500), "Wh")]


def test_empty_transaction_data_are_no_samples(server, ev):
    ev.stop(ev.start().transactionId, transactionData=[{"values": []}])
    assert not [one for one in server.log() if isinstance(one.event, MeterSampled)]


def test_a_repeated_stop_brings_its_values_once(server, ev):
    """TX-11."""
    number = ev.start().transactionId
    data = [{"values": [{"timestamp": START, "value": [{"_value_1": "1"}]}]}]
    ev.stop(number, transactionData=data)
    ev.stop(number, transactionData=data)
    assert len([one for one in server.log() if isinstance(one.event, MeterSampled)]) == 1


def test_values_that_came_with_a_stop_before_its_start_find_the_start_with_it(server, ev):
    """TX-10, TX-14: stop first, start later; those of another stop stay where they are."""
    def data(reading):
        return [{"values": [{"timestamp": START + timedelta(minutes=5), "value": [{"_value_1": reading}]}]}]

    ev.stop(-1, timestamp=START + timedelta(minutes=30), transactionData=data("1500"))
    ev.stop(-2, timestamp=START + timedelta(minutes=40), transactionData=data("9999"), meterStop=1)
    stop, values = server.orphans()[:2]
    assert (stop.kind, values.kind, values.connector_id) == ("stop", "meter", None)
    number = ev.start(timestamp=START).transactionId
    links = [one.event for one in server.log() if one.type == "motown.OrphanLinked"]
    assert {one.orphan_position for one in links} == {stop.position, values.position}
    assert {one.transaction_id for one in links} == {number}
    assert {row.reported_transaction_id for row in server.orphans()} == {-2}
