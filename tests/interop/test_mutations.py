"""Good messages with something broken in them: each gets an answer that the schema allows, or a proper fault."""

import random
from contextlib import closing

import pytest
from lxml import etree

from tests.interop.server import Server
from tests.interop.soap import BOOT, SOAP_11, SOAP_12, faulted, is_fault, request, start_fields, stop_fields

ID = "MUTANT-1"
WORDS = ["", " ", "-1", "0", "99999999999999999999", "1.5", "NaN", "true", "?", "null", "2026-13-45T99:99:99Z",
         "\u202e", "&#0;", "&x;", "]]>", "<![CDATA[", "%s%n", "' OR 1=1--", "\ud7ff", "x" * 3000, "\x7f", "urn:x", "{}"]
OURS = {"Receiver", "Server", "InternalError", "NotSupported"}
"""What a fault says that is not the sender's; SOAP 1.1 has one code only, which is then OCPP's."""
METER = ("<connectorId>1</connectorId><transactionId>7</transactionId><values>"
         "<timestamp>2026-02-03T04:05:06Z</timestamp>"
         '<value unit="Wh" measurand="Energy.Active.Import.Register">10</value><value>11</value></values>')
STATUS = ("<connectorId>1</connectorId><status>Available</status><errorCode>NoError</errorCode>"
          "<timestamp>2026-02-03T04:05:06Z</timestamp>")
SEEDS = [
    ("BootNotification", BOOT), ("Heartbeat", ""), ("Authorize", "<idTag>T</idTag>"), ("MeterValues", METER),
    ("StartTransaction", start_fields()), ("StopTransaction", stop_fields(1)), ("StatusNotification", STATUS),
    ("DataTransfer", "<vendorId>v</vendorId><data>d</data>"),
    ("FirmwareStatusNotification", "<status>Installed</status>")]


def messages(number: int, seed: int):
    """So many broken messages; the same ones for the same seed."""
    chance = random.Random(seed)
    for _ in range(number):
        operation, fields = chance.choice(SEEDS)
        good = request(operation, fields, identity=ID, version=chance.choice(["1.2", "1.5"]), message_id="urn:m",
                       soap=chance.choice([SOAP_12, SOAP_12, SOAP_11]))
        yield chance.choice([torn, spelt, shuffled, worded, worded, grafted])(chance, good)


def torn(chance: random.Random, good: bytes) -> bytes:
    """Bytes lost, doubled, changed."""
    at, many = chance.randrange(len(good)), chance.choice([1, 1, 2, 50])
    return chance.choice([good[:at] + good[at + many:], good[:at] + good[at:at + many] * 2 + good[at + many:],
                          good[:at] + chance.randbytes(many) + good[at + many:], good[:at]])


def spelt(chance: random.Random, good: bytes) -> bytes:
    """A letter changed in a tag or a word, as a person or a firmware would."""
    letters = [at for at, byte in enumerate(good) if chr(byte).isalnum()]
    at = chance.choice(letters)
    return good[:at] + bytes([chance.choice(b"aZ0_-.: ")]) + good[at + 1:]


def shuffled(chance: random.Random, good: bytes) -> bytes:
    """Elements in another order, or one of them missing."""
    root = etree.fromstring(good)
    parent = chance.choice([one for one in root.iter("*") if len(one)])
    children = list(parent)
    chance.shuffle(children)
    parent[:] = children[chance.randrange(2):]
    return etree.tostring(root)


def worded(chance: random.Random, good: bytes) -> bytes:
    """Another text in an element, or in an attribute."""
    root = etree.fromstring(good)
    one = chance.choice(list(root.iter("*")))
    mark = "MARK"
    if chance.randrange(4):
        one.text = mark
    else:
        one.set(chance.choice(["unit", "type", "{http://www.w3.org/2001/XMLSchema-instance}nil", "lang"]), mark)
    return etree.tostring(root).replace(mark.encode(), chance.choice(WORDS).encode())


def grafted(chance: random.Random, good: bytes) -> bytes:
    """A part of the message where it does not belong."""
    root = etree.fromstring(good)
    parts = list(root.iter("*"))
    chance.choice(parts).append(etree.fromstring(etree.tostring(chance.choice(parts))))
    return etree.tostring(root)


def complaints(server: Server, official, number: int, seed: int) -> list[tuple[bytes, str]]:
    """The messages that were answered in no proper way, and what was wrong."""
    server.accept([ID])
    found = []
    with closing(server.connect()) as connection:
        for message in messages(number, seed):
            reply = connection.post(message, content_type="application/soap+xml")
            soap = SOAP_11 if reply.media_type == "text/xml" else SOAP_12
            try:
                if is_fault(reply):
                    assert not {*faulted(reply, soap).says} & OURS
                else:
                    official.answered(reply, "1.2" if b"/2010/08/" in reply.body else "1.5", soap)
            except Exception as error:  # noqa: BLE001, all are told at the end
                found.append((message, repr(error)))
    return found


@pytest.mark.parametrize("mode", ["lenient", "strict"])
def test_some_hundred_broken_messages(request, official, mode):
    assert complaints(request.getfixturevalue(mode), official, 200, seed=1) == []


@pytest.mark.soak
@pytest.mark.parametrize("mode", ["lenient", "strict"])
def test_many_thousand_broken_messages(request, official, mode):
    """Others each time: a complaint holds the message that it is about."""
    seed = random.SystemRandom().randrange(2**32)
    assert complaints(request.getfixturevalue(mode), official, 10_000, seed) == [], seed
