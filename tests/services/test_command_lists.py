"""CommandService: ListCommands and CancelCommand (MT-CMD-13, MT-CMD-14, MT-PAG)."""

from datetime import timedelta

import pytest

from motown.domain import commands
from motown.domain.ids import ChargePointId, new_command_id
from motown.domain.operations import ClearCache
from tests.fixtures import both_stores
from tests.harness import START
from tests.services.calling import refusal
from tests.services.commanding import Commanding, Station

START_ONE = {"connectorId": 1, "idTag": "TAG"}
LATER = START + timedelta(hours=1)


@pytest.fixture
def station(server, version):
    return Station(server, version=version)


@pytest.fixture
def nordlicht(server, station):
    return Commanding(server, "nordlicht", "CSO", own=("EV-1",))


# -- lists

@pytest.fixture
def listed(server, nordlicht):
    """The commands of two parties to two charge points, in the order in which they were taken."""
    server.accept("EV-2")
    Station(server, "EV-2")
    other = Commanding(server, "other", "CSO", own=("EV-1", "EV-2"))
    asked = []
    for party, name, identity, fields in (
            (nordlicht, "ClearCache", "EV-1", {}), (other, "ClearCache", "EV-1", {}),
            (nordlicht, "StartTransaction", "EV-1", START_ONE), (other, "UnlockConnector", "EV-2", {"connectorId": 1})):
        asked.append(party.ask(name, identity, **fields).commandId)
        server.clock.advance(10)
    return nordlicht, other, asked


def found(party, asked, **fields):
    return [asked.index(one.commandId) for one in party.listed(**fields)]


@both_stores
def test_one_sees_ones_own_and_those_at_ones_places(listed):
    nordlicht, other, asked = listed
    assert found(nordlicht, asked) == [0, 1, 2]
    assert found(other, asked) == [0, 1, 2, 3]
    assert [one.requestId is None for one in nordlicht.listed()] == [False, True, False]


@pytest.mark.parametrize(("fields", "wanted"), [
    ({"target": [{"kind": "ChargePoint", "id": "EV-2"}]}, [3]),
    ({"target": [{"kind": "Connector", "id": "EV-1", "connectorId": 1}]}, [2]),
    ({"target": [{"kind": "All"}]}, [0, 1, 2, 3]), ({"target": [{"kind": "Planet", "id": "EV-1"}]}, []),
    ({"target": [{"kind": "ChargePoint", "id": "EV-9"}]}, []),
    ({"partyId": "nordlicht"}, [0, 2]), ({"partyId": "nobody"}, []),
    ({"name": ["ClearCache", "UnlockConnector"]}, [0, 1, 3]), ({"name": ["Reset"]}, []),
    ({"name": ["RemoteStartTransaction"]}, []), ({"state": ["Answered"]}, [2]),
    ({"state": ["Finished", "Answered"]}, [0, 1, 2, 3]),
    ({"since": START + timedelta(seconds=10)}, [1, 2, 3]), ({"until": START + timedelta(seconds=10)}, [0]),
])
def test_filters(listed, fields, wanted):
    _, other, asked = listed
    assert found(other, asked, **fields) == wanted


@both_stores
def test_what_has_changed_since(server, station, listed):
    _, other, asked = listed
    place = server.head()
    assert found(other, asked, changedAfterPosition=place) == []
    station.ev.start("TAG")
    assert found(other, asked, changedAfterPosition=place) == [2]
    assert found(other, asked, changedAfterPosition=0) == [0, 1, 2, 3]


@both_stores
def test_pages_tell_everything_once(server, listed):
    _, other, asked = listed
    seen, cursor = [], None
    for _ in range(5):
        answer = other("command", "ListCommands", page={"limit": 1, "cursor": cursor})
        seen += [one.commandId for one in answer.command]
        assert answer.pageInfo.asOfPosition <= server.head()
        cursor = answer.pageInfo.nextCursor
        if len(seen) == 1:
            asked.append(other.ask("ClearCache", "EV-2").commandId)
    assert (seen, cursor) == (asked, None)


def test_a_cursor_is_good_for_its_list_only(listed):
    nordlicht, other, _ = listed
    cursor = other("command", "ListCommands", page={"limit": 1}).pageInfo.nextCursor
    for party, fields in ((nordlicht, {}), (other, {"state": ["Finished"]})):
        with refusal("InvalidRequest"):
            party("command", "ListCommands", page={"limit": 1, "cursor": cursor}, **fields)
    with refusal("InvalidRequest"):
        other("command", "ListCommands", page={"limit": 0})


def test_commands_of_operators_have_no_party(server, station, nordlicht):
    server.execute(commands.SendCommand(charge_point_id=ChargePointId("EV-1"), command_id=new_command_id(),
                                        operation=ClearCache(), party="cli:operator", request_id="theirs"))
    [command] = nordlicht.listed()
    assert (command.partyId, command.requestId, command.name) == (None, None, "ClearCache")


# -- called off

@both_stores
@pytest.mark.parametrize("scheduled", [True, False])
def test_what_was_not_sent_is_called_off(server, station, nordlicht, scheduled):
    station.away()
    asked = nordlicht.ask("ClearCache", **({"notBefore": LATER} if scheduled else {})).commandId
    answer = nordlicht.cancel(asked, requestId="off", note="changed my mind")
    assert (answer.command.state, answer.command.outcome, answer.command.outcomeReason) == (
        "Cancelled", "Cancelled", "changed my mind")
    assert (answer.duplicate, answer.position) == (False, answer.command.position)
    assert answer.position == server.head()
    station.there()
    server.clock.advance(4000)
    assert station.requests == []
    again = nordlicht.cancel(asked, requestId="off", note="changed my mind")
    assert (again.duplicate, again.position, again.command.state) == (True, answer.position, "Cancelled")
    with refusal("Conflict"):
        nordlicht.cancel(asked)
    [event] = [one for one in server.log() if one.type == "motown.CommandCancelled"]
    assert event.party == "nordlicht"


def test_what_was_sent_cannot_be_called_off(nordlicht):
    with refusal("Conflict"):
        nordlicht.cancel(nordlicht.ask("StartTransaction", **START_ONE).commandId)
    with refusal("Conflict"):
        nordlicht.cancel(nordlicht.ask("ClearCache").commandId)


def test_who_has_the_station_may_call_off_what_others_asked(server, station, nordlicht):
    station.away()
    asked = nordlicht.ask("ClearCache").commandId
    app = Commanding(server, "app", "ADDON")
    with refusal("NotFound"):
        app.cancel(asked)
    app.grant("R-RAW", "EV-1")
    with refusal("NotPermitted") as refused:
        app.cancel(asked)
    assert refused.fault.grantHint == "C-STATION"
    app.grant("C-STATION", "EV-1")
    assert app.cancel(asked).command.state == "Cancelled"
