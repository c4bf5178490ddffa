"""Messages that were seen in the field, and the examples of the reference data, sent to the running server."""

import csv
import json
import re
from pathlib import Path
from typing import NamedTuple

import pytest

from motown.store.events import EventFilter, head
from tests.interop.server import Server
from tests.interop.soap import SOAP_11, SOAP_12, faulted, is_fault

_IDENTITY = re.compile(rb"chargeBoxIdentity[^>]*>([^<&]+)<", re.IGNORECASE)


class FieldMessage(NamedTuple):
    """A message of the reference data."""

    name: str
    version: str
    expected: str
    """What a central system does: ``accept``, ``fault``, ``either``, or ``proper`` where nobody says."""
    body: bytes
    content_type: str

    @property
    def soap(self) -> str:
        return SOAP_11 if SOAP_11.encode() in self.body else SOAP_12

    @property
    def identity(self) -> str | None:
        found = _IDENTITY.search(self.body)
        return found[1].decode().strip() if found else None


def of_the_field(shared: Path) -> list[FieldMessage]:
    """Those of field-messages, with the column ``expected`` in one word."""
    folder = shared / "field-messages"
    with (folder / "INDEX.tsv").open(encoding="utf-8", newline="") as index:
        return [_of_the_field(folder / row["file"], row) for row in csv.DictReader(index, delimiter="\t")]


def _of_the_field(file: Path, row: dict[str, str]) -> FieldMessage:
    body, expected = file.read_bytes(), "proper"
    if row["direction"] == "cp->cs request":
        expected = re.match("accept|fault|either", row["expected"])[0]
    content_type = "text/xml; charset=utf-8" if SOAP_11.encode() in body else "application/soap+xml; charset=utf-8"
    return FieldMessage(row["file"], row["version"], expected, body, content_type)


def of_the_examples(shared: Path) -> list[FieldMessage]:
    """Those of ocpp/examples: valid requests to us are answered, everything else is no request to us, or invalid."""
    folder = shared / "ocpp" / "examples"
    entries = json.loads((folder / "index.json").read_text("utf-8"))
    return [_of_the_examples(folder, entry) for entry in entries]


def _of_the_examples(folder: Path, entry: dict) -> FieldMessage:
    ours = entry["service"] == "CentralSystemService" if "service" in entry else False
    expected = "proper"
    if entry["kind"] == "invalid":
        expected = "either"
    elif ours and entry["kind"] == "request":
        expected = "accept"
    content_type = entry.get("http", {}).get("content_type", "application/soap+xml")
    return FieldMessage(entry["file"], entry["version"], expected, (folder / entry["file"]).read_bytes(), content_type)


@pytest.fixture(scope="module")
def field(shared) -> list[FieldMessage]:
    return of_the_field(shared)


@pytest.fixture(scope="module")
def examples(shared) -> list[FieldMessage]:
    return of_the_examples(shared)


def knows(server: Server, messages: list[FieldMessage]) -> None:
    server.accept({message.identity for message in messages if message.identity})


def verdict(server: Server, message: FieldMessage, official) -> str:
    """``accept`` or ``fault``; an answer that is neither fails, as does one that no schema allows."""
    reply = server.post(message.body, content_type=message.content_type)
    if is_fault(reply):
        return faulted(reply, message.soap) and "fault"
    official.answered(reply, message.version, message.soap)
    return "accept"


def complaints(server: Server, messages: list[FieldMessage], official) -> list[tuple[str, str, str]]:
    """What the server did otherwise than is expected."""
    found = []
    for message in messages:
        try:
            was = verdict(server, message, official)
        except Exception as error:  # noqa: BLE001, each message is to be told of
            was = repr(error)
        if was not in {"accept": ["accept"], "fault": ["fault"]}.get(message.expected, ["accept", "fault"]):
            found.append((message.name, message.expected, was))
    return found


def test_lenient_answers_every_field_message_as_expected(lenient, official, field):
    knows(lenient, field)
    assert {message.expected for message in field} == {"accept", "fault", "either", "proper"}
    assert complaints(lenient, field, official) == []


def test_lenient_answers_every_valid_example(lenient, official, examples):
    knows(lenient, examples)
    assert complaints(lenient, examples, official) == []


def test_strict_answers_valid_examples_and_nothing_that_is_invalid(strict, official, examples):
    knows(strict, examples)
    severe = [message._replace(expected="fault" if message.expected == "either" else message.expected)
              for message in examples]
    assert complaints(strict, severe, official) == []


def test_strict_answers_every_field_message_properly(strict, official, field):
    knows(strict, field)
    severe = [message._replace(expected="fault" if message.expected == "fault" else "either") for message in field]
    assert complaints(strict, severe, official) == []


def test_the_log_has_them_byte_for_byte_and_tells_the_repairs(lenient, field):
    """Each message of a known charge point is one event with its bytes; what was broken but answered was repaired."""
    known = [message for message in field if message.identity]
    knows(lenient, known)
    before = lenient.read(head)
    for message in known:
        lenient.post(message.body, content_type=message.content_type)
    told = lenient.events(before, EventFilter(category="Message"))
    stored = [event for event in told if event.body["direction"] == "FromChargePoint"]
    assert lenient.bodies(stored) == [message.body for message in known]
    answered = {event.causation_id for event in told if event.type.endswith(".Response")}
    repaired = {message.name for message, event in zip(known, stored, strict=True)
                if event.event_id in answered and event.body.get("repairs")}
    assert repaired >= {
        "1.2-StartTransaction-newmotionsoapui-1.xml", "1.5-BootNotification-tom-1.xml", "1.5-MeterValues-go-ocpp-1.xml",
        "1.5-MeterValues-tom-2.xml"}
    assert not repaired & {"1.5-Heartbeat-tom-1.xml", "1.5-Heartbeat-glurp-1.xml", "1.5-Authorize-tom-1.xml"}
