"""Transactions as they are told (TX-1 to TX-7, TX-13, TX-14, AV-3)."""

import pytest
from twisted.internet.defer import Deferred

from motown.simulator.errors import Refused

DATA = {"StopTxnSampledData": "Energy.Active.Import.Register,Power.Active.Import", "MeterValueSampleInterval": "20"}


def test_a_session(both):  # TX-1, TX-3, TX-6, TX-13
    bench = both().power_on()
    began = bench.point.clock.now()
    transaction = bench.run(bench.point.start(1, "TAG"))
    bench.pass_(1_800)
    assert bench.run(bench.point.stop(1, "TAG"))
    start, stop = (bench.central.of(name)[0].value for name in ("StartTransaction", "StopTransaction"))
    assert (start.connectorId, start.idTag, start.timestamp) == (1, "TAG", began)
    assert (stop.transactionId, stop.idTag) == (transaction.id, "TAG")
    assert stop.timestamp == bench.point.clock.now()
    assert 4_000 < stop.meterStop - start.meterStart <= 5_500  # half an hour at 11 kW or a little less


def test_pulling_the_plug_stops_without_a_tag(both):  # TX-7
    bench = both().power_on()
    bench.run(bench.point.start(1, "TAG"))
    bench.run(bench.point.stop(1))
    assert bench.central.of("StopTransaction")[0].value.idTag is None


def test_the_register_goes_on_where_it_was(both):  # TX-13
    bench = both().power_on()
    for _ in range(3):
        bench.run(bench.point.start(1, "TAG"))
        bench.pass_(100)
        bench.run(bench.point.stop(1, "TAG"))
    starts, stops = ([one.value for one in bench.central.of(name)] for name in ("StartTransaction", "StopTransaction"))
    assert [one.meterStart for one in starts[1:]] == [one.meterStop for one in stops[:-1]]


def test_two_sessions_of_one_second_differ(both):  # TX-11: a retry must not look like a new start, nor the reverse
    bench = both().power_on()
    for _ in range(2):
        bench.run(bench.point.start(1, "TAG"))
        bench.run(bench.point.stop(1, "TAG"))
    first, second = (one.value for one in bench.central.of("StartTransaction"))
    assert first.timestamp == second.timestamp
    assert first.meterStart < second.meterStart


def test_connectors_charge_side_by_side(both):
    bench = both(connectors=2).power_on()
    first, second = bench.run(bench.point.start(1, "A")), bench.run(bench.point.start(2, "B"))
    assert (bench.status(0), first.id != second.id) == ("Occupied", True)
    bench.run(bench.point.stop(1, "A"))
    assert [one.tag for one in bench.point.transactions] == ["B"]


@pytest.mark.parametrize(("connector", "word"), [(1, "Occupied"), (0, "Unknown"), (3, "Unknown"), (-1, "Unknown")])
def test_nobody_starts_where_it_is_not_possible(both, connector, word):  # ID-10
    bench = both(connectors=2).power_on()
    bench.run(bench.point.start(1, "TAG"))
    with pytest.raises(Refused, match=word):
        bench.run(bench.point.start(connector, "OTHER"))
    assert len(bench.central.of("StartTransaction")) == 1


def test_nobody_stops_what_does_not_run(both):
    bench = both().power_on()
    with pytest.raises(Refused):
        bench.run(bench.point.stop(1, "TAG"))


def test_while_one_is_asked_about_nobody_else_gets_the_connector(both):
    bench = both().power_on()
    answer: Deferred[bytes | None] = Deferred()
    bench.central.script["Authorize"] = [answer]
    waiting = bench.begin(bench.point.start(1, "SLOW"))
    with pytest.raises(Refused, match="Occupied"):
        bench.run(bench.point.start(1, "QUICK"))
    answer.callback(None)
    bench.pass_(0)
    assert waiting[0].tag == "SLOW"


def test_transaction_data_of_1_5(make):  # TX-14, MV-11
    bench = make("1.5", keys=DATA).power_on()
    bench.run(bench.point.start(1, "TAG"))
    bench.pass_(45)
    bench.run(bench.point.stop(1, "TAG"))
    (data,) = bench.central.of("StopTransaction")[0].value.transactionData
    contexts = [values.value[0].context for values in data.values]
    assert contexts == ["Transaction.Begin", "Sample.Periodic", "Sample.Periodic", "Transaction.End"]
    assert {(value.measurand, value.unit) for values in data.values for value in values.value} == {
        ("Energy.Active.Import.Register", "Wh"), ("Power.Active.Import", "W")}
    stop = bench.central.of("StopTransaction")[0].value
    assert int(data.values[-1].value[0].text) == stop.meterStop


def test_none_unless_keys_ask_for_it(make):
    bench = make("1.5").power_on()
    bench.run(bench.point.start(1, "TAG"))
    bench.run(bench.point.stop(1, "TAG"))
    assert bench.central.of("StopTransaction")[0].value.transactionData == []


def test_stopping_twice_is_stopping_once(both):
    bench = both().power_on()
    transaction = bench.run(bench.point.start(1, "TAG"))
    assert bench.point.transactions.end(transaction) is bench.point.transactions.end(transaction)
    bench.pass_(0)
    assert len(bench.central.of("StopTransaction")) == 1


def test_a_connector_that_breaks_while_the_tag_is_asked_about_does_not_start(both):
    bench = both().power_on()
    answer: Deferred[bytes | None] = Deferred()
    bench.central.script["Authorize"] = [answer]
    waiting = bench.begin(bench.point.start(1, "TAG"))
    bench.point.fault(1, "ReaderFailure")
    answer.callback(None)
    bench.pass_(0)
    assert str(waiting[0].value) == "Faulted"
    assert bench.central.of("StartTransaction") == []
