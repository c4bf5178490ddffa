"""The SQL that docs/store.rst shows does what it says."""

import re

import pytest
import sqlalchemy as sa

from motown.domain import events
from motown.domain.quantities import sample
from motown.store import engine
from tests.store.support import accept, asked, at, recording, started, stopped

BLOCK = re.compile(r"\.\. code-block:: sql\n(?:    :caption: (\w+)\n)?\n((?:    .*\n|\n)+)")


@pytest.fixture
def queries(repo, backend) -> list[str]:
    text = (repo / "docs" / "store.rst").read_text("utf-8")
    found = [(caption.lower(), sql) for caption, sql in BLOCK.findall(text) if caption.lower() in {"", backend}]
    return [one.strip() for _, sql in found for one in sql.split(";") if one.strip()]


@pytest.fixture
def full(store):
    accept(store, "EV-1")
    store.run(asked(recording(
        started(17),
        events.AuthorizationDecided(charge_point_id="EV-1", id_tag="TAG", status="Accepted", decided_by="id-tags"),
        events.MeterSampled(charge_point_id="EV-1", connector_id=1, transaction_id=17, occurred_at=at(0),
                            samples=(sample(at(0), "1.5", unit="kWh"), sample(at(60), "2", unit="kWh"))))))
    store.run(asked(recording(stopped(17))))
    return store


def rows_of(full, queries, beginning: str) -> list[tuple]:
    [sql] = [one for one in queries if one.startswith(beginning)]
    return full.read_now(lambda connection: [tuple(row) for row in connection.exec_driver_sql(sql.replace("%", "%%"))])


def test_all_of_it_runs(full, queries, url):
    assert len(queries) >= 9
    writing = engine.writing(url)
    with writing.begin() as connection:
        for one in queries:
            connection.execute(sa.text(one.replace(":", r"\:")))
        connection.rollback()
    writing.dispose()


def test_the_history_of_a_charge_point(full, queries):
    found = rows_of(full, queries, "SELECT position, recorded_at, type, body")
    assert [row[2] for row in found[:2]] == ["ocpp.Heartbeat.Response", "motown.TransactionStopped"]


def test_what_came_of_a_message(full, queries):
    found = rows_of(full, queries, "SELECT one.position")
    assert [row[1] for row in found] == [
        "ocpp.Heartbeat.Request", "motown.TransactionStarted", "motown.AuthorizationDecided", "motown.MeterSampled",
        "ocpp.Heartbeat.Response"]


def test_into_the_body(full, queries):
    [row] = rows_of(full, queries, "SELECT recorded_at,")
    assert row[1:] == ("TAG", "Accepted")


def test_samples_normalised(full, queries):
    prefix = "SELECT json_extract(sample" if full.url.startswith("sqlite") else "SELECT sample->>"
    assert [(float(value), unit) for _, value, unit in rows_of(full, queries, prefix)] == [(1500, "Wh"), (2000, "Wh")]


def test_energy_by_day(full, queries):
    [(name, day, count, energy)] = rows_of(full, queries, "SELECT charge_point_id,")
    assert (name, str(day), count, int(energy)) == ("EV-1", "2026-03-01", 1, 800)


def test_messages(full, queries):
    found = rows_of(full, queries, "SELECT event.position")
    assert [row[2] for row in found] == ["ToChargePoint", "FromChargePoint"] * 2
