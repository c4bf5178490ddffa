import pytest

from motown.soap.envelope import read, write
from motown.soap.faults import NotUnderstood, ServiceFault, detail_text, fault_blocks, read_fault, write_fault
from motown.soap.versions import SOAP11, SOAP12, QName
from tests.soap.support import element, envelope

NAME, DEEPER = QName("urn:names", "Slow"), QName("urn:names", "VerySlow")
both = pytest.mark.parametrize("version", [SOAP11, SOAP12], ids=["1.1", "1.2"])


def again(version, fault, detail=""):
    """A fault written and read."""
    message = read(write(version, write_fault(version, fault, detail), fault_blocks(version, fault)))
    assert message.is_fault
    return read_fault(version, message.body)


@both
@pytest.mark.parametrize("code", ["Sender", "Receiver", "MustUnderstand", "VersionMismatch"])
def test_codes_are_read_as_they_were_written(version, code):
    fault, details = again(version, ServiceFault("too <slow> & late", code=code))
    assert (fault.code, fault.reason, fault.subcode, list(details)) == (code, "too <slow> & late", None, [])


def test_the_code_that_soap_11_lacks():
    assert again(SOAP12, ServiceFault("?", code="DataEncodingUnknown"))[0].code == "DataEncodingUnknown"
    assert again(SOAP11, ServiceFault("?", code="DataEncodingUnknown"))[0].code == "Sender"


def test_subcodes():
    fault, _ = again(SOAP12, ServiceFault("slow", code="Receiver", subcode=NAME, cause=DEEPER))
    assert (fault.code, fault.subcode, fault.cause) == ("Receiver", NAME, DEEPER)
    fault, _ = again(SOAP12, ServiceFault("slow", subcode=NAME))
    assert (fault.code, fault.subcode, fault.cause) == ("Sender", NAME, None)


def test_soap_11_knows_one_code_only():
    fault, _ = again(SOAP11, ServiceFault("slow", subcode=NAME, cause=DEEPER))
    assert (fault.code, fault.subcode) == ("Sender", DEEPER)
    fault, _ = again(SOAP11, ServiceFault("slow", subcode=NAME))
    assert fault.subcode == NAME


def test_subcodes_without_namespace():
    assert again(SOAP12, ServiceFault("slow", subcode=QName("", "Slow")))[0].subcode == QName("", "Slow")


@both
def test_details(version):
    detail = element('<d:a xmlns:d="urn:d">1<b/></d:a>')
    _, (read_back,) = again(version, ServiceFault("slow"), detail_text(detail))
    assert (read_back.tag, read_back.text, read_back[0].tag) == ("{urn:d}a", "1", "b")


@pytest.mark.parametrize(("text", "code", "subcode", "reason"), [
    ("<s:Code><s:Value>s:Sender</s:Value></s:Code><s:Reason><s:Text>a</s:Text></s:Reason>", "Sender", None, "a"),
    ("<s:Code><s:Value>s:Receiver</s:Value><s:Subcode><s:Value>nowhere:X</s:Value></s:Subcode></s:Code>",
     "Receiver", QName("", "X"), ""),
    ("<s:Code><s:Value>s:Receiver</s:Value><s:Subcode><s:Value> X </s:Value></s:Subcode></s:Code>",
     "Receiver", QName("", "X"), ""),
    ("<s:Code><s:Value>Sender</s:Value></s:Code>", "Sender", None, ""),
    ("", "Sender", None, ""),
])
def test_faults_of_others(text, code, subcode, reason):
    fault, _ = read_fault(SOAP12, read(envelope(f"<s:Fault>{text}</s:Fault>").encode()).body)
    assert (fault.code, fault.subcode, fault.reason) == (code, subcode, reason)


@pytest.mark.parametrize(("code", "expected", "subcode"), [
    ("s:Client", "Sender", None), ("s:Server", "Receiver", None), ("s:Client.Authentication", "Sender", None),
    ("Server", "Receiver", None), ("p:Mine", "Sender", QName("urn:example:post", "Mine")),
    ("", "Sender", QName("", "")),
])
def test_faults_of_others_in_soap_11(code, expected, subcode):
    body = f"<s:Fault><faultcode>{code}</faultcode><faultstring>why</faultstring></s:Fault>"
    fault, _ = read_fault(SOAP11, read(envelope(body, version=SOAP11).encode()).body)
    assert (fault.code, fault.reason, fault.subcode) == (expected, "why", subcode)


def test_the_headers_that_were_not_understood_are_named():
    blocks = fault_blocks(SOAP12, NotUnderstood([QName("urn:a", "b"), QName("urn:a", "c")]))
    named = read(write(SOAP12, "<a/>", blocks)).headers
    assert [(block.tag, block.get("qname"), block.nsmap["f"]) for block in named] == [
        (SOAP12.tag("NotUnderstood"), "f:b", "urn:a"), (SOAP12.tag("NotUnderstood"), "f:c", "urn:a")]


def test_the_versions_that_are_spoken_are_named():
    (upgrade,) = read(write(SOAP12, "<a/>", fault_blocks(SOAP12, ServiceFault("?", code="VersionMismatch")))).headers
    assert [block.nsmap["f"] for block in upgrade] == [SOAP12.namespace, SOAP11.namespace]


@pytest.mark.parametrize("fault", [NotUnderstood([QName("urn:a", "b")]), ServiceFault("?", code="VersionMismatch")])
def test_soap_11_has_no_such_headers(fault):
    assert fault_blocks(SOAP11, fault) == ""


def test_how_a_fault_looks_in_a_log():
    assert repr(ServiceFault("slow", code="Receiver", subcode=NAME)) == "ServiceFault(Receiver/Slow: slow)"
    assert str(ServiceFault("slow")) == "slow"


@both
def test_a_reason_may_be_anything(version):
    fault, _ = again(version, ServiceFault("\0" + "x" * 10_000))
    assert fault.reason == "\ufffd" + "x" * 999 + "..."
