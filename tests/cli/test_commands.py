import json
import re
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pytest

from motown.cli import command_sending, command_watching
from motown.config import load
from motown.domain import commands
from motown.domain.events import CommandAccepted
from motown.domain.operations import OPERATIONS
from motown.server.core import open_core
from motown.store import Unit
from motown.store import commands as stored
from motown.store.filelock import FileLock


class Step(NamedTuple):
    """What a server does about a command."""

    kind: type
    given: dict


def sent(attempt=1):
    return Step(commands.MarkCommandSent, {
        "attempt": attempt, "address": "http://10.0.0.1/", "message_id": "urn:uuid:1",
        "answer_by": datetime.now(UTC) + timedelta(seconds=30)})


def answered(status, attempt=1, **known):
    return Step(commands.TakeCommandAnswer, {"attempt": attempt, "version": "1.5", "status": status, **known})


def unreachable(attempt=1):
    return Step(commands.FailCommandAttempt, {
        "attempt": attempt, "kind": "unreachable", "error": "connection refused", "address": "http://10.0.0.1/"})


@pytest.fixture
def ev_1(motown, heartbeat):
    """A charge point that takes part and has spoken OCPP 1.5."""
    assert motown("charge-points", "accept", "EV-1") == 0
    heartbeat("EV-1")
    return "EV-1"


@pytest.fixture
def does(motown):
    """Carry out steps of a server for every command that is open."""
    def carry_out(*steps):
        with open_core(load(None, [f"store.url={motown.url}"])) as core:
            for row in core.read(stored.page, only_pending=True):
                for step in steps:
                    core.execute(step.kind(command_id=row.command_id, charge_point_id=row.charge_point_id,
                                           **step.given))

    return carry_out


@pytest.fixture
def meanwhile(does, monkeypatch):
    """While the command line waits, these steps are done, one a look; then somebody presses Ctrl-C."""
    def plan(*steps):
        waiting = iter(steps)

        def pause(_seconds):
            step = next(waiting, None)
            if step is None:
                raise KeyboardInterrupt
            does(step)

        monkeypatch.setattr(command_watching, "pause", pause)

    return plan


def send(motown, *words, charge_point="EV-1"):
    return motown("commands", "send", *words, "--charge-point", charge_point)


def steps(text):
    """The lines of progress without their times."""
    return [line[22:] for line in text.splitlines() if re.match(r"\d{4}-", line)]


# -- send

def test_progress_is_told_until_it_has_succeeded(motown, ev_1, meanwhile):
    meanwhile(unreachable(), sent(2), answered("Accepted", 2))
    assert send(motown, "clearcache") == 0, motown.err
    assert re.match(r"EV-1  ClearCache  [0-9a-f-]{36}  Queued\n", motown.out)
    told = [re.sub(r"\d{4}-\S+ \S+Z", "T", step) for step in steps(motown.out)]
    assert told == [
        "queued, expires T", "attempt 1 failed: connection refused; again at T", "sent to http://10.0.0.1/, attempt 2",
        "answered Accepted", "finished Succeeded"]


@pytest.mark.parametrize(("status", "code"), [("Accepted", 0), ("Rejected", 5)])
def test_only_success_ends_with_0(motown, ev_1, meanwhile, status, code):
    meanwhile(sent(), answered(status))
    assert send(motown, "ClearCache") == code


def test_what_was_answered_is_told(motown, ev_1, meanwhile):
    meanwhile(sent(), answered(None, result={"configurationKey": [
        {"key": "HeartBeatInterval", "readonly": False, "value": "300"}], "unknownKey": ["X"]}))
    assert send(motown, "GetConfiguration") == 0, motown.err
    assert "key=HeartBeatInterval readonly=no value=300" in motown.out
    assert re.search(r"unknownKey +X\n", motown.out)


def test_programs_get_an_object_and_people_beside_them_the_progress(motown, ev_1, meanwhile):
    meanwhile(sent(), answered("Accepted"))
    assert motown("commands", "send", "ClearCache", "--charge-point", ev_1, "--json", "--note", "because") == 0
    told = json.loads(motown.out)
    assert (told["name"], told["outcome"], told["stationStatus"], told["note"]) == (
        "ClearCache", "Succeeded", "Accepted", "because")
    assert "digest" not in told
    assert steps(motown.err)[-1] == "finished Succeeded"


def test_who_does_not_wait_gets_the_id_and_no_promise(motown, ev_1):
    assert send(motown, "ClearCache", "--no-wait") == 6
    assert motown.json("commands", "show", motown.out.split()[2])[0]["state"] == "Queued"


def test_nobody_watches_for_longer_than_wanted(motown, ev_1):
    assert send(motown, "ClearCache", "--timeout", "0") == 6
    assert re.search(r"not ended after 0 s, and it goes on: motown commands show \S+, or motown commands cancel",
                     motown.err)


def test_ctrl_c_leaves_the_command_alive(motown, ev_1, meanwhile):
    meanwhile()
    assert send(motown, "ClearCache") == 130
    told = motown.err
    (left,) = motown.json("commands", "--pending")
    assert f"motown commands cancel {left['commandId']}" in told


@pytest.fixture
def quick(monkeypatch):
    """Between two looks two seconds pass; after five looks somebody presses Ctrl-C."""
    passed, looks = iter(range(0, 1000, 2)), iter(range(5))

    def pause(_seconds):
        if next(looks, None) is None:
            raise KeyboardInterrupt

    monkeypatch.setattr(command_watching, "pause", pause)
    monkeypatch.setattr(command_watching, "monotonic", lambda: next(passed))


def test_who_waits_without_a_server_learns_that_there_is_none(motown, ev_1, quick):
    assert send(motown, "ClearCache") == 130
    assert motown.err.count("no server works on this store") == 1


def test_nobody_waits_for_a_server_that_would_come_too_late(motown, ev_1, quick):
    """Only a server records that the time of a command is over."""
    over = CommandAccepted(command_id="a-1", charge_point_id="EV-1", name="ClearCache", digest="d",
                           expires_at=datetime.now(UTC) - timedelta(seconds=1))
    told = []
    with open_core(load(None, [f"store.url={motown.url}"])) as core:
        core.store.run(Unit(frozenset(("cp:EV-1",)), lambda session: session.record(over)))
        watching = command_watching.Watching(core, ["a-1"], told.append)
        why = command_watching.follow(watching, core, timeout=None, alone=lambda: told.append("alone"))
    assert why == "not sent in time, as no server works on this store"
    assert [one.type for one in told] == ["motown.CommandAccepted"]


def test_a_server_is_waited_for(motown, ev_1, quick):
    with FileLock.of(motown.url):
        assert send(motown, "ClearCache") == 130
    assert "no server works" not in motown.err


@pytest.mark.parametrize(
    ("words", "code", "complaint"),
    [
        (["Rest"], 2, "there is no command 'Rest'; did you mean Reset?"),
        (["Reset"], 2, "Reset needs type=Hard|Soft"),
        (["Reset", "type=Soft", "--expires", "yesterday"], 2, "nor how long from now"),
        (["ClearCache", "--not-before", "20m", "--expires", "10m"], 1, "it would expire before"),
        (["UpdateFirmware", "location=x", "--request-id", "a"], 2, "with --request-id give retrieveDate too"),
        (["ClearCache", "--request-id", "a", "--charge-point", "EV-2"], 2, "ask one charge point"),
    ],
)
def test_what_is_wrong_makes_no_command(motown, ev_1, words, code, complaint):
    assert send(motown, *words) == code
    assert complaint in motown.err
    assert motown.json("commands") == []


def test_a_charge_point_that_is_not_there_is_not_found_and_the_others_are_asked(motown, ev_1):
    assert send(motown, "ClearCache", "--charge-point", ev_1, "--no-wait", "--json", charge_point="EV-9") == 3
    assert "EV-9: there is no charge point EV-9" in motown.err
    refused, asked = map(json.loads, motown.out.splitlines())
    assert (refused["commandId"], refused["kind"]) == (None, "not found")
    assert asked["chargePointId"] == ev_1


def test_what_its_version_lacks_is_refused_at_once(motown):
    assert motown("charge-points", "accept", "EV-1") == 0
    assert send(motown, "GetConfiguration") == 1
    assert "OCPP 1.5" in motown.err
    assert motown.json("commands") == []


def test_the_settings_say_how_many_may_be_open(motown, ev_1):
    assert send(motown, "ClearCache", "--no-wait", "--set", "ocpp.most_pending=1") == 6
    assert send(motown, "ClearCache", "--no-wait", "--set", "ocpp.most_pending=1") == 4
    assert "has 1 commands open already" in motown.err


def test_a_request_id_makes_it_the_same_command(motown, ev_1):
    assert send(motown, "ClearCache", "--request-id", "a", "--no-wait") == 6
    assert send(motown, "ClearCache", "--request-id", "a", "--no-wait") == 6
    assert "asked before" in motown.out
    assert len(motown.json("commands")) == 1
    assert send(motown, "Reset", "type=Soft", "--request-id", "a", "--no-wait") == 1
    assert "a new request needs a new id" in motown.err


def test_what_is_scheduled_waits_for_its_time(motown, ev_1):
    assert send(motown, "ClearCache", "--not-before", "2h", "--no-wait") == 6
    (kept,) = motown.json("commands", "--state", "scheduled")
    ahead = datetime.fromisoformat(kept["notBefore"]) - datetime.fromisoformat(kept["acceptedAt"])
    assert timedelta(hours=1) < ahead <= timedelta(hours=2)


def test_who_asks_is_kept(motown, ev_1, monkeypatch):
    monkeypatch.setenv("MOTOWN_PARTY", "night-shift")
    assert send(motown, "ClearCache", "--no-wait") == 6
    assert motown.json("commands")[0]["party"] == "night-shift"
    monkeypatch.delenv("MOTOWN_PARTY")
    monkeypatch.setattr("getpass.getuser", lambda: "root")
    assert command_sending.party() == "cli:root"


def test_secrets_are_shown_to_nobody(motown, ev_1, tmp_path):
    (tmp_path / "secret").write_text("hush-hush\n")
    assert send(motown, "ChangeConfiguration", "key=AdminPassword", f"value=@{tmp_path / 'secret'}", "--no-wait") == 6
    told = motown.out + motown.err
    command_id = motown.out.split()[2]
    for words in (["list", "--json"], ["show", command_id], ["show", command_id, "--json"]):
        assert motown("commands", *words) == 0
        told += motown.out + motown.err
    assert "hush" not in told
    assert "****" in told


# -- list, show, cancel

@pytest.fixture
def three(motown, ev_1, does):
    """One that succeeded, one that was refused by the charge point, one that waits."""
    assert send(motown, "ClearCache", "--no-wait") == 6
    does(sent(), answered("Accepted"))
    assert send(motown, "UnlockConnector", "connectorId=1", "--no-wait") == 6
    does(sent(), answered("Rejected"))
    assert send(motown, "Reset", "type=Soft", "--no-wait") == 6
    return [one["commandId"] for one in reversed(motown.json("commands"))]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ([], [2, 1, 0]),
        (["--pending"], [2]),
        (["--name", "unlockconnector"], [1]),
        (["--outcome", "succeeded"], [0]),
        (["--state", "finished"], [1, 0]),
        (["--limit", "1"], [2]),
        (["--limit", "1", "--all"], [2, 1, 0]),
        (["--charge-point", "EV-2"], []),
    ],
)
def test_the_newest_come_first_and_can_be_chosen(motown, three, words, found):
    assert [one["commandId"] for one in motown.json("commands", *words)] == [three[place] for place in found]


def test_the_table_says_why(motown, three):
    assert motown("commands", "list") == 0
    heading, _, *rows = motown.out.splitlines()
    assert heading.split()[:3] == ["command", "charge", "point"]
    assert ["Rejected" in row for row in rows] == [False, True, False]


def test_one_is_shown_with_its_whole_life(motown, three):
    (shown,) = motown.json("commands", "show", three[1])
    assert [one["type"].removeprefix("motown.Command") for one in shown["history"]] == [
        "Accepted", "Sent", "Answered", "Finished"]
    (attempt,) = shown["attempt"]
    assert (attempt["attempt"], attempt["address"], attempt["status"]) == (1, "http://10.0.0.1/", "Rejected")
    assert shown["parameters"] == {"connectorId": 1}
    assert "digest" not in json.dumps(shown)
    assert motown("commands", "show", three[1][:8]) == 0
    for part in (three[1], "connectorId", "answered Rejected", "finished Rejected", "http://10.0.0.1/"):
        assert part in motown.out


def test_a_cut_off_id_must_mean_one(motown, three):
    assert motown("commands", "show", three[0][:3]) == 3
    assert motown("commands", "show", "nonsense") == 3
    assert "there is no command nonsense" in motown.err


def test_what_has_not_been_sent_can_be_called_off(motown, three):
    assert motown("commands", "cancel", three[2], "--reason", "not now") == 0
    (shown,) = motown.json("commands", "show", three[2])
    assert (shown["outcome"], shown["reason"]) == ("Cancelled", "not now")
    assert motown("commands", "cancel", three[2]) == 1
    assert "has ended" in motown.err


def test_events_of_one_command_can_be_listed(motown, three):
    assert {one["commandId"] for one in motown.json("events", "--command", three[0])} == {three[0]}


# -- names

def test_every_operation_is_explained(motown):
    told = motown.json("commands", "names")
    assert [one["name"] for one in told] == sorted(OPERATIONS)
    for one in told:
        assert one["documentation"]
        assert all(field["documentation"] and field["type"] for field in one["fields"])
    assert [one["name"] for one in told if one["versions"] == ["1.5"]] == [
        "CancelReservation", "DataTransfer", "GetConfiguration", "GetLocalListVersion", "ReserveNow", "SendLocalList"]


def test_one_operation_is_explained_with_its_fields(motown):
    assert motown("commands", "names", "updatefirmware") == 0
    assert motown.out.startswith("UpdateFirmware, OCPP 1.2, 1.5\n")
    assert re.search(r"retrieveDate +time +no: now +Not to be fetched before", motown.out)
    assert motown("commands", "names", "SendLocalLst") == 2


# -- the charge point

def test_a_charge_point_shows_where_it_is_called_and_what_waits(motown, ev_1):
    def called(*words):
        (shown,) = motown.json("charge-points", "show", ev_1, *words)
        return shown["callAddress"], shown["callAddressFrom"]

    configured = ("--set", 'ocpp.addresses={"EV-1" = "http://10.0.0.9/"}')
    assert called() == (None, None)
    assert called(*configured) == ("http://10.0.0.9/", "configured")
    assert motown("charge-points", "set-address", ev_1, "http://10.0.0.1/") == 0
    assert called(*configured) == ("http://10.0.0.1/", "pinned")


def test_a_charge_point_shows_why_it_could_not_be_called(motown, ev_1, does):
    assert send(motown, "ClearCache", "--no-wait") == 6
    does(unreachable())
    assert motown("charge-points", "show", ev_1) == 0
    assert "calls: nowhere" in motown.out
    assert re.search(r"last call: \S+ \S+, failed: connection refused", motown.out)
    assert re.search(r"command \S+: ClearCache, Queued since .*, connection refused; again at", motown.out)
    assert motown.json("charge-points", "show", ev_1)[0]["pendingCommands"][0]["name"] == "ClearCache"


@pytest.mark.parametrize(("words", "said"), [
    (("ChangeConfiguration", "key=HeartbeatInterval", "value=60"), "spell it HeartBeatInterval"),
    (("ChangeConfiguration", "key=LightIntensity", "value=bright"), "a whole number (%)"),
    (("GetConfiguration", "key=LocalAuthListEnabled"), "of OCPP 1.6"),
    (("ChangeConfiguration", "key=com.acme.Colour", "value=red"), None)])
def test_what_looks_wrong_about_a_key_is_said_and_sent_all_the_same(motown, ev_1, words, said):
    send(motown, *words, "--no-wait")
    assert ("note:" in motown.err) == (said is not None)
    assert (said or "") in motown.err
    assert len(motown.json("commands")) == 1


def test_what_is_with_the_charge_point_is_not_offered_for_cancelling(motown, ev_1, meanwhile):
    meanwhile(unreachable(), sent(2))
    assert send(motown, "ClearCache") == 130
    assert "it goes on: motown commands show" in motown.err
    assert "commands cancel" not in motown.err
