"""What central systems of the field have sent to charge points, read as the collection says it should be."""

import csv
from pathlib import Path

import pytest
from lxml import etree

from motown.simulator.errors import Unintelligible
from motown.soap.client import HttpReply
from motown.soap.faults import ServiceFault
from tests.simulator.test_incoming import Served, fault

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "field-messages"
ACCEPT, REFUSE, LOG = "should accept", "should fault", "CP side; log"
SUBCODES = {"ProtocolError", "IdentityMismatch"}


def rows(kind):
    """The collection's rows of what went from a central system to a charge point; none without the collection."""
    if not FOLDER.is_dir():
        return []
    with (FOLDER / "INDEX.tsv").open(encoding="utf-8", newline="") as index:
        found = [row for row in csv.DictReader(index, delimiter="\t") if row["direction"] == f"cs->cp {kind}"]
    return [pytest.param(row, id=row["file"]) for row in found]


def identity(raw):
    """Who is meant, as far as the message says it."""
    found = etree.fromstring(raw).xpath("//*[local-name()='chargeBoxIdentity' or local-name()='ChargeBoxIdentity']")
    return (found[0].text or "").strip() if found else ""


@pytest.fixture
def read(shared):
    return lambda row: (shared / "field-messages" / row["file"]).read_bytes()


def sent(make, row, raw):
    """The answer of a charge point that is meant by the message, and the charge point."""
    bench = make(row["version"] if row["version"] != "1.6" else "1.5").power_on()
    served = Served(bench)
    named = identity(raw)
    bench.point.identity = named or "CP-001"
    served.endpoint.add(bench.point)
    try:
        return served.post(f"/{bench.point.identity}", raw), bench
    finally:
        del served.endpoint._points[bench.point.identity]


def is_ours(row):
    """OCPP 1.6 is not: its messages are refused, whatever a charge point of that version would do."""
    return row["version"] != "1.6"


@pytest.mark.parametrize("row", rows("request"))
def test_requests_of_the_field(make, read, row):
    raw = read(row)
    answer, bench = sent(make, row, raw)
    operation, received = row["operation"], bench.point.inbox.received
    if ACCEPT in row["expected"] and is_ours(row) and identity(raw):
        assert (answer.status, received) == (200, {operation: 1})
        bench.point.version.charge_point.validate(etree.fromstring(answer.body)[-1][0])
        return
    assert REFUSE in row["expected"] or not is_ours(row) or not identity(raw)
    code, (_, subcode) = fault(answer)
    assert (code, subcode in SUBCODES, received) == ("Sender", True, {})


@pytest.mark.parametrize("row", rows("response"))
def test_answers_of_the_field(make, read, row):
    messages = make(row["version"]).point.messages
    reply = HttpReply(200, {"content-type": "application/soap+xml"}, read(row))
    operation = row["operation"].removesuffix("Response")
    if ACCEPT in row["expected"]:
        assert messages.answer(operation, reply) is not None
    elif REFUSE in row["expected"]:
        with pytest.raises(Unintelligible):
            messages.answer(operation, reply)
    else:
        assert LOG in row["expected"]
        with pytest.raises(ServiceFault):
            messages.answer("Heartbeat", reply)


def test_nothing_of_the_collection_was_left_out(shared):
    assert (len(rows("request")), len(rows("response"))) == (29, 11)
