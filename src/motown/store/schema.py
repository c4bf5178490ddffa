"""Bringing the tables of a store up to date, whichever version of Motown made it."""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import msgspec
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from motown.store import engine
from motown.store.tables import metadata
from motown.store.troubles import Trouble, trouble

_LOCK = 0x6D6F746F  # of PostgreSQL's advisory locks, held while tables change


class Schema(msgspec.Struct, frozen=True):
    """A set of tables with migrations of its own: Motown's, or an add-on's."""

    name: str
    metadata: sa.MetaData
    scripts: Path
    """The folder with ``env.py`` and ``versions``."""
    versions: Path | None = None
    """The folder with its migrations, where that is another."""

    @property
    def version_table(self) -> str:
        """Where its revision is written down."""
        return f"{self.name}_schema_version"


CORE = Schema("motown", metadata, Path(__file__).parent / "migrations")


def of_add_on(name: str, metadata: sa.MetaData, versions: Path) -> Schema:
    """The tables of an add-on, whose migrations are the files in a folder.

    Each is called by the add-on's name and an underscore: ``acme_display``.  ValueError where one is not, or the name
    is not one that tables can begin with.
    """
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or name == CORE.name:
        raise ValueError(f"an add-on with tables is named in small letters, digits and underscores, not {name}")
    for table in metadata.tables.values():
        if not table.name.startswith(f"{name}_") or table.name in CORE.metadata.tables:
            raise ValueError(f"table {table.name}: the tables of add-on {name} are called {name}_...")
    return Schema(name, metadata, CORE.scripts, versions)


def migrate(url: str, schemas: Sequence[Schema] = (CORE,)) -> None:
    """Make or upgrade the tables; does nothing where they are up to date.

    Several processes may start at once: the first to come does it and the others wait.  It is one database
    transaction: after a failure everything is as before.
    """
    if engine.is_sqlite(url):
        engine.sqlite_path(url).parent.mkdir(parents=True, exist_ok=True)
    made = engine.administering(url)
    try:
        with made.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
            for schema in schemas:
                _upgrade(connection, schema)
    finally:
        made.dispose()


def _upgrade(connection: Connection, schema: Schema) -> None:
    try:
        command.upgrade(configuration(schema, connection), "head")
    except CommandError as error:
        raise Outdated(f"the tables have a revision that this version of Motown does not know ({error}): "
                       "use the version that made them, or a newer one") from error


class Outdated(Exception):
    """The tables are not those of this version of Motown."""


def check(connection: Connection, schema: Schema = CORE) -> None:
    """Raise ``Outdated`` unless the tables are up to date."""
    found, wanted = revision(connection, schema), newest(schema)
    if found is None:
        raise Outdated("the database holds no tables yet: run motown migrate, or start the server")
    if found != wanted:
        raise Outdated(f"the tables have revision {found}, this version of Motown needs {wanted}: run motown migrate, "
                       "or use the version of Motown that the server has")


def configuration(schema: Schema, connection: Connection | None = None) -> Config:
    """Alembic's settings for a set of tables."""
    config = Config()
    config.set_main_option("script_location", str(schema.scripts).replace("%", "%%"))
    if schema.versions is not None:
        config.set_main_option("path_separator", "newline")
        config.set_main_option("version_locations", str(schema.versions).replace("%", "%%"))
    config.attributes.update(connection=connection, metadata=schema.metadata, version_table=schema.version_table)
    return config


def revision(connection: Connection, schema: Schema = CORE) -> str | None:
    """The revision that the tables have; None where there are none."""
    version = sa.table(schema.version_table, sa.column("version_num"))
    try:
        return connection.execute(sa.select(version.c.version_num)).scalar()
    except DBAPIError as error:
        if trouble(error) is not Trouble.DEFECT:
            raise
        return None  # there is no such table


@cache
def newest(schema: Schema = CORE) -> str | None:
    """The revision that this version of Motown needs."""
    return ScriptDirectory.from_config(configuration(schema)).get_current_head()
