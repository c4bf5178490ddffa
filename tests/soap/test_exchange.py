"""The answers of an exchange: their headers, their status, their form."""

import pytest
from lxml import etree

from motown.soap.addressing import WSA, WSA_2004
from motown.soap.codec import Unwritable
from motown.soap.envelope import read
from motown.soap.exchange import charset_of
from motown.soap.faults import ServiceFault
from motown.soap.versions import SOAP11, SOAP12, QName
from tests.soap.support import FOUND, TRACK, Recorder, envelope, exchange, fault, post

REFUSAL = ServiceFault("too late", code="Receiver")


def test_answers_may_be_made_again():
    _, recorder = exchange(envelope(TRACK))
    made = recorder.calls[0].exchange
    assert made.answer(FOUND).body == made.answer(FOUND).body
    with pytest.raises(Unwritable):
        made.answer({"colour": "green"})


@pytest.mark.parametrize(("version", "status"), [(SOAP12, 400), (SOAP11, 500)])
def test_http_status_of_faults_may_be_soap_12s(version, status):
    answer, _ = exchange(envelope("<p:Track/>", version=version), sender_fault_status=400)
    assert answer.status == status
    answer, _ = exchange(envelope(TRACK, version=version), Recorder(post(), Track=REFUSAL), sender_fault_status=400)
    assert answer.status == 500


def test_a_fault_may_have_a_status_of_its_own():
    answer, _ = exchange(envelope(TRACK), Recorder(post(), Track=ServiceFault("busy", code="Receiver", status=503)))
    assert (answer.status, fault(answer).reason) == (503, "busy")


def test_answers_are_texts_of_xml():
    answer, _ = exchange(envelope(TRACK))
    assert answer.body.startswith(b'<?xml version="1.0" encoding="UTF-8"?>')
    assert etree.fromstring(answer.body).getroottree().docinfo.encoding == "UTF-8"


class TestAddressing:
    """Headers of answers."""

    def answered(self, headers, body=TRACK, **answers):
        answer, recorder = exchange(envelope(body, headers), Recorder(post(), **(answers or {"Track": FOUND})))
        blocks = {QName.of(block.tag).local: block for block in read(answer.body).headers}
        return blocks, recorder

    def test_a_message_id_is_echoed(self):
        blocks, recorder = self.answered("<wsa:MessageID> urn:1 </wsa:MessageID><wsa:Action>x</wsa:Action>")
        assert blocks["RelatesTo"].text == "urn:1"
        assert blocks["Action"].text == "urn:example:post/TrackResponse"
        assert blocks["To"].text == f"{WSA}/anonymous"
        assert blocks["MessageID"].text.startswith("urn:uuid:")
        assert recorder.calls[0].exchange.addressing.message_id == "urn:1"

    def test_no_message_id_no_relation(self):
        blocks, _ = self.answered("<wsa:To>x</wsa:To>")
        assert set(blocks) == {"MessageID", "Action", "To"}

    def test_no_headers_no_headers(self):
        blocks, _ = self.answered("<p:other/>")
        assert blocks == {}

    def test_the_namespace_of_2004(self):
        blocks, _ = self.answered(f'<o:MessageID xmlns:o="{WSA_2004}">urn:1</o:MessageID>')
        assert blocks["RelatesTo"].tag == f"{{{WSA_2004}}}RelatesTo"
        assert blocks["To"].text == f"{WSA_2004}/role/anonymous"

    def test_faults(self):
        blocks, _ = self.answered("<wsa:MessageID>urn:1</wsa:MessageID>", Track=ServiceFault("no"))
        assert (blocks["RelatesTo"].text, blocks["Action"].text) == ("urn:1", f"{WSA}/soap/fault")

    def test_headers_twice(self):
        blocks, recorder = self.answered("<wsa:MessageID>urn:1</wsa:MessageID><wsa:MessageID>urn:2</wsa:MessageID>")
        assert (blocks["RelatesTo"].text, blocks["Action"].text, recorder.seen) == ("urn:1", f"{WSA}/fault", [])

    def test_what_an_answer_says_of_itself(self):
        _, recorder = self.answered("<wsa:MessageID>urn:1</wsa:MessageID>")
        answer = recorder.calls[0].exchange.answer(FOUND)
        assert answer.message_id in answer.body.decode()
        assert (answer.relates_to, answer.fault) == ("urn:1", None)
        refused = recorder.calls[0].exchange.answer(ServiceFault("no"))
        assert (refused.relates_to, refused.fault.reason) == ("urn:1", "no")


@pytest.mark.parametrize(("content_type", "charset"), [
    ("text/xml", None), ("text/xml; charset=utf-8", "utf-8"), ('text/xml;charset="UTF-8"', "UTF-8"),
    ("text/xml; a=b; CharSet = 'x' ; c=d", "x"), ("", None)])
def test_the_character_set_of_a_content_type(content_type, charset):
    assert charset_of(content_type) == charset
