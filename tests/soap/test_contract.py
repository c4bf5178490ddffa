import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest

from motown.soap.contract import load
from motown.soap.faults import ServiceFault
from motown.soap.parsing import parse_own
from motown.soap.publishing import published
from motown.soap.schema import Unsupported
from motown.soap.versions import SOAP11, SOAP12, XSI
from tests.soap.support import FILES, ROOTS, P, T, element, post

PLACE = "wsdl/post/1.0/post.wsdl"


def copied(tmp_path, *changes, file=PLACE):
    """The files of the parcel post elsewhere, with changes in one."""
    shutil.copytree(FILES, tmp_path, dirs_exist_ok=True)
    path = tmp_path / file
    text = path.read_text()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text)
    return tmp_path / PLACE, {name: tmp_path / name for name in ROOTS}


def test_what_a_contract_knows():
    contract = post()
    assert (contract.key, contract.location) == ("post10_post", PLACE)
    assert (contract.name, contract.namespace, contract.versions) == ("Post", "urn:example:post", (SOAP12, SOAP11))
    assert list(contract.operations) == ["Send", "Track", "Remark"]
    assert contract.inputs[f"{P}Track"] is contract.operations["Track"]
    assert list(contract.imported) == ["schemas/post/1.0/types.xsd", "schemas/post/1.0/more.xsd"]
    assert contract.documentation_of(f"{P}Send") == "One parcel to be sent."
    assert set(contract.models) == {
        "Send", "SendResponse", "Tracking", "Tracked", "Parcel", "Weight", "Stamp", "Express", "postFault"}


def test_a_contract_is_loaded_once():
    assert post() is load(str(FILES / PLACE), ROOTS)


@pytest.mark.parametrize("roots", [{"wsdl": FILES / "wsdl"}, {"schemas": FILES / "schemas"}, None])
def test_nothing_is_read_outside_of_the_roots(roots):
    with pytest.raises(Unsupported, match="outside of"):
        load(FILES / PLACE, roots)


@pytest.mark.parametrize("location", ["http://192.0.2.1/types.xsd", "/etc/passwd", "../../../../../../../../etc/passwd",
                                      "file:///etc/passwd"])
def test_no_schema_is_fetched_from_elsewhere(tmp_path, location):
    changed = copied(tmp_path, ("../../../schemas/post/1.0/types.xsd", location))
    with pytest.raises((Unsupported, OSError)):
        load(*changed)


def test_a_linked_file_is_where_it_is(tmp_path):
    changed = copied(tmp_path)
    (tmp_path / "schemas/post/1.0/more.xsd").unlink()
    (tmp_path / "schemas/post/1.0/more.xsd").symlink_to(FILES / "schemas/post/1.0/more.xsd")
    with pytest.raises(Unsupported, match="outside of"):
        load(*changed)


def test_a_folder_alone_is_a_root(tmp_path):
    path, _ = copied(tmp_path)
    text = path.read_text().replace("../../../schemas/post/1.0/", "")
    for name in ("types.xsd", "more.xsd"):
        shutil.copy(FILES / "schemas/post/1.0" / name, tmp_path)
    (tmp_path / "my-post.wsdl").write_text(text)
    contract = load(tmp_path / "my-post.wsdl")
    assert (contract.key, contract.location, list(contract.imported)) == (
        "my_post", "wsdl/my-post.wsdl", ["wsdl/types.xsd", "wsdl/more.xsd"])


TYPES, MORE = "schemas/post/1.0/types.xsd", "schemas/post/1.0/more.xsd"
REFUSED = {
    "'minOccurs' is not allowed": (PLACE, ('type="p:Tracking"', 'type="p:Tracking" minOccurs="7"')),
    "two schemas of one namespace": (
        PLACE, ("</wsdl:types>", '<xs:schema targetNamespace="urn:example:post"/></wsdl:types>')),
    "two types are called Express": (PLACE, ('name="Tracked"', 'name="Express"'), ('"p:Tracked"', '"p:Express"')),
    "another namespace": (MORE, ('targetNamespace="urn:example:post:types"', 'targetNamespace="urn:x"')),
    "or of none": (MORE, ('targetNamespace="urn:example:post:types"', "")),
    "no element {urn:example:post}Track": (PLACE, ('<xs:element name="Track"', '<xs:element name="Trace"')),
    "xs:QName": (TYPES, ('name="code" type="xs:token"', 'name="code" type="xs:QName"')),
}


@pytest.mark.parametrize("reason", REFUSED)
def test_what_cannot_be_served_faithfully_is_refused_by_name(tmp_path, reason):
    file, *changes = REFUSED[reason]
    changed = copied(tmp_path, *changes, file=file)
    with pytest.raises(Unsupported) as raised:
        load(*changed)
    assert reason in str(raised.value)


TRACK = f'<p:Track xmlns:p="{P[1:-1]}"><number>{{}}</number></p:Track>'


def test_valid_messages():
    post().validate(element(TRACK.format(7)))
    assert post().decode(element(TRACK.format(" 7 "))).number == "7"


@pytest.mark.parametrize(("number", "reason"), [("x" * 21, "maxLength"), ("", "minLength"), ("<a/>", "number")])
def test_invalid_messages(number, reason):
    with pytest.raises(ServiceFault, match=rf"line 1: .*{reason}") as fault:
        post().validate(element(TRACK.format(number)))
    assert fault.value.code == "Sender"


def test_the_error_of_one_message_is_not_that_of_the_next():
    with pytest.raises(ServiceFault, match="minLength"):
        post().validate(element(TRACK.format("")))
    with pytest.raises(ServiceFault, match="maxLength"):
        post().validate(element(TRACK.format("x" * 21)))


def test_valid_texts_that_python_has_no_value_for():
    tree = element(f'<p:Send xmlns:p="{P[1:-1]}" xmlns:t="{T[1:-1]}"><parcel><t:number>1</t:number><t:box>1</t:box>'
                   "<t:taken>12012-06-08T12:00:00Z</t:taken></parcel></p:Send>")
    post().validate(tree)
    with pytest.raises(ServiceFault, match=r"^Send: ") as fault:
        post().decode(tree)
    assert fault.value.code == "Sender"


def test_what_xsi_type_makes_valid_is_not_lost():
    """A Stamp may say that it is an Express; that would be read without its last field."""
    tree = element(f'<p:Send xmlns:p="{P[1:-1]}" xmlns:t="{T[1:-1]}" xmlns:i="{XSI}">'
                   "<parcel><t:number>1</t:number><t:box>1</t:box></parcel><stamp i:type='t:Express'>"
                   "<t:value>1</t:value><t:code>00</t:code><t:by i:nil='1'/></stamp></p:Send>")
    post().validate(tree)
    assert post().decode(tree).stamp[0].by is None
    tree[1][2].tag = f"{T}of"
    with pytest.raises(ServiceFault, match="of is not expected in stamp"):
        post().decode(tree)


def test_threads_do_not_share_validators():
    contract = post()

    def reasons(number):
        found = set()
        for _ in range(200):
            try:
                contract.validate(parse_own(TRACK.format("x" * number)))
            except ServiceFault as fault:
                found.add(fault.reason)
        return found

    with ThreadPoolExecutor(4) as pool:
        for number, found in zip((30, 31, 32, 33), pool.map(reasons, (30, 31, 32, 33)), strict=True):
            assert [str(number) in reason for reason in found] == [True]


def test_the_element_of_a_fault():
    contract = post()
    fault = contract.models["postFault"](code="x", again=True)
    assert contract.element_of(fault, contract.operations["Send"]) == f"{T}postFault"
    assert contract.element_of(fault, None) == f"{T}postFault"
    assert contract.element_of(fault, contract.operations["Track"]) is None


def test_the_official_contracts_of_others_are_served(shared):
    names = {load(path).name for path in (shared / "contracts").rglob("*.wsdl")}
    assert {"CentralSystemService", "ChargePointService", "PmsServerService"} <= names


class TestInAPackageOfItsOwn:
    """A WSDL that is published beside others without standing beside them."""

    @pytest.fixture
    def contract(self, tmp_path):
        _, roots = copied(tmp_path)
        own = tmp_path / "elsewhere"
        own.mkdir()
        text = (tmp_path / PLACE).read_text().replace("../../../schemas/post", "../../schemas/post")
        (own / "post.wsdl").write_text(text)
        return load(own / "post.wsdl", {"wsdl/acme": own, **roots})

    def test_it_names_schemas_as_they_are_published(self, contract):
        assert contract.location == "wsdl/acme/post.wsdl"
        assert set(contract.imported) == set(load(FILES / PLACE, ROOTS).imported)
        assert contract.models.keys() == post().models.keys()

    def test_it_is_published_with_these_places(self, contract):
        assert b"http://h/schemas/post/1.0/types.xsd" in published(contract, "http://h/acme", "http://h")
