"""Meter values in the shape of other versions."""

from typing import Any

import pytest

from tests.ocpp.tolerance.desk import STOP, Heard, hear, request, values

AT = "<timestamp>2024-03-05T10:00:00Z</timestamp>"


def meter_values(content: str, version: str = "1.5") -> Heard:
    heard = hear(request("meterValues", content, version))
    assert heard.fault is None, heard.fault
    return heard


def only_value(heard: Heard) -> Any:
    (one,) = heard.request.values
    (value,) = one.value
    return value


def test_sampled_values_of_16() -> None:
    sampled = ("<sampledValue><value>230.1</value><context>Sample.Clock</context><unit>Volt</unit>"
               "<measurand>Voltage</measurand></sampledValue>")
    heard = meter_values(f"<connectorId>1</connectorId><meterValue>{AT}{sampled}</meterValue>")
    value = only_value(heard)
    assert (value.text, value.context, value.unit, value.measurand) == ("230.1", "Sample.Clock", "Volt", "Voltage")
    assert heard.repairs == ["values-of-later-version", "value-with-elements"]


def test_sampled_values_with_what_15_does_not_know() -> None:
    sampled = ("<sampledValue><value>16</value><phase>L1-N</phase><unit>A</unit>"
               "<measurand>Current.Offered</measurand></sampledValue>")
    heard = meter_values(f"<connectorId>1</connectorId><meterValue>{AT}{sampled}</meterValue>")
    value = only_value(heard)
    assert (value.text, value.unit, value.measurand) == ("16", "Amp", "Current.Offered")
    assert heard.repairs == ["values-of-later-version", "value-with-elements", "unknown-attribute-dropped",
                             "word-of-later-version", "unknown-enumeration-kept"]


def test_a_value_with_elements_in_15() -> None:
    heard = meter_values(values("<value><value>5</value><unit>kWh</unit></value>"))
    assert (only_value(heard).text, only_value(heard).unit, heard.repairs) == ("5", "kWh", ["value-with-elements"])


def test_sampled_values_in_12() -> None:
    sampled = "<sampledValue><value>1.5</value><unit>kWh</unit></sampledValue>"
    heard = meter_values(f"<connectorId>1</connectorId><meterValue>{AT}{sampled}</meterValue>", "1.2")
    assert heard.request.values[0].value == 1500
    assert "kilowatt-hours-converted" in heard.repairs


def test_transaction_data_without_values() -> None:
    later = AT.replace("10:", "11:")
    data = f"<transactionData>{AT}<value>1</value>{later}<value>2</value><value>3</value></transactionData>"
    heard = hear(request("stopTransaction", STOP + data))
    found = heard.request.transactionData[0].values
    assert [(one.timestamp.hour, [value.text for value in one.value]) for one in found] == [(10, ["1"]),
        (11, ["2", "3"])]
    assert heard.repairs == ["values-not-wrapped"]


def test_loose_values_in_meter_values() -> None:
    heard = meter_values(f"<connectorId>1</connectorId>{AT}<value>1</value>")
    assert (only_value(heard).text, heard.repairs) == ("1", ["values-not-wrapped"])


def test_wrapped_values_are_lawful() -> None:
    data = f"<transactionData><values>{AT}<value>1</value></values></transactionData>"
    assert hear(request("stopTransaction", STOP + data)).repairs == []


def test_several_values_at_once_in_12() -> None:
    heard = meter_values(values("<value>1</value>", "<value>2</value>", "<value>3</value>"), "1.2")
    assert [(one.timestamp.hour, one.value) for one in heard.request.values] == [(10, 1), (10, 2), (10, 3)]
    assert heard.repairs == ["one-reading-each"]


@pytest.mark.parametrize("attributes", [
    'unit="Wh"', 'measurand="Energy.Active.Import.Register"', 'context="Sample.Clock" format="Raw"'])
def test_attributes_in_12_that_say_what_12_means(attributes: str) -> None:
    heard = meter_values(values(f"<value {attributes}>7</value>"), "1.2")
    assert (heard.request.values[0].value, heard.repairs) == (7, ["unknown-attribute-dropped"])


@pytest.mark.parametrize(("text", "watt_hours"), [("1.5", 1500), ("1,5", 1500), (" 2 ", 2000), ("0.0004", 0)])
def test_kilowatt_hours_in_12(text: str, watt_hours: int) -> None:
    heard = meter_values(values(f'<value unit="kWh">{text}</value>'), "1.2")
    assert heard.request.values[0].value == watt_hours
    assert "kilowatt-hours-converted" in heard.repairs


@pytest.mark.parametrize("attributes", [
    'unit="Volt"', 'measurand="Power.Active.Import"', 'format="SignedData"', 'unit="W"'])
def test_what_12_cannot_say_is_left_out(attributes: str) -> None:
    foreign = f"<values>{AT}<value {attributes}>7</value></values>"
    heard = meter_values(values("<value>5</value>") + foreign, "1.2")
    assert ([one.value for one in heard.request.values], heard.repairs) == ([5], ["foreign-reading-dropped"])


def test_kilowatt_hours_that_are_no_number_are_left_out() -> None:
    heard = meter_values(values('<value unit="kWh">much</value>'), "1.2")
    assert (heard.request.values, heard.repairs) == ([], ["foreign-reading-dropped"])


def test_units_in_15_stay_what_they_are() -> None:
    heard = meter_values(values('<value unit="kWh">1.5</value>'))
    assert (only_value(heard).text, only_value(heard).unit, heard.repairs) == ("1.5", "kWh", [])


def test_a_timestamp_without_any_value() -> None:
    heard = meter_values(values("<value>1</value>") + f"<values>{AT}</values>")
    assert (len(heard.request.values), heard.repairs) == (1, ["empty-values-dropped"])
