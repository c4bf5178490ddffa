import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motown.soap import addressing, client
from motown.soap.addressing import WSA, WSA_2004, Addressing
from motown.soap.client import Client, HttpReply, NoAnswer, NotSoap, WrongAnswer
from motown.soap.codec import Unwritable
from motown.soap.envelope import read
from motown.soap.faults import ServiceFault
from motown.soap.parsing import Limits
from motown.soap.reading import Repairs
from motown.soap.service import Service
from motown.soap.versions import SOAP11, SOAP12, QName
from tests.soap.support import P, Recorder, T, envelope, http, post, run, values

both = pytest.mark.parametrize("version", [SOAP11, SOAP12], ids=["1.1", "1.2"])
SEND = {"parcel": {"number": "1", "street": "High St"}}
URL = "http://192.0.2.7:8080/post"
ANSWER = "<p:SendResponse><state>Taken</state><position>7</position></p:SendResponse>"


@both
def test_a_request(version):
    message = read(client.request(post(), "Send", SEND, headers={"customer": "Ann"}, version=version))
    assert (message.version, message.body.tag) == (version, f"{P}Send")
    assert [(block.tag, block.text) for block in message.headers] == [(f"{P}customer", "Ann")]
    post().validate(message.body)


def test_a_request_with_addressing():
    given = client.request_addressing(post(), "Send", URL, sender="http://us.example/post")
    message = read(client.request(post(), "Send", SEND, addressing=given))
    assert addressing.read(message.headers) == given
    assert (given.to, given.from_, given.action) == (URL, "http://us.example/post", "urn:example:post/Send")
    assert (given.reply_to, given.relates_to) == (f"{WSA}/anonymous", None)
    assert given.message_id.startswith("urn:uuid:")
    assert message.insisted() == []


def test_a_request_with_the_addressing_of_2004():
    message = read(client.request(post(), "Send", SEND, addressing=Addressing("urn:m", namespace=WSA_2004)))
    assert addressing.read(message.headers).namespace == WSA_2004


@both
def test_headers_that_the_peer_must_understand(version):
    message = read(client.request(post(), "Send", SEND, headers={"customer": "Ann"}, version=version, insist=True,
                                  addressing=client.request_addressing(post(), "Send", URL)))
    insisted = [QName.of(block.tag).local for block in message.insisted()]
    assert sorted(insisted) == ["Action", "ReplyTo", "To", "customer"]


@pytest.mark.parametrize("value", [{}, {"parcel": {"number": "1"}}, {"parcel": SEND["parcel"], "colour": "green"}])
def test_no_request_is_made_of_what_is_not_valid(value):
    with pytest.raises(Unwritable):
        client.request(post(), "Send", value)


def test_nor_with_a_header_that_is_not():
    with pytest.raises(Unwritable, match="customer"):
        client.request(post(), "Send", SEND, headers={"customer": "x" * 21})


def test_http_headers():
    assert client.http_headers(post(), "Send", b"four") == {
        "Content-Type": 'application/soap+xml; charset=utf-8; action="urn:example:post/Send"',
        "SOAPAction": '"urn:example:post/Send"', "Content-Length": "4", "Accept": "application/soap+xml"}
    assert client.http_headers(post(), "Send", b"", SOAP11)["Content-Type"] == "text/xml; charset=utf-8"


def answered(body=ANSWER, version=SOAP12, operation="Send", headers="", **settings):
    return client.answer(post(), operation, envelope(body, headers, version).encode(), **settings)


@both
def test_an_answer(version):
    reply = answered(version=version, headers="<wsa:RelatesTo>urn:1</wsa:RelatesTo>")
    assert (reply.value.state, reply.value.position) == ("Taken", 7)
    assert (reply.addressing.relates_to, reply.operation.name, reply.repairs) == ("urn:1", "Send", [])


def test_the_character_set_of_an_answer():
    parcel = "<parcel><t:number>1</t:number><t:street>\u00e9</t:street></parcel>"
    message = envelope(f"<p:TrackResponse>{parcel}</p:TrackResponse>", declaration="").encode("latin-1")
    reply = HttpReply(200, {"content-type": "application/soap+xml; charset=iso-8859-1"}, message)
    assert client.answer(post(), "Track", reply).value.parcel[0].street == "\u00e9"


@both
def test_a_refusal(version):
    code = "<faultcode>s:Server</faultcode><faultstring>full</faultstring>" if version is SOAP11 else (
        "<s:Code><s:Value>s:Receiver</s:Value></s:Code><s:Reason><s:Text>full</s:Text></s:Reason>")
    detail = "<t:postFault><t:code>Full</t:code><t:again>true</t:again></t:postFault>"
    detail = f"<detail><o/>{detail}</detail>" if version is SOAP11 else f"<s:Detail><o/>{detail}</s:Detail>"
    for status in (200, 400, 500):
        message = envelope(f"<s:Fault>{code}{detail}</s:Fault>", version=version).encode()
        with pytest.raises(ServiceFault) as fault:
            client.answer(post(), "Send", HttpReply(status, {}, message))
        assert (fault.value.code, fault.value.reason) == ("Receiver", "full")
        assert fault.value.detail == post().models["postFault"](code="Full", again=True)


@pytest.mark.parametrize("detail", ["<t:postFault/>", "<v:other xmlns:v='urn:v'/>"])
def test_a_detail_that_the_contract_does_not_know_stays_an_element(detail):
    with pytest.raises(ServiceFault) as fault:
        answered(f"<s:Fault><s:Detail>{detail}</s:Detail></s:Fault>")
    assert fault.value.detail.tag in (f"{T}postFault", "{urn:v}other")


HTML = b"<!DOCTYPE html><html><body>Please log in</body></html>"


@pytest.mark.parametrize(("reply", "error", "told"), [
    (HttpReply(200, {}, b""), NoAnswer, "nothing was answered"),
    (HttpReply(202, {}, b"\r\n"), NoAnswer, "202"),
    (HttpReply(200, {"content-type": "text/html; charset=utf-8"}, HTML), NotSoap, "Please log in"),
    (HttpReply(404, {}, HTML), NotSoap, "404"),
    (HttpReply(302, {"content-type": "text/plain"}, b"moved"), NotSoap, "moved"),
    (HttpReply(200, {"content-type": "application/json"}, b"{}"), NotSoap, "not well-formed"),
    (HttpReply(200, {}, b"<a/>"), NotSoap, "not a SOAP envelope"),
    (HttpReply(200, {}, envelope("").encode()), NotSoap, "0 elements"),
    (HttpReply(200, {}, b"\xff" * 9), NotSoap, "not well-formed"),
    (HttpReply(200, {}, envelope("<p:TrackResponse/>").encode()), WrongAnswer, "TrackResponse was answered to Send"),
    (HttpReply(200, {}, envelope("<p:Send/>").encode()), WrongAnswer, "was answered to Send"),
    (HttpReply(200, {}, envelope("<p:SendResponse/>").encode()), WrongAnswer, "SendResponse"),
    (HttpReply(200, {}, envelope(ANSWER.replace("Taken", "Lost")).encode()), WrongAnswer, "state"),
])
def test_what_is_no_answer(reply, error, told):
    with pytest.raises(error) as raised:
        client.answer(post(), "Send", reply)
    assert told in str(raised.value)
    assert raised.value.reply is reply


def test_long_pages_are_not_repeated():
    with pytest.raises(NotSoap) as raised:
        client.answer(post(), "Send", HttpReply(200, {"content-type": "text/html"}, b"x" * 10_000))
    assert len(str(raised.value)) < 300


def test_limits_hold_for_answers():
    with pytest.raises(NotSoap, match="3 levels"):
        answered(limits=Limits(depth=3))


@pytest.mark.parametrize("status", [200, 202, 204])
def test_nothing_is_answered_to_a_one_way_request(status):
    assert client.answer(post(), "Remark", HttpReply(status, {})).value is None


def test_but_a_refusal_may_be():
    with pytest.raises(NoAnswer):
        client.answer(post(), "Remark", HttpReply(500, {}))
    with pytest.raises(ServiceFault):
        answered("<s:Fault/>", operation="Remark")
    with pytest.raises(WrongAnswer):
        answered(operation="Remark")


class Lenient(Repairs):
    """Repairs one thing of each kind."""

    def unparsed(self, received, fault):
        received.raw_repaired = received.raw.strip()
        received.repairs.append("blanks")
        return True

    def undispatched(self, received):
        received.envelope.body.tag = f"{P}SendResponse"
        received.repairs.append("name")
        return True

    def invalid(self, received, fault):
        state = received.envelope.body[0]
        if state.text == state.text.title():
            return False
        state.text = state.text.title()
        received.repairs.append("case")
        return True


@pytest.mark.parametrize(("message", "repair"), [
    ("\n" + envelope(ANSWER), "blanks"),
    (envelope(ANSWER.replace("SendResponse", "sendResponse")), "name"),
    (envelope(ANSWER.replace("Taken", "TAKEN")), "case"),
])
def test_answers_may_be_repaired(message, repair):
    reply = client.answer(post(), "Send", message.encode(), repairs=Lenient())
    assert (reply.value.state, reply.repairs) == ("Taken", [repair])


@pytest.mark.parametrize(("message", "error"), [
    ("\n<a>", NotSoap), (envelope("<p:X><state>lost</state></p:X>"), WrongAnswer)])
def test_repairs_that_do_not_help(message, error):
    with pytest.raises(error):
        client.answer(post(), "Send", message.encode(), repairs=Lenient())


def directly(service):
    """A transport that calls an endpoint, and keeps what it was given."""
    calls = []

    async def transport(url, body, headers):
        calls.append((url, body, headers))
        answer = run(service(http(body, **{name.lower(): value for name, value in headers.items()})))
        return HttpReply(answer.status, {"content-type": answer.media_type}, answer.body)

    return transport, calls


@both
@settings(max_examples=20)
@given(data=st.data())
def test_a_call_from_end_to_end(version, data):
    """Whatever is sent is received as it was, and so is what is answered."""
    sent, given_back = data.draw(values(post().models["Send"])), data.draw(values(post().models["SendResponse"]))
    recorder = Recorder(post(), Send=given_back)
    transport, _ = directly(Service(recorder.served))
    got = run(Client(transport, version=version).call(URL, post(), "Send", sent))
    assert (recorder.seen, got) == ([sent], given_back)


def test_what_the_transport_is_given():
    recorder = Recorder(post(), Send={"state": "Taken", "position": 1})
    transport, calls = directly(Service(recorder.served))
    run(Client(transport).call(URL, post(), "Send", SEND, headers={"customer": "Ann"}))
    ((url, body, headers),) = calls
    assert (url, headers["Content-Length"]) == (URL, str(len(body)))
    assert recorder.calls[0].headers == {"customer": "Ann"}
    told = recorder.calls[0].exchange.addressing
    assert (told.to, told.action) == (URL, "urn:example:post/Send")


def test_refusals_of_a_call():
    transport, _ = directly(Service(Recorder(post(), Send=ServiceFault("no", subcode=QName("urn:a", "B"))).served))
    with pytest.raises(ServiceFault, match="no") as fault:
        run(Client(transport).call(URL, post(), "Send", SEND))
    assert fault.value.subcode == QName("urn:a", "B")


def test_nothing_is_sent_that_is_not_valid():
    transport, calls = directly(Service(Recorder(post()).served))
    with pytest.raises(Unwritable):
        run(Client(transport).call(URL, post(), "Send", {}))
    assert calls == []


