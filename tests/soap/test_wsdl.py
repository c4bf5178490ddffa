import pytest
from lxml import etree

from motown.soap.schema import Unsupported
from motown.soap.versions import SOAP11, SOAP12
from motown.soap.wsdl import Description
from tests.soap.support import FILES, P, T

POST = (FILES / "wsdl/post/1.0/post.wsdl").read_text()


def described(*changes):
    text = POST
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return Description(etree.fromstring(text.encode()))


def test_operations_are_named_by_their_messages():
    operations = described().operations
    assert list(operations) == ["Send", "Track", "Remark"]
    send = operations["Send"]
    assert (send.input, send.output, send.faults) == (f"{P}Send", f"{P}SendResponse", (f"{T}postFault",))
    assert dict(send.headers) == {"customer": f"{P}customer"}
    assert operations["Remark"].output is None
    assert (operations["Track"].faults, dict(operations["Track"].headers)) == ((), {})


def test_what_the_file_says_of_itself():
    found = described()
    assert (found.name, found.namespace, found.versions) == ("Post", "urn:example:post", (SOAP12, SOAP11))
    assert found.documentation == "Sends parcels and says where they are."
    assert found.operations["Send"].documentation == "Take a parcel."


def test_actions():
    send = described().operations["Send"]
    assert (send.action, send.answer_action) == ("urn:example:post/Send", "urn:example:post/SendResponse")


@pytest.mark.parametrize("namespace", ["http://www.w3.org/2006/05/addressing/wsdl",
                                       "http://www.w3.org/2007/05/addressing/metadata"])
def test_actions_of_ws_addressing_are_stronger(namespace):
    asked, answered = 'input message="p:Send"', 'output message="p:SendResponse"'
    bound = f'xmlns:a="{namespace}"'
    send = described((asked, f'{asked} a:Action="/in" {bound}'),
                     (answered, f'{answered} a:Action="/out" {bound}')).operations["Send"]
    assert (send.action, send.answer_action) == ("/in", "/out")


INPUT = '<wsdl:input message="p:Track"/>\n      <wsdl:output message="p:TrackResponse"/>'
REFUSED = {
    "is no WSDL 1.1": [("wsdl:definitions", "wsdl:description")],
    "wsdl:import": [("<wsdl:types>", '<wsdl:import namespace="urn:a" location="a.wsdl"/><wsdl:types>')],
    "2 wsdl:portType": [("</wsdl:portType>", '</wsdl:portType><wsdl:portType name="Other"/>')],
    "2 wsdl:service": [("</wsdl:service>", '</wsdl:service><wsdl:service name="Other"/>')],
    "no SOAP binding": [("<soap:binding ", "<soap:b "), ("<soap12:binding ", "<soap12:b ")],
    "binding PostSoap12: only document style": [('<soap12:binding style="document"', '<soap12:binding style="rpc"')],
    "binding PostSoap11: only document style over HTTP": [
        ('<soap:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"',
         '<soap:binding style="document" transport="http://schemas.xmlsoap.org/soap/smtp"')],
    "Send: only document/literal": [
        ('<soap12:fault name="postFault" use="literal"', '<soap12:fault name="postFault" use="encoded"')],
    "Track: only document/literal": [
        ('soapAction="urn:example:post/Track"', 'soapAction="urn:example:post/Track" style="rpc"')],
    "Send: its bindings do not agree": [
        ('<soap:operation soapAction="urn:example:post/Send"', '<soap:operation soapAction="/S"')],
    "Track is missing in binding PostSoap11": [
        ('<soap:operation soapAction="urn:example:post/Track"', '<soap:o soapAction="urn:example:post/Track"')],
    "two operations of one name": [
        ('operation name="Track">\n      <wsdl:input message', 'operation name="Send">\n      <wsdl:input message')],
    "Send and Track take the same element": [('"parameters" element="p:Track"/', '"parameters" element="p:Send"/')],
    "Track: an operation without input": [(INPUT, '<wsdl:output message="p:TrackResponse"/>')],
    "Track: an operation that starts with the output": [
        (INPUT, '<wsdl:output message="p:TrackResponse"/><wsdl:input message="p:Track"/>')],
    "part parameters is no element": [('"parameters" element="p:Track"/', '"parameters" type="p:Tracking"/')],
    "2 parts for the body": [('"parameters" element="p:Track"/>',
                              '"parameters" element="p:Track"/><wsdl:part name="b" element="p:Remark"/>')],
    "0 messages {urn:example:post}Nothing": [('<wsdl:input message="p:Track"/>', '<wsdl:input message="p:Nothing"/>')],
    "has no part Nobody": [('part="Who"', 'part="Nobody"')],
    "Send: a header in the answer": [
        ("<wsdl:output><soap12:body", '<wsdl:output><soap12:header message="p:Customer" part="Who"/><soap12:body')],
}


@pytest.mark.parametrize("reason", REFUSED)
def test_what_cannot_be_served_is_refused_by_name(reason):
    with pytest.raises(Unsupported) as raised:
        described(*REFUSED[reason])
    assert reason in str(raised.value)


def test_a_header_may_be_a_part_of_the_input_itself():
    found = described(('<wsdl:part name="parameters" element="p:Send"/>',
                       '<wsdl:part name="Who" element="p:customer"/><wsdl:part name="parameters" element="p:Send"/>'),
                      ('message="p:Customer"', 'message="p:Send"'))
    assert found.operations["Send"].input == f"{P}Send"
