"""Real messages of charge points and tools, and the examples of the reference data: each ends as it should.

The messages are others' and stay in the folder of reference data; without it these tests are skipped.
"""

import csv
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from motown.contracts import ocpp12_chargepoint, ocpp15_chargepoint
from motown.ocpp.tolerance import LenientRepairs, Tolerance
from motown.soap import client
from tests.ocpp.tolerance.desk import Desk, strict

CHARGE_POINTS = {"1.2": ocpp12_chargepoint.contract, "1.5": ocpp15_chargepoint.contract}
LENIENT_INVALID = {
    "1.2-errorcode-othererror.xml": ["unknown-enumeration-kept"],
    "1.2-metervalue-decimal.xml": ["fraction-rounded"],
    "1.2-reservationid-in-start.xml": ["unknown-element-dropped"],
    "1.2-status-reserved.xml": ["unknown-enumeration-kept"],
    "1.2-timestamp-with-space.xml": ["space-instead-of-t", "timestamp-without-zone"],
    "1.5-enum-case.xml": ["enumeration-case"],
    "1.5-idtag-21-characters.xml": ["overlong-text-kept"],
    "1.5-transactionid-beyond-int.xml": ["number-beyond-int-kept"],
    "1.5-unit-of-1.6.xml": ["word-of-later-version"],
    "1.5-unqualified-child.xml": ["children-namespace"],
    "1.5-values-without-value.xml": ["empty-values-dropped"],
    "1.5-whitespace-in-empty-type.xml": ["stray-text-dropped"],
    "1.5-wrong-order.xml": ["children-reordered"],
}
"""What lenient mode does about the examples of requests to us that are invalid."""


@cache
def desk() -> Desk:
    return Desk(needs_identity=True)


def field_messages(shared: Path, kind: str) -> Iterator[dict[str, str]]:
    with (shared / "field-messages" / "INDEX.tsv").open(encoding="utf-8") as index:
        yield from (row for row in csv.DictReader(index, delimiter="\t") if row["direction"] == f"cp->cs {kind}")


def test_every_request_ends_as_expected(shared: Path) -> None:
    seen, wrong = 0, []
    for row in field_messages(shared, "request"):
        heard = desk().hear((shared / "field-messages" / row["file"]).read_bytes())
        accepted = row["expected"].startswith(("accept", "either: accept"))
        seen += 1
        understood = (heard.operation, heard.version) == (row["operation"], row["version"])
        if not accepted == understood == (heard.fault is None):
            wrong.append((row["file"], row["expected"], heard))
    assert (wrong, seen > 30) == ([], True)


def test_no_request_that_is_accepted_plainly_needs_much_repair(shared: Path) -> None:
    harmless = {"empty-element-dropped", "action-mismatch", "reply-to-ignored"}
    for row in field_messages(shared, "request"):
        if row["expected"] == "accept":
            heard = desk().hear((shared / "field-messages" / row["file"]).read_bytes())
            assert set(heard.repairs) <= harmless, row["file"]


def test_every_answer_is_accepted(shared: Path) -> None:
    for row in field_messages(shared, "response"):
        contract = CHARGE_POINTS[row["version"]]
        repairs = LenientRepairs(Tolerance(CHARGE_POINTS.values(), answers=True))
        message = (shared / "field-messages" / row["file"]).read_bytes()
        reply = client.answer(contract, row["operation"].removesuffix("Response"), message, repairs=repairs)
        assert reply.value is not None, row["file"]


def examples(shared: Path) -> Iterator[tuple[dict[str, Any], bytes]]:
    folder = shared / "ocpp" / "examples"
    for one in json.loads((folder / "index.json").read_text(encoding="utf-8")):
        if one["kind"] == "request" and one["service"] == "CentralSystemService":
            yield one, (folder / one["file"]).read_bytes()


def test_every_valid_example_is_accepted_as_it_is(shared: Path) -> None:
    seen = 0
    for one, message in examples(shared):
        if one["valid"]:
            seen += 1
            heard = desk().hear(message, one["http"]["content_type"])
            assert (heard.operation, heard.version, heard.fault) == (one["operation"], one["version"],
                None), one["file"]
            assert set(heard.repairs) <= {"timestamp-without-zone", "empty-element-dropped"}, one["file"]
    assert seen > 20


def test_every_valid_example_is_accepted_in_strict_mode_too(shared: Path) -> None:
    for one, message in examples(shared):
        if one["valid"]:
            heard = strict().hear(message, one["http"]["content_type"])
            assert (heard.operation, heard.repairs) == (one["operation"], []), (one["file"], heard.fault)


def test_invalid_examples_are_repaired_or_refused(shared: Path) -> None:
    folder = shared / "ocpp" / "examples" / "invalid"
    for path in sorted(folder.iterdir()):
        heard, expected = desk().hear(path.read_bytes()), LENIENT_INVALID.get(path.name)
        if expected is None:
            assert heard.operation is None, path.name
            continue
        repairs = [name for name in heard.repairs if name != "action-mismatch"]
        assert (heard.fault, repairs) == (None, expected), path.name


@pytest.mark.parametrize("name", sorted(LENIENT_INVALID))
def test_strict_mode_refuses_them_all(shared: Path, name: str) -> None:
    assert strict().hear((shared / "ocpp" / "examples" / "invalid" / name).read_bytes()).operation is None
