"""What is known of one charging session: how it stands, what its meter said last, and what happened around it."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection

from motown.domain.events import MeterSampled
from motown.domain.session_now import Begin, Told, told
from motown.store import charge_points, events, transactions
from motown.store.charging_tables import meter_reading
from motown.store.filters import EventFilter
from motown.store.records import Recorded
from motown.store.rows import ChargePointRow, ConnectorRow, TransactionRow
from motown.store.tables import event

MOST_READINGS = 500
"""The last ones: eight hours, if there is one a minute."""
MOST_HAPPENED = 100
OWN = ("motown.TransactionStarted", "motown.TransactionStopped", "motown.TransactionAbandoned", "motown.CdrIssued")
AROUND = ("motown.StatusChanged", "motown.ConnectivityChanged", "motown.ChargePointBooted")


class SessionFacts(NamedTuple):
    """All that is told of a session, as of one position."""

    row: TransactionRow
    begin: Begin
    history: Sequence[Told]
    """What the meter said, the last of it, in the order of its times."""
    happened: Sequence[Recorded]
    """Other events of the transaction, and of its charge point meanwhile, in the order of the log."""
    charge_point: ChargePointRow | None
    connectors: Sequence[ConnectorRow]
    """The connector, and the charge point as a whole (0)."""
    as_of_position: int


def facts(connection: Connection, transaction_id: int) -> SessionFacts | None:
    """What is known; None: there is no transaction of that number."""
    as_of = events.head(connection)
    row = transactions.get(connection, transaction_id)
    if row is None:
        return None
    begun = events.get(connection, row.started_position)
    begin = Begin(at=row.started_at, meter_wh=row.meter_start_wh,
                  recorded_at=begun.recorded_at if begun is not None else row.started_at)
    connectors = [one for one in charge_points.connectors(connection, row.charge_point_id)
                  if one.connector_id in (0, row.connector_id)]
    return SessionFacts(row, begin, history(connection, transaction_id), _happened(connection, row, begin.recorded_at),
                        charge_points.get(connection, row.charge_point_id), connectors, as_of)


def history(connection: Connection, transaction_id: int, most: int = MOST_READINGS) -> list[Told]:
    """What the meter said last of a transaction, in the order of its times."""
    own = meter_reading.c
    last = sa.select(own.at, own.position).where(own.transaction_id == transaction_id).order_by(
        own.at.desc(), own.position.desc()).limit(most).subquery()
    query = sa.select(last.c.at, last.c.position, event.c.recorded_at, sa.type_coerce(event.c.body, sa.Text)).join(
        event, event.c.position == last.c.position).order_by(last.c.at, last.c.position)
    name, bodies, found = events.store_id(connection), dict[int, MeterSampled](), list[Told]()
    for at, position, recorded_at, body in connection.execute(query):
        if position not in bodies:
            bodies[position] = msgspec.json.decode(body, type=MeterSampled)
        samples = [one for one in bodies[position].samples if one.at == at]
        found.append(told(samples, recorded_at, f"{name}-{position}"))
    return found


def _happened(connection: Connection, row: TransactionRow, since: datetime) -> list[Recorded]:
    own = events.read(connection, 0, MOST_HAPPENED, EventFilter(transaction_id=row.transaction_id, type_prefixes=OWN))
    ended = row.stopped_position
    around = events.read(connection, ended + 1 if ended is not None else 0, MOST_HAPPENED, EventFilter(
        charge_point_ids=(row.charge_point_id,), type_prefixes=AROUND, since=since), backward=True)
    here = [one for one in around.events if one.position > row.started_position
            and one.connector_id in (None, 0, row.connector_id)]
    return sorted((*own.events, *here), key=lambda one: one.position)
