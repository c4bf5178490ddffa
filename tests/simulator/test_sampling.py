"""When meter values are sent and what is in them (MV-1, MV-3, MV-4, MV-9, MV-10)."""

from datetime import datetime

import pytest

from motown.simulator import sampling
from tests.simulator.central_system import EPOCH

EVERYTHING = ("Energy.Active.Import.Register,Energy.Active.Import.Interval,Energy.Reactive.Import.Register,"
              "Energy.Reactive.Import.Interval,Power.Active.Import,Power.Reactive.Import,Current.Import,Voltage,Temperature")

POWER_AND_ENERGY = "Power.Active.Import,Energy.Active.Import.Interval"


def sent(bench):
    return [message.value for message in bench.central.of("MeterValues")]


def times(bench):
    return [message.at - EPOCH for message in bench.central.of("MeterValues")]


@pytest.fixture
def charging(both):
    bench = both(keys={"MeterValueSampleInterval": "60"}).power_on()
    bench.pass_(7)
    bench.run(bench.point.start(1, "TAG"))
    return bench


def test_periodic_samples_are_counted_from_the_start_of_the_transaction(charging):  # MV-10
    charging.pass_(200)
    assert times(charging) == [67, 127, 187]
    charging.run(charging.point.stop(1, "TAG"))
    charging.pass_(600)
    assert len(sent(charging)) == 3


def test_0_turns_them_off(both):
    bench = both(keys={"MeterValueSampleInterval": "0"}).power_on()
    bench.run(bench.point.start(1, "TAG"))
    bench.pass_(600)
    assert sent(bench) == []


def test_a_changed_interval_holds_for_the_running_transaction(charging):
    charging.pass_(30)
    charging.command("ChangeConfiguration", key="MeterValueSampleInterval", value="50")
    charging.pass_(75)
    assert times(charging) == [57, 107]
    charging.command("ChangeConfiguration", key="MeterValueSampleInterval", value="0")
    charging.pass_(500)
    assert len(sent(charging)) == 2


def test_1_2_sends_plain_wh(make):  # MV-3
    bench = make("1.2", keys={"MeterValueSampleInterval": "60"}).power_on()
    bench.run(bench.point.start(1, "TAG"))
    bench.pass_(60)
    (value,) = sent(bench)[0].values
    assert value.timestamp == bench.point.clock.now()
    assert value.value == bench.point.connectors[0].meter.read(bench.clock.seconds()).register_wh


def test_1_5_sends_the_measurands_of_the_key_each_with_its_unit(make):  # MV-4, MV-7
    bench = make("1.5", keys={"MeterValueSampleInterval": "60", "MeterValuesSampledData": EVERYTHING}).power_on()
    transaction = bench.run(bench.point.start(1, "TAG"))
    bench.pass_(60)
    message = sent(bench)[0]
    assert (message.connectorId, message.transactionId) == (1, transaction.id)
    (values,) = message.values
    assert ",".join(value.measurand for value in values.value) == EVERYTHING
    assert {value.unit for value in values.value} == {"Wh", "varh", "W", "var", "Amp", "Volt", "Celsius"}
    assert {value.context for value in values.value} == {"Sample.Periodic"}
    assert all(float(value.text) >= 0 for value in values.value)


def test_an_empty_list_of_measurands_sends_nothing(make):
    bench = make("1.5", keys={"MeterValuesSampledData": ""}).power_on()
    bench.run(bench.point.start(1, "TAG"))
    bench.pass_(600)
    assert sent(bench) == []


def test_an_interval_is_measured_from_the_sample_before(make):
    keys = {"MeterValueSampleInterval": "60", "MeterValuesSampledData": "Energy.Active.Import.Interval"}
    bench = make("1.5", keys=keys).power_on()
    bench.run(bench.point.start(1, "TAG"))
    bench.pass_(600)
    amounts = [float(message.values[0].value[0].text) for message in sent(bench)]
    assert len(amounts) == 10
    assert all(150 < amount < 190 for amount in amounts[1:])  # one minute at 11 kW or a little less


def test_clock_aligned_samples_bear_the_start_of_their_interval_and_are_sent_at_its_end(make):  # MV-9, MV-10
    keys = {"ClockAlignedDataInterval": "900", "MeterValuesAlignedData": POWER_AND_ENERGY}
    bench = make("1.5", connectors=2, keys=keys).power_on()  # 22:13:20
    bench.pass_(1_900)
    begins = [message.values[0].timestamp for message in sent(bench) if message.connectorId == 1]
    assert begins == [datetime.fromisoformat(f"2023-11-14T22:{at}Z") for at in ("13:20", "15:00", "30:00")]
    assert {message.connectorId for message in sent(bench)} == {1, 2}
    assert {value.context for message in sent(bench) for value in message.values[0].value} == {"Sample.Clock"}
    assert {message.transactionId for message in sent(bench)} == {None}
    assert [at % 900 for at in times(bench)] == [times(bench)[0]] * len(times(bench))


def test_they_are_summed_and_averaged_over_the_interval(make):  # MV-10
    keys = {"ClockAlignedDataInterval": "900", "MeterValuesAlignedData": POWER_AND_ENERGY,
            "MeterValueSampleInterval": "0"}
    bench = make("1.5", keys=keys).power_on()
    bench.pass_(100)  # 22:15:00
    transaction = bench.run(bench.point.start(1, "TAG"))
    bench.pass_(450)
    bench.run(bench.point.stop(1, "TAG"))
    bench.pass_(450)
    power, energy = (float(value.text) for value in sent(bench)[-1].values[0].value)
    stop = bench.central.of("StopTransaction")[0].value
    assert energy == pytest.approx(stop.meterStop - transaction.meter_start_wh, abs=1)
    assert power == pytest.approx(energy * 4, abs=4)


def test_they_belong_to_the_transaction_that_runs(make):  # MV-9
    bench = make("1.5", keys={"ClockAlignedDataInterval": "900", "MeterValueSampleInterval": "0"}).power_on()
    transaction = bench.run(bench.point.start(1, "TAG"))
    bench.pass_(100)
    assert sent(bench)[0].transactionId == transaction.id


def test_aligned_data_may_go_into_transaction_data(make):
    keys = {"ClockAlignedDataInterval": "60", "MeterValuesAlignedData": "", "MeterValueSampleInterval": "0",
            "StopTxnAlignedData": "Energy.Active.Import.Interval"}
    bench = make("1.5", keys=keys).power_on()
    bench.pass_(10)
    bench.run(bench.point.start(1, "TAG"))  # 22:13:30
    bench.pass_(100)
    bench.run(bench.point.stop(1, "TAG"))
    values = bench.central.of("StopTransaction")[0].value.transactionData[0].values
    assert [f"{one.timestamp:%M:%S}" for one in values] == ["13:30", "14:00"]
    assert sent(bench) == []


def test_1_2_knows_no_clock_aligned_samples(make):  # MV-10
    bench = make("1.2").power_on()
    assert bench.command("ChangeConfiguration", key="ClockAlignedDataInterval", value="60")["status"] == "NotSupported"
    bench.pass_(4_000)
    assert sent(bench) == []


def test_samples_out_of_a_transaction_do_not_pile_up_off_line(make):
    bench = make("1.5", keys={"ClockAlignedDataInterval": "60"}).power_on()
    bench.point.link.go_offline()
    bench.pass_(6_000)
    assert len(bench.point.queue) == 1


def test_values_by_hand(both):  # MV-1, ID-9
    bench = both().power_on()
    values = [{"timestamp": bench.point.clock.now(), "value": 5 if bench.version == "1.2" else [{"text": "5"}]}]
    assert bench.run(bench.point.meter(0, values))
    assert bench.run(bench.point.meter(1))
    transaction = bench.run(bench.point.start(1, "TAG"))
    assert bench.run(bench.point.meter(1, values))
    assert [message.connectorId for message in sent(bench)] == [0, 1, 1]
    if bench.version == "1.5":
        assert [message.transactionId for message in sent(bench)] == [None, None, transaction.id]


@pytest.mark.parametrize(("passed", "wait"), [
    (0, 60), (59, 1), (59.9, 60.1), (60, 60), (60.3, 59.7), (119.9999, 60.0001)])
def test_a_timer_that_rings_a_little_early_does_not_ring_twice(passed, wait):
    assert sampling._wait(passed, 60) == pytest.approx(wait)


def test_nothing_is_read_while_it_reboots(make):
    bench = make("1.5", keys={"ClockAlignedDataInterval": "60"}, reboot_seconds=600).power_on()
    bench.point.reboot()
    bench.pass_(599)
    assert len(bench.point.queue) == 0
    bench.pass_(120)
    assert len(sent(bench)) == 2
