"""TransactionService: lists and single transactions, who sees which, waiting for what changes."""

from datetime import timedelta

import pytest

from motown.domain import commands
from motown.domain.access import Constraint, Target
from tests.fixtures import both_stores, both_versions
from tests.harness import START
from tests.services.calling import Party, refusal
from tests.services.tokens import vouch
from tests.speaking import ChargePoint

EVERY_READER = ("CSO", "EMP", "SITE", "VEHICLE", "DEVELOPER")


@pytest.fixture
def cso(server):
    return Party(server, "nordlicht", "CSO", own=("*",))


def listed(party, **wanted):
    return party("transaction", "ListTransactions", **wanted).transaction


def numbers(party, **wanted):
    return [int(one.transactionId) for one in listed(party, **wanted)]


def got(party, number, **more):
    return party("transaction", "GetTransaction", transactionId=str(number), **more).transaction


# -- one transaction


@both_stores
@both_versions
@pytest.mark.parametrize("soap", ["1.2", "1.1"])
def test_a_transaction_from_its_beginning_to_its_end(server, ev, cso, soap):
    cso.soap = soap
    number = ev.start(meterStart=1000).transactionId
    one = got(cso, number)
    assert (one.transactionId, one.sessionId, one.chargePointId, one.connectorId) == (
        str(number), str(number), "EV-1", 1)
    assert (one.idTag, one.state, one.startedAt, one.meterStartWh, one.energyWh) == (
        "TAG", "Active", START, 1000, None)
    server.clock.advance(60)
    ev.meter(1400, transactionId=number) if ev.version == "1.5" else ev.meter(1400)
    later = got(cso, number)
    assert (later.energyWh, later.state, later.cdrId) == (400, "Active", None)
    assert later.changedAtPosition > one.changedAtPosition
    server.clock.advance(60)
    ev.stop(number, meterStop=2500)
    last = got(cso, number)
    assert (last.energyWh, last.state, last.meterStopWh, last.cdrId) == (1500, "Finished", 2500, f"cdr-{number}")
    assert last.stoppedAt == START + timedelta(minutes=2)
    assert last.changedAtPosition > later.changedAtPosition


def test_the_energy_is_that_of_the_latest_time_whatever_comes_late(server, ev, cso):
    number = ev.start(meterStart=1000).transactionId
    ev.meter(3000, at=START + timedelta(minutes=10))
    before = got(cso, number)
    ev.meter(2000, at=START + timedelta(minutes=5))
    assert got(cso, number).energyWh == 2000
    assert got(cso, number).changedAtPosition == before.changedAtPosition, "nothing has changed"


def test_a_meter_that_runs_backwards_tells_no_energy(server, ev, cso):
    number = ev.start(meterStart=1000).transactionId
    ev.meter(500)
    assert got(cso, number).energyWh is None
    ev.stop(number, meterStop=900)
    assert (got(cso, number).energyWh, got(cso, number).meterStopWh) == (None, 900)


def test_one_that_is_given_up(server, ev, cso):
    number = ev.start().transactionId
    ev.boot()
    server.clock.advance(86401)
    server.execute(commands.AbandonTransaction(
        charge_point_id="EV-1", transaction_id=number, patience_seconds=86400))
    one = got(cso, number)
    assert (one.state, one.cdrId) == ("Abandoned", None)
    ev.stop(number)
    assert (got(cso, number).state, got(cso, number).cdrId) == ("Finished", f"cdr-{number}")


@pytest.mark.parametrize("text", ["4712", "0", "-1", "007", "no number", "9" * 30, "1.0", "\u0661"])
def test_there_is_none_of_that_id(ev, cso, text):
    ev.start()
    with refusal("NotFound", "transactionId") as refused:
        got(cso, text)
    assert refused.fault.message == f"there is no transaction {text}"


# -- who sees what


def test_who_may_not_see_it_gets_the_words_for_what_is_not_there(server, ev, cso):
    number = ev.start().transactionId
    for role in EVERY_READER:
        stranger = Party(server, role.lower(), role)
        with refusal("NotFound") as refused:
            got(stranger, number)
        assert refused.fault.message == f"there is no transaction {number}"
        assert listed(stranger) == []


@pytest.mark.parametrize("role", ["SUPPLIER", "DSO", "ADDON", "ADMIN"])
@pytest.mark.parametrize(("operation", "fields"), [
    ("ListTransactions", {}), ("GetTransaction", {"transactionId": "1"}),
    ("GetSessionDiagnostics", {"transactionId": "1"}), ("ListCdrs", {})])
def test_who_may_see_sums_at_most_is_refused(server, ev, role, operation, fields):
    ev.start()
    party = Party(server, "other", role, own=("*",))
    with refusal("NotPermitted") as refused:
        party("transaction", operation, **fields)
    assert refused.fault.grantHint == "R-USAGE"


@both_stores
def test_a_provider_sees_the_transactions_of_its_tokens_wherever_they_are(server, ev):
    emp, other = Party(server, "emp", "EMP"), Party(server, "other", "EMP")
    vouch(server, "emp", "HERS")
    vouch(server, "other", "HIS")
    hers, his = ev.start("HERS").transactionId, ev.start("HIS", connectorId=2).transactionId
    plain = ev.start("TAG", connectorId=3).transactionId
    assert (numbers(emp), numbers(other)) == ([hers], [his])
    one, = listed(emp)
    assert (one.idTag, one.partyId) == ("HERS", "emp")
    assert got(emp, hers).idTag == "HERS"
    for unseen in (his, plain):
        with refusal("NotFound"):
            got(emp, unseen)


def test_whose_it_is_is_decided_at_its_beginning(server, ev):
    emp = Party(server, "emp", "EMP")
    before = ev.start("HERS").transactionId
    ev.stop(before)
    vouch(server, "emp", "HERS")
    after = ev.start("HERS", meterStart=3500).transactionId
    assert after != before
    assert numbers(emp) == [after]


def test_a_site_sees_its_own_place(server, ev):
    server.accept("EV-2")
    here, there = ev.start().transactionId, ChargePoint(server, "EV-2").start().transactionId
    server.execute(commands.PutGroup(group_id="home", kind="Site", charge_point_ids=("EV-1",), revision=1))
    site = Party(server, "site", "SITE", own=(Target("Site", "home"),))
    assert numbers(site) == [here]
    assert listed(site)[0].idTag == "TAG"
    with refusal("NotFound"):
        got(site, there)


def test_without_r_ident_there_is_a_pseudonym_and_no_party(server, ev):
    vouch(server, "emp", "HERS")
    number = ev.start("HERS").transactionId
    again = ev.start("HERS", connectorId=2).transactionId
    driver = Party(server, "driver", "ADDON")
    driver.grant("R-USAGE", "EV-1")
    one, two = listed(driver)
    assert (one.transactionId, two.transactionId) == (str(number), str(again))
    assert one.idTag.startswith("~")
    assert one.idTag == two.idTag == got(driver, number).idTag
    assert one.partyId is None


@pytest.mark.parametrize("by", ["class", "operation"])
def test_a_grant_for_one_id_tag_shows_its_transactions_only(server, ev, by):
    mine, others = ev.start("TAG").transactionId, ev.start("OTHER", connectorId=2).transactionId
    car = Party(server, "car", "ADDON")
    only = (Constraint("idTag", "tag"),)
    if by == "class":
        car.grant("R-USAGE", "EV-1", constraints=only)
    else:
        car.grant("EV-1", operations=("ListTransactions", "GetTransaction"), constraints=only)
    assert numbers(car) == [mine]
    assert got(car, mine).transactionId == str(mine)
    with refusal("NotFound"):
        got(car, others)


def test_a_grant_with_a_limit_that_does_not_fit_shows_nothing(server, ev):
    ev.start()
    car = Party(server, "car", "ADDON")
    car.grant("R-USAGE", "EV-1", constraints=(Constraint("maxPowerW", "100"),))
    assert listed(car) == []


# -- lists


@pytest.fixture
def four(server, ev):
    """Four transactions; the first two have ended."""
    server.accept("EV-2")
    other = ChargePoint(server, "EV-2")
    made = [ev.start("TAG").transactionId, other.start("OTHER", connectorId=2).transactionId]
    server.clock.advance(60)
    ev.stop(made[0])
    other.stop(made[1])
    made += [ev.start("OTHER").transactionId, other.start("TAG", connectorId=2).transactionId]
    return made


@both_stores
def test_by_what_is_wanted(server, cso, four):
    one, two, three, last = four
    assert numbers(cso) == four
    assert numbers(cso, state="Finished") == [one, two]
    assert numbers(cso, idTag="tag") == [one, last]
    assert numbers(cso, sessionId=str(three)) == [three]
    assert numbers(cso, sessionId="none") == []
    assert numbers(cso, target=[{"kind": "ChargePoint", "id": "EV-2"}]) == [two, last]
    assert numbers(cso, target=[{"kind": "Connector", "id": "EV-2", "connectorId": 1}]) == []
    assert numbers(cso, target=[{"kind": "Moon", "id": "EV-2"}]) == []
    assert numbers(cso, since=START + timedelta(seconds=60)) == [three, last]
    assert numbers(cso, until=START + timedelta(seconds=60)) == [one, two]
    assert numbers(cso, partyId="nobody") == []


def test_by_party(server, ev, cso):
    vouch(server, "emp", "HERS")
    ev.start("TAG")
    hers = ev.start("HERS", connectorId=2).transactionId
    assert numbers(cso, partyId="emp") == [hers]


@pytest.mark.parametrize("field", [{"idTag": "TAG"}, {"partyId": "emp"}])
def test_who_may_not_know_who_charges_cannot_ask_for_it(server, ev, field):
    ev.start()
    driver = Party(server, "driver", "ADDON")
    driver.grant("R-USAGE", "EV-1")
    with refusal("NotPermitted") as refused:
        listed(driver, **field)
    assert refused.fault.grantHint == "R-IDENT"
    driver.grant("R-IDENT", "EV-2")
    assert listed(driver, **field) == [], "nor does it find what it may not know"


def test_a_target_without_id(cso):
    with refusal("InvalidRequest"):
        listed(cso, target=[{"kind": "ChargePoint"}])


@both_stores
def test_pages_tell_each_once(server, ev, cso, four):
    seen, cursor, positions = [], None, []
    while True:
        answer = cso("transaction", "ListTransactions", page={"limit": 3, "cursor": cursor})
        seen += [int(one.transactionId) for one in answer.transaction]
        positions.append(answer.pageInfo.asOfPosition)
        cursor = answer.pageInfo.nextCursor
        if cursor is None:
            break
        four.append(ev.start(connectorId=3).transactionId)
    assert seen == four
    assert len(set(positions)) == 1, "all pages are as of the first"


def test_what_has_changed_since(server, ev, cso, four):
    as_of = cso("transaction", "ListTransactions").pageInfo.asOfPosition
    assert numbers(cso, changedAfterPosition=as_of) == []
    ev.meter(1500)
    assert numbers(cso, changedAfterPosition=as_of) == [four[2]]


def test_a_cursor_of_another_list(cso, four):
    cursor = cso("transaction", "ListTransactions", page={"limit": 1}).pageInfo.nextCursor
    with refusal("InvalidRequest", "cursor"):
        listed(cso, state="Active", page={"cursor": cursor})


# -- waiting


def waiting(party, number, after, seconds=60):
    return party.later("transaction", "GetTransaction", transactionId=str(number), afterPosition=after,
                       waitSeconds=seconds)


@both_stores
def test_it_is_told_when_it_changes(server, ev, cso):
    number = ev.start().transactionId
    first = cso("transaction", "GetTransaction", transactionId=str(number))
    before = server.registry.tail.waiting
    later = waiting(cso, number, first.asOfPosition)
    assert not later.is_here
    assert server.registry.tail.waiting == before + 1
    ev.status("Occupied")
    assert not later.is_here, "that does not change the transaction"
    ev.meter(1400)
    answer = later.answer()
    assert answer.transaction.energyWh == 400
    assert server.registry.tail.waiting == before
    last = waiting(cso, number, answer.asOfPosition)
    ev.stop(number, meterStop=2000)
    assert last.answer().transaction.state == "Finished"


def test_what_is_no_change_is_waited_past(server, ev, cso):
    number = ev.start().transactionId
    ev.meter(1400, at=START + timedelta(minutes=9))
    later = waiting(cso, number, server.head())
    ev.meter(1200, at=START + timedelta(minutes=3))
    assert not later.is_here, "a late value is not the last"
    ev.meter(1500, at=START + timedelta(minutes=10))
    assert later.answer().transaction.energyWh == 500


def test_who_is_behind_is_told_at_once(server, ev, cso):
    number = ev.start().transactionId
    ev.meter(1400)
    assert waiting(cso, number, 1).answer().transaction.energyWh == 400


def test_the_end_of_the_time_is_no_fault(server, ev, cso):
    number = ev.start().transactionId
    later = waiting(cso, number, server.head(), 20)
    server.clock.advance(19)
    assert not later.is_here
    server.clock.advance(1)
    assert later.answer().transaction.state == "Active"


def test_a_server_that_stops_lets_nobody_wait(server, ev, cso):
    number = ev.start().transactionId
    later = waiting(cso, number, server.head())
    tail = server.registry.tail
    tail.stop()
    assert later.answer().transaction.state == "Active"
    assert waiting(cso, number, server.head()).is_here
    tail._stopped = False


def test_without_a_position_there_is_no_waiting(ev, cso):
    number = ev.start().transactionId
    assert got(cso, number, waitSeconds=60).state == "Active"


def test_what_was_revoked_meanwhile_is_not_told(server, ev):
    number = ev.start().transactionId
    driver = Party(server, "driver", "ADDON")
    grant_id = driver.grant("R-USAGE", "EV-1")
    later = waiting(driver, number, server.head())
    server.execute(commands.RevokeAccess(party_id="driver", grant_id=grant_id))
    ev.stop(number)
    with refusal("NotFound"):
        later.answer()
