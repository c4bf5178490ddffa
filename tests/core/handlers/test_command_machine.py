"""Whatever happens in whatever order: what is always true of commands."""

from typing import Any

import msgspec
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from motown.core.handlers.commands import EFFECT, RELEASE, SEND
from motown.domain import commands
from motown.domain.errors import Kind, Refused
from motown.domain.operations import OPERATIONS
from motown.store.records import Recorded
from tests.core.handlers.life import ENDS, Life

ASKED: list[tuple[str, dict[str, Any]]] = [
    ("Reset", {"type": "Soft"}), ("ClearCache", {}), ("UnlockConnector", {"connectorId": 1}),
    *(("ChangeAvailability", {"connectorId": connector, "type": kind})
      for connector in (0, 1) for kind in ("Operative", "Inoperative")),
    *(("RemoteStartTransaction", {"idTag": tag} | where) for tag in ("A", "B") for where in ({}, {"connectorId": 1})),
    ("GetDiagnostics", {}), ("GetDiagnostics", {"location": "ftp://u:hunter2@192.0.2.1/"}),
    ("UpdateFirmware", {"location": "ftp://u:hunter2@192.0.2.1/f", "retrieveDate": "2026-03-01T12:00:00Z"}),
    ("ChangeConfiguration", {"key": "LightIntensity", "value": "50"}),
    ("ChangeConfiguration", {"key": "FtpPassword", "value": "hunter2"}),
]
STATUSES = ["Accepted", "Accepted", "Accepted", "Scheduled", "Rejected", "NotSupported"]
KINDS = ["unreachable", "unreachable", "no-answer", "bad-answer"]
NEXT = {
    "Scheduled": {"Queued", "Cancelled", "Expired"},
    "Queued": {"Sent", "Finished", "Cancelled", "Expired"},
    "Sent": {"Queued", "Answered", "Finished", "Cancelled"},
    "Answered": {"Finished", "Cancelled"},
    "Finished": set(), "Cancelled": set(), "Expired": set(),
}
"""States that may follow; from what is with the charge point to Cancelled only when that is removed."""
OUTCOMES = {
    "Finished": {"Succeeded", "Unconfirmed", "Rejected", "NotSupported", "Failed"},
    "Cancelled": {"Cancelled"}, "Expired": {"Expired", "Unreachable", "Unconfirmed"},
}
EFFECTS = {"NotExpected": {"Awaited", "Observed", "NotObserved"}, "Awaited": {"Observed", "NotObserved"},
           "Observed": set(), "NotObserved": set()}


class Commands(RuleBasedStateMachine):
    """One charge point, its commands, and time."""

    server: Any = None

    @initialize()
    def begin(self) -> None:
        self.life = Life(self.server, f"EV-{self.server.head()}")
        self.begin_at = self.server.head()
        self.ids: list[str] = []
        self.before: dict[str, tuple[str, str]] = {}
        self.number = 0

    def tried(self, what: Any, *args: Any, **given: Any) -> Any:
        """Do it, if that can be done now; nothing is a defect of ours."""
        try:
            return what(*args, **given)
        except Refused as refused:
            if refused.kind is not Kind.CONFLICT:
                raise
            return None

    # -- what we do

    @rule(which=st.sampled_from(ASKED), delay=st.sampled_from([0, 0, 0, 40]),
          verify=st.sampled_from([True, True, False]))
    def ask(self, which, delay, verify):
        one = self.tried(self.life.ask, *which, verify=verify, not_before=self.life.at(delay) if delay else None)
        self.ids += [one] if one else []

    @precondition(lambda self: self.ids)
    @rule(data=st.data(), step=st.sampled_from([
        commands.QueueCommand, commands.ExpireCommand, commands.MissCommandEffect, commands.MissCommandEffect]))
    def step(self, data, step):
        fitting = {commands.QueueCommand: ["Scheduled"], commands.ExpireCommand: ["Queued", "Scheduled"]}
        self.tried(self.life.do, step, self.one(data, *fitting.get(step, ["Sent", "Answered"])))

    @precondition(lambda self: self.ids)
    @rule(data=st.data(), sure=st.sampled_from([False] * 3 + [True]))
    def call_off(self, data, sure):
        if sure:
            self.tried(self.life.do, commands.CancelCommand, self.one(data))

    @rule(which=st.sampled_from(ASKED), how=st.sampled_from([*STATUSES, *KINDS]))
    def carry(self, which, how):
        """The usual way, on which more depends."""
        one = self.tried(self.life.ask, *which)
        if one is not None:
            self.ids.append(one)
            self.it_all_fits()
            self.life.send(one)
            self.it_all_fits()
            if how in STATUSES:
                self.answer_with(one, how, 0, None)
                return
            self.life.fail(one, how)
            self.it_all_fits()
            self.tried(self.life.send, one, 2)

    @precondition(lambda self: self.life.pending())
    @rule(data=st.data())
    def time_is_over(self, data):
        """Until something ends by itself."""
        row = data.draw(st.sampled_from(self.life.pending()))
        until = row.effect_deadline or row.expires_at
        self.life.later(max(0, (until - self.server.now).total_seconds()))
        self.tried(self.life.do, commands.MissCommandEffect if row.effect == "Awaited" else commands.ExpireCommand,
                   row.command_id)

    @precondition(lambda self: self.ids)
    @rule(data=st.data(), off=st.sampled_from([1] * 8 + [0, 2]))
    def send(self, data, off):
        one = self.one(data, "Queued")
        self.tried(self.life.send, one, self.life.row(one).attempts + off)

    @precondition(lambda self: self.ids)
    @rule(data=st.data(), status=st.sampled_from(STATUSES), off=st.sampled_from([0] * 8 + [-1, 1]),
          fault=st.sampled_from([None, None, None, None, "NotSupported", "InternalError"]))
    def answer(self, data, status, off, fault):
        self.answer_with(self.one(data, "Sent"), status, off, fault)

    def answer_with(self, one, status, off, fault):
        row = self.life.row(one)
        plain = row.name in ("GetDiagnostics", "UpdateFirmware", "GetConfiguration")
        result = {"GetDiagnostics": {"fileName": "x"}, "GetConfiguration": {"configurationKey": [
            {"key": "LightIntensity", "value": "50"}]}}.get(row.name, {})
        self.tried(self.life.answer, one, None if fault or plain else status, row.attempts + off, fault=fault,
                   result={} if fault else result)

    @precondition(lambda self: self.ids)
    @rule(data=st.data(), kind=st.sampled_from(KINDS), off=st.sampled_from([0, 0, 1, 1, -1, 2]),
          is_final=st.sampled_from([False] * 5 + [True]))
    def fail(self, data, kind, off, is_final):
        one = self.one(data, "Sent", "Queued")
        self.tried(self.life.fail, one, kind, self.life.row(one).attempts + off, is_final=is_final)

    @rule(seconds=st.sampled_from([1, 30, 61, 130, 400, 90_000]))
    def wait(self, seconds):
        self.life.later(seconds)

    @rule(gone=st.sampled_from([commands.RemoveChargePoint, commands.RejectChargePoint]),
          sure=st.sampled_from([False] * 12 + [True]))
    def lose(self, gone, sure):
        if sure:
            self.server.execute(gone(charge_point_id=self.life.identity))
            assert self.life.pending() == []
            self.life = Life(self.server, self.life.identity)

    # -- what the charge point says

    @rule()
    def boot(self):
        self.life.boots()

    @rule(word=st.sampled_from(["Available", "Occupied", "Unavailable", "Faulted"]), connector=st.integers(0, 2))
    def status(self, word, connector):
        self.life.status(word, connector)

    @rule(tag=st.sampled_from("AB"), connector=st.integers(1, 2))
    def start(self, tag, connector):
        self.life.starts(tag, connector)

    @rule(word=st.sampled_from(["Downloaded", "Installed", "DownloadFailed"]))
    def firmware(self, word):
        self.life.firmware(word)

    @rule(word=st.sampled_from(["Uploaded", "UploadFailed"]))
    def diagnostics(self, word):
        self.life.diagnostics(word)

    def one(self, data, *states):
        """A command, mostly one in these states; also one that asks for what another has changed."""
        pending = self.life.pending()
        self.ids += [row.command_id for row in pending if row.command_id not in self.ids]
        fitting = [row.command_id for row in pending if row.state in states]
        return data.draw(st.sampled_from(fitting if fitting and data.draw(st.integers(0, 9)) else self.ids[-6:]))

    # -- what is always true

    @invariant()
    def it_all_fits(self):
        if not getattr(self, "ids", None):
            return
        news = [one for one in self.server.log(self.begin_at) if one.charge_point_id == self.life.identity]
        assert "hunter2" not in str([one.body_text for one in news])
        histories: dict[str, list[Recorded]] = {}
        for one in news:
            if one.type.startswith("motown.Command"):
                assert one.command_id == one.body["commandId"]
                assert one.body["chargePointId"] == self.life.identity
                histories.setdefault(one.command_id, []).append(one)
        for command_id, history in histories.items():
            self.fits(command_id, history)

    def fits(self, command_id, history):
        row, due = self.life.row(command_id), self.life.due(command_id)
        assert folded(history) == {name: getattr(row, name) for name in FOLDED}
        kinds = [one.type for one in history]
        assert kinds[0] == "motown.CommandAccepted"
        assert sum(kind in ENDS for kind in kinds) == (row.outcome != "Pending")
        assert not any(kind in ENDS for kind in kinds[:-1]), "nothing comes after the end"
        assert [one.stream_version for one in history] == list(range(1, len(history) + 1))
        self.only_allowed(command_id, row)
        self.due_fits(row, due)
        if not OPERATIONS[row.name].IS_REPEATABLE:
            assert may_have_left(history) <= 1

    def only_allowed(self, command_id, row):
        state, effect = self.before.get(command_id, (row.state, row.effect))
        if command_id not in self.before:
            assert state in ("Scheduled", "Queued")
        assert row.state == state or row.state in reachable(state)
        assert row.effect == effect or row.effect in EFFECTS[effect]
        assert row.outcome in OUTCOMES.get(row.state, {"Pending"})
        if row.outcome != "Pending":
            assert row.effect != "Awaited"
        if row.outcome == "Succeeded":
            assert row.effect in ("Observed", "NotExpected")
        self.before[command_id] = row.state, row.effect

    @staticmethod
    def due_fits(row, due):
        if row.outcome != "Pending":
            assert due is None
            return
        watched = row.effect == "Awaited"
        assert due.kind == (EFFECT if watched else RELEASE if row.state == "Scheduled" else SEND)
        assert due.sent == (row.state == "Sent" and not watched)
        assert due.attempt == row.attempts
        assert due.lane == (f"cp:{row.charge_point_id}" if due.kind == SEND else None)
        assert due.expires_at == (None if due.kind == EFFECT else row.expires_at)
        assert due.due_at == row.effect_deadline if watched else True


def reachable(state):
    """What may follow a state in one unit of work: also by one step more, as an answer that is the end."""
    return NEXT[state] | {last for step in NEXT[state] for last in NEXT[step] if state == "Sent" and step == "Answered"}


def may_have_left(history):
    """How many attempts the charge point may have received."""
    left = 0
    for one in history:
        if one.type == "motown.CommandSent":
            left += 1
        elif one.type == "motown.CommandAttemptFailed" and one.body["kind"] == "unreachable" and sent(history, one):
            left -= 1
    return left


def sent(history, failed):
    return any(one.type == "motown.CommandSent" and one.body["attempt"] == failed.body["attempt"] for one in history)


FOLDED = ("state", "outcome", "effect", "attempts", "error", "retry_at", "sent_at", "station_status", "reason",
          "effect_deadline", "effect_position", "finished_at", "name", "parameters", "expires_at")


def folded(history):  # noqa: C901, a case an event type
    """What the events make of a command, told once more and otherwise than in the table."""
    known = dict.fromkeys(FOLDED) | {"outcome": "Pending", "effect": "NotExpected", "attempts": 0}
    for one in history:
        event, at = one.event, one.recorded_at
        match one.type.removeprefix("motown.Command"):
            case "Accepted":
                later = event.not_before is not None and event.not_before > at
                known |= {"state": "Scheduled" if later else "Queued", "name": event.name,
                          "parameters": msgspec.to_builtins(event.parameters), "expires_at": event.expires_at}
            case "Queued":
                known["state"] = "Queued"
            case "Sent":
                known |= {"state": "Sent", "attempts": event.attempt, "sent_at": at, "retry_at": None}
            case "AttemptFailed":
                waits = event.retry_at is not None or event.kind == "unreachable"
                known |= {"state": "Queued" if waits else "Sent", "attempts": event.attempt, "error": event.error,
                          "retry_at": event.retry_at}
                known["sent_at"] = known["sent_at"] if event.may_have_arrived else None
            case "Answered":
                known |= {"state": "Answered", "station_status": event.status}
            case "EffectObserved":
                known |= {"effect": "Observed", "effect_position": one.causation_position}
            case "EffectMissed":
                known["effect"] = "NotObserved"
            case "Finished" | "Cancelled" | "Expired" as end:
                known |= {"state": end, "outcome": getattr(event, "outcome", end), "reason": event.reason,
                          "finished_at": at}
        if getattr(event, "effect_deadline", None) is not None:
            known |= {"effect": "Awaited", "effect_deadline": event.effect_deadline}
    return known


def test_whatever_happens(server):
    class OfThisServer(Commands):
        pass

    OfThisServer.server = server
    run_state_machine_as_test(OfThisServer, settings=settings(
        max_examples=25, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)))
