"""Exchanges from HTTP request to HTTP answer, without a reactor."""

import logging

import pytest

from motown.contracts import ocpp12_centralsystem, ocpp15_centralsystem
from motown.soap.envelope import read
from motown.soap.exchange import Answer
from motown.soap.faults import ServiceFault, read_fault
from motown.soap.parsing import Limits
from motown.soap.service import Service
from motown.soap.versions import SOAP11, SOAP12, QName
from tests.soap.support import FOUND, NOW, PARCEL, TRACK, P, Recorder, T, envelope, exchange, fault, http, post, run

both = pytest.mark.parametrize("version", [SOAP11, SOAP12], ids=["1.1", "1.2"])


@both
def test_an_answer_in_kind(version):
    answer, recorder = exchange(envelope(TRACK, version=version))
    message = read(answer.body)
    assert (answer.status, answer.media_type) == (200, f"{version.media_type}; charset=utf-8")
    assert (message.version, message.body.tag, message.headers) == (version, f"{P}TrackResponse", [])
    assert recorder.seen[0].number == "7"
    post().validate(message.body)


def test_what_a_handler_is_told():
    answer, recorder = exchange(envelope(TRACK))
    (call,) = recorder.calls
    assert call.operation.name == "Track"
    assert call.headers == {}
    assert call.exchange.raw == envelope(TRACK).encode()
    assert call.exchange.http.remote_address == "192.0.2.1"
    assert call.exchange.repairs == []
    assert answer.status == 200


SEND = "<p:Send><parcel><t:number>1</t:number><t:box>2</t:box></parcel></p:Send>"


@pytest.mark.parametrize("block", [
    "<p:customer>Ann</p:customer>", '<p:customer s:mustUnderstand="1"> Ann </p:customer>',
    "<p:customer>Ann</p:customer><p:customer>Bob</p:customer>"])
def test_declared_headers(block):
    _, recorder = exchange(envelope(SEND, block), Recorder(post(), Send={"state": "Taken", "position": 1}))
    assert recorder.calls[0].headers == {"customer": "Ann"}


def test_declared_headers_are_validated():
    answer, recorder = exchange(envelope(SEND, f"<p:customer>{'x' * 21}</p:customer>"))
    assert "customer" in fault(answer).reason
    assert recorder.seen == []


@both
def test_one_way(version):
    answer, recorder = exchange(envelope("<p:Remark>late again</p:Remark>", version=version))
    assert (answer.status, answer.body, recorder.seen) == (202, b"", ["late again"])


@pytest.mark.parametrize("outcome", [
    FOUND,
    post().models["Tracked"](parcel=[post().models["Parcel"](**PARCEL)]),
    lambda request, call: later(FOUND),
    lambda request, call: call.exchange.answer(FOUND),
    lambda request, call: later(call.exchange.answer(FOUND)),
], ids=["mapping", "model", "later", "answer", "answer later"])
def test_what_handlers_may_give(outcome):
    answer, _ = exchange(envelope(TRACK), Recorder(post(), Track=outcome))
    message = read(answer.body)
    assert answer.status == 200
    assert post().decode(message.body).parcel[0].street == "High St"


async def later(outcome):
    if isinstance(outcome, Exception):
        raise outcome
    return outcome


def test_nothing_is_an_answer_without_fields():
    answer, _ = exchange(envelope(TRACK), Recorder(post()))
    assert len(read(answer.body).body) == 0


def test_an_answer_passes_through_untouched():
    given = Answer(299, "text/plain", b"as it is", headers=(("X-Mine", "1"),))
    answer, _ = exchange(envelope(TRACK), Recorder(post(), Track=lambda request, call: given))
    assert answer == given.http
    assert (answer.status, answer.media_type, answer.body) == (299, "text/plain", b"as it is")


REFUSAL = ServiceFault("too late", code="Receiver", subcode=QName("urn:a", "Late"), headers=(("Retry-After", "5"),))


@both
@pytest.mark.parametrize("outcome", [REFUSAL, lambda request, call: later(REFUSAL)], ids=["now", "later"])
def test_a_handler_refuses(version, outcome):
    answer, _ = exchange(envelope(TRACK, version=version), Recorder(post(), Track=outcome))
    refusal = fault(answer)
    assert (answer.status, answer.headers) == (500, (("Retry-After", "5"),))
    assert answer.media_type == f"{version.media_type}; charset=utf-8"
    assert (refusal.reason, refusal.subcode) == ("too late", QName("urn:a", "Late"))


@both
def test_a_typed_fault(version):
    detail = post().models["postFault"](code="Full", again=True)
    answer, _ = exchange(envelope(SEND, version=version), Recorder(post(), Send=ServiceFault("full", detail=detail)))
    message = read(answer.body)
    _, (element,) = read_fault(version, message.body)
    assert element.tag == f"{T}postFault"
    assert post().decode(element) == detail


def test_a_fault_that_the_operation_does_not_declare(caplog):
    detail = post().models["postFault"](code="Full", again=True)
    answer, _ = exchange(envelope(TRACK), Recorder(post(), Track=ServiceFault("full", detail=detail)))
    assert fault(answer).code == "Receiver"
    assert "postFault" in caplog.text


@pytest.mark.parametrize("outcome", [KeyError("secret"), lambda request, call: later(KeyError("secret"))])
def test_a_handler_that_fails_is_told_to_the_log_and_not_to_the_peer(caplog, outcome):
    answer, _ = exchange(envelope(TRACK), Recorder(post(), Track=outcome))
    assert (answer.status, fault(answer).code, fault(answer).reason) == (500, "Receiver", "internal error")
    assert b"secret" not in answer.body
    (record,) = caplog.records
    assert (record.levelno, record.getMessage()) == (logging.ERROR, "Track could not be answered")
    assert "secret" in caplog.text


@pytest.mark.parametrize("outcome", [{"parcel": [{"number": "1"}]}, {"colour": "green"}, 7])
def test_an_answer_that_is_not_valid_is_not_sent(caplog, outcome):
    answer, _ = exchange(envelope(TRACK), Recorder(post(), Track=outcome))
    assert fault(answer).code == "Receiver"
    assert "Unwritable" in caplog.text


@pytest.mark.parametrize(("message", "reason"), [
    (b"", "empty"), (b"junk", "not well-formed"), (b"<a/>", "not a SOAP envelope"),
    (envelope("<p:Track><number/></p:Track>"), "minLength"),
    (envelope("<p:Track><p:number>7</p:number></p:Track>"), "not expected"),
    (envelope("<p:Other/>"), "no operation here takes {urn:example:post}Other"),
    (envelope("<p:TrackResponse/>"), "no operation here takes"),
    (envelope("<s:Fault/>"), "no operation here takes"),
    (envelope("<Track/>"), "no operation here takes Track"),
    ("<!DOCTYPE a>" + envelope(TRACK, declaration=""), "document type"),
    (envelope(TRACK + TRACK), "2 elements"),
])
def test_what_is_refused(message, reason):
    answer, recorder = exchange(message)
    assert answer.status == 500
    assert reason in fault(answer).reason
    assert fault(answer).code == "Sender"
    assert recorder.seen == []


def test_what_cannot_be_read_is_answered_in_its_version():
    answer, _ = exchange(envelope(TRACK, version=SOAP11)[:-9])
    assert (read(answer.body).version, answer.media_type) == (SOAP11, "text/xml; charset=utf-8")


def test_limits():
    answer, _ = exchange(envelope(TRACK), limits=Limits(depth=3))
    assert "3 levels" in fault(answer).reason


def test_the_character_set_of_the_content_type():
    message = envelope("<p:Remark>\u00e9</p:Remark>", declaration="").encode("latin-1")
    _, recorder = exchange(message, headers={"content_type": 'text/xml; Charset="ISO-8859-1"; x=1'})
    assert recorder.seen == ["\u00e9"]


@pytest.mark.parametrize("content_type", [
    "application/soap+xml", "text/xml; charset=utf-8", "application/xml", "TEXT/XML", "",
    'application/soap+xml; action="urn:example:post/Track"; charset=utf-8'])
def test_content_types_that_may_be_soap(content_type):
    answer, _ = exchange(envelope(TRACK), headers={"content_type": content_type})
    assert (answer.status, answer.media_type) == (200, "application/soap+xml; charset=utf-8")


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "application/json",
                                          'multipart/related; type="application/xop+xml"', "text/html"])
def test_content_types_that_cannot(content_type):
    answer, recorder = exchange(envelope(TRACK), headers={"content_type": content_type})
    assert (answer.status, recorder.seen) == (415, [])
    assert content_type.partition(";")[0] in fault(answer).reason


@both
def test_headers_that_must_be_understood_and_are_not(version):
    answer, recorder = exchange(envelope(TRACK, '<v:seal xmlns:v="urn:v" s:mustUnderstand="1"/>', version))
    assert (fault(answer).code, recorder.seen) == ("MustUnderstand", [])
    assert "{urn:v}seal" in fault(answer).reason
    named = [block.get("qname") for block in read(answer.body).headers]
    assert named == (["f:seal"] if version is SOAP12 else [])


def test_headers_that_are_understood():
    names = ("Action", "To", "MessageID")
    blocks = "".join(f'<wsa:{name} s:mustUnderstand="true">urn:a</wsa:{name}>' for name in names)
    answer, _ = exchange(envelope(SEND, f'{blocks}<p:customer s:mustUnderstand="1">Ann</p:customer>'),
                         Recorder(post(), Send={"state": "Taken", "position": 1}))
    assert answer.status == 200


def test_a_header_of_another_operation_is_not_understood():
    answer, _ = exchange(envelope(TRACK, '<p:customer s:mustUnderstand="1">Ann</p:customer>'))
    assert fault(answer).code == "MustUnderstand"


class TestSeveralContracts:
    """Several contracts on one URL."""

    def service(self):
        self.newer = Recorder(ocpp15_centralsystem.contract, Heartbeat={"currentTime": NOW})
        self.older = Recorder(ocpp12_centralsystem.contract, Heartbeat={"currentTime": NOW})
        return Service(self.newer.served, self.older.served)

    @both
    @pytest.mark.parametrize(("namespace", "newer", "older"), [
        ("urn://Ocpp/Cs/2012/06/", 1, 0), ("urn://Ocpp/Cs/2010/08/", 0, 1)])
    def test_the_bodys_namespace_decides(self, version, namespace, newer, older):
        body = f'<c:heartbeatRequest xmlns:c="{namespace}"/>'
        answer = run(self.service()(http(envelope(body, version=version).encode())))
        message = read(answer.body)
        assert (message.version, message.body.tag) == (version, f"{{{namespace}}}heartbeatResponse")
        assert (len(self.newer.seen), len(self.older.seen)) == (newer, older)

    def test_one_element_is_served_once(self):
        served = Recorder(post()).served
        with pytest.raises(ValueError, match="served twice"):
            Service(served, served)


@pytest.mark.parametrize("handlers", [{}, {"Send": print, "Track": print, "Remark": print, "Other": print}])
def test_each_operation_has_a_handler(handlers):
    with pytest.raises(TypeError, match="without handler"):
        Service(Recorder(post()).served._replace(handlers=handlers))


def test_what_is_not_posted_is_told_what_is_spoken():
    service = Service(Recorder(post()).served)
    answer = service(http(method="GET"))
    assert (answer.status, answer.headers) == (405, (("Allow", "POST"),))
