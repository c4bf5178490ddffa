"""MT-ACC-04, -05 and -09: every operation by every role, as access-policy.csv has it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from motown.conformance.exchange import Refused
from motown.conformance.party import Party
from motown.conformance.published import ROLES, Permission, permissions
from motown.conformance.requirements import requirement
from motown.conformance.stations import Station
from motown.conformance.verdicts import Failed, equal, that
from motown.conformance.world import World, charge_point

FORBIDDEN = {"NotPermitted", "NotAuthenticated"}
BY_TOKENS = ("EMP", "SUPPLIER", "VEHICLE", "DEVELOPER", "ADDON")
"""The roles for whom the scope own means what was done with their idTags."""
Fields = dict[str, Any]


@dataclass(slots=True)
class Stage:
    """A charge point on which something of the party's own goes on, and the party."""

    world: World
    station: Station
    party: Party
    tag: str = "NOBODYS"
    transaction: str = "1"
    is_prepared: bool = False
    """Whether a transaction with an idTag of the party goes on."""

    def fields(self, operation: str) -> Fields:
        """What an operation is asked: as little as it can do harm. A command waits for an hour, and is called off."""
        make = FIELDS.get(operation)
        found = make(self) if make else {}
        if operation in COMMANDS:
            found = {"chargePointId": self.station.identity,
                     "notBefore": datetime.now(UTC) + timedelta(hours=1), **found}
        return found

    def code(self, operation: str) -> str:
        """The code with which an operation is refused; empty where it is not."""
        try:
            answer = self.party.ask(operation, **self.fields(operation))
        except Refused as refused:
            return refused.refusal.code
        if operation in COMMANDS:
            self.party.CancelCommand(commandId=answer.receipt.commandId)
        return ""


def here(stage: Stage) -> Fields:
    """About the charge point."""
    return {"chargePointId": stage.station.identity}


def session(stage: Stage) -> Fields:
    """About the transaction."""
    return {"transactionId": stage.transaction}


FIELDS: dict[str, Callable[[Stage], Fields]] = {
    "CheckAccess": lambda _: {"operation": "WhoAmI"},
    "PutParty": lambda stage: {"partyId": stage.world.name("P"), "name": "Matrix", "role": ["ADDON"], "revision": 1,
                               "enabled": False},
    "GrantAccess": lambda stage: {"partyId": stage.world.developer.id, "accessClass": ["R-STATUS"],
                                  "target": [charge_point(stage.station.identity)]},
    "RevokeAccess": lambda _: {"grantId": "none"},
    "StartTransaction": lambda stage: {"connectorId": 2, "idTag": stage.tag},
    "StopTransaction": session,
    "UnlockConnector": lambda _: {"connectorId": 1},
    "ChangeAvailability": lambda _: {"connectorId": 0, "availability": "Operative"},
    "ResetChargePoint": lambda _: {"resetType": "Soft"},
    "ChangeConfiguration": lambda _: {"key": "MeterValueSampleInterval", "value": "60"},
    "UpdateFirmware": lambda _: {"location": "ftp://192.0.2.1/image", "retrieveAt": datetime.now(UTC)},
    "ReserveNow": lambda stage: {"connectorId": 2, "idTag": stage.tag,
                                 "reservedUntil": datetime.now(UTC) + timedelta(hours=3)},
    "CancelReservation": lambda _: {"reservationId": 1},
    "SendLocalList": lambda _: {"updateType": "Full", "fromTokens": True},
    "SendData": lambda _: {"vendorId": "org.example"},
    "InvokeExtension": lambda _: {"name": "nobody.has.this"},
    "GetCommand": lambda _: {"commandId": "none"}, "CancelCommand": lambda _: {"commandId": "none"},
    "ReadEvents": lambda _: {"afterPosition": 0, "limit": 1}, "GetEvent": lambda _: {"eventId": "none"},
    "Subscribe": lambda stage: {"name": stage.world.name("S"), "mode": "Pull"},
    "PullMessages": lambda _: {"subscriptionId": "none"},
    "Seek": lambda _: {"subscriptionId": "none", "afterPosition": 0},
    "Pause": lambda _: {"subscriptionId": "none"}, "Resume": lambda _: {"subscriptionId": "none"},
    "Unsubscribe": lambda _: {"subscriptionId": "none"},
    "GetChargePoint": here, "GetHealth": here,
    "PutChargePointInfo": lambda stage: {**here(stage), "info": {"name": "Matrix"}, "revision": 1},
    "SetRegistration": lambda stage: {**here(stage), "registration": "Accepted"},
    "PutGroup": lambda stage: {"groupId": stage.world.name("G"), "kind": "Group", "revision": 1,
                               "chargePointId": [stage.station.identity]},
    "PostReview": lambda stage: {**here(stage), "stars": 3, **(session(stage) if stage.is_prepared else {})},
    "GetTransaction": session, "GetSessionDiagnostics": session,
    "ReadMeterValues": lambda stage: {"target": charge_point(stage.station.identity), "stepSeconds": 900},
    "PutTokens": lambda _: {"updateType": "Differential", "listVersion": 900_000}}
COMMANDS = {one.operation for one in permissions() if one.service == "CommandService"} - {
    "GetCommand", "ListCommands", "CancelCommand"}


def stage_for(world: World, *roles: str) -> Stage:
    """A party of these roles with a charge point of its own, where it has an idTag that charges, if that can be."""
    station = world.station(connectors=2)
    party = world.party(*roles, own=[charge_point(station.identity)])
    stage = Stage(world, station, party)
    if "TokenService" in world.addresses:
        grant = world.grant(party, "P-TOKEN")
        stage.tag = world.tag(party)
        stage.transaction, stage.is_prepared = str(station.charge(stage.tag).id), True
        world.admin.RevokeAccess(grantId=grant)
    return stage


def wanted(permission: Permission, role: str, *, prepared: bool) -> bool | None:
    """Whether a role may; None where it may only for something of its own that could not be prepared."""
    scope = "all" if permission.access_class in ("PUBLIC", "SELF") else permission.scope(role)
    if scope == "own" and role in BY_TOKENS and permission.operation != "PutTokens":
        return True if prepared and permission.operation not in ("CancelReservation", "InvokeExtension") else None
    return scope != "none"


def cells(world: World) -> Iterator[Permission]:
    """The operations that the server offers."""
    return (one for one in permissions() if one.service in world.addresses)


@requirement("MT-ACC-04", "core")
def permission_matrix(world: World) -> None:
    """Has a party of every role call every operation on a charge point of its own, and compares with the policy."""
    wrong: list[str] = []
    for role in ROLES:
        stage = stage_for(world, role)
        for permission in cells(world):
            wrong += _cell(stage, permission, role)
    that(not wrong, "every operation and role as in access-policy.csv", f"{len(wrong)} differ: {'; '.join(wrong)}")


def _cell(stage: Stage, permission: Permission, role: str) -> Iterator[str]:
    try:
        code = stage.code(permission.operation)
    except Failed as error:
        yield f"{permission.operation} by {role}: {error}"
        return
    may = wanted(permission, role, prepared=stage.is_prepared)
    if may and code in FORBIDDEN:
        yield f"{permission.operation} by {role}: {code}"
    elif may is False and code != "NotPermitted":
        yield f"{permission.operation} by {role}: {code or 'answered'} instead of NotPermitted"
    elif may is False:
        refusal = stage.party.wire.last.refusal
        if refusal and permission.access_class not in (refusal.grant_hint or ""):
            yield f"{permission.operation} by {role}: grantHint {refusal.grant_hint}, not {permission.access_class}"


@requirement("MT-ACC-05", "core")
def several_roles(world: World) -> None:
    """Has a party of two roles call every operation: it may what one of them may."""
    wrong: list[str] = []
    for roles in (("SUPPLIER", "ADMIN"), ("SITE", "DEVELOPER")):
        stage = stage_for(world, *roles)
        for permission in cells(world):
            may = [wanted(permission, role, prepared=stage.is_prepared) for role in roles]
            code = stage.code(permission.operation)
            if any(may) and code in FORBIDDEN:
                wrong.append(f"{permission.operation} by {' and '.join(roles)}: {code}")
            if may == [False, False] and code != "NotPermitted":
                wrong.append(f"{permission.operation} by {' and '.join(roles)}: {code or 'answered'}")
    that(not wrong, "every operation as one of the roles has it", "; ".join(wrong))


@requirement("MT-ACC-09", "core")
def explained(world: World) -> None:
    """Asks CheckAccess about every operation and role, and compares it with the policy; nothing is done by it."""
    station = world.station()
    wrong, target = [], charge_point(station.identity)
    for role in ROLES:
        party = world.party(role, own=[target])
        before = world.head()
        own, told = [one.CheckAccess(operation="ClearCache", target=target, partyId=party.id) for one in
                     (party, world.admin)]
        equal("what a party and an administrator are told", (own.allowed, own.reason), (told.allowed, told.reason))
        for permission in cells(world):
            may = wanted(permission, role, prepared=False)
            told = world.admin.CheckAccess(operation=permission.operation, target=target, partyId=party.id)
            if may is not None and told.allowed != may:
                wrong.append(f"{permission.operation} by {role}: {told.allowed}, {told.reason}")
        made = [one.type for one in world.events(before, world.admin) if "Command" in one.type or "Grant" in one.type]
        wrong += [f"it made {one}" for one in made]
    that(not wrong, "CheckAccess to say what access-policy.csv has", f"{len(wrong)} differ: {'; '.join(wrong)}")
    world.developer.refused("NotPermitted", "CheckAccess", operation="WhoAmI", partyId=world.operator.id)
