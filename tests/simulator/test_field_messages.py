"""What central systems of the field have sent to charge points, read as the collection says it should be."""

import csv

import pytest
from lxml import etree

from motown.simulator.errors import Unintelligible
from motown.soap.client import HttpReply
from motown.soap.faults import ServiceFault
from tests.simulator.test_incoming import Served, fault

ACCEPT, REFUSE, LOG = "should accept", "should fault", "CP side; log"


def of_the_field(shared, kind):
    """Row and bytes of each message of the collection that went from a central system to a charge point."""
    folder = shared / "field-messages"
    with (folder / "INDEX.tsv").open(encoding="utf-8", newline="") as index:
        return [(row, (folder / row["file"]).read_bytes()) for row in csv.DictReader(index, delimiter="\t")
                if row["direction"] == f"cs->cp {kind}"]


def identity(raw):
    """Who is meant, as far as the message says it."""
    found = etree.fromstring(raw).xpath("//*[local-name()='chargeBoxIdentity' or local-name()='ChargeBoxIdentity']")
    return (found[0].text or "").strip() if found else ""


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


def test_requests_of_the_field(make, shared):
    found = of_the_field(shared, "request")
    assert len(found) == 29
    for row, raw in found:
        answer, bench = sent(make, row, raw)
        received = bench.point.inbox.received
        if ACCEPT in row["expected"] and is_ours(row):
            assert (answer.status, received) == (200, {row["operation"]: 1}), row["file"]
            bench.point.version.charge_point.validate(etree.fromstring(answer.body)[-1][0])
        else:
            assert REFUSE in row["expected"] or not is_ours(row)
            code, (_, subcode) = fault(answer)
            assert (code, subcode, received) == ("Sender", "ProtocolError", {}), row["file"]


def test_answers_of_the_field(make, shared):
    found = of_the_field(shared, "response")
    assert len(found) == 11
    for row, raw in found:
        messages = make(row["version"]).point.messages
        reply = HttpReply(200, {"content-type": "application/soap+xml"}, raw)
        operation = row["operation"].removesuffix("Response")
        if ACCEPT in row["expected"]:
            assert messages.answer(operation, reply) is not None, row["file"]
        elif REFUSE in row["expected"]:
            with pytest.raises(Unintelligible):
                messages.answer(operation, reply)
        else:
            assert LOG in row["expected"]
            with pytest.raises(ServiceFault):
                messages.answer("Heartbeat", reply)
