from uuid import RFC_4122, UUID

import pytest

from motown.soap import addressing
from motown.soap.addressing import WSA, WSA_2004, Addressing
from motown.soap.envelope import read
from motown.soap.faults import ServiceFault
from motown.soap.versions import QName
from tests.soap.support import TRACK, element, envelope

ALL = Addressing("urn:m", "urn:r", "/Do", "http://to/", "http://from/", "http://reply/", "http://fault/", present=True)


def of(headers):
    return addressing.read(read(envelope(TRACK, headers).encode()).headers)


@pytest.mark.parametrize("namespace", [WSA, WSA_2004])
def test_what_is_written_is_read(namespace):
    given = Addressing("urn:m", "urn:r", "/Do & go", "http://to/", "http://from/?a&b", "http://reply/", "http://fault/",
                       namespace, present=True)
    blocks = element(f'<h xmlns:wsa="{namespace}">{addressing.write(given)}</h>')
    assert addressing.read(blocks) == given


def test_what_is_not_given_is_not_written():
    assert addressing.write(Addressing(action="/Do")) == "<wsa:Action>/Do</wsa:Action>"


def test_headers_that_the_peer_must_understand():
    written = addressing.write(ALL, ' s:mustUnderstand="true"')
    blocks = read(envelope(TRACK, written).encode()).insisted()
    assert [block.tag.rpartition("}")[2] for block in blocks] == ["Action", "To", "ReplyTo"]
    assert addressing.read(blocks).to == "http://to/"


def test_the_headers_of_an_answer():
    written = addressing.write_answer("urn:m", "a<b", "/DoResponse", WSA_2004)
    blocks = element(f'<h xmlns:wsa="{WSA_2004}">{written}</h>')
    read = addressing.read(blocks)
    assert (read.message_id, read.relates_to, read.action) == ("urn:m", "a<b", "/DoResponse")
    assert read.to == f"{WSA_2004}/role/anonymous"
    assert "RelatesTo" not in addressing.write_answer("urn:m", None, "/DoResponse", WSA)


def test_no_headers():
    assert of("<a/>") == Addressing()
    assert not of("<a/>").present


@pytest.mark.parametrize(("block", "address"), [
    ("<wsa:From><wsa:Address>http://a/</wsa:Address></wsa:From>", "http://a/"),
    ("<wsa:From>\n <wsa:Address>\n http://a/ \n</wsa:Address>\n</wsa:From>", "http://a/"),
    ("<wsa:From>http://a/</wsa:From>", "http://a/"),
    ("<wsa:From><Address>http://a/</Address></wsa:From>", "http://a/"),
    ("<wsa:From><wsa:Address/></wsa:From>", ""),
    ("<wsa:From/>", ""),
    ("<wsa:From s:x='1'><wsa:Metadata/><wsa:Address y='2'>http://a/</wsa:Address></wsa:From>", "http://a/"),
    ("<wsa:From>http://a/<wsa:Metadata/></wsa:From>", "http://a/"),
])
def test_addresses_as_text_or_inside(block, address):
    assert of(block).from_ == address


def test_an_address_where_a_text_should_be():
    assert of("<wsa:To><wsa:Address>http://a/</wsa:Address></wsa:To>").to == "http://a/"


def test_texts_are_stripped():
    assert of("<wsa:MessageID>\n 1 \n</wsa:MessageID>").message_id == "1"


def test_the_first_of_several_counts_and_the_others_are_told():
    read = of("<wsa:To>a</wsa:To><wsa:To>b</wsa:To><wsa:Action>c</wsa:Action><wsa:RelatesTo>d</wsa:RelatesTo>"
              "<wsa:RelatesTo>e</wsa:RelatesTo>")
    assert (read.to, read.action, read.relates_to, read.repeated) == ("a", "c", "d", ("To",))


def test_both_namespaces_may_be_mixed():
    read = of(f'<wsa:To>a</wsa:To><o:Action xmlns:o="{WSA_2004}">b</o:Action>')
    assert (read.to, read.action, read.namespace) == ("a", "b", WSA)


def fault(check, *arguments):
    with pytest.raises(ServiceFault) as raised:
        check(*arguments)
    return raised.value


def test_headers_twice_are_a_fault_where_that_matters():
    raised = fault(addressing.require, of("<wsa:To>a</wsa:To><wsa:To>b</wsa:To>"))
    assert raised.subcode == QName(WSA, "InvalidAddressingHeader")
    assert raised.cause == QName(WSA, "InvalidCardinality")
    assert raised.detail.text == "wsa:To"
    assert raised.detail.nsmap["wsa"] == WSA


def test_missing_headers_are_a_fault_where_they_are_required():
    read = of("<wsa:Action>/Do</wsa:Action><wsa:MessageID> </wsa:MessageID>")
    addressing.require(read, "Action")
    raised = fault(addressing.require, read, "Action", "MessageID")
    assert raised.subcode == QName(WSA, "MessageAddressingHeaderRequired")
    assert raised.detail.text == "wsa:MessageID"


@pytest.mark.parametrize("address", [addressing.ANONYMOUS[WSA], addressing.ANONYMOUS[WSA_2004], f"{WSA}/none", ""])
@pytest.mark.parametrize("name", ["ReplyTo", "FaultTo"])
def test_answers_go_back_on_the_same_connection(name, address):
    addressing.require(of(f"<wsa:{name}><wsa:Address>{address}</wsa:Address></wsa:{name}>"))


@pytest.mark.parametrize("name", ["ReplyTo", "FaultTo"])
def test_answers_go_nowhere_else(name):
    raised = fault(addressing.require, of(f"<wsa:{name}><wsa:Address>http://a/</wsa:Address></wsa:{name}>"))
    assert raised.cause == QName(WSA, "OnlyAnonymousAddressSupported")


def test_actions():
    addressing.require_action(of("<wsa:Action>/Do</wsa:Action>"), "/Do", "/do")
    addressing.require_action(Addressing(), "/Do")
    raised = fault(addressing.require_action, of("<wsa:Action>/Other</wsa:Action>"), "/Do")
    assert raised.subcode == QName(WSA, "ActionNotSupported")


def test_actions_of_faults():
    ours, others = QName(WSA, "ActionNotSupported"), QName("urn:a", "B")
    assert addressing.fault_action(Addressing(), ours) == f"{WSA}/fault"
    assert addressing.fault_action(Addressing(), others) == f"{WSA}/soap/fault"
    assert addressing.fault_action(Addressing(), None) == f"{WSA}/soap/fault"
    assert addressing.fault_action(Addressing(namespace=WSA_2004), None) == f"{WSA_2004}/fault"


def test_message_ids_are_new():
    assert addressing.new_message_id() != addressing.new_message_id()
    for _ in range(50):
        made = addressing.new_message_id()
        assert made == UUID(made).urn
        assert (UUID(made).version, UUID(made).variant) == (4, RFC_4122)


