"""Tables of add-ons: migrated, kept, made again from the log; and no fault of theirs keeps a message out."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from motown.domain import events
from motown.store import Store, engine, migrate, schema
from motown.store import events as log
from motown.store.projections import CORE, Added, Projections, Write, drops, puts
from motown.store.rebuild import rebuild, verify
from tests.store.support import record, unit

MIGRATION = """
import sqlalchemy as sa
from alembic import op

revision, down_revision = {revision!r}, {after!r}


def upgrade():
    {what}
"""
FIRST = 'op.create_table("acme_boot", sa.Column("charge_point_id", sa.Text, primary_key=True))'
SECOND = 'op.add_column("acme_boot", sa.Column("vendor", sa.Text))'


class Acme:
    """An add-on that keeps the vendor that each charge point has told last."""

    def __init__(self) -> None:
        self.metadata = sa.MetaData()
        self.table = sa.Table("acme_boot", self.metadata, sa.Column("charge_point_id", sa.Text, primary_key=True),
                              sa.Column("vendor", sa.Text))
        self.projections = Projections(self.table)
        self.fails = False
        put, drop = puts(self.table), drops(self.table)

        @self.projections.projects(events.ChargePointBooted)
        def booted(happened):
            assert not self.fails
            name = happened.event.charge_point_id
            yield Write(put, ("acme_boot", name), {"charge_point_id": name, "vendor": happened.event.vendor})

        @self.projections.projects(events.ChargePointRemoved)
        def removed(happened):
            name = happened.event.charge_point_id
            yield Write(drop, ("acme_boot", name), {"charge_point_id": name})

    def schema(self, folder: Path, *whats: str) -> schema.Schema:
        """Its migrations, one for each of what they do."""
        folder.mkdir(exist_ok=True)
        for number, what in enumerate(whats, 1):
            after = f"acme{number - 1}" if number > 1 else None
            (folder / f"{number}.py").write_text(MIGRATION.format(revision=f"acme{number}", after=after, what=what))
        schema.newest.cache_clear()
        return schema.of_add_on("acme", self.metadata, folder)


@pytest.fixture
def acme():
    return Acme()


@pytest.fixture
def migrated(url, acme, tmp_path):
    migrate(url, [acme.schema(tmp_path / "my versions 100%", FIRST, SECOND)])
    yield acme
    made = engine.administering(url)
    with made.begin() as connection:
        acme.table.drop(connection, checkfirst=True)
        connection.execute(sa.text("DROP TABLE acme_schema_version"))
    made.dispose()


@pytest.fixture
def kept(migrated):
    added = Added()
    added.include("acme", migrated.projections)
    return (*CORE, added)


def booted(name: str = "EV-1", vendor: str = "Acme") -> events.ChargePointBooted:
    return events.ChargePointBooted(charge_point_id=name, vendor=vendor)


def rows(store: Store, table: sa.Table) -> dict[str, str]:
    return dict(store.read_now(lambda connection: [tuple(row) for row in connection.execute(sa.select(table))]))


def test_migrations_of_its_own(url, migrated, tmp_path):
    one = schema.of_add_on("acme", migrated.metadata, tmp_path / "my versions 100%")
    migrate(url, [one])
    reading = engine.reading(url)
    with reading.connect() as connection:
        schema.check(connection, one)
        schema.check(connection)
        assert schema.revision(connection, one) == "acme2"
    reading.dispose()


def test_a_migration_that_fails_leaves_all_as_it_was(url, migrated, tmp_path):
    with pytest.raises(ZeroDivisionError):
        migrate(url, [migrated.schema(
            tmp_path / "my versions 100%", FIRST, SECOND, 'op.drop_table("acme_boot"); 1 / 0')])
    reading = engine.reading(url)
    with reading.connect() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM acme_boot")).scalar() == 0
        assert schema.revision(connection, schema.Schema("acme", migrated.metadata, Path())) == "acme2"
    reading.dispose()


@pytest.mark.parametrize(("name", "table"), [
    ("acme", "boot"), ("acme", "other_boot"), ("party", "party_certificate"), ("motown", "motown_x"),
    ("Acme", "Acme_boot"), ("a-b", "a-b_c")])
def test_tables_are_called_by_the_name_of_the_add_on(name, table, tmp_path):
    metadata = sa.MetaData()
    sa.Table(table, metadata, sa.Column("id", sa.Text, primary_key=True))
    with pytest.raises(ValueError, match=name):
        schema.of_add_on(name, metadata, tmp_path)


def test_rows_are_put_replaced_and_dropped(open_store, migrated, kept):
    store = open_store(kept=kept)
    record(store, booted(), booted("EV-2"), booted(vendor="Other"))
    assert rows(store, migrated.table) == {"EV-1": "Other", "EV-2": "Acme"}
    record(store, events.ChargePointRemoved(charge_point_id="EV-2"))
    assert rows(store, migrated.table) == {"EV-1": "Other"}


def test_they_are_made_again_from_the_log(open_store, url, migrated, kept):
    store = open_store()
    record(store, booted())
    assert verify(url, kept=kept)["acme_boot"] == 1
    assert rebuild(url, kept=kept)["acme_boot"] == 1
    assert rows(store, migrated.table) == {"EV-1": "Acme"}


def test_a_projection_that_raises_keeps_no_event_out(open_store, migrated, kept, caplog):
    store, migrated.fails = open_store(kept=kept), True
    record(store, booted())
    assert kept[-1].names == ()
    assert "the tables of add-on acme are kept no more" in caplog.text
    migrated.fails = False
    record(store, booted("EV-2"))
    assert rows(store, migrated.table) == {}, "not until somebody has looked at it"


def test_a_table_that_takes_nothing_keeps_no_event_out(open_store, url, migrated, kept, caplog):
    made = engine.administering(url)
    with made.begin() as connection:
        migrated.table.drop(connection)
    made.dispose()
    store = open_store(kept=kept)
    record(store, booted())
    assert [one.event.vendor for one in store.read_now(log.read, 0, 100).events] == ["Acme"]
    assert kept[-1].names == ()
    assert "the tables of add-on acme are kept no more" in caplog.text


def test_what_fails_otherwise_is_not_their_fault(open_store, migrated, kept, caplog):
    store = open_store(kept=kept)
    nowhere = puts(sa.Table("nowhere", sa.MetaData(), sa.Column("id", sa.Text, primary_key=True)))
    store.submit(unit(lambda session: session.write(nowhere, None, {"id": "x"})), lambda _outcome: None)
    assert kept[-1].names == ("acme",)
    assert "kept no more" not in caplog.text
