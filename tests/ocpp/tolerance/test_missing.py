"""What is not there, and what is there without content."""

import re

import pytest

from tests.ocpp.tolerance.desk import RECEIVED_AT, START, STATUS, STOP, hear, request, values


def without(name: str, content: str) -> str:
    assert f"<{name}>" in content
    return re.sub(rf"<{name}>.*?</{name}>", "", content)


def emptied(name: str, content: str) -> str:
    return re.sub(rf"<{name}>.*?</{name}>", f"<{name}/>", content)


@pytest.mark.parametrize("version", ["1.2", "1.5"])
def test_a_start_without_id_tag(version: str) -> None:
    heard = hear(request("startTransaction", without("idTag", START), version))
    assert (heard.request.idTag, heard.request.meterStart, heard.repairs) == ("", 5, ["missing-id-tag"])


def test_a_start_without_timestamp() -> None:
    heard = hear(request("startTransaction", without("timestamp", START)))
    assert (heard.request.timestamp, heard.repairs) == (RECEIVED_AT, ["missing-timestamp"])


def test_meter_values_without_timestamp() -> None:
    heard = hear(request("meterValues", without("timestamp", values("<value>1</value>")), "1.2"))
    assert (heard.request.values[0].timestamp, heard.repairs) == (RECEIVED_AT, ["missing-timestamp"])


def test_a_status_without_error_code_and_connector() -> None:
    heard = hear(request("statusNotification", "<status>Faulted</status>"))
    assert (heard.request.connectorId, heard.request.status, heard.request.errorCode) == (0, "Faulted", "NoError")
    assert heard.repairs == ["missing-error-code", "missing-connector-id"]


def test_a_status_without_timestamp_is_lawful() -> None:
    heard = hear(request("statusNotification", STATUS))
    assert (heard.request.timestamp, heard.repairs) == (None, [])


def test_meter_values_without_connector() -> None:
    heard = hear(request("meterValues", without("connectorId", values("<value>1</value>"))))
    assert (heard.request.connectorId, heard.repairs) == (0, ["missing-connector-id"])


def test_a_stop_without_transaction() -> None:
    heard = hear(request("stopTransaction", without("transactionId", STOP)))
    assert (heard.request.transactionId, heard.repairs) == (0, ["missing-transaction-id"])


@pytest.mark.parametrize("version", ["1.2", "1.5"])
@pytest.mark.parametrize(("operation", "content", "names"), [
    ("startTransaction", START, ["connectorId", "meterStart"]), ("stopTransaction", STOP, ["meterStop"]),
    ("statusNotification", STATUS, ["status"]), ("authorize", "<idTag>A</idTag>", ["idTag"]),
    ("firmwareStatusNotification", "<status>Installed</status>", ["status"]),
    ("bootNotification", "<chargePointVendor>V</chargePointVendor><chargePointModel>M</chargePointModel>",
     ["chargePointVendor", "chargePointModel"])])
def test_what_nobody_can_make_up_stays_a_fault(operation: str, content: str, names: list[str], version: str) -> None:
    assert hear(request(operation, content, version)).fault is None
    for name in names:
        assert hear(request(operation, without(name, content), version)).fault is not None, name


@pytest.mark.parametrize("empty", [
    "<transactionId/>", "<transactionId></transactionId>", "<transactionId>\n </transactionId>"])
def test_an_empty_transaction_id_is_absent(empty: str) -> None:
    heard = hear(request("meterValues", values("<value>1</value>").replace("<values>", f"{empty}<values>")))
    assert heard.request.transactionId is None
    assert heard.repairs[-1] == "empty-element-dropped"


@pytest.mark.parametrize("number", ["0", "-1", "-123456798"])
def test_odd_transaction_ids_are_kept(number: str) -> None:
    heard = hear(request("stopTransaction", STOP.replace(">8<", f">{number}<")))
    assert (heard.request.transactionId, heard.repairs) == (int(number), [])


def test_empty_elements_that_the_schema_allows() -> None:
    boot = "<chargePointVendor>V</chargePointVendor><chargePointModel/><iccid/><imsi></imsi><meterType> </meterType>"
    heard = hear(request("bootNotification", boot))
    found = heard.request
    assert (found.chargePointModel, found.iccid, found.imsi, found.meterType) == ("", None, None, None)
    assert heard.repairs == ["white-space-around-value", "empty-element-dropped"]


@pytest.mark.parametrize("data", ["<transactionData/>", "<transactionData>\n</transactionData>",
                                  "<transactionData><values/></transactionData>"])
def test_empty_transaction_data(data: str) -> None:
    heard = hear(request("stopTransaction", STOP + data))
    assert (heard.request.transactionData, heard.repairs) == ([], ["empty-element-dropped"])


def test_empty_elements_then_missing_ones() -> None:
    heard = hear(request("startTransaction", emptied("timestamp", START)))
    assert (heard.request.timestamp, heard.repairs) == (RECEIVED_AT, ["empty-element-dropped", "missing-timestamp"])


def test_an_empty_id_tag_is_lawful_and_stays() -> None:
    heard = hear(request("authorize", "<idTag/>"))
    assert (heard.request.idTag, heard.repairs) == ("", [])


def test_empty_attributes_are_absent() -> None:
    heard = hear(request("meterValues", values('<value unit="" context=" ">1</value>')))
    value = heard.request.values[0].value[0]
    assert (value.unit, value.context) == (None, None)
    assert heard.repairs[-1] == "empty-attribute-dropped"


@pytest.mark.parametrize("text", ["null", "undefined", "NaN", "None"])
def test_a_programs_own_nothing(text: str) -> None:
    heard = hear(request("meterValues", values("<value>1</value>").replace(
        "<values>", f"<transactionId>{text}</transactionId><values>")))
    assert (heard.request.transactionId, heard.repairs) == (None, ["null-text-dropped"])


def test_texts_may_read_null() -> None:
    heard = hear(request("authorize", "<idTag>null</idTag>"))
    assert (heard.request.idTag, heard.repairs) == ("null", [])
