"""Elements of a body: names, namespaces, order, surplus."""

import re

import pytest
from lxml import etree

from motown.ocpp.tolerance import Tolerance
from motown.soap.parsing import parse_own
from tests.ocpp.tolerance.desk import (
    CONTRACTS,
    CS,
    RECEIVED_AT,
    START,
    STATUS,
    STOP,
    body,
    hear,
    request,
    values,
)

XSI = "http://www.w3.org/2001/XMLSchema-instance"


def start(inside: str, repairs: list[str], version: str = "1.5") -> None:
    """That a start with this content says what START says, thanks to these repairs."""
    heard = hear(request("startTransaction", inside, version))
    found = heard.request
    assert heard.fault is None, heard.fault
    assert (found.connectorId, found.idTag, found.meterStart, found.timestamp.hour) == (1, "TAG", 5, 10)
    assert heard.repairs == repairs


def in_namespace(namespace: str, content: str) -> str:
    return re.sub(r"<(\w+)", rf'<\1 xmlns="{namespace}"', content)


@pytest.mark.parametrize("version", ["1.2", "1.5"])
@pytest.mark.parametrize("namespace", ["", "urn://Ocpp/Cs/2015/10/", "urn://Ocpp/Cp/2012/06/", "urn:mine"])
def test_children_in_no_namespace_or_another(namespace: str, version: str) -> None:
    start(in_namespace(namespace, START), ["children-namespace"], version)


def test_children_of_children() -> None:
    heard = hear(request("meterValues", in_namespace("", values('<value unit="kWh">1</value>'))))
    assert heard.request.values[0].value[0].unit == "kWh"
    assert heard.repairs == ["children-namespace"]


def test_a_vendors_element_does_not_push_the_real_one_aside() -> None:
    start(f'{START}<x:idTag xmlns:x="urn:vendor">OTHER</x:idTag>', ["unknown-element-dropped"])


def test_one_value_of_several_in_another_spelling() -> None:
    vendors = '<v:value xmlns:v="urn:vendor">9</v:value>'
    content = values("<value>1</value>", '<value xmlns="">2</value>', "<Value>3</Value>", vendors)
    heard = hear(request("meterValues", content))
    assert [value.text for value in heard.request.values[0].value] == ["1", "2", "3"]
    assert heard.repairs == ["children-namespace", "wrong-case-names", "unknown-element-dropped"]


def test_names_in_other_letters() -> None:
    start(START.replace("idTag", "IdTag").replace("meterStart", "METERSTART"), ["wrong-case-names"])


def test_names_in_other_letters_and_no_namespace() -> None:
    content = in_namespace("", START).replace("idTag", "IDTAG")
    start(content, ["children-namespace", "wrong-case-names"])


def test_an_element_in_both_spellings() -> None:
    start(f"{START}<IdTag>OTHER</IdTag>", ["unknown-element-dropped"])


def test_order_does_not_matter() -> None:
    parts = re.findall(r"<(\w+)>.*?</\1>", START)
    assert parts == ["connectorId", "idTag", "timestamp", "meterStart"]
    backwards = "".join(reversed([found[0] for found in re.finditer(r"<(\w+)>.*?</\1>", START)]))
    start(backwards, ["children-reordered"])


def test_order_inside_values() -> None:
    content = ("<values><value>7</value><timestamp>2024-03-05T10:00:00Z</timestamp><value>8</value></values>"
               "<connectorId>3</connectorId>")
    heard = hear(request("meterValues", content))
    assert heard.request.connectorId == 3
    assert [value.text for value in heard.request.values[0].value] == ["7", "8"]
    assert heard.repairs == ["children-reordered"]


def test_unknown_elements() -> None:
    start(f"<ocppVersion>1.5</ocppVersion>{START}<x:y xmlns:x='urn:x'><z/>text</x:y>", ["unknown-element-dropped"])


def test_fields_of_the_next_version_in_ocpp_12() -> None:
    start(f"{START}<reservationId>4</reservationId>", ["unknown-element-dropped"], "1.2")


def test_unknown_attributes() -> None:
    heard = hear(request("meterValues", values('<value phase="L1" unit="Wh">7</value>')))
    assert (heard.request.values[0].value[0].unit, heard.repairs) == ("Wh", ["unknown-attribute-dropped"])


def test_a_type_given_in_the_message() -> None:
    typed = f'<idTag xmlns:i="{XSI}" xmlns:x="http://www.w3.org/2001/XMLSchema" i:type="x:string">'
    start(START.replace("<idTag>", typed), ["unknown-attribute-dropped"])


def test_attributes_in_other_letters_and_namespaces() -> None:
    value = f'<value c:Unit="kWh" xmlns:c="{CS["1.5"]}" MEASURAND="Voltage">7</value>'
    heard = hear(request("meterValues", values(value)))
    value = heard.request.values[0].value[0]
    assert (value.unit, value.measurand, heard.repairs) == ("kWh", "Voltage", ["attribute-names"])


def test_a_value_wrapped_in_elements() -> None:
    start(START.replace("TAG", "<idTag><token>TAG</token></idTag>"), ["nested-value"])


def test_two_values_where_one_belongs_stay_a_fault() -> None:
    assert hear(request("startTransaction", START.replace("TAG", "<a>TAG</a><b>OTHER</b>"))).fault is not None


@pytest.mark.parametrize("nil", ["true", "1"])
def test_nil_elements_are_absent(nil: str) -> None:
    heard = hear(request("stopTransaction", f'{STOP}<idTag xmlns:i="{XSI}" i:nil="{nil}"/>'))
    assert (heard.request.idTag, heard.repairs) == (None, ["nil-element-dropped"])


def test_an_element_that_is_not_nil_stays() -> None:
    start(START.replace("<idTag>", f'<idTag xmlns:i="{XSI}" i:nil="false">'), ["nil-element-dropped"])


@pytest.mark.parametrize(("inside", "repairs"), [
    ("\n  ", ["stray-text-dropped"]), ("<!-- nothing -->\n", ["stray-text-dropped"]), ("text", ["stray-text-dropped"]),
    ("<a/>", ["unknown-element-dropped"]), ("\n<a>b</a>\n", ["unknown-element-dropped", "stray-text-dropped"])])
def test_an_empty_message_with_something_in_it(inside: str, repairs: list[str]) -> None:
    heard = hear(request("heartbeat", inside))
    assert (heard.operation, heard.repairs) == ("Heartbeat", repairs)


def test_text_between_elements() -> None:
    start(f"text{START}more", ["stray-text-dropped"])


def test_white_space_between_elements_is_lawful() -> None:
    start(START.replace("><", ">\n  <"), [])


def test_the_same_element_twice() -> None:
    start(START.replace("<idTag>", "<idTag>TAG</idTag><idTag>"), ["repeated-element-dropped"])


def test_two_that_differ_stay_a_fault() -> None:
    assert hear(request("startTransaction", START.replace("<idTag>", "<idTag>OTHER</idTag><idTag>"))).fault is not None


def test_what_may_repeat_is_kept() -> None:
    heard = hear(request("meterValues", values("<value>1</value>", "<value>1</value>", '<value bad="">2</value>')))
    assert [value.text for value in heard.request.values[0].value] == ["1", "1", "2"]


def test_many_things_at_once() -> None:
    inside = in_namespace("", "<Extra>1</Extra><MeterStart> 5 </MeterStart><timestamp>2024-03-05 10:00</timestamp>"
                              "<IDTAG>TAG</IDTAG><connectorID>1.0</connectorID>")
    start(inside, [
        "children-namespace", "wrong-case-names", "unknown-element-dropped", "white-space-around-value",
        "space-instead-of-t", "missing-seconds", "whole-number-with-decimals", "timestamp-without-zone",
        "children-reordered"])


def test_a_body_of_very_many_elements_is_not_looked_at() -> None:
    content = "<connectorId>1</connectorId>" + "<x/>" * 6000
    assert hear(request("statusNotification", content)).fault is not None


def test_what_cannot_be_repaired_stays_as_it_came() -> None:
    message = parse_own(body("statusNotification", STATUS.replace("Available", "?").replace("status>", "Status>")))
    before = etree.tostring(message)
    assert Tolerance(CONTRACTS).body(CONTRACTS[0], message, RECEIVED_AT) is None
    assert etree.tostring(message) == before
