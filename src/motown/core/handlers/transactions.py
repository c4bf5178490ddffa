"""idTags presented, transactions started and stopped, meters read."""

from typing import NamedTuple

import msgspec

from motown.core.bus import handles
from motown.core.handlers.gate import enter
from motown.core.handlers.orphans import adopt
from motown.core.work import Work
from motown.domain import commands, events
from motown.domain.authorization import Verdict, judge_start
from motown.domain.ids import ConnectorId, IdTag, PartyId, TransactionId
from motown.domain.transactions import matches_stop, meter_key, only, start_key, stop_key
from motown.store.rows import TransactionRow


class Started(NamedTuple):
    """The answer to a StartTransaction: always a number, whatever the verdict (TX-2, TX-4)."""

    transaction_id: TransactionId
    verdict: Verdict


@handles(commands.Authorize)
def authorize(work: Work, command: commands.Authorize) -> Verdict:
    """The verdict on a tag (AUTH-5)."""
    enter(work, command)
    verdict, _ = work.verdict(command)
    work.decided(command, verdict)
    return verdict


@handles(commands.StartTransaction, meaning=start_key)
def start_transaction(work: Work, command: commands.StartTransaction) -> Started:
    """Number and record the transaction: energy flows already, so nobody is refused (TX-2 to TX-4, AUTH-14).

    The same start told again gets the same number (TX-11); an open transaction on the connector stays open, since
    its stop may still come from the queue (TX-12).
    """
    enter(work, command)
    verdict, tag = work.verdict(command)
    if (before := work.said_before()) is not None and before.transaction_id is not None:
        work.concerns(transaction_id=before.transaction_id, connector_id=command.connector_id)
        row = work.transaction(before.transaction_id, command.charge_point_id)
        status = row.status if row else verdict.status
        return Started(TransactionId(before.transaction_id), msgspec.structs.replace(verdict, status=status))
    if command.id_tag_key:
        verdict = judge_start(verdict, tag, work.open_transactions_of(command.id_tag_key))
    number = work.next_transaction()
    started = events.TransactionStarted(
        charge_point_id=command.charge_point_id, connector_id=command.connector_id, transaction_id=number,
        id_tag=command.id_tag or IdTag(""), id_tag_key=command.id_tag_key, status=verdict.status,
        meter_start_wh=command.meter_start_wh, reservation_id=command.reservation_id,
        party_id=PartyId(tag.party_id) if tag is not None and tag.party_id is not None else None,
        occurred_at=command.started_at)
    work.record(started)
    work.remember(number)
    work.concerns(transaction_id=number, connector_id=command.connector_id)
    work.decided(command, verdict, number)
    adopt(work, started, command.id_tag_key)
    return Started(number, verdict)


@handles(commands.StopTransaction, meaning=stop_key)
def stop_transaction(work: Work, command: commands.StopTransaction) -> Verdict | None:
    """Always accepted (TX-8); a verdict only where a tag was shown (TX-9)."""
    enter(work, command)
    verdict = work.verdict(command)[0] if command.id_tag is not None else None
    if (before := work.said_before()) is not None:
        work.concerns(transaction_id=before.transaction_id)
        return verdict
    found = _stopped(work, command)
    number = TransactionId(found.transaction_id) if found else None
    if found is not None:
        work.concerns(transaction_id=number, connector_id=found.connector_id)
    if found is None:
        work.record(events.StopOrphaned(
            charge_point_id=command.charge_point_id, reported_transaction_id=command.transaction_id,
            id_tag=command.id_tag, id_tag_key=command.id_tag_key, meter_stop_wh=command.meter_stop_wh,
            occurred_at=command.stopped_at))
    else:
        work.record(stop_of(found, command))
    work.remember(number)
    if command.samples:
        work.record(_sampled(command, ConnectorId(found.connector_id) if found else None, number))
    if verdict is not None:
        work.decided(command, verdict, number)
    return verdict


def _stopped(work: Work, command: commands.StopTransaction) -> TransactionRow | None:
    """The open transaction that the stop ends: the one it names, else the only one that it fits."""
    named = work.transaction(command.transaction_id, command.charge_point_id)
    if named is not None:
        return named if named.stopped_at is None else None
    return only([one for one in work.open_transactions(command.charge_point_id) if matches_stop(
        one, command.transaction_id, command.id_tag_key, command.stopped_at, command.meter_stop_wh)])


def stop_of(found: TransactionRow, command: commands.StopTransaction) -> events.TransactionStopped:
    """The end of a transaction, flagged where its meter runs backwards (TX-13)."""
    foreign = command.transaction_id != found.transaction_id
    return events.TransactionStopped(
        charge_point_id=command.charge_point_id, connector_id=ConnectorId(found.connector_id),
        transaction_id=TransactionId(found.transaction_id), id_tag=command.id_tag, meter_stop_wh=command.meter_stop_wh,
        meter_backwards=command.meter_stop_wh < found.meter_start_wh,
        reported_transaction_id=command.transaction_id if foreign else None, occurred_at=command.stopped_at)


@handles(commands.MeterValues, meaning=meter_key)
def meter_values(work: Work, command: commands.MeterValues) -> None:
    """Keep the values, with their transaction where it can be told (MV-2, MV-12)."""
    enter(work, command)
    if not command.samples:
        return
    if (before := work.said_before()) is not None:
        work.concerns(transaction_id=before.transaction_id, connector_id=command.connector_id)
        return
    found = _measured(work, command)
    number = TransactionId(found.transaction_id) if found else None
    work.concerns(transaction_id=number, connector_id=command.connector_id)
    work.record(_sampled(command, command.connector_id, number))
    work.remember(number)


def _measured(work: Work, command: commands.MeterValues) -> TransactionRow | None:
    """The transaction that is named, or the one that ran on the connector at that time."""
    named = work.transaction(command.transaction_id, command.charge_point_id) if command.transaction_id else None
    if named is not None or command.connector_id < 1:
        return named
    return work.transaction_at(command.charge_point_id, command.connector_id, min(one.at for one in command.samples))


def _sampled(command: commands.MeterValues | commands.StopTransaction, connector_id: ConnectorId | None,
             number: TransactionId | None) -> events.MeterSampled:
    return events.MeterSampled(
        charge_point_id=command.charge_point_id, connector_id=connector_id, transaction_id=number,
        reported_transaction_id=command.transaction_id if command.transaction_id != number else None,
        assigned=number is not None and command.transaction_id != number,
        samples=command.samples, occurred_at=min(one.at for one in command.samples))
