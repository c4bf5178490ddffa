"""What an owner of an endpoint may decide otherwise."""

import pytest

from motown.soap.faults import ServiceFault
from motown.soap.policy import Policy
from motown.soap.versions import QName
from tests.soap.support import TRACK, Recorder, envelope, exchange, fault, post


class Lenient(Policy):
    """Repairs one thing of each kind, and keeps what it is asked."""

    def __init__(self):
        self.refusals = []
        self.not_known = []

    def received(self, http):
        return http.body.strip()

    def unparsed(self, received, fault):
        received.raw_repaired = received.raw.replace(b"&nbsp;", b" ")
        received.repairs.append("entity")
        return True

    def undispatched(self, received):
        received.envelope.body.tag = received.envelope.body.tag.replace("urn:example:mail", "urn:example:post")
        received.repairs.append("namespace")
        return True

    def invalid(self, received, fault):
        number = received.envelope.body.find("number")
        if number is None or len(number.text) <= 20:
            return False
        number.text = number.text[:-1]
        received.repairs.append("length")
        return True

    def valid(self, received):
        received.repairs.append("valid")

    def not_understood(self, exchange, blocks):
        self.not_known += [block.tag for block in blocks]

    def check(self, exchange):
        if exchange.addressing.to == "elsewhere":
            raise ServiceFault("not here")

    async def refused(self, exchange, fault):
        self.refusals.append(fault.reason)
        return await super().refused(exchange, fault)

    def fault(self, exchange, fault):
        return ServiceFault(fault.reason.upper(), code=fault.code, subcode=QName("urn:a", "Mapped"))


def repaired(message):
    policy = Lenient()
    answer, recorder = exchange(message, None, policy)
    return answer, recorder, policy


@pytest.mark.parametrize(("message", "repairs"), [
    (envelope(TRACK), ["valid"]),
    (envelope(TRACK).replace("<number>", "<number>&nbsp;"), ["entity", "valid"]),
    (envelope(TRACK.replace("p:Track", "m:Track"), bound=' xmlns:m="urn:example:mail"'), ["namespace", "valid"]),
    (envelope(TRACK.replace("7", "7" * 23)), ["length"] * 3 + ["valid"]),
])
def test_repairs(message, repairs):
    answer, recorder, policy = repaired(message)
    assert (answer.status, policy.refusals) == (200, [])
    assert recorder.calls[0].exchange.repairs == repairs
    assert recorder.calls[0].exchange.raw == message.encode()


def test_bytes_may_be_others_than_came():
    answer, recorder, _ = repaired("\n " + envelope(TRACK))
    assert answer.status == 200
    assert recorder.calls[0].exchange.raw_repaired == envelope(TRACK).encode()


def test_repairs_have_an_end():
    answer, recorder, policy = repaired(envelope(TRACK.replace("7", "7" * 100)))
    assert (answer.status, recorder.seen, len(policy.refusals)) == (500, [], 1)


@pytest.mark.parametrize(("message", "refusal"), [
    (envelope(TRACK, "<wsa:To>elsewhere</wsa:To>"), "not here"),
    (envelope("<p:Other/>"), "no operation here takes {urn:example:post}Other"),
    (envelope("<p:Track/>"), None), (b"junk", None),
])
def test_refusals_go_by_the_policy(message, refusal):
    answer, recorder, policy = repaired(message)
    assert recorder.seen == []
    (told,) = policy.refusals
    assert refusal in (told, None)
    assert (fault(answer).reason, fault(answer).subcode) == (told.upper(), QName("urn:a", "Mapped"))


def test_a_handlers_refusal_goes_by_the_policy_and_its_own_answer_does_not():
    policy = Lenient()
    exchange(envelope(TRACK), Recorder(post(), Track=ServiceFault("no")), policy)
    own = Recorder(post(), Track=lambda request, call: call.exchange.answer(ServiceFault("no")))
    exchange(envelope(TRACK), own, policy)
    assert policy.refusals == ["no"]


def test_headers_that_are_not_understood_may_be_let_through():
    answer, _, policy = repaired(envelope(TRACK, '<v:seal xmlns:v="urn:v" s:mustUnderstand="1"/>'))
    assert (answer.status, policy.not_known) == (200, ["{urn:v}seal"])


class Broken(Policy):
    """A policy that fails where it should record."""

    async def refused(self, exchange, fault):
        raise OSError("disk full")


def test_a_refusal_that_cannot_be_kept_is_a_fault_all_the_same(caplog):
    answer, _ = exchange(b"junk", None, Broken())
    assert (answer.status, fault(answer).code) == (500, "Receiver")
    assert "disk full" in caplog.text


def test_what_is_not_known_yet_cannot_be_asked_for():
    seen = []

    class Curious(Policy):
        async def refused(self, exchange, fault):
            seen.append((exchange.is_parsed, exchange.is_dispatched))
            with pytest.raises(RuntimeError):
                _ = exchange.operation
            return exchange.answer(fault)

    exchange(b"junk", None, Curious())
    exchange(envelope("<p:Other/>"), None, Curious())
    assert seen == [(False, False), (True, False)]


def test_limits_are_not_repaired():
    answer, _, policy = repaired(envelope("<a>" * 40 + "&nbsp;" + "</a>" * 40).replace("&nbsp;", ""))
    assert answer.status == 500
    assert policy.refusals == ["elements are nested more than 32 levels deep"]
    _, _, policy = repaired("<!DOCTYPE a>&nbsp;" + envelope(TRACK, declaration=""))
    assert policy.refusals == ["a SOAP message has no document type declaration"]
