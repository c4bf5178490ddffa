"""MT-PAG-06: all lists that the server has, each with three entries, in pages of two."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from motown.conformance.areas.transactions import sample
from motown.conformance.party import Party
from motown.conformance.published import operations
from motown.conformance.requirements import requirement
from motown.conformance.stations import Station
from motown.conformance.verdicts import Skipped, equal, that
from motown.conformance.world import ALL, World, charge_point

THREE = range(3)


class Case(NamedTuple):
    """A list, who asks for it, and where its entries are."""

    operation: str
    party: Party
    fields: dict[str, Any]
    entries: str
    key: str


def commands(world: World) -> Case:
    """Three commands to a charge point."""
    station = world.station()
    for _ in THREE:
        world.operator.ClearCache(chargePointId=station.identity)
    return Case("ListCommands", world.operator, {"target": [charge_point(station.identity)]}, "command", "commandId")


def grants(world: World) -> Case:
    """Three grants of a party."""
    party = world.party("ADDON")
    for _ in THREE:
        world.grant(party, "R-STATUS")
    return Case("ListGrants", party, {}, "grant", "grantId")


def parties(world: World) -> Case:
    """Three parties that are new."""
    place = world.admin.ListParties(page={"limit": 1}).pageInfo.asOfPosition
    for _ in THREE:
        world.party("SITE")
    return Case("ListParties", world.admin, {"changedAfterPosition": place}, "party", "partyId")


def subscriptions(world: World) -> Case:
    """Three subscriptions of a party."""
    party = world.party("DEVELOPER", own=[ALL])
    for _ in THREE:
        party.Subscribe(name=world.name("S"), mode="Pull")
    return Case("ListSubscriptions", party, {}, "subscription", "subscriptionId")


def charge_points(world: World) -> Case:
    """Three charge points."""
    targets = [charge_point(world.station().identity) for _ in THREE]
    return Case("ListChargePoints", world.operator, {"target": targets}, "chargePoint", "chargePointId")


def groups(world: World) -> Case:
    """Three groups of a charge point."""
    station = world.station()
    for _ in THREE:
        world.operator.PutGroup(groupId=world.name("G"), kind="Group", chargePointId=[station.identity], revision=1)
    return Case("ListGroups", world.operator, {"chargePointId": station.identity}, "group", "groupId")


def reviews(world: World) -> Case:
    """Three reviews of a charge point."""
    station = world.station()
    for stars in THREE:
        world.developer.PostReview(chargePointId=station.identity, stars=stars + 1)
    return Case("ListReviews", world.developer, {"chargePointId": station.identity}, "review", "reviewId")


def charged(world: World) -> Station:
    """A charge point with three transactions that have ended."""
    station = world.station()
    for _ in THREE:
        station.charge(world.tag())
        station.stop()
    return station


def transactions(world: World) -> Case:
    """Three transactions."""
    return Case("ListTransactions", world.operator, {"target": [charge_point(charged(world).identity)]}, "transaction",
                "transactionId")


def records(world: World) -> Case:
    """Their charge detail records, once they are made."""
    here = {"target": [charge_point(charged(world).identity)]}
    for _ in range(10):
        if len(world.operator.ListCdrs(**here).cdr) == len(THREE):
            break
        world.operator.ReadEvents(afterPosition=world.head(), waitSeconds=1)
    return Case("ListCdrs", world.operator, here, "cdr", "cdrId")


def meter_values(world: World) -> Case:
    """Three meter values."""
    station = world.station()
    transaction = station.charge(world.tag())
    for wh in THREE:
        at = station.do(station.point.clock.now)
        station.meter([{"timestamp": at, "value": [sample(transaction.meter_start_wh + wh, unit="Wh")]}])
    return Case("ReadMeterValues", world.operator, {"transactionId": str(transaction.id)}, "sample", "value")


def tokens(world: World) -> Case:
    """Three tokens of a provider."""
    party = world.party("EMP", own=[ALL])
    for _ in THREE:
        world.tag(party)
    return Case("ListTokens", party, {}, "token", "idTag")


MAKERS: tuple[Callable[[World], Case], ...] = (
    commands, grants, parties, subscriptions, charge_points, groups, reviews, transactions, records, meter_values,
    tokens)


def cases(world: World) -> Iterator[Case]:
    """The lists of the services that the server has."""
    for make in MAKERS:
        try:
            case = make(world)
            case.party.address(operations()[case.operation])
        except Skipped:
            continue
        yield case


@requirement("MT-PAG-06", "core")
def order(world: World) -> None:
    """Reads every list that the server has twice, whole and in pages of two: the same entries in the same order."""
    for case in cases(world):
        whole = read(case, {"limit": 100})
        equal(f"entries of {case.operation}", len(keys(case, whole)), 3)
        equal("nextCursor of a page that has all", whole.pageInfo.nextCursor, None)
        for _ in range(2):
            first = read(case, {"limit": 2})
            cursor = first.pageInfo.nextCursor
            that(cursor, f"a nextCursor of {case.operation}", first.pageInfo)
            rest = read(case, {"limit": 2, "cursor": cursor})
            equal(f"{case.operation} in pages", keys(case, first) + keys(case, rest), keys(case, whole))
            equal("nextCursor of the last page", rest.pageInfo.nextCursor, None)
        case.party.refused("InvalidRequest", case.operation, **case.fields, page={"limit": 2, "cursor": "nonsense"})
        case.party.refused("InvalidRequest", case.operation, **case.fields, page={"limit": 0})


def read(case: Case, page: dict[str, Any]) -> Any:
    """One page."""
    return case.party.ask(case.operation, **case.fields, page=page)


def keys(case: Case, answer: Any) -> list[Any]:
    """What names the entries of an answer."""
    return [getattr(one, case.key) for one in getattr(answer, case.entries)]
