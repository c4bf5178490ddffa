"""What OCPP says of configuration keys: CF-1 to CF-7, and the table of keys."""

from pathlib import Path

import pytest

from motown.domain.configuration import KEYS, LATER, described, heartbeat_seconds, hint


def test_every_key_is_there_once_in_its_own_spelling() -> None:
    names = [key.name for key in KEYS]
    assert len(set(names)) == len(names) == 14
    assert not LATER & set(names)
    assert described("HeartBeatInterval") is KEYS[0]
    assert described("HeartbeatInterval") is None


def test_which_version_names_it() -> None:
    assert [key.name for key in KEYS if "1.2" not in key.versions] == [
        "ClockAlignedDataInterval", "MeterValuesSampledData", "MeterValuesAlignedData", "StopTxnSampledData",
        "StopTxnAlignedData"]
    assert all("1.5" in key.versions for key in KEYS)


@pytest.mark.parametrize(("key", "value", "version", "said"), [
    ("HeartBeatInterval", "300", "1.2", None),
    ("HeartBeatInterval", None, None, None),
    ("HeartbeatInterval", "300", None, "spell it HeartBeatInterval"),
    ("HeartBeatInterval", "often", None, "a whole number (s)"),
    ("HeartBeatInterval", "-1", None, "a whole number"),
    ("HeartBeatInterval", "99999999999", None, "a whole number"),
    ("HeartBeatInterval", "0", None, "at least 1 s"),
    ("MeterValueSampleInterval", "0", None, None),
    ("LightIntensity", "101", None, "at most 100 %"),
    ("ResetRetries", " 3 ", None, None),
    ("ClockAlignedDataInterval", "60", "1.2", "OCPP 1.2 has no ClockAlignedDataInterval"),
    ("MeterValuesSampledData", "", None, None),
    ("MeterValuesSampledData", "Voltage,Current.Import", "1.5", None),
    ("MeterValuesSampledData", "Voltage,", None, "one is empty"),
    ("ChargePointId", "anything", None, None),
    ("LocalAuthListEnabled", "true", "1.5", "of OCPP 1.6"),
    ("com.acme.Colour", "red", "1.5", None),
])
def test_advice(key: str, value: str | None, version: str | None, said: str | None) -> None:
    found = hint(key, value, version)
    assert found is None if said is None else said in (found or "")


@pytest.mark.parametrize(("key", "value", "seconds"), [
    ("HeartBeatInterval", "60", 60), ("heartbeatinterval", " 60", 60), ("HeartBeatInterval", "0", None),
    ("HeartBeatInterval", "2592001", None), ("HeartBeatInterval", "x", None), ("Heartbeat", "60", None)])
def test_the_heartbeat_interval(key: str, value: str, seconds: int | None) -> None:
    assert heartbeat_seconds(key, value) == seconds


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.name)
def test_the_page_describes_it(repo: Path, key) -> None:
    """docs/configuration-keys.rst has a row for each key, with type, unit, versions and meaning."""
    page = (repo / "docs" / "configuration-keys.rst").read_text(encoding="utf-8")
    kind = f"{key.type.value}, {key.unit}" if key.unit else key.type.value
    cells = (f"``{key.name}``", kind, ", ".join(key.versions), key.meaning)
    assert "   * - " + "\n     - ".join(cells) + "\n" in page
