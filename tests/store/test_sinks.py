from decimal import Decimal

import sqlalchemy as sa

from motown.domain import events
from motown.domain.authorization import AuthorizationStatus
from motown.store import engine, id_tags, transactions
from motown.store.sinks import COPY_FROM, MOST_ROWS, sink
from motown.store.statements import Statement, Target
from motown.store.types import Json, Moment
from tests.store.support import at, log, record, recording, started, stopped, unit


def test_a_unit_may_be_large(store):
    """More rows than go into one statement: new ones, changed ones, and those of a log."""
    many = 2 * MOST_ROWS["postgresql"] + 3
    tags = [events.IdTagChanged(id_tag=f"T{number}", key=f"t{number}", status="Accepted") for number in range(many)]
    done = store.run(unit(recording(*tags, *(started(number) for number in range(1, many)))))
    record(store, *(stopped(number, occurred_at=at(number)) for number in range(1, many)))
    assert done.last_position == 2 * many - 1
    assert [one.position for one in log(store)] == list(range(1, 3 * many - 1))
    assert len(store.read_now(id_tags.page, "", 10_000)) == many
    found = store.read_now(transactions.page, None, 10_000)
    assert [one.stopped_at for one in reversed(found)] == [at(number) for number in range(1, many)]


def test_every_kind_of_value_takes_either_way(url):
    """On PostgreSQL many rows go by COPY, few by INSERT."""
    kinds = sa.Table("kinds", sa.MetaData(), sa.Column("number", sa.BigInteger), sa.Column("text", sa.Text),
                     sa.Column("exact", sa.Numeric(20, 3)), sa.Column("flag", sa.Boolean),
                     sa.Column("bytes", sa.LargeBinary), sa.Column("moment", Moment), sa.Column("json", Json))
    rows = [
        {"number": -2**63, "text": "", "exact": Decimal("1.50"), "flag": True, "bytes": b"", "moment": at(0.000001),
         "json": {"é": [1, "\\", None]}},
        {"number": None, "text": None, "exact": None, "flag": None, "bytes": None, "moment": None, "json": None},
        {"number": 2**63 - 1, "text": "\\N\t\r\n\\.", "exact": Decimal(-7), "flag": False,
         "bytes": bytes(range(256)), "moment": at(-1), "json": "x"},
        {"number": 0, "text": AuthorizationStatus.ACCEPTED, "exact": None, "flag": True, "bytes": b"\\",
         "moment": at(0), "json": []},
    ]
    writing = engine.writing(url)
    insert = Target(writing.dialect.name).compiled(Statement(lambda to: sa.insert(to.table(kinds))))
    with writing.begin() as connection:
        kinds.create(connection)
        for given in (rows, rows * COPY_FROM):
            to = sink(connection)
            to.write(insert, [insert.row(one) for one in given])
            to.flush()
            assert [dict(one._mapping) for one in connection.execute(sa.select(kinds))] == given
            connection.execute(sa.delete(kinds))
        kinds.drop(connection)
    writing.dispose()
