"""What charge points say, and which commands it shows to be done."""

import pytest

from motown.core.bus import AFTERWARDS
from motown.core.handlers.effects import watch
from motown.domain import commands
from tests.core.handlers.life import Life, with_message
from tests.fixtures import both_stores
from tests.harness import START

IMAGE = {"location": "ftp://192.0.2.1/image", "retrieveDate": "2026-03-01T12:00:00Z"}
ELSEWHERE = {"location": "ftp://192.0.2.1/"}


@pytest.fixture
def life(server):
    return Life(server)


def awaited(life, name="Reset", fields=None, status="Accepted", **given):
    """A command whose effect is awaited."""
    one = life.answered(name, fields, status, **given)
    assert life.state(one) == ("Answered", "Pending", "Awaited")
    return one


def done(life, one):
    return life.over(one) and life.state(one) == ("Finished", "Succeeded", "Observed")


def test_an_effect_follows_from_the_event_that_shows_it(life):
    one = awaited(life)
    life.later(5)
    life.boots()
    row = life.row(one)
    [boot] = [event for event in life.server.news() if event.type == "motown.ChargePointBooted"]
    assert (row.effect_position, row.effect_at, row.finished_at) == (boot.position, life.at(0), life.at(0))
    assert [event.causation_position for event in life.history(one)[-2:]] == [boot.position] * 2
    assert life.history(one)[-2].body["shownBy"] == "motown.ChargePointBooted"
    life.boots()
    assert life.types(one) == ["Accepted", "Sent", "Answered", "EffectObserved", "Finished"]


def test_nothing_is_seen_before_it_was_sent(life):
    waiting, scheduled = life.ask(), life.ask(not_before=life.at(60))
    tried = life.ask()
    life.fail(tried, "unreachable")
    life.boots()
    for one in (waiting, scheduled, tried):
        assert life.row(one).effect == "NotExpected"


def test_what_others_do_shows_nothing(life):
    other = Life(life.server, "EV-2")
    one = awaited(life)
    other.boots()
    assert not life.over(one)


def test_each_sees_its_own(life):
    reset = awaited(life)
    start = awaited(life, "RemoteStartTransaction", {"idTag": "tag"})
    number = life.starts("TAG")
    assert done(life, start)
    assert not life.over(reset)
    stop = awaited(life, "RemoteStopTransaction", {"transactionId": number})
    life.stops(number)
    assert done(life, stop)
    life.boots()
    assert done(life, reset)


def test_one_event_may_be_the_effect_of_several(life):
    out = {"connectorId": 1, "type": "Inoperative"}
    both = awaited(life, "ChangeAvailability", out), awaited(life, "ChangeAvailability", out)
    resets = awaited(life), awaited(life)
    life.status("Unavailable")
    life.boots()
    assert all(done(life, one) for one in (*both, *resets))


def test_one_transaction_is_the_effect_of_one_start(life):
    first, second = (awaited(life, "RemoteStartTransaction", {"idTag": "TAG"}) for _ in range(2))
    life.starts()
    assert (life.over(first), life.over(second)) == (True, False)
    life.starts(connector=2)
    assert done(life, second)


def test_and_of_the_one_that_names_the_connector(life):
    any_, second = awaited(life, "RemoteStartTransaction", {"idTag": "TAG"}), awaited(
        life, "RemoteStartTransaction", {"idTag": "TAG", "connectorId": 2})
    life.starts(connector=2)
    assert (life.over(any_), life.over(second)) == (False, True)
    life.starts(connector=1)
    assert done(life, any_)


def test_a_start_that_is_told_again_confuses_nobody(life):
    one = awaited(life, "RemoteStartTransaction", {"idTag": "TAG"})
    at = life.server.now
    number = life.starts()
    assert done(life, one)
    two = awaited(life, "RemoteStartTransaction", {"idTag": "TAG"})
    assert life.starts(started_at=at) == number
    assert not life.over(two)
    life.later(1)
    assert life.starts() != number
    assert done(life, two)


@pytest.mark.parametrize("with_it", [True, False])
def test_a_repetition_that_leaves_no_event_wakes_without_harm(life, with_it):
    """With its message it does; past the edge, without, there is nothing that the change could follow from."""
    start = commands.StartTransaction(
        charge_point_id=life.identity, id_tag="TAG", id_tag_key="tag", connector_id=1, meter_start_wh=0,
        started_at=life.server.now)
    life.server.execute(start)
    one = life.ask()
    life.fail(one, "unreachable")
    if with_it:
        assert with_message(life.server, start, "StartTransaction").value()
    else:
        life.server.execute(start)
    assert (life.due(one).due_at == life.server.now) is with_it


# -- connectors

def available(connector, kind="Inoperative"):
    return "ChangeAvailability", {"connectorId": connector, "type": kind}


def test_connector_0_is_no_connector(life):
    one = awaited(life, *available(1))
    life.status("Unavailable", 0)
    assert not life.over(one)
    life.status("Unavailable", 1)
    assert done(life, one)


def test_all_of_a_charge_point_is_0_or_every_one(life):
    for connector in (1, 2):
        life.status("Available", connector)
    one = awaited(life, *available(0))
    life.status("Unavailable", 1)
    assert not life.over(one)
    life.status("Unavailable", 2)
    assert done(life, one)
    two = awaited(life, *available(0, "Operative"))
    life.status("Available", 0)
    assert done(life, two)


def test_a_reservation_shows_on_its_connector_and_so_does_its_end(life):
    life.status("Available", 1)
    life.status("Reserved", 2)
    reserve = awaited(life, "ReserveNow", {"connectorId": 1, "idTag": "TAG", "expiryDate": "2026-03-02T12:00:00Z"})
    number = life.row(reserve).parameters["reservationId"]
    life.status("Reserved", 2)
    assert not life.over(reserve)
    life.status("Reserved", 1)
    assert done(life, reserve)
    cancel = awaited(life, "CancelReservation", {"reservationId": number})
    life.status("Available", 2)
    assert not life.over(cancel), "the connector is known: 1"
    life.status("Available", 1)
    assert done(life, cancel)


# -- files

def test_diagnostics_for_elsewhere_end_as_the_charge_point_says(life):
    one = awaited(life, "GetDiagnostics", ELSEWHERE, None, result={"fileName": "x.zip"})
    life.diagnostics("Uploaded")
    assert done(life, one)
    two = awaited(life, "GetDiagnostics", ELSEWHERE, None, result={"fileName": "x.zip"})
    life.diagnostics("UploadFailed")
    assert life.state(two) == ("Finished", "Failed", "NotObserved")
    assert life.row(two).reason == "the charge point reports UploadFailed"
    assert life.over(two)


def brought(life, command_id):
    life.server.execute(commands.ReceiveFile(
        charge_point_id=life.identity, command_id=command_id, user_name="u", file_name="x.zip", size_bytes=1,
        sha256="ab"))


def test_diagnostics_for_us_are_there_when_they_are_there(life):
    one = awaited(life, "GetDiagnostics", {}, None, result={"fileName": "x.zip"})
    brought(life, "another")
    life.diagnostics("Uploaded")
    assert life.state(one) == ("Answered", "Pending", "Awaited")
    assert life.types(one)[-1] == "Progressed"
    brought(life, one)
    assert done(life, one)


def test_firmware_goes_step_by_step(life):
    one = awaited(life, "UpdateFirmware", IMAGE, None)
    life.firmware("Downloaded")
    assert life.state(one) == ("Answered", "Pending", "Awaited")
    assert life.history(one)[-1].body["status"] == "Downloaded"
    life.firmware("Installed")
    assert done(life, one)
    assert life.types(one)[3:] == ["Progressed", "EffectObserved", "Finished"]


@pytest.mark.parametrize("word", ["DownloadFailed", "InstallationFailed"])
def test_or_fails(life, word):
    one = awaited(life, "UpdateFirmware", IMAGE, None)
    life.firmware(word)
    assert life.state(one) == ("Finished", "Failed", "NotObserved")
    assert life.row(one).reason == f"the charge point reports {word}"


def test_it_may_begin_before_the_answer(life):
    one = life.ask("UpdateFirmware", IMAGE)
    life.send(one)
    life.firmware("Downloaded")
    life.firmware("DownloadFailed")
    assert life.state(one) == ("Sent", "Pending", "NotExpected")
    life.answer(one, None)
    assert life.state(one) == ("Answered", "Pending", "Awaited")


def test_the_one_that_counts_last_is_reported_on(life):
    """FW-6: nothing says of which request the charge point speaks."""
    old = awaited(life, "UpdateFirmware", IMAGE, None)
    new = life.ask("UpdateFirmware", IMAGE)
    life.send(new)
    life.firmware("Downloaded")
    assert life.types(old)[-1] == "Progressed"
    assert life.types(new)[-1] == "Sent", "one message is about one of them"
    life.answer(new, None)
    assert life.state(old) == ("Finished", "Unconfirmed", "NotObserved")
    assert life.row(old).reason == f"command {new} has taken its place"
    assert life.over(old)
    life.firmware("Installed")
    assert done(life, new)


@pytest.mark.parametrize("how", ["unreachable", "refused", "no file"])
def test_what_comes_to_nothing_takes_nobodys_place(life, how):
    file = {"result": {"fileName": "x.zip"}}
    old = awaited(life, "GetDiagnostics", ELSEWHERE, None, **file)
    new = life.ask("GetDiagnostics", ELSEWHERE)
    life.send(new)
    if how == "unreachable":
        life.fail(new, "unreachable")
    else:
        life.answer(new, None, **({"fault": "InternalError"} if how == "refused" else {}))
    assert not life.over(old)
    life.diagnostics("Uploaded")
    assert done(life, old)


def test_what_may_have_arrived_takes_the_place(life):
    old = awaited(life, "UpdateFirmware", IMAGE, None)
    new = life.ask("UpdateFirmware", IMAGE)
    life.send(new)
    life.fail(new)
    assert life.over(old)
    life.firmware("Installed")
    assert done(life, new)


# -- waking

@both_stores
def test_a_charge_point_that_speaks_is_called_at_once(life):
    first, second, scheduled = life.ask(), life.ask(), life.ask(not_before=life.at(60))
    life.fail(first, "unreachable", retry_seconds=100)
    life.later(1)
    before = life.due(second)
    life.beats()
    assert life.due(first).due_at == life.server.now
    assert life.due(second) == before
    assert life.due(scheduled).due_at == START.replace(minute=1)
    assert life.row(first).retry_at == START.replace(minute=1, second=40), "that was the plan"


@pytest.mark.parametrize("state", ["sent", "answered", "unanswered"])
def test_what_does_not_wait_for_an_attempt_is_not_woken(life, state):
    one = life.ask()
    life.send(one)
    if state == "answered":
        life.answer(one)
    if state == "unanswered":
        life.fail(one)
    before = life.due(one)
    life.beats()
    assert life.due(one) == before


def test_one_that_was_reached_and_did_not_answer_is_not_called_with_all_that_it_says(life):
    one = life.ask("ClearCache")
    life.send(one)
    life.fail(one, retry_seconds=100)
    before = life.due(one)
    life.beats()
    assert life.due(one) == before


def test_others_do_not_wake_it(life):
    other = Life(life.server, "EV-2")
    one = life.ask()
    life.fail(one, "unreachable")
    before = life.due(one)
    other.beats()
    assert life.due(one) == before


# -- without commands

def test_where_nothing_is_pending_one_look_is_enough(life):
    """And that was made for the whole batch, when the unit began."""
    assert watch in AFTERWARDS
    executed = []
    connect = life.server.store._executor._connection.connection.driver_connection
    connect.set_trace_callback(executed.append)
    life.beats()
    connect.set_trace_callback(None)
    asked = [statement for statement in executed if " FROM command" in statement.replace("\n", " ")]
    assert len(asked) == 1
    assert not [statement for statement in executed if "due_work" in statement]
    assert not [statement for statement in executed if "FROM connector" in statement.replace("\n", " ")]
