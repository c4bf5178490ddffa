"""MT-ACC-10 to -13: what is told to whom."""

import secrets
from datetime import UTC, datetime
from typing import Any

from motown.conformance.exchange import Exchange
from motown.conformance.party import Party
from motown.conformance.published import table
from motown.conformance.requirements import requirement
from motown.conformance.stations import Station
from motown.conformance.verdicts import equal, lacks, that
from motown.conformance.world import World, attributes, charge_point


def raw_events(party: Party, after: int, **more: Any) -> Exchange:
    """A page of ReadEvents as bytes."""
    party.ReadEvents(afterPosition=after, limit=1000, **more)
    return party.wire.last


def id_tags(world: World, party: Party, station: Station) -> set[str]:
    """The idTags that a party is told of in the events of a charge point."""
    here = [charge_point(station.identity)]
    events = world.events(0, party, target=here)
    return {one.value for event in events for one in event.attribute if one.name == "idTag"}


@requirement("MT-ACC-10", "core")
def pseudonyms(world: World) -> None:
    """Reads a transaction as parties with and without R-IDENT: pseudonyms, each party its own, always the same."""
    station, tag = world.station(), world.tag()
    here = charge_point(station.identity)
    station.charge(tag)
    station.stop()
    station.charge(tag)
    blind = [world.party("ADDON") for _ in range(2)]
    for party in blind:
        world.grant(party, "R-STATUS", "R-USAGE", targets=[here])
    equal("idTags told with R-IDENT", {one.upper() for one in id_tags(world, world.operator, station)}, {tag})
    told = [id_tags(world, party, station) for party in blind]
    equal("idTags of one driver told to each without R-IDENT", [len(one) for one in told], [1, 1])
    that(told[0] != told[1], "another pseudonym for another party", told)
    for party, (pseudonym,) in zip(blind, told, strict=True):
        that(pseudonym.startswith("~") and len(pseudonym) <= 20, "~ and 20 characters at most", pseudonym)
        message = raw_events(party, 0, filter={"target": [here]}).received.decode().upper()
        lacks("what is told without R-IDENT", message, tag, world.provider.id.upper())
        equal("the pseudonym the next time", id_tags(world, party, station), {pseudonym})
        if "TransactionService" in world.addresses:
            listed = party.ListTransactions(target=[here]).transaction
            equal("idTag and party in the list", {(one.idTag, one.partyId) for one in listed}, {(pseudonym, None)})


@requirement("MT-ACC-11", "core")
def payloads(world: World) -> None:
    """Reads messages with and without R-RAW, asking for payloads."""
    station, party = world.station(), world.party("ADDON")
    here = [charge_point(station.identity)]
    with_raw = world.events(0, target=here, category="Message", include_payload=True)
    that(with_raw and all(one.payload for one in with_raw), "a payload for every message", with_raw[:1])
    world.grant(party, "R-STATUS", targets=here)
    refused = party.tell("ReadEvents", afterPosition=0, includePayload=True, filter={"target": here})
    if refused.refusal is not None:
        equal("the refusal to who has no R-RAW", (refused.refusal.code, refused.refusal.grant_hint),
              ("NotPermitted", "R-RAW"))
    told = [one for one in world.events(0, party, target=here) if one.category == "Message"]
    lacks("what is told without R-RAW", raw_events(party, 0, filter={"target": here}).received, b"base64", b"<payload>")
    for one in told:
        equal("payload and payloadWithheld", (one.payload, one.payloadWithheld), (None, True))
    command = _own_command(world, party, station)
    seen = [one for one in world.events(0, party, commandId=command) if one.category == "Message"]
    for one in seen:
        equal("payload and payloadWithheld of its own command", (one.payload, one.payloadWithheld), (None, True))


def _own_command(world: World, party: Party, station: Station) -> str:
    """A command of a party that has no R-RAW."""
    world.grant(party, operations=["ClearCache"], targets=[charge_point(station.identity)])
    receipt = party.ClearCache(chargePointId=station.identity).receipt
    world.reached(receipt.commandId, party=party)
    return str(receipt.commandId)


@requirement("MT-ACC-12", "core")
def attributes_by_class(world: World) -> None:
    """Reads a BootNotification with and without R-RAW, and looks in all events for what is never told."""
    before, station = world.head(), world.station()
    rows = table("event-types.csv")
    booted = "motown.ChargePointBooted"
    hidden = {row["attribute"] for row in rows if row["event"] == booted and row["access"] == "R-RAW"}
    here: dict[str, Any] = {"target": [charge_point(station.identity)], "typePrefix": [booted]}
    (full,), (less,) = world.events(before, **here), world.events(before, world.developer, **here)
    that(hidden & attributes(full).keys(), f"some of {sorted(hidden)} with R-RAW", attributes(full))
    equal("attributes without R-RAW", attributes(less),
          {name: value for name, value in attributes(full).items() if name not in hidden})
    never = {(row["event"], row["attribute"]) for row in rows if row["access"] == "never"}
    world.reached(world.operator.ClearCache(chargePointId=station.identity).receipt.commandId)
    for reader in (world.operator, world.admin):
        told = {(one.type, name) for one in world.events(before, reader) for name in attributes(one)}
        equal("attributes that are never told", told & never, set())


@requirement("MT-ACC-13", "core", "last")
def secrets_stay_secret(world: World) -> None:
    """Gives passwords of parties, deliveries, locations and configuration keys, and looks for them in every answer."""
    words = [f"conf-secret-{secrets.token_hex(8)}" for _ in range(4)]
    of_party, of_location, of_key, of_delivery = words
    before, station, party = world.head(), world.station(), world.party("SITE")
    place: dict[str, Any] = {"chargePointId": station.identity}
    station.behave("ChangeConfiguration", status="Accepted")
    world.admin.PutParty(partyId=party.id, name="N", role=["SITE"], revision=2,
                         credential={"user": party.id, "secret": of_party})
    commands = [
        world.operator.RequestDiagnostics(location=f"ftp://user:{of_location}@192.0.2.1/", **place).receipt,
        world.operator.UpdateFirmware(location=f"ftp://user:{of_location}@192.0.2.1/image", **place,
                                      retrieveAt=datetime.now(UTC)).receipt,
        world.operator.ChangeConfiguration(key="AuthorizationKey", value=of_key, **place).receipt]
    if "SubscriptionService" in world.addresses:
        world.operator.Subscribe(name=world.name("S"), mode="Push", delivery={
            "url": world.consumer().url, "user": "u", "secret": of_delivery}, filter={"typePrefix": ["nobody.Knows"]})
        world.operator.ListSubscriptions()
        _lacking(world.operator, words)
    for command in commands:
        world.reached(command.commandId, "Answered")
        _lacking(world.operator, words)
    world.operator.ListCommands(target=[charge_point(station.identity)])
    _lacking(world.operator, words)
    for reader in (world.operator, world.admin):
        for _page in world.pages(before, reader):
            _lacking(reader, words)
    world.admin.ListParties(changedAfterPosition=before)
    _lacking(world.admin, words)


def _lacking(party: Party, words: list[str]) -> None:
    lacks("an answer", party.wire.last.received.decode("utf-8", "replace"), *words)
