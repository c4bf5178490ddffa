"""MT-ACC-01 to -03, -08 and -14: who calls, and how soon a change counts."""

import base64
import time
from typing import Any

from lxml import etree

from motown.conformance.areas.messages import FOREIGN
from motown.conformance.party import Party, body_of, header_of
from motown.conformance.published import permissions
from motown.conformance.requirements import not_testable, requirement
from motown.conformance.stations import Station
from motown.conformance.verdicts import equal, holds, lacks, that
from motown.conformance.world import World, charge_point

WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
GUESSING_SECONDS, MOST_GUESSES = 5, 12
"""Whoever may guess more often in that time is not slowed down: one hash of a password takes less."""

not_testable("MT-ACC-02", "core", "It takes a second computer that reaches the server without TLS. What can be seen "
                                  "from here is that the credential is taken at the address that the kit was given.")


@requirement("MT-ACC-01", "core")
def credential_alone(world: World) -> None:
    """Claims in headers of HTTP and SOAP and in foreign elements to be somebody else: the credential counts."""
    party, admin = world.party("SITE"), world.admin.id
    envelope = party.envelope("WhoAmI")
    token = etree.SubElement(etree.SubElement(header_of(envelope), f"{{{WSSE}}}Security"), f"{{{WSSE}}}UsernameToken")
    etree.SubElement(token, f"{{{WSSE}}}Username").text = admin
    etree.SubElement(header_of(envelope), f"{{{FOREIGN}}}partyId").text = admin
    etree.SubElement(body_of(envelope), f"{{{FOREIGN}}}partyId").text = admin
    exchange = party.send("WhoAmI", envelope, X_Forwarded_User=admin, From=admin, X_Party=admin)
    equal("the party", exchange.find("partyId").text if exchange.refusal is None else exchange.refusal, party.id)
    exchange = world.nobody.send("WhoAmI", envelope, X_Forwarded_User=admin)
    equal("the code without a credential", exchange.refusal and exchange.refusal.code, "NotAuthenticated")


@requirement("MT-ACC-03", "core")
def strangers(world: World) -> None:
    """Calls all operations without a credential, and with bad ones: NotAuthenticated; which was bad is not told."""
    gone = world.party("CSO", own=[{"kind": "All"}])
    world.admin.PutParty(partyId=gone.id, name="Gone", role=["CSO"], revision=2, enabled=False)
    known = world.party("SITE")
    callers = [world.caller(known.id, f"wrong {known.secret}"), world.caller("conf-nobody", "whatever"), gone]
    told = {(refusal.code, refusal.message, refusal.field, refusal.grant_hint)
            for caller in callers for refusal in [caller.refused("NotAuthenticated", "WhoAmI")]}
    equal("different refusals", len(told), 1)
    for permission in permissions():
        operation = permission.operation
        if permission.service not in world.addresses:
            continue
        exchange = world.nobody.tell(operation, **_LEAST.get(operation, {}))
        code = exchange.refusal.code if exchange.refusal else "an answer"
        wanted = "an answer" if permission.access_class == "PUBLIC" else "NotAuthenticated"
        equal(f"{operation} without a credential", code, wanted)
    malformed = (f"Basic {base64.b64encode(b'no colon').decode()}", "Basic %%%", "Bearer abc")
    for text in malformed:
        exchange = world.nobody.send("WhoAmI", world.nobody.envelope("WhoAmI"), Authorization=text)
        equal(f"the code for {text}", exchange.refusal and exchange.refusal.code, "NotAuthenticated")


_STATION: dict[str, Any] = {"chargePointId": "none"}
_SUBSCRIPTION: dict[str, Any] = {"subscriptionId": "none"}
_LEAST: dict[str, dict[str, Any]] = {
    "CheckAccess": {"operation": "WhoAmI"},
    "PutParty": {"partyId": "none", "name": "N", "role": ["SITE"], "revision": 1},
    "GrantAccess": {"partyId": "none", "target": [{"kind": "All"}]}, "RevokeAccess": {"grantId": "none"},
    "StartTransaction": {**_STATION, "idTag": "T"}, "StopTransaction": {**_STATION, "transactionId": "1"},
    "UnlockConnector": {**_STATION, "connectorId": 1},
    "ChangeAvailability": {**_STATION, "connectorId": 0, "availability": "Operative"},
    "ResetChargePoint": {**_STATION, "resetType": "Soft"}, "ClearCache": _STATION,
    "ChangeConfiguration": {**_STATION, "key": "k", "value": "v"}, "GetConfiguration": _STATION,
    "RequestDiagnostics": _STATION,
    "UpdateFirmware": {**_STATION, "location": "ftp://none/x", "retrieveAt": "2030-01-01T00:00:00Z"},
    "ReserveNow": {**_STATION, "connectorId": 1, "idTag": "T", "reservedUntil": "2030-01-01T00:00:00Z"},
    "CancelReservation": {**_STATION, "reservationId": 1}, "SendLocalList": {**_STATION, "updateType": "Full"},
    "GetLocalListVersion": _STATION, "SendData": {**_STATION, "vendorId": "v"},
    "InvokeExtension": {**_STATION, "name": "none"}, "GetCommand": {"commandId": "none"},
    "CancelCommand": {"commandId": "none"}, "ReadEvents": {"afterPosition": 0}, "GetEvent": {"eventId": "none"},
    "Subscribe": {"name": "none", "mode": "Pull"}, "PullMessages": _SUBSCRIPTION,
    "Seek": {**_SUBSCRIPTION, "afterPosition": 0}, "Pause": _SUBSCRIPTION, "Resume": _SUBSCRIPTION,
    "Unsubscribe": _SUBSCRIPTION, "GetChargePoint": _STATION,
    "PutChargePointInfo": {**_STATION, "info": {}, "revision": 1},
    "SetRegistration": {**_STATION, "registration": "Accepted"},
    "PutGroup": {"groupId": "none", "kind": "Group", "revision": 1}, "GetHealth": _STATION,
    "PostReview": {**_STATION, "stars": 3}, "GetTransaction": {"transactionId": "1"},
    "GetSessionDiagnostics": {"transactionId": "1"}, "PutTokens": {"updateType": "Full", "listVersion": 1}}
"""The least that the schema wants of each operation."""


@requirement("MT-ACC-08", "core")
def at_once(world: World) -> None:
    """Takes a grant, a role and a password away, while a long poll waits too: the next answer goes by that."""
    station = world.station()
    party = world.party("ADDON")
    grant = world.grant(party, "R-STATUS", "R-RAW")
    head = world.head()
    that(party.ReadEvents(afterPosition=0, limit=1).event, "an event, by the grant", "none")
    waiting = world.later(lambda: party.tell("ReadEvents", afterPosition=head, waitSeconds=4))
    time.sleep(0.3)  # so that it waits
    world.admin.RevokeAccess(grantId=grant)
    party.refused("NotPermitted", "ReadEvents", afterPosition=0)
    station.heartbeat()
    exchange = waiting()
    told = [one.findtext("{*}chargePointId") for one in exchange.body.iterfind("{*}event")]
    lacks("what a waiting reader without the grant is told", told, station.identity)
    _subscribers(world, station)
    known = world.party("CSO", own=[charge_point(station.identity)])
    holds("roles", known.WhoAmI().role, "CSO")
    world.admin.PutParty(partyId=known.id, name="N", role=["SITE"], revision=2)
    known.refused("NotPermitted", "ClearCache", chargePointId=station.identity)
    _secrets(world, known)


def _subscribers(world: World, station: Station) -> None:
    """A subscriber whose grant was taken away is told nothing more, neither in calls nor in pulls."""
    if "SubscriptionService" not in world.addresses:
        return
    party, consumer = world.party("ADDON"), world.consumer()
    grant = world.grant(party, "R-STATUS", "R-RAW")
    here: dict[str, Any] = {"filter": {"target": [charge_point(station.identity)]}, "startAt": "Beginning"}
    pulled = party.Subscribe(name="pulled", mode="Pull", **here).subscriptionId
    party.Subscribe(name="pushed", mode="Push", delivery={"url": consumer.url}, **here)
    consumer.until(lambda calls: calls, "a call")
    place = world.head()
    world.admin.RevokeAccess(grantId=grant)
    station.heartbeat()
    consumer.quiet(1)
    told = [at for one in consumer.deliveries for at in one.positions]
    told += [one.position for one in party.PullMessages(subscriptionId=pulled).event]
    equal("what is told behind the end of the grant", [at for at in told if at > place], [])


def _secrets(world: World, known: Party) -> None:
    """A new password counts at once, the old one no longer; neither does one of a party that is not enabled."""
    secret = known.secret + "-new"
    change: dict[str, Any] = {"partyId": known.id, "name": "N", "role": ["SITE"]}
    world.admin.PutParty(**change, revision=3, credential={"user": known.id, "secret": secret})
    known.refused("NotAuthenticated", "WhoAmI")
    renewed = world.caller(known.id, secret)
    equal("the party", renewed.WhoAmI().partyId, known.id)
    world.admin.PutParty(**change, revision=4, enabled=False)
    renewed.refused("NotAuthenticated", "WhoAmI")
    world.admin.PutParty(**change, revision=5)
    equal("the party, enabled again", renewed.WhoAmI().partyId, known.id)


@requirement("MT-ACC-14", "core", "last")
def guessing(world: World) -> None:
    """Guesses a password for some seconds: that is slowed down or refused, and does not hinder the party itself."""
    victim = world.party("SITE")
    victim.WhoAmI()
    guesser = world.caller(victim.id, "wrong " + victim.secret)
    codes, longest, began = [], 0.0, time.monotonic()
    while time.monotonic() - began < GUESSING_SECONDS:
        codes.append(guesser.refused("NotAuthenticated TooManyRequests", "WhoAmI").code)
        asked = time.monotonic()
        equal("the party", victim.WhoAmI().partyId, victim.id)
        longest = max(longest, time.monotonic() - asked)
    that("TooManyRequests" in codes or len(codes) <= MOST_GUESSES, f"TooManyRequests, or at most {MOST_GUESSES} tries",
         f"{len(codes)} tries in {GUESSING_SECONDS} s")
    that(longest < 3, "the party itself to be answered as ever", f"after {longest:.1f} s")
