"""What is taken on, what is refused; scheduled, called off, expired; what becomes of it with its charge point."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from motown.core.handlers.commands import LONGEST_LIFE, RELEASE, SEND, lane_of
from motown.domain import commands
from motown.domain.errors import Kind, Refused
from motown.domain.operations import OPERATIONS
from tests.core.handlers.life import Life
from tests.fixtures import both_stores
from tests.harness import START

SOFT = {"type": "Soft"}
NAIVE = START.replace(tzinfo=None) + timedelta(hours=1)


@pytest.fixture
def life(server):
    return Life(server)


def refusal(function, *args, **given):
    with pytest.raises(Refused) as refused:
        function(*args, **given)
    return refused.value


# -- taken on

@both_stores
def test_what_is_asked_is_queued_and_due_at_once(life):
    one = life.ask(party="ops", note="please", request_id="r1")
    row, due = life.row(one), life.due(one)
    assert (row.state, row.outcome, row.effect, row.attempts) == ("Queued", "Pending", "NotExpected", 0)
    assert (row.name, row.parameters, row.party, row.note, row.request_id) == ("Reset", SOFT, "ops", "please", "r1")
    assert (row.accepted_at, row.expires_at) == (START, START + timedelta(minutes=5))
    assert (due.kind, due.lane, due.due_at, due.expires_at) == (SEND, lane_of("EV-1"), START, row.expires_at)
    assert (due.attempt, due.sent, due.body["operation"]) == (0, False, SOFT)
    [event] = life.history(one)
    assert (event.type, event.stream_id, event.charge_point_id) == (
        "motown.CommandAccepted", f"command:{one}", "EV-1")


def test_the_connector_is_kept(life):
    assert life.row(life.ask("UnlockConnector", {"connectorId": 2})).connector_id == 2
    assert life.row(life.ask("ChangeAvailability", {"connectorId": 0, "type": "Operative"})).connector_id == 0
    assert life.row(life.ask()).connector_id is None


def test_a_later_one_is_scheduled_and_queued_at_its_time(life):
    one = life.ask(not_before=life.at(600))
    row, due = life.row(one), life.due(one)
    assert (row.state, row.expires_at) == ("Scheduled", START + timedelta(seconds=600, days=1))
    assert (due.kind, due.lane, due.due_at) == (RELEASE, None, row.not_before)
    assert refusal(life.do, commands.QueueCommand, one).kind is Kind.CONFLICT
    life.later(600)
    life.do(commands.QueueCommand, one)
    assert life.row(one).state == "Queued"
    due = life.due(one)
    assert (due.kind, due.lane, due.due_at, due.expires_at) == (SEND, "cp:EV-1", life.server.now, row.expires_at)
    assert "Queued" in refusal(life.do, commands.QueueCommand, one).reason


def test_a_time_that_has_passed_is_now(life):
    one = life.ask(not_before=life.at(-600))
    assert life.row(one).state == "Queued"
    assert life.due(one).due_at == START


def test_nothing_is_sent_before_its_time(life):
    one = life.ask(not_before=life.at(600))
    before = life.server.head()
    assert refusal(life.send, one).kind is Kind.CONFLICT
    life.answer(one)
    life.fail(one, "unreachable")
    assert life.server.head() == before


# -- refused

@pytest.mark.parametrize(("given", "said"), [
    ({"not_before": NAIVE}, "notBefore has no time zone"),
    ({"expires_at": NAIVE}, "expiresAt has no time zone"),
    ({"expires_at": START}, "it would expire before it can be sent"),
    ({"expires_at": datetime(1, 1, 1, tzinfo=UTC)}, "it would expire before it can be sent"),
    ({"not_before": START + timedelta(60), "expires_at": START + timedelta(59)}, "it would expire before"),
    ({"not_before": datetime.max.replace(tzinfo=UTC)}, "notBefore is more than 366 days ahead"),
    ({"expires_at": datetime.max.replace(tzinfo=timezone(timedelta(hours=-12)))}, "expiresAt is more than 366 days"),
    ({"note": "x" * 256}, "note has 255 printable characters at most"),
    ({"note": "nul\0"}, "note has 255 printable"),
    ({"party": "\ud800"}, "party has 255 printable"),
    ({"request_id": "x" * 256}, "requestId has 255 printable characters at most"),
    ({"request_id": ""}, "requestId is empty"),
])
def test_what_no_command_can_have_is_refused_and_leaves_nothing(life, given, said):
    refused = refusal(life.ask, **given)
    assert said in refused.reason
    assert refused.kind is Kind.INVALID
    assert life.server.news() == []
    assert life.pending() == []


def test_the_longest_life_is_not_refused(life):
    assert life.row(life.ask(not_before=START + LONGEST_LIFE)).state == "Scheduled"
    assert life.ask(expires_at=START + LONGEST_LIFE, note="\u00e4" * 255, request_id="x" * 255)


@pytest.mark.parametrize(("identity", "kind"), [("EV-9", Kind.NOT_FOUND), ("EV-8", Kind.CONFLICT)])
def test_only_accepted_charge_points_are_asked(life, identity, kind):
    life.says(commands.BootNotification, charge_point_id="EV-8")
    refused = refusal(life.ask, charge_point_id=identity)
    assert refused.kind is kind
    assert identity in refused.reason


def test_what_the_version_lacks_makes_no_command(server):
    life = Life(server, version="1.2")
    refused = refusal(life.ask, "GetConfiguration", {})
    assert (refused.kind, refused.reason) == (
        Kind.NOT_SUPPORTED, "OCPP 1.2 has no GetConfiguration, and the charge point speaks OCPP 1.2")
    assert life.pending() == []


def test_one_that_has_never_spoken_may_be_asked_what_both_versions_have(life):
    life.server.accept("EV-2")
    assert life.ask(charge_point_id="EV-2")
    assert refusal(life.ask, "GetConfiguration", {}, charge_point_id="EV-2").kind is Kind.NOT_SUPPORTED


def test_only_so_many_may_be_open(life):
    first, _ = life.ask(most_pending=2), life.ask(most_pending=2)
    refused = refusal(life.ask, most_pending=2)
    assert refused.kind is Kind.UNAVAILABLE
    assert "charge point EV-1 has 2 commands open already" in refused.reason
    life.server.accept("EV-2")
    assert life.ask(charge_point_id="EV-2", most_pending=1), "each has its own"
    life.do(commands.CancelCommand, first)
    assert life.ask(most_pending=2)


def test_what_contradicts_a_pending_one_is_refused(life):
    one = life.ask("RemoteStartTransaction", {"idTag": "A", "connectorId": 1})
    refused = refusal(life.ask, "RemoteStartTransaction", {"idTag": "B", "connectorId": 1})
    assert refused.kind is Kind.CONFLICT
    assert f"it contradicts RemoteStartTransaction {one}, which has not ended" in refused.reason
    assert life.ask("RemoteStartTransaction", {"idTag": "B", "connectorId": 2})
    life.do(commands.CancelCommand, one)
    assert life.ask("RemoteStartTransaction", {"idTag": "B", "connectorId": 1})


@pytest.mark.parametrize("until", ["scheduled", "sent", "answered", "unanswered"])
def test_it_contradicts_until_it_has_ended(life, until):
    start = {"idTag": "A", "connectorId": 1}
    one = life.ask("RemoteStartTransaction", start, not_before=life.at(60) if until == "scheduled" else None)
    if until != "scheduled":
        life.send(one)
    if until == "answered":
        life.answer(one)
    if until == "unanswered":
        life.fail(one)
    out = {"connectorId": 0, "type": "Inoperative"}
    assert refusal(life.ask, "ChangeAvailability", out).kind is Kind.CONFLICT
    if until != "scheduled":
        life.starts("A")
        if until == "sent":
            life.answer(one)
        assert life.over(one)
        assert life.ask("ChangeAvailability", out)


def test_what_waits_for_a_transaction_to_end_can_be_revoked(life):
    """AV-5; it would else stand in the way for a day."""
    life.status("Occupied")
    out = life.answered("ChangeAvailability", {"connectorId": 1, "type": "Inoperative"}, "Scheduled")
    start = life.ask("RemoteStartTransaction", {"idTag": "A", "connectorId": 1})
    life.do(commands.CancelCommand, start)
    back = life.ask("ChangeAvailability", {"connectorId": 0, "type": "Operative"})
    life.status("Faulted", connector=2)
    life.send(back)
    assert not life.over(out), "until the charge point has heard it"
    life.answer(back)
    assert life.state(out) == ("Finished", "Unconfirmed", "NotObserved")
    assert life.row(out).reason == f"command {back} has taken its place"
    assert life.state(back) == ("Answered", "Pending", "Awaited")


def test_a_reservation_can_be_cancelled_before_it_shows(life):
    wanted = {"connectorId": 1, "idTag": "A", "expiryDate": "2026-03-01T13:00:00Z"}
    made = life.ask("ReserveNow", wanted)
    number = life.row(made).parameters["reservationId"]
    assert refusal(life.ask, "CancelReservation", {"reservationId": number}).kind is Kind.CONFLICT
    life.send(made)
    life.answer(made)
    assert life.ask("CancelReservation", {"reservationId": number})


def test_a_revoking_one_counts_also_where_there_is_nothing_to_wait_for(life):
    life.status("Occupied")
    out = life.answered("ChangeAvailability", {"connectorId": 1, "type": "Inoperative"}, "Scheduled")
    back = life.answered("ChangeAvailability", {"connectorId": 1, "type": "Operative"})
    assert life.state(back) == ("Finished", "Succeeded", "Observed")
    assert life.state(out) == ("Finished", "Unconfirmed", "NotObserved")


def test_if_that_is_refused_the_first_still_counts(life):
    life.status("Occupied")
    out = life.answered("ChangeAvailability", {"connectorId": 1, "type": "Inoperative"}, "Scheduled")
    life.answered("ChangeAvailability", {"connectorId": 1, "type": "Operative"}, "Rejected")
    life.status("Unavailable")
    assert life.state(out) == ("Finished", "Succeeded", "Observed")


def test_a_pending_command_that_nobody_can_read_any_more_stands_in_no_ones_way(life, monkeypatch):
    one = life.ask("UnlockConnector", {"connectorId": 1})
    life.send(one)
    monkeypatch.delitem(OPERATIONS, "UnlockConnector")
    life.status()
    assert life.ask("ChangeAvailability", {"connectorId": 0, "type": "Inoperative"})
    assert not life.over(one)


# -- asked twice

def test_the_same_request_is_the_same_command(life):
    first = life.receipt("Reset", SOFT, request_id="r", party="ops")
    again = life.receipt("Reset", SOFT, request_id="r", party="ops")
    assert (first.is_duplicate, first.state, first.position) == (False, "Queued", None)
    assert (again.is_duplicate, again.state, again.command_id) == (True, "Queued", first.command_id)
    assert again.position == life.row(first.command_id).accepted_position
    assert len(life.pending()) == 1


def test_also_long_after_it_has_ended_and_whatever_has_become_of_the_charge_point(life):
    one = life.ask(request_id="r")
    life.do(commands.CancelCommand, one)
    life.server.execute(commands.RemoveChargePoint(charge_point_id="EV-1"))
    life.later(90 * 86_400)
    again = life.receipt("Reset", SOFT, request_id="r")
    assert (again.command_id, again.is_duplicate, again.state) == (one, True, "Cancelled")


def test_it_is_the_content_that_counts_not_who_makes_the_id_or_how_the_time_is_written(life):
    at = life.at(3600)
    one = life.ask(request_id="r", not_before=at)
    elsewhere = at.astimezone(timezone(timedelta(hours=2)))
    assert life.ask(request_id="r", not_before=elsewhere, note="again") == one


@pytest.mark.parametrize("other", [
    {"fields": {"type": "Hard"}}, {"name": "ClearCache", "fields": {}}, {"charge_point_id": "EV-2"},
    {"not_before": START + timedelta(1)}], ids=str)
def test_other_content_under_the_same_name_is_refused(life, other):
    life.server.accept("EV-2")
    one = life.ask(request_id="r")
    refused = refusal(life.ask, **{"request_id": "r"} | other)
    assert refused.kind is Kind.CONFLICT
    assert refused.reason == (f"the request id r was used for another command, {one}: a new request needs a new id, "
                              "and the same one the same times")


def test_names_are_each_partys_own(life):
    ids = {life.ask(request_id="r", party=party) for party in ("a", "b", None)}
    assert len(ids) == 3
    assert life.ask() != life.ask(), "without a name each is new"


def test_what_was_refused_may_be_asked_again_under_its_name(life):
    blocking = life.ask("RemoteStartTransaction", {"idTag": "A", "connectorId": 1})
    asked = ("RemoteStartTransaction", {"idTag": "B", "connectorId": 1})
    refusal(life.ask, *asked, request_id="r")
    life.do(commands.CancelCommand, blocking)
    assert not life.receipt(*asked, request_id="r").is_duplicate


def password(value):
    return "ChangeConfiguration", {"key": "FtpPassword", "value": value}


def test_secrets_are_neither_in_the_log_nor_in_the_table(life):
    one = life.ask(*password("hunter2"), request_id="r")
    other = life.ask("UpdateFirmware", {"location": "ftp://u:hunter2@h/f", "retrieveDate": "2026-03-01T12:00:00Z"})
    assert life.row(one).parameters == {"key": "FtpPassword", "value": "****"}
    assert life.row(other).parameters["location"] == "ftp://u:****@h/f"
    assert life.due(one).body["operation"]["value"] == "hunter2", "it has to be sent"
    life.send(one)
    life.answer(one)
    life.send(other, location="ftp://v:hunter2@h/f", address="http://v:hunter2@h/")
    life.fail(other, error="ftp://u:hunter2@h/f is not there", address="http://v:hunter2@h/")
    assert "hunter2" not in str([event.body_text for event in life.server.log()])
    assert "hunter2" not in str(life.due(other)), "once it was sent nobody needs it"


def test_a_short_secret_cannot_be_guessed_from_the_log(life):
    """A digest with it could be: there are 10,000 such."""
    rows = [life.row(life.ask("ChangeConfiguration", {"key": "SIMPIN", "value": pin}, charge_point_id=name))
            for name, pin in (("EV-1", "1234"),)]
    life.do(commands.CancelCommand, rows[0].command_id)
    other = life.row(life.ask("ChangeConfiguration", {"key": "SIMPIN", "value": "9876"}))
    assert other.digest == rows[0].digest


def test_but_while_it_is_pending_another_secret_is_other_content(life):
    one = life.ask(*password("hunter2"), request_id="r")
    assert life.ask(*password("hunter2"), request_id="r") == one
    assert refusal(life.ask, *password("hunter3"), request_id="r").kind is Kind.CONFLICT
