"""MT-PAG: pages of lists, by the list of a party's grants, which everybody has."""

from typing import Any

from motown.conformance.party import Party
from motown.conformance.requirements import requirement
from motown.conformance.verdicts import equal, holds, that
from motown.conformance.world import World

MANY = 105
"""More than a page has where nothing is said."""


def with_grants(world: World, count: int) -> tuple[Party, list[str]]:
    """A party with so many grants, and their ids in the order in which they were given."""
    party = world.party("ADDON")
    return party, [world.grant(party, "R-STATUS", targets=[{"kind": "Group", "id": f"CONF-{number}"}])
                   for number in range(count)]


def pages(party: Party, limit: int | None, **fields: Any) -> list[Any]:
    """All pages of a party's grants."""
    found, cursor = [], None
    while True:
        page = {**({"limit": limit} if limit else {}), **({"cursor": cursor} if cursor else {})}
        found.append(party.ListGrants(page=page or None, **fields))
        cursor = found[-1].pageInfo.nextCursor
        if not cursor:
            return found


def ids(answers: list[Any]) -> list[str]:
    """The grants of some pages."""
    return [one.grantId for answer in answers for one in answer.grant]


@requirement("MT-PAG-01", "core")
def limits(world: World) -> None:
    """Lists 105 grants without a limit, with one, and with one that is too high."""
    party, given = with_grants(world, MANY)
    equal("entries of a page without limit", len(party.ListGrants().grant), 100)
    equal("entries of a page with the limit 7", len(party.ListGrants(page={"limit": 7}).grant), 7)
    most = world.nobody.GetCapabilities().maxPageLimit
    found = party.ListGrants(page={"limit": 2**31 - 1})
    equal("entries with a limit that is too high", ids([found]), given[:most])
    answer = pages(party, None)
    equal("all entries, a hundred at a time", ids(answer), given)


@requirement("MT-PAG-02", "core")
def cursors(world: World) -> None:
    """Gives a cursor back changed, with other fields, and as another party: InvalidRequest each time."""
    party, given = with_grants(world, 3)
    cursor = party.ListGrants(page={"limit": 1}).pageInfo.nextCursor
    that(cursor, "a nextCursor", cursor)
    other = world.party("ADDON")
    other.refused("InvalidRequest", "ListGrants", page={"limit": 1, "cursor": cursor})
    party.refused("InvalidRequest", "ListGrants", page={"limit": 1, "cursor": cursor}, changedAfterPosition=1)
    party.refused("InvalidRequest", "ListCommands", page={"limit": 1, "cursor": cursor})
    for spoilt in (cursor[:-2], cursor + "A", cursor[::-1], "abc"):
        party.refused("InvalidRequest", "ListGrants", page={"limit": 1, "cursor": spoilt})
    for _ in range(2):
        next_one = party.ListGrants(page={"limit": 1, "cursor": cursor})
        equal("the next page", ids([next_one]), given[1:2])


@requirement("MT-PAG-03", "core")
def while_it_changes(world: World) -> None:
    """Reads pages while entries before and behind come and go: who was there all the time comes once."""
    party, given = with_grants(world, 12)
    found, cursor = [], None
    for turn in range(100):
        page = {"limit": 2, **({"cursor": cursor} if cursor else {})}
        answer = party.ListGrants(page=page)
        found += ids([answer])
        cursor = answer.pageInfo.nextCursor
        if not cursor:
            break
        if turn < 3:  # what was told goes, and something new comes
            world.admin.RevokeAccess(grantId=given[turn])
            world.grant(party, "R-STATUS")
    lasting = given[3:]
    equal("entries that were there all the time", [one for one in found if one in lasting], lasting)
    equal("entries that came twice", len(found) - len(set(found)), 0)


@requirement("MT-PAG-04", "core")
def as_of_position(world: World) -> None:
    """Adds an entry while a list is read, and goes on with ReadEvents behind the smallest asOfPosition."""
    party, given = with_grants(world, 4)
    reader = world.admin
    first = party.ListGrants(page={"limit": 2})
    added = world.grant(party, "R-STATUS")
    rest = party.ListGrants(page={"limit": 50, "cursor": first.pageInfo.nextCursor})
    after = min(first.pageInfo.asOfPosition, rest.pageInfo.asOfPosition)
    told = [one.value for event in world.events(after, reader, typePrefix=["motown.GrantAdded"])
            for one in event.attribute]
    holds("what is told behind asOfPosition", [*told, *ids([first, rest])], added, *given)
    revoked = world.admin.RevokeAccess(grantId=given[0])
    that(party.ListGrants().pageInfo.asOfPosition >= revoked.position, "asOfPosition at or behind the last change",
         f"{party.ListGrants().pageInfo.asOfPosition}, changed at {revoked.position}")


@requirement("MT-PAG-05", "core")
def changes_only(world: World) -> None:
    """Asks for what has changed since a position: all that has, and nothing else."""
    party, _given = with_grants(world, 2)
    place = party.ListGrants().pageInfo.asOfPosition
    equal("grants since then", ids([party.ListGrants(changedAfterPosition=place)]), [])
    added = [world.grant(party, "R-STATUS") for _ in range(3)]
    equal("grants since then", ids(pages(party, 2, changedAfterPosition=place)), added)
    before = world.admin.ListParties(page={"limit": 1}).pageInfo.asOfPosition
    new = world.party("SITE")
    listed = [one.partyId for one in world.admin.ListParties(changedAfterPosition=before).party]
    holds("parties since then", listed, new.id)
