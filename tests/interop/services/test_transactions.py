"""TransactionService over real sockets: a provider follows a simulated car's charge, over a restart, to its record."""

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest
import requests

from motown.core.passwords import hashed
from motown.domain import commands
from motown.domain.access import Target
from motown.domain.ids import IdTag, PartyId, new_grant_id
from motown.domain.tokens import Token
from tests.interop.server import SECONDS, Server, until
from tests.interop.services.test_access import client, code

SECRET = "a password of my own"
ROLES = {"nordlicht": "EMP", "stroom": "CSO", "netz": "DSO"}
TAG = "HERS"
REGISTER = "Energy.Active.Import.Register"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def server(request, lasting) -> Iterator[Server]:
    cluster = request.getfixturevalue("cluster") if request.param == "postgresql" else None
    server = lasting(cluster.fresh() if cluster else None, ocpp__registration="open").start()
    password_hash = hashed(SECRET)
    for party_id, role in ROLES.items():
        server.execute(commands.PutParty(
            party_id=PartyId(party_id), name=party_id, roles=(role,), password_hash=password_hash))
    for party_id in ("stroom", "netz"):
        server.execute(commands.GrantAccess(party_id=PartyId(party_id), grant_id=new_grant_id(),
                                            access_classes=("SELF",), targets=(Target("All"),)))
    server.execute(commands.PutTokens(
        party_id=PartyId("nordlicht"), update_type="Full", list_version=1,
        tokens=(Token(id_tag=IdTag(TAG), key=TAG.casefold(), status="Accepted"),)))
    yield server
    server.stop()


def asking(server: Server, party: str, soap: str = "12") -> Any:
    return client(server, "transaction", (party, SECRET), soap=soap)


@pytest.fixture
def simulated(server) -> Iterator[Any]:
    """Charge points that have sessions of some seconds with the tag, one after the other."""
    running = []

    def start(version: str, prefix: str, *words: str) -> None:
        running.append(subprocess.Popen(
            [sys.executable, "-m", "motown", "simulate", "--url", f"{server.address}/ocpp", "--id", prefix,
             "--version", version, "--tags", TAG, "--no-commands", *words],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))

    yield start
    for one in running:
        one.terminate()
        one.wait(SECONDS)


def begun(provider: Any, prefix: str) -> Any:
    """A transaction that goes on there."""
    def found() -> list[Any]:
        return [one for one in provider.ListTransactions(state="Active").transaction
                if one.chargePointId == f"{prefix}-001"]

    until(found, "a car charges")
    return found()[0]


def test_a_whole_charge_with_a_restart_in_between(server, simulated):
    version, prefix = "1.5" if "sqlite" in server.assignments["store.url"] else "1.2", "WHOLE"
    provider = asking(server, "nordlicht", "11" if version == "1.2" else "12")
    simulated(version, prefix, "--rate", "20", "--samples", "4")
    one, restarted, energies = begun(provider, prefix), False, [0]
    after = one.changedAtPosition
    while one.state == "Active":
        try:
            answer = provider.GetTransaction(transactionId=one.transactionId, waitSeconds=30, afterPosition=after)
        except requests.ConnectionError:
            continue
        one, after = answer.transaction, answer.asOfPosition
        energies.append(one.energyWh or 0)
        if not restarted:
            server.stop()
            server.start()
            restarted = True
    assert energies == sorted(energies)
    assert (one.state, one.idTag, one.partyId, one.cdrId) == (
        "Finished", TAG, "nordlicht", f"cdr-{one.transactionId}")
    assert one.energyWh == one.meterStopWh - one.meterStartWh > 0
    _its_values(provider, one, version)
    _its_record(provider, one)
    found = provider.GetSessionDiagnostics(transactionId=one.transactionId).diagnostics
    assert (found.charging, found.latest.energyWh) == ("no", one.energyWh)
    assert "charging began on connector 1" in [moment.text for moment in found.timeline]
    assert code(asking(server, "netz").GetTransaction, transactionId=one.transactionId) == "NotPermitted"


def _its_values(provider: Any, one: Any, version: str) -> None:
    """They rise from the beginning to the end, by pages too, and are those of the events."""
    samples = provider.ReadMeterValues(transactionId=one.transactionId, measurand=[REGISTER]).sample
    values = [each.value for each in samples]
    assert len(values) >= 2
    assert values == sorted(values)
    assert one.meterStartWh <= values[0] <= values[-1] <= one.meterStopWh
    assert {each.assigned for each in samples} == ({True} if version == "1.2" else {None})
    paged, cursor = [], None
    while True:
        page = provider.ReadMeterValues(transactionId=one.transactionId, measurand=[REGISTER],
                                        page={"limit": 2, "cursor": cursor})
        paged += [each.value for each in page.sample]
        cursor = page.pageInfo.nextCursor
        if cursor is None:
            break
    assert paged == values
    steps = provider.ReadMeterValues(transactionId=one.transactionId, measurand=[REGISTER], stepSeconds=86400).sample
    assert steps[-1].value == values[-1]


def _its_record(provider: Any, one: Any) -> None:
    record, = provider.ListCdrs(cdrId=one.cdrId).cdr
    assert (record.energyWh, record.idTag, record.startedAt, record.stoppedAt) == (
        one.energyWh, TAG, one.startedAt, one.stoppedAt)
    assert [(each.dimension, each.quantity) for each in record.period] == [
        ("Energy", Decimal(one.energyWh)), ("Time", Decimal(record.durationSeconds))]


def test_many_wait_for_one_transaction(server, simulated):
    """Each gets the change; none of them holds a thread of the server."""
    simulated("1.5", "MANY", "--rate", "20", "--samples", "4")
    operator = asking(server, "stroom")
    one = begun(operator, "MANY")
    with ThreadPoolExecutor(20) as pool:
        waiting = [pool.submit(asking(server, "stroom").GetTransaction, transactionId=one.transactionId,
                               waitSeconds=30, afterPosition=one.changedAtPosition) for _ in range(20)]
        answers = [each.result(SECONDS) for each in waiting]
    assert {each.transaction.transactionId for each in answers} == {one.transactionId}
    assert all(each.transaction.changedAtPosition > one.changedAtPosition for each in answers)


def test_a_grid_operator_gets_sums_only(server, simulated):
    simulated("1.5", "GRID", "--count", "3", "--rate", "20", "--samples", "4")
    grid, target = asking(server, "netz"), {"kind": "All"}

    def sums() -> list[Any]:
        return grid.ReadMeterValues(target=target, stepSeconds=86400, measurand=[REGISTER]).sample

    until(sums, "three have told something")
    for one in sums():
        assert (one.chargePointId, one.transactionId, one.eventId) == (None, None, None)
        assert one.sampleCount >= 3
    assert code(grid.ReadMeterValues, target=target) == "InvalidRequest"
    assert code(grid.ListTransactions) == "NotPermitted"
