"""What real charge points told of transactions and meters, as the services tell it: every answer fits its schema.

The messages are others' and stay in the folder of reference data; without it these tests are skipped.
"""

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from motown.domain.events import MeterSampled, TransactionStarted
from tests.services.calling import Party

TELLING = ("StartTransaction", "StopTransaction", "MeterValues")
ALL = {"kind": "All"}
IDENTITY = re.compile(rb"chargeBoxIdentity[^>]*>([^<&]+)<", re.IGNORECASE)


def of_the_field(shared: Path) -> Iterator[bytes]:
    folder = shared / "field-messages"
    with (folder / "INDEX.tsv").open(encoding="utf-8") as index:
        for row in csv.DictReader(index, delimiter="\t"):
            if row["direction"] == "cp->cs request" and row["operation"] in TELLING:
                yield (folder / row["file"]).read_bytes()


def of_the_examples(shared: Path) -> Iterator[bytes]:
    folder = shared / "ocpp" / "examples"
    for entry in json.loads((folder / "index.json").read_text("utf-8")):
        if entry["kind"] == "request" and entry.get("service") == "CentralSystemService":
            yield (folder / entry["file"]).read_bytes()


@pytest.mark.parametrize(("messages", "least"), [(of_the_field, 3), (of_the_examples, 4)])
def test_all_of_it_can_be_told(make_server, shared, messages, least):
    server = make_server()
    party = Party(server, "nordlicht", "CSO", own=("*",))
    for body in messages(shared):
        if (named := IDENTITY.search(body)) is not None:
            server.accept(named[1].decode().strip())
        server.post(body)
    log = [one.event for one in server.log()]
    told = sum(len(one.samples) for one in log if isinstance(one, MeterSampled))
    samples = party("transaction", "ReadMeterValues", target=ALL, page={"limit": 1000}).sample
    assert len(samples) == told >= least
    assert [one.at for one in samples] == sorted(one.at for one in samples)
    steps = party("transaction", "ReadMeterValues", target=ALL, stepSeconds=900, page={"limit": 1000}).sample
    assert sum(one.sampleCount or 1 for one in steps) == len([one for one in samples if one.value is not None])
    listed = party("transaction", "ListTransactions").transaction
    assert len(listed) == len([one for one in log if isinstance(one, TransactionStarted)])
    for one in listed:
        party("transaction", "GetSessionDiagnostics", transactionId=one.transactionId)
    party("transaction", "ListCdrs")
