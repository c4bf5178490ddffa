"""Answers that are none, late ones, and charge points that are not there: over the endpoint, without sockets."""

import pytest

from motown.simulator.answering import CUT
from motown.soap import client
from motown.soap.client import AnswerError, HttpReply
from tests.simulator.test_incoming import CLEAR, Served, fault, message

HEADER = "<c:chargeBoxIdentity>CP-001</c:chargeBoxIdentity>"
ADDRESSED = (f'{HEADER}<w:Action xmlns:w="http://www.w3.org/2005/08/addressing">/ClearCache</w:Action>'
             '<w:MessageID xmlns:w="http://www.w3.org/2005/08/addressing">urn:uuid:1</w:MessageID>')


class Wire:
    """Sends commands to a charge point that is served."""

    def __init__(self, bench):
        self.bench, self.point, self.served = bench, bench.point, Served(bench)

    def clear(self, path="/CP-001", header=HEADER):
        return self.served.post(path, message(self.bench.version, CLEAR, header))

    def begin(self):
        """Send a command whose answer is not there at once; it is in the list when it is."""
        answers = []
        raw = message(self.bench.version, CLEAR, HEADER)
        self.bench.begin(self._kept(answers, raw))
        return answers

    async def _kept(self, answers, raw):
        from datetime import UTC, datetime

        from motown.http import HttpRequest
        http = HttpRequest("POST", "/CP-001", "", {"content-type": "application/soap+xml"}, raw, "192.0.2.9",
                           is_secure=False, certificate=None, received_at=datetime.now(UTC), started=0.0)
        answers.append(await self.served.endpoint(http))

    def read(self, answer):
        reply = HttpReply(answer.status, {"content-type": answer.media_type}, answer.body)
        return client.answer(self.point.version.charge_point, "ClearCache", reply)


@pytest.fixture
def wire(both):
    return Wire(both().power_on())


def test_a_page_instead_of_an_answer_and_nothing_is_done(wire):
    wire.point.behave("ClearCache", html=True)
    answer = wire.clear()
    assert (answer.status, answer.media_type) == (200, "text/html; charset=utf-8")
    with pytest.raises(AnswerError, match="web page"):
        wire.read(answer)
    assert (wire.point.inbox.received["ClearCache"], wire.point.inbox.executed["ClearCache"]) == (1, 0)


def test_the_connection_is_cut_after_the_command_was_carried_out(wire):
    wire.point.behave("ClearCache", drops=True, times=1)
    assert wire.clear().status == CUT
    assert wire.point.inbox.executed["ClearCache"] == 1
    assert wire.read(wire.clear()).value.status == "Accepted"


def test_or_though_it_was_refused(wire):
    wire.point.behave("ClearCache", drops=True, fault="NotSupported")
    assert wire.clear().status == CUT
    assert wire.point.inbox.executed["ClearCache"] == 0


@pytest.mark.parametrize("kind", ["noise", "cut", "operation"])
def test_nobody_can_use_a_garbled_answer(wire, kind):
    wire.point.behave("ClearCache", garbling=kind)
    answer = wire.clear()
    assert (answer.status, answer.media_type.partition(";")[0]) == (200, "application/soap+xml")
    with pytest.raises(AnswerError):
        wire.read(answer)
    assert wire.clear().body == answer.body
    assert wire.point.inbox.executed["ClearCache"] == 2


def test_an_answer_to_another_operation_is_a_good_one_for_that(wire):
    wire.point.behave("ClearCache", garbling="operation")
    answer = wire.clear()
    reply = HttpReply(answer.status, {"content-type": answer.media_type}, answer.body)
    assert client.answer(wire.point.version.charge_point, "Reset", reply).value.status == "Accepted"


@pytest.mark.parametrize("header", [HEADER, ADDRESSED])
def test_an_answer_of_a_stranger_says_so(wire, header):
    wire.point.behave("ClearCache", garbling="identity")
    reply = wire.read(wire.clear(header=header))
    assert [block.text for block in reply.envelope.headers if "chargeBoxIdentity" in block.tag] == ["SOMEBODY-ELSE"]
    assert reply.addressing.relates_to == (None if header is HEADER
                                           else "urn:uuid:00000000-0000-4000-8000-000000000000")


def test_a_fault_over_soap(wire):
    wire.point.behave("ClearCache", fault="SecurityError")
    code, (_, subcode) = fault(wire.clear())
    assert (code, subcode) == ("Sender", "SecurityError")


def test_a_slow_one_answers_late_and_does_it_then(wire):
    wire.point.behave("ClearCache", delay_seconds=10)
    answers = wire.begin()
    wire.bench.pass_(9.9)
    assert (answers, wire.point.inbox.received["ClearCache"], wire.point.inbox.executed["ClearCache"]) == ([], 1, 0)
    wire.bench.pass_(0.2)
    assert (wire.read(answers[0]).value.status, wire.point.inbox.executed["ClearCache"]) == ("Accepted", 1)


def test_one_that_goes_away_meanwhile_never_answers(wire):
    wire.point.behave("ClearCache", delay_seconds=10)
    answers = wire.begin()
    wire.point.power_off()
    wire.bench.pass_(20)
    assert (answers[0].status, wire.point.inbox.executed["ClearCache"]) == (CUT, 0)


@pytest.mark.parametrize("path", ["/CP-001", "/"])
def test_one_that_is_switched_off_is_not_there(both, path):
    wire = Wire(both())
    assert (wire.clear(path).status, wire.point.inbox.received) == (CUT, {})


def test_one_that_reboots_is_away_until_it_is_up_again(wire):
    wire.point.profile.reboot_seconds = 5
    wire.bench.command("Reset", type="Hard")
    assert wire.clear().status == 200
    wire.bench.pass_(2)
    assert wire.clear().status == CUT
    wire.bench.pass_(5)
    assert wire.clear().status == 200


def test_one_may_go_away_and_come_back(wire):
    wire.point.go_away()
    beats = len(wire.bench.central.messages)
    assert wire.clear().status == CUT
    wire.bench.pass_(1_000)
    assert len(wire.bench.central.messages) == beats
    wire.point.come_back()
    assert wire.clear().status == 200
    wire.bench.pass_(1_000)
    assert len(wire.bench.central.messages) > beats


def test_or_only_close_its_door(wire):
    heard = []
    wire.point.reach.when_changed.append(heard.append)
    wire.point.reach.close()
    assert wire.clear().status == CUT
    wire.bench.run(wire.point.heartbeat())
    wire.point.reach.open()
    assert (wire.clear().status, heard) == (200, [False, True])


def test_many_slow_ones_wait_without_threads(make):
    import threading

    wire = Wire(make("1.5").power_on())
    wire.point.behave(delay_seconds=10)
    before = threading.active_count()
    waiting = [wire.begin() for _ in range(200)]
    assert threading.active_count() == before
    wire.bench.pass_(10)
    assert all(answers[0].status == 200 for answers in waiting)


