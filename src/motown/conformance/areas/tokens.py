"""MT-TOK: the idTags that providers vouch for."""

from typing import Any

from motown.conformance.party import Party, new_id
from motown.conformance.requirements import requirement
from motown.conformance.stations import Station
from motown.conformance.verdicts import equal, holds, lacks
from motown.conformance.world import ALL, World


def put(party: Party, version: int, *tags: str, kind: str = "Differential", status: str = "Accepted",
        **more: Any) -> Any:
    """Tell idTags."""
    return party.PutTokens(updateType=kind, listVersion=version, token=[{"idTag": one, "status": status}
                                                                       for one in tags], **more)


def names(world: World, count: int) -> list[str]:
    """Names of idTags that nobody has told yet."""
    return [world.name("T").replace("CONF-", "").upper()[-20:] for _ in range(count)]


def listed(party: Party) -> list[str]:
    """The idTags of a party, in the order of its list."""
    return [one.idTag for one in party.ListTokens().token]


def asked(station: Station, tag: str) -> str:
    """What Authorize is answered."""
    return str(station.do(lambda: station.point.authorize(tag)).idTagInfo.status)


@requirement("MT-TOK-01", "station")
def decides(world: World) -> None:
    """Tells idTags of each status, changes them, and has a charge point ask and start."""
    party, station = world.party("EMP", own=[ALL]), world.station(always_authorize=True)
    tags = dict(zip(("Accepted", "Blocked", "Expired", "Invalid"), names(world, 4), strict=True))
    for version, (status, tag) in enumerate(tags.items(), 1):
        put(party, version, tag, status=status)
    told = {status: asked(station, tag) for status, tag in tags.items()}
    equal("what Authorize is answered", told, {status: status for status in tags})
    put(party, 5, tags["Accepted"], status="Blocked")
    equal("what Authorize is answered after a change", asked(station, tags["Accepted"]), "Blocked")
    put(party, 6, tags["Invalid"])
    station.charge(tags["Invalid"])
    station.stop()
    station.charge(tags["Blocked"])
    answers = [one.received.decode() for one in station.said if b"startTransactionRequest" in one.sent]
    holds("the answer to a start with an accepted idTag", answers[0], "Accepted")
    holds("the answer to a start with a blocked one", answers[1], "Blocked")


@requirement("MT-TOK-02", "station")
def first_come(world: World) -> None:
    """Tells an idTag that is another provider's: Conflict, and nothing changes; then after it was given up."""
    one, two = [world.party("EMP", own=[ALL]) for _ in range(2)]
    (tag, other), station = names(world, 2), world.station()
    put(one, 1, tag)
    for spelling in (tag, tag.lower()):
        refusal = two.refused("Conflict", "PutTokens", updateType="Differential", listVersion=1, token=[
            {"idTag": other, "status": "Accepted"}, {"idTag": spelling, "status": "Blocked"}])
        lacks("what is told of the owner", refusal.message, one.id)
    equal("idTags of the second", listed(two), [])
    equal("what Authorize is answered", asked(station, tag), "Accepted")
    one.PutTokens(updateType="Differential", listVersion=2, removeIdTag=[tag])
    put(two, 1, tag)
    equal("idTags of the second, once it was given up", listed(two), [tag])


@requirement("MT-TOK-03", "station")
def whole_lists(world: World) -> None:
    """Replaces a list by a good one, by one that is refused, and by the same again."""
    party, owner = [world.party("EMP", own=[ALL]) for _ in range(2)]
    first, second, third, taken = names(world, 4)
    put(owner, 1, taken)
    put(party, 1, first, second, kind="Full")
    party.refused("Conflict", "PutTokens", updateType="Full", listVersion=2, token=[
        {"idTag": third, "status": "Accepted"}, {"idTag": taken, "status": "Accepted"}])
    equal("the list after one that is refused", listed(party), [first, second])
    answer = put(party, 3, second, third, kind="Full", requestId=(request := new_id()))
    equal("version and number of tokens", (answer.listVersion, answer.tokenCount), (3, 2))
    equal("duplicate", put(party, 3, second, third, kind="Full", requestId=request).duplicate, True)
    equal("the list", listed(party), [second, third])
    party.refused("Conflict", "PutTokens", updateType="Full", listVersion=2, token=[])
    party.refused("Conflict", "PutTokens", updateType="Full", listVersion=3, token=[])
    equal("what a forgotten idTag is answered", asked(world.station(), first) == "Accepted", False)


@requirement("MT-TOK-04", "station")
def own_only(world: World) -> None:
    """Lists tokens of two providers, and changes since a position."""
    parties = [world.party("EMP", own=[ALL]) for _ in range(2)]
    mine = [names(world, 2) for _ in parties]
    for party, tags in zip(parties, mine, strict=True):
        put(party, 1, *tags)
    equal("tokens of each", [listed(one) for one in parties], mine)
    equal("a token of the other", parties[0].ListTokens(idTag=mine[1][0]).token, [])
    place = parties[0].ListTokens().pageInfo.asOfPosition
    put(parties[0], 2, mine[0][0], status="Blocked")
    changed = parties[0].ListTokens(changedAfterPosition=place)
    equal("tokens that have changed", [(one.idTag, one.status) for one in changed.token], [(mine[0][0], "Blocked")])
    equal("listVersion", changed.listVersion, 2)
