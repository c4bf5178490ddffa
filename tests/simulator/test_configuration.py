"""Configuration keys (CF-1 to CF-7, and the table of keys)."""

import pytest

COMMON = {"HeartBeatInterval", "ConnectionTimeOut", "ResetRetries", "BlinkRepeat", "LightIntensity",
          "MeterValueSampleInterval", "ProximityContactRetries", "ProximityLockRetries", "ChargePointId"}
NEW = {"ClockAlignedDataInterval", "MeterValuesSampledData", "MeterValuesAlignedData", "StopTxnSampledData",
       "StopTxnAlignedData"}


def change(bench, key, value):
    return bench.command("ChangeConfiguration", key=key, value=value)["status"]


def values(bench, *keys):
    answer = bench.command("GetConfiguration", key=list(keys))
    return {one["key"]: one["value"] for one in answer["configurationKey"]}, answer["unknownKey"]


def test_all_standard_keys_are_there(make):  # CF-4
    known, unknown = values(make("1.5").power_on())
    assert (known.keys(), unknown) == (COMMON | NEW, [])


def test_1_2_has_its_nine(make):
    bench = make("1.2").power_on()
    assert {key for key in COMMON | NEW if change(bench, key, "x" * 501) == "Rejected"} == COMMON
    assert {key for key in COMMON | NEW if change(bench, key, "x" * 501) == "NotSupported"} == NEW


def test_named_keys_and_unknown_ones(make):  # CF-4
    bench = make("1.5", keys={"BlinkRepeat": "9"}).power_on()
    known, unknown = values(bench, "BlinkRepeat", "Nonsense", "blinkrepeat")
    assert (known, unknown) == ({"BlinkRepeat": "9"}, ["Nonsense", "blinkrepeat"])


def test_what_may_be_changed_and_what_has_no_value(make):  # CF-5
    described = {one["key"]: one for one in make("1.5").power_on().command("GetConfiguration")["configurationKey"]}
    assert [key for key, one in described.items() if one["readonly"]] == ["ChargePointId"]
    assert described["ChargePointId"]["value"] == "CP-001"
    assert described["StopTxnSampledData"]["value"] is None


@pytest.mark.parametrize(("key", "value", "status"), [
    ("LightIntensity", "50", "Accepted"), ("LightIntensity", "101", "Rejected"), ("LightIntensity", "-1", "Rejected"),
    ("HeartBeatInterval", "0", "Rejected"), ("HeartBeatInterval", "ten", "Rejected"),
    ("HeartBeatInterval", "", "Rejected"),
    ("HeartbeatInterval", "60", "NotSupported"), ("ChargePointId", "me", "Rejected"), ("Nonsense", "1", "NotSupported"),
    ("ConnectionTimeOut", "9" * 501, "Rejected"), ("HeartBeatInterval", "²", "Rejected")])
def test_what_changes(both, key, value, status):  # CF-2, CF-3, Q-V-2
    assert change(both().power_on(), key, value) == status


@pytest.mark.parametrize(("value", "status"), [
    ("Voltage,Current.Import", "Accepted"), ("Voltage,Current.Export", "Rejected"), ("Nonsense", "Rejected"),
    ("", "Accepted")])
def test_lists_of_measurands_are_taken_whole_or_not_at_all(make, value, status):  # CF-6
    bench = make("1.5").power_on()
    assert change(bench, "MeterValuesSampledData", value) == status
    kept = {"Accepted": value or None, "Rejected": "Energy.Active.Import.Register"}[status]
    assert values(bench, "MeterValuesSampledData")[0]["MeterValuesSampledData"] == kept


def test_the_value_in_force_is_told(make):  # CF-7
    bench = make("1.5")
    bench.central.interval = 77
    bench.power_on()
    assert values(bench, "HeartBeatInterval")[0] == {"HeartBeatInterval": "77"}
    change(bench, "HeartBeatInterval", "88")
    assert values(bench, "HeartBeatInterval")[0] == {"HeartBeatInterval": "88"}


def test_settings_outlive_a_reboot(make):
    bench = make("1.5").power_on()
    change(bench, "BlinkRepeat", "9")
    bench.point.reboot()
    bench.pass_(60)
    assert values(bench, "BlinkRepeat")[0] == {"BlinkRepeat": "9"}


@pytest.mark.parametrize("keys", [{"Nonsense": "1"}, {"LightIntensity": "500"}])
def test_a_charge_point_cannot_be_made_with_keys_it_does_not_have(make, keys):
    with pytest.raises(ValueError, match="no configuration"):
        make("1.5", keys=keys)
