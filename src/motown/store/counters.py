"""``counter``: numbers that are given out once and never again, whatever becomes of the tables made from the log."""

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from motown.store.tables import counter

TRANSACTION, RESERVATION, LIST_VERSION = "transaction", "reservation", "list_version"


def following(connection: Connection, name: str) -> int:
    """The next number of this name; the first is 1.  It is used up even if the unit of work is refused."""
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    given = connection.execute(
        insert(counter).values(name=name, value=1)
        .on_conflict_do_update(index_elements=["name"], set_={"value": counter.c.value + 1}).returning(counter.c.value))
    number: int = given.scalar_one()
    return number


def above(connection: Connection, name: str, floor: int) -> int:
    """The next number of this name that is higher than ``floor``; used up as with ``following``."""
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    highest = sa.case((counter.c.value > floor, counter.c.value), else_=floor)
    given = connection.execute(
        insert(counter).values(name=name, value=floor + 1)
        .on_conflict_do_update(index_elements=["name"], set_={"value": highest + 1}).returning(counter.c.value))
    number: int = given.scalar_one()
    return number


def last(connection: Connection, name: str) -> int:
    """The last number given out; 0 where there was none."""
    return connection.execute(sa.select(counter.c.value).where(counter.c.name == name)).scalar() or 0
