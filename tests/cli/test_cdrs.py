import csv
import io

import pytest

from motown.config import load
from motown.domain import events
from motown.domain.cdrs import Period, Snapshot
from motown.server.core import open_core
from motown.store import Unit
from tests.store.support import at, started, stopped


@pytest.fixture
def record(motown):
    """Put events into the log."""

    def put(*happened):
        with open_core(load(None, [f"store.url={motown.url}"])) as core:
            core.store.run(Unit(keys=frozenset(), decide=lambda session: [session.record(one) for one in happened]))

    return put


def issued(number, charge_point_id="EV-1", **known):
    return events.CdrIssued(**{
        "cdr_id": f"cdr-{number}", "session_id": str(number), "charge_point_id": charge_point_id, "connector_id": 1,
        "transaction_id": number, "transaction_ids": (number,), "id_tag": "TAG", "charge_point": Snapshot(name="Quay"),
        "started_at": at(0), "stopped_at": at(600 * number), "energy_wh": 800, "duration_seconds": 600,
        "periods": (Period(since=at(0), until=at(600), dimension="Time", quantity=600, unit="s"),), **known})


def test_none(motown):
    assert motown("cdrs") == 0
    assert "there are none" in motown.err
    assert motown("cdrs", "show", "cdr-1") == 3
    assert motown("cdrs", "issue", "1") == 3


def test_the_newest_first_and_by_what_is_wanted(motown, record, monkeypatch):
    monkeypatch.setattr("motown.cli.cdrs.PAGE", 2)
    record(issued(1), issued(2, "EV-2", party_id="emp"), issued(3))

    def ids(*options):
        return [one["cdrId"] for one in motown.json("cdrs", "list", *options)]

    assert ids() == ["cdr-3", "cdr-2", "cdr-1"]
    assert ids("--limit", "1") == ["cdr-3"]
    assert ids("--charge-point", "EV-1") == ["cdr-3", "cdr-1"]
    assert ids("--party", "emp") == ["cdr-2"]
    assert ids("--since", at(1200).isoformat(), "--until", at(1800).isoformat()) == ["cdr-2"]
    assert ids("--all") == ["cdr-3", "cdr-2", "cdr-1"]


def test_one_is_told_of(motown, record):
    record(issued(1))
    (told,) = motown.json("cdrs", "show", "cdr-1")
    assert (told["energyWh"], told["chargePoint"], told["transactionIds"]) == (800, {"name": "Quay"}, [1])
    assert motown("cdrs", "show", "cdr-1") == 0
    assert "Quay" in motown.out


def test_one_is_made_anew(motown, record):
    record(started(1), stopped(1))
    assert motown("cdrs", "issue", "1") == 0
    assert motown.out.strip() == "cdr-1"
    assert [one["revision"] for one in motown.json("cdrs")] == [1]


def test_csv_in_the_order_in_which_they_were_made(motown, record, tmp_path):
    record(issued(1), issued(2, id_tag="=1+1"))
    assert motown("cdrs", "export") == 0
    one, two = csv.DictReader(io.StringIO(motown.out))
    assert (one["cdr_id"], one["started_at"], one["energy_wh"], one["name"], one["transaction_ids"]) == (
        "cdr-1", "2026-03-01T12:00:00Z", "800", "Quay", "1")
    assert two["id_tag"] == "'=1+1", "no formula"
    file = tmp_path / "cdrs.csv"
    assert motown("cdrs", "export", "--charge-point", "EV-1", str(file)) == 0
    assert file.read_text("utf-8").count("\n") == 3
