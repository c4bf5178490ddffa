"""What holds for any message: nothing raises, values survive, and what was repaired needs no repair."""

import random
import re

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from motown.ocpp.tolerance import REPAIRS, Tolerance
from motown.soap.parsing import parse_own
from tests.ocpp.tolerance.desk import (
    CONTRACTS,
    CS,
    RECEIVED_AT,
    START,
    STATUS,
    STOP,
    body,
    envelope,
    hear,
    lenient,
    values,
)

TOLERANCE = Tolerance(CONTRACTS)
NAMES = {one.name for one in REPAIRS}
CONTENTS = {
    "startTransaction": START, "stopTransaction": STOP.replace("<timestamp>", "<idTag>B</idTag><timestamp>"),
        "statusNotification": STATUS,
    "meterValues": values('<value unit="kWh">1.5</value>', "<value>2</value>"), "authorize": "<idTag>TAG</idTag>"}
OPERATIONS = st.sampled_from(sorted(CONTENTS))


def scrambled(content: str, chance: random.Random, namespace: str) -> str:
    """The same content, with its elements in other order, letters and namespaces, and strangers among them."""
    root = etree.fromstring(f'<r xmlns="{namespace}">{content}</r>')
    for element in list(root.iter()):
        if element is root:
            continue
        name = etree.QName(element).localname
        letters = "".join(chance.choice((letter.lower(),
            letter.upper())) for letter in name) if chance.random() < 0.3 else name
        space = chance.choice((namespace, namespace, "urn://Ocpp/Cp/2012/06", None))
        element.tag = f"{{{space}}}{letters}" if space else letters
        if element.text and chance.random() < 0.3:
            element.text = f"\n {element.text}\t"
    for element in list(root.iter()):
        children = list(element)
        if children:
            plain = {etree.QName(child).localname.casefold() for child in children}
            order = sorted(children, key=lambda _: chance.random()) if len(plain) == len(children) else children
            element[:] = order
            for number in range(chance.randrange(3)):
                element.insert(chance.randrange(len(element) + 1), etree.Element(f"stranger{number}"))
    return "".join(etree.tostring(child, encoding="unicode", with_tail=False) for child in root)


@settings(max_examples=100, deadline=None)
@given(OPERATIONS, st.randoms(use_true_random=False), st.sampled_from(["1.2", "1.5"]))
def test_values_survive_whatever_is_done_to_their_elements(operation: str, chance: random.Random, version: str) -> None:
    content = CONTENTS[operation].replace('<value unit="kWh">1.5</value>',
        "" if version == "1.2" else "<value>1.5</value>")
    plain = hear(envelope(body(operation, content, version), version=version))
    heard = hear(envelope(body(operation, scrambled(content, chance, CS[version]), version), version=version))
    assert (heard.fault, heard.request) == (None, plain.request)
    assert plain.repairs == []
    assert set(heard.repairs) <= NAMES


def mutated(text: str, edits: list[tuple[float, str, int]]) -> str:
    """``text`` with pieces put in, and others taken out, here and there."""
    for place, piece, cut in edits:
        at = int(place * len(text))
        text = text[:at] + piece + text[at + cut:]
    return text


PIECES = st.sampled_from(["", " ", "\n", "<", ">", "&", "?", "\0", "-", ",", "9", "Z", "<x/>", "x:", "/", "\u00e9",
    "null", "<!--", "]]>"])
EDITS = st.lists(st.tuples(st.floats(0, 0.999), PIECES, st.integers(0, 6)), max_size=4)


@settings(max_examples=150, deadline=None)
@given(OPERATIONS, EDITS)
def test_a_damaged_message_is_answered_or_refused(operation: str, edits: list[tuple[float, str, int]]) -> None:
    heard = hear(mutated(envelope(body(operation, CONTENTS[operation])), edits))
    assert (heard.request is None) == (heard.fault is not None)
    assert "internal error" not in (heard.fault or "")


@settings(deadline=None)
@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_any_bytes_are_refused(message: bytes) -> None:
    heard = hear(message)
    assert heard.fault is not None
    assert "internal error" not in heard.fault


@settings(max_examples=100, deadline=None)
@given(OPERATIONS, EDITS)
def test_repaired_bytes_need_no_repair(operation: str, edits: list[tuple[float, str, int]]) -> None:
    message = mutated(envelope(body(operation, CONTENTS[operation])), edits).encode()
    repaired = TOLERANCE.text(message)
    if repaired is not None:
        assert TOLERANCE.text(repaired[0]) == (repaired[0], [])


LEAVES = st.sampled_from(["", " 7 ", "7.5", "2024-3-5 9:08", "Charging", "nonsense", "x" * 60, "1,000", "null",
    "99999999999", "TAG"])


@settings(max_examples=150, deadline=None)
@given(OPERATIONS, st.data())
def test_repaired_bodies_need_no_repair(operation: str, data: st.DataObject) -> None:
    content = re.sub(r">([^<>]+)<", lambda found: f">{data.draw(LEAVES | st.just(found[1]))}<", CONTENTS[operation])
    message = parse_own(body(operation, content))
    repaired = TOLERANCE.body(CONTRACTS[0], message, RECEIVED_AT)
    if repaired is None:
        return
    again = TOLERANCE.body(CONTRACTS[0], repaired.body, RECEIVED_AT)
    assert again is not None
    assert again.names == ()
    assert etree.tostring(again.body) == etree.tostring(repaired.body)
    assert TOLERANCE.every(repaired.body, RECEIVED_AT) == []


@settings(max_examples=150, deadline=None)
@given(OPERATIONS, st.data())
def test_what_is_repaired_can_be_decoded(operation: str, data: st.DataObject) -> None:
    content = re.sub(r">([^<>]+)<", lambda found: f">{data.draw(LEAVES | st.just(found[1]))}<", CONTENTS[operation])
    message = parse_own(body(operation, content))
    if (repaired := TOLERANCE.body(CONTRACTS[0], message, RECEIVED_AT)) is not None:
        CONTRACTS[0].validate(repaired.body)
        repaired.finish()
        CONTRACTS[0].decode(repaired.body)


def test_a_body_that_is_repaired_is_a_copy() -> None:
    message = parse_own(body("startTransaction", START.replace("TAG", "T" * 30)))
    before = etree.tostring(message)
    assert TOLERANCE.body(CONTRACTS[0], message, RECEIVED_AT) is not None
    assert etree.tostring(message) == before


def test_the_bytes_that_came_are_never_changed() -> None:
    assert lenient().hear(b"\n<?xml version='1.0'?>" + envelope(body("heartbeat")).encode()).operation == "Heartbeat"
