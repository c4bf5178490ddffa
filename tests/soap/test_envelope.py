import pytest
from lxml import etree

from motown.soap import envelope
from motown.soap.faults import ServiceFault
from motown.soap.parsing import Limits
from motown.soap.versions import SOAP11, SOAP12
from tests.soap.support import TRACK
from tests.soap.support import envelope as message

both = pytest.mark.parametrize("version", [SOAP11, SOAP12], ids=["1.1", "1.2"])


def read(text, **settings):
    return envelope.read(text.encode(), **settings)


def refused(text):
    with pytest.raises(ServiceFault) as fault:
        read(text)
    return fault.value


@both
def test_an_envelope_is_taken_apart(version):
    opened = read(message(TRACK, "<a/><b/>", version))
    assert opened.version is version
    assert [block.tag for block in opened.headers] == ["a", "b"]
    assert opened.body.tag == "{urn:example:post}Track"
    assert not opened.is_fault


@both
def test_a_header_may_be_missing(version):
    assert read(message(TRACK, version=version)).headers == []


@both
def test_a_fault_is_told(version):
    assert read(message("<s:Fault/>", version=version)).is_fault


@pytest.mark.parametrize("body", ["", " ", "<a/><b/>", "text"])
def test_a_body_holds_one_element(body):
    assert refused(message(body)).code == "Sender"


ENVELOPE = '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope">{}</s:Envelope>'


@pytest.mark.parametrize("parts", [
    "",
    "<s:Header/>",
    "<s:Body><a/></s:Body><s:Body><a/></s:Body>",
    "<s:Header/><s:Header/><s:Body><a/></s:Body>",
    "<s:Body><a/></s:Body><s:Header/>",
    "<s:Body><a/></s:Body><other/>",
    "<other/><s:Body><a/></s:Body>",
    "<Body><a/></Body>",
    '<b:Body xmlns:b="http://schemas.xmlsoap.org/soap/envelope/"><a/></b:Body>',
])
def test_one_header_at_most_then_one_body_and_nothing_else(parts):
    assert refused(ENVELOPE.format(parts)).code == "Sender"


@pytest.mark.parametrize("text", ["<a/>", "<Body/>", "<html/>"])
def test_what_is_no_envelope(text):
    assert refused(text).reason == "not a SOAP envelope"


@pytest.mark.parametrize("namespace", ["", ' xmlns="urn:other"'])
def test_envelopes_of_other_versions(namespace):
    assert refused(f"<Envelope{namespace}><Body><a/></Body></Envelope>").code == "VersionMismatch"


def test_an_empty_message():
    assert refused("").reason == "the message is empty"


def test_limits_are_handed_on():
    with pytest.raises(ServiceFault, match="3 levels"):
        read(message("<a><b/></a>"), limits=Limits(depth=3))


def test_the_character_set_is_handed_on():
    opened = envelope.read(message("<a>\u00e9</a>", declaration="").encode("latin-1"), charset="iso-8859-1")
    assert opened.body.text == "\u00e9"


@pytest.mark.parametrize(("block", "insists"), [
    ('<x s:mustUnderstand="1"/>', True),
    ('<x s:mustUnderstand="true"/>', True),
    ('<x s:mustUnderstand=" true "/>', True),
    ('<x s:mustUnderstand="0"/>', False),
    ('<x s:mustUnderstand="false"/>', False),
    ("<x/>", False),
    ('<x mustUnderstand="1"/>', False),
    ('<known s:mustUnderstand="1"/>', False),
    ('<x s:mustUnderstand="1" s:role="http://www.w3.org/2003/05/soap-envelope/role/next"/>', True),
    ('<x s:mustUnderstand="1" s:role="http://www.w3.org/2003/05/soap-envelope/role/ultimateReceiver"/>', True),
    ('<x s:mustUnderstand="1" s:role="http://www.w3.org/2003/05/soap-envelope/role/none"/>', False),
    ('<x s:mustUnderstand="1" s:role="urn:somebody:else"/>', False),
])
def test_headers_to_be_understood(block, insists):
    assert bool(read(message(TRACK, block)).insisted({"known"})) is insists


@pytest.mark.parametrize(("block", "insists"), [
    ('<x s:mustUnderstand="1"/>', True),
    ('<x s:mustUnderstand="1" s:actor="http://schemas.xmlsoap.org/soap/actor/next"/>', True),
    ('<x s:mustUnderstand="1" s:actor="urn:somebody:else"/>', False),
])
def test_headers_to_be_understood_in_soap_11(block, insists):
    assert bool(read(message(TRACK, block, SOAP11)).insisted()) is insists


@both
def test_what_is_written_is_read(version):
    written = envelope.write(version, "<b:a xmlns:b='urn:b'/>", "<h:x/>", [("h", "urn:h")])
    assert written.startswith(b"<?xml ")
    opened = envelope.read(written)
    assert (opened.version, opened.body.tag) == (version, "{urn:b}a")
    assert [block.tag for block in opened.headers] == ["{urn:h}x"]


def test_no_header_is_written_where_there_is_none():
    assert b"Header" not in envelope.write(SOAP12, "<a/>")


@both
def test_the_version_of_what_cannot_be_read(version):
    assert envelope.version_of(message(TRACK, version=version).encode()[:-20]) is version


def test_without_any_sign_it_is_soap_12():
    assert envelope.version_of(b"junk") is SOAP12


def test_body_and_headers_can_be_changed():
    opened = read(message(TRACK))
    opened.body.tag = "{urn:other}Track"
    opened.body = etree.Element("new")
    assert opened.body.tag == "new"
