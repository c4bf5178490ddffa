"""CommandService: who may ask what, by roles, by grants, for whose idTags; what others are told (MT-ACC, MT-FLT-03)."""

from datetime import timedelta

import pytest

from motown.domain.access import Constraint, Target
from motown.store import commands as stored
from tests.harness import START
from tests.services.calling import refusal
from tests.services.commanding import Commanding, Station, attributes

ROLES = ("CSO", "EMP", "SUPPLIER", "DSO", "SITE", "VEHICLE", "DEVELOPER", "ADDON", "ADMIN")
SESSION_OWN, SESSION_PLACES = {"EMP", "VEHICLE", "DEVELOPER"}, {"CSO", "SITE"}
LATER = START + timedelta(hours=1)
STATION_OPERATIONS = {
    "ChangeAvailability": {"connectorId": 1, "availability": "Operative"}, "ResetChargePoint": {"resetType": "Soft"},
    "ChangeConfiguration": {"key": "k", "value": "v"}, "GetConfiguration": {}, "ClearCache": {},
    "RequestDiagnostics": {"location": "ftp://x/"}, "UpdateFirmware": {"location": "ftp://x/y", "retrieveAt": START},
    "SendLocalList": {"updateType": "Full"}, "GetLocalListVersion": {}, "SendData": {"vendorId": "v"}}


@pytest.fixture
def station(server):
    return Station(server)


def vouching(server, *tags, party_id="own", role="EMP", own=()):
    """A party that vouches for these idTags."""
    party = Commanding(server, party_id, role, own=own)
    party.grant("P-TOKEN", "*")
    party("token", "PutTokens", requestId="tokens", updateType="Full", listVersion=1,
          token=[{"idTag": tag, "status": "Accepted"} for tag in tags])
    return party


def session_operations(station, tag):
    """What can be asked about a session of the idTag, each on a connector of its own."""
    number = station.ev.start(tag, connectorId=3).transactionId
    return {"StartTransaction": {"connectorId": 1, "idTag": tag},
            "ReserveNow": {"connectorId": 2, "idTag": tag, "reservedUntil": LATER},
            "StopTransaction": {"transactionId": str(number)}, "UnlockConnector": {"connectorId": 3}}


# -- roles

@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", STATION_OPERATIONS)
def test_stations_are_for_their_operators(server, station, role, name):
    party = Commanding(server, "p", role, own=("EV-1",))
    if role == "CSO":
        assert party.ask(name, **STATION_OPERATIONS[name])
    else:
        with refusal("NotPermitted") as refused:
            party.ask(name, **STATION_OPERATIONS[name])
        assert refused.fault.grantHint == "C-STATION"
        assert server.read(stored.page) == []


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("placed", [True, False])
def test_sessions_are_for_who_vouches_for_the_driver(server, station, role, placed):
    party = vouching(server, "MINE", role=role, own=("EV-1",) if placed else ())
    for name, fields in session_operations(station, "MINE").items():
        if role in SESSION_OWN | {"SITE"} or (role == "CSO" and placed):
            assert party.ask(name, **fields), name
        else:
            with refusal("NotFound" if role == "CSO" else "NotPermitted"):
                party.ask(name, **fields)


@pytest.mark.parametrize("role", ROLES)
def test_sessions_of_others_are_for_who_has_the_place(server, station, role):
    party = vouching(server, "MINE", role=role, own=("EV-1",))
    for name, fields in session_operations(station, "TAG").items():
        if role in SESSION_PLACES:
            assert party.ask(name, **fields), name
        else:
            code = "NotFound" if name == "StopTransaction" and role in SESSION_OWN else "NotPermitted"
            with refusal(code):
                party.ask(name, **fields)


def test_a_transaction_that_one_may_not_know_is_not_there(server, station):
    party = vouching(server, "MINE", own=("EV-1",))
    number = station.ev.start("TAG").transactionId
    said = []
    for one in (number, number + 1):
        with refusal("NotFound", "transactionId") as refused:
            party.ask("StopTransaction", transactionId=str(one))
        said.append(refused.fault.message.replace(f"transaction {one}", "it"))
    assert said == ["there is no it at EV-1"] * 2


def test_a_transaction_that_one_may_read_of_is_not_ones_to_stop(server, station):
    party = vouching(server, "MINE", own=("EV-1",))
    party.grant("R-USAGE", "EV-1")
    number = station.ev.start("TAG").transactionId
    with refusal("NotPermitted"):
        party.ask("StopTransaction", transactionId=str(number))


def test_reservations_are_their_drivers(server, station):
    emp, nordlicht = vouching(server, "MINE"), Commanding(server, "nordlicht", "CSO", own=("EV-1",))
    mine, other = (int(attributes(nordlicht.done(
        "ReserveNow", connectorId=connector, idTag=tag, reservedUntil=LATER).parameter)["reservationId"])
        for connector, tag in ((1, "MINE"), (2, "TAG")))
    emp.grant("R-STATUS", "EV-1")
    assert emp.ask("CancelReservation", reservationId=mine)
    for number in (other, other + 1):
        with refusal("NotFound", "reservationId"):
            emp.ask("CancelReservation", reservationId=number)


def test_a_cable_is_released_by_whose_driver_was_there_last(server, station):
    emp = vouching(server, "MINE", own=("EV-1",))
    with refusal("NotPermitted"):
        emp.ask("UnlockConnector", connectorId=1)
    number = station.ev.start("MINE").transactionId
    station.ev.stop(number)
    server.clock.advance(60)
    assert emp.ask("UnlockConnector", connectorId=1)
    station.ev.start("TAG")
    with refusal("NotPermitted"):
        emp.ask("UnlockConnector", connectorId=1)


def test_a_transaction_is_whose_the_driver_was_when_it_began(server, station):
    emp = vouching(server, "MINE", own=("EV-1",))
    number = station.ev.start("MINE").transactionId
    emp("token", "PutTokens", requestId="none", updateType="Full", listVersion=2)
    other = vouching(server, "MINE", party_id="other", own=("EV-1",))
    with refusal("NotFound", "transactionId"):
        other.ask("StopTransaction", transactionId=str(number))
    with refusal("NotPermitted"):
        other.ask("UnlockConnector", connectorId=1)
    assert emp.ask("StopTransaction", transactionId=str(number))
    with refusal("NotPermitted"):
        emp.ask("StartTransaction", connectorId=2, idTag="MINE")


def test_id_tags_are_compared_without_regard_to_case(server, station):
    assert vouching(server, "MINE").ask("StartTransaction", connectorId=1, idTag="mine")


# -- places

@pytest.mark.parametrize("identity", ["EV-2", "EV-9"])
def test_what_one_does_not_know_is_not_there(server, station, identity):
    """EV-2 is another operator's, and nobody has EV-9: the same words."""
    server.accept("EV-2")
    nordlicht = Commanding(server, "nordlicht", "CSO", own=("EV-1",))
    for name, fields in (("ClearCache", {}), ("StartTransaction", {"idTag": "TAG"}),
                         ("StopTransaction", {"transactionId": "1"}), ("CancelReservation", {"reservationId": 1}),
                         ("UnlockConnector", {"connectorId": 1})):
        with refusal("NotFound", "chargePointId") as refused:
            nordlicht.ask(name, identity, **fields)
        assert refused.fault.message == f"there is no charge point {identity}"


def test_what_one_knows_and_may_not_use(server, station):
    nordlicht = Commanding(server, "nordlicht", "CSO")
    nordlicht.grant("R-STATUS", "EV-1")
    for name, fields in (("ClearCache", {}), ("StartTransaction", {"idTag": "TAG"})):
        with refusal("NotPermitted"):
            nordlicht.ask(name, **fields)


# -- grants

def app(server, *grants):
    """A party without any role."""
    party = Commanding(server, "app", "ADDON")
    party.grant("R-STATUS", "*")
    for named, *constraints in grants:
        party.grant(*named, constraints=tuple(Constraint("idTag", one) for one in constraints))
    return party


def test_a_grant_for_an_id_tag_is_for_that_one_only(server, station):
    party = app(server, (("C-SESSION", "*"), "TAG"))
    assert party.ask("StartTransaction", connectorId=1, idTag="tag")
    with refusal("NotPermitted"):
        party.ask("StartTransaction", connectorId=2, idTag="OTHER")
    with refusal("NotPermitted"):
        party.ask("UnlockConnector", connectorId=4)
    assert party.ask("ReserveNow", connectorId=3, idTag="TAG", reservedUntil=LATER)


def test_a_grant_for_an_id_tag_is_for_its_transactions(server, station):
    server.put_tag("OTHER")
    party = app(server, (("C-SESSION", "*"), "TAG"))
    mine, other = (station.ev.start(tag, connectorId=connector).transactionId
                   for connector, tag in ((1, "TAG"), (2, "OTHER")))
    assert party.ask("StopTransaction", transactionId=str(mine))
    assert party.ask("UnlockConnector", connectorId=1)
    with refusal("NotFound", "transactionId"):
        party.ask("StopTransaction", transactionId=str(other))


def test_a_grant_of_a_connector(server, station):
    party = app(server, (("C-SESSION", Target("Connector", "EV-1", 1)),))
    assert party.ask("StartTransaction", connectorId=1, idTag="TAG")
    with refusal("NotPermitted"):
        party.ask("StartTransaction", connectorId=2, idTag="TAG")
    with refusal("NotPermitted"):
        party.ask("StartTransaction", idTag="TAG")


def test_a_grant_of_one_operation(server, station):
    party = Commanding(server, "app", "ADDON")
    party.grant("EV-1", operations=("ClearCache",))
    assert party.ask("ClearCache")
    with refusal("NotPermitted"):
        party.ask("GetConfiguration")


def test_a_grant_that_is_over(server, station):
    party = Commanding(server, "app", "ADDON")
    party.grant("C-STATION", "EV-1", valid_to=START + timedelta(seconds=60))
    assert party.ask("ClearCache")
    server.clock.advance(61)
    with refusal("NotPermitted"):
        party.ask("ClearCache")


# -- commands of others

@pytest.fixture
def asked(server, station):
    """A command of one party that others want to know of; what it is about is another party's driver."""
    vouching(server, "MINE")
    return Commanding(server, "nordlicht", "CSO", own=("EV-1",)).done(
        "StartTransaction", requestId="secret-name", connectorId=1, idTag="MINE").commandId


def test_commands_of_others_are_not_there(server, asked):
    party = Commanding(server, "other", "EMP", own=("EV-1",))
    for command_id in (asked, "6f0f61f2-5a33-4f0c-9a56-0a4d4c1a57c1"):
        with refusal("NotFound", "commandId") as refused:
            party.command(command_id)
        assert refused.fault.message == f"there is no command {command_id}"
        with refusal("NotFound", "commandId"):
            party.cancel(command_id)
    assert party.listed() == []


def test_who_may_read_messages_may_know_of_commands_but_not_their_names(server, asked):
    party = app(server, (("R-RAW", "EV-1"),))
    [listed] = party.listed()
    for command in (party.command(asked), listed):
        assert (command.commandId, command.requestId, command.partyId) == (asked, None, "nordlicht")
        tag = attributes(command.parameter)["idTag"]
        assert tag.startswith("~")
        assert len(tag) == 20
    other = Commanding(server, "site", "SITE", own=("EV-1",))
    assert attributes(other.command(asked).parameter)["idTag"] == "MINE", "R-IDENT is in its role, for its place"


def test_who_vouches_for_the_driver_knows_who_it_is(server, asked):
    emp = Commanding(server, "own", "EMP")
    emp.grant("R-RAW", "EV-1")
    assert attributes(emp.command(asked).parameter)["idTag"] == "MINE"


def test_one_grant_of_an_operation_for_commands_of_others(server, asked):
    party = Commanding(server, "app", "ADDON")
    party.grant("EV-1", operations=("GetCommand",))
    assert party.command(asked).commandId == asked
    assert party.listed() == []
    party.grant("EV-1", operations=("ListCommands",))
    assert [one.commandId for one in party.listed()] == [asked]


def test_a_grant_for_an_id_tag_shows_the_commands_with_it(server, station, asked):
    party = app(server, (("R-RAW", "EV-1"), "MINE"))
    nordlicht = Commanding(server, "second", "CSO", own=("EV-1",))
    nordlicht.ask("StartTransaction", connectorId=2, idTag="TAG")
    nordlicht.ask("ClearCache")
    assert [one.commandId for one in party.listed()] == [asked]


def test_the_issuer_sees_what_it_sent(server, station):
    emp = vouching(server, "MINE")
    command = emp.done("StartTransaction", connectorId=1, idTag="MINE", requestId="mine")
    assert attributes(command.parameter)["idTag"] == "MINE"
    assert command.requestId == "mine"


