from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motown.contracts import ocpp12_centralsystem, ocpp12_chargepoint, ocpp15_centralsystem, ocpp15_chargepoint
from motown.soap.codec import Unwritable
from motown.soap.parsing import parse_own
from motown.soap.versions import XSI
from tests.soap.support import NOW, P, T, element, kept, post, values

CONTRACTS = {module.contract.key: module.contract for module in (
    ocpp12_centralsystem, ocpp12_chargepoint, ocpp15_centralsystem, ocpp15_chargepoint)}
CONTRACTS["post"] = post()
MESSAGES = [pytest.param(contract, name, id=f"{key}-{name.rpartition('}')[2]}")
            for key, contract in CONTRACTS.items() for name in contract.elements]
POST = post()
PARCEL = {"number": "1", "street": "High St"}


@pytest.mark.parametrize(("contract", "name"), MESSAGES)
@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_what_is_written_is_valid_and_read_as_it_was(contract, name, data):
    value = data.draw(values(contract.elements[name]))
    assert contract.decode(parse_own(contract.encode_valid(name, value))) == value


def send(**fields):
    return {"parcel": PARCEL, **fields}


def written(**fields):
    return parse_own(POST.encode_valid(f"{P}Send", send(**fields)))


def again(**fields):
    return POST.decode(written(**fields))


def test_mappings_are_written_as_models_are():
    model = POST.models["Send"](parcel=POST.models["Parcel"](number="1", street="High St"))
    assert POST.encode(f"{P}Send", model) == POST.encode(f"{P}Send", send())


def test_models_of_other_contracts_are_written_by_their_fields():
    other = CONTRACTS["ocpp12_centralsystem"].models["IdTagInfo"](status="Accepted")
    contract = CONTRACTS["ocpp15_centralsystem"]
    assert "Accepted" in contract.encode(contract.operations["Authorize"].output, {"idTagInfo": other})


def test_namespaces_and_unqualified_names():
    tree = written(from_="me")
    assert [child.tag for child in tree] == ["parcel", f"{P}from"]
    assert [child.tag for child in tree[0]] == [f"{T}number", f"{T}street"]


def test_only_namespaces_in_use_are_bound():
    assert "n1" not in POST.encode(f"{P}Track", {"number": "1"})
    assert POST.encode(f"{P}Remark", "a & b") == '<tns:Remark xmlns:tns="urn:example:post">a &amp; b</tns:Remark>'


def test_empty_lists_and_none_are_not_written():
    assert len(written(stamp=[], from_=None)) == 1


def test_attributes_and_their_defaults():
    parcel = PARCEL | {"weight": {"text": Decimal("1.50"), "scale": 3}, "fragile": True, "class_": 'a "b"\n'}
    assert "unit" not in POST.encode(f"{P}Send", send(parcel=parcel))
    read = again(parcel=parcel).parcel
    assert (read.weight.text, read.weight.scale, read.weight.unit) == (Decimal("1.50"), 3, "kg")
    assert (read.fragile, read.class_) == (True, 'a "b"\n')


def test_a_default_may_be_given_otherwise():
    assert again(parcel=PARCEL | {"weight": {"text": 1, "scale": 3, "unit": "g"}}).parcel.weight.unit == "g"


def test_nil():
    stamp = {"value": 1.5, "code": b"\1", "by": None}
    tree = written(notes=["a", None, ""], stamp=[stamp])
    assert [note.get(f"{{{XSI}}}nil") for note in tree.findall("notes")] == [None, "true", None]
    read = again(notes=["a", None, ""], stamp=[stamp])
    assert (read.notes, read.stamp[0].by) == (["a", None, ""], None)


def test_nil_may_be_false():
    tree = element(f'<p:Send xmlns:p="{P[1:-1]}" xmlns:t="{T[1:-1]}" xmlns:i="{XSI}">'
                   "<parcel><t:number>1</t:number><t:box>2</t:box></parcel>"
                   '<notes i:nil="false">a</notes><notes i:nil="1"/><notes/></p:Send>')
    POST.validate(tree)
    assert POST.decode(tree).notes == ["a", None, ""]


def test_a_type_that_contains_itself():
    deep = PARCEL | {"inside": [PARCEL | {"inside": [PARCEL, PARCEL]}]}
    assert len(again(parcel=deep).parcel.inside[0].inside) == 2


def test_what_a_wildcard_lets_in_is_kept():
    others = [element('<v:colour xmlns:v="urn:v" a="1">green<v:dark/></v:colour>'), element('<w xmlns="urn:w"/>')]
    read = again(parcel=PARCEL | {"others": others}).parcel.others
    assert [one.tag for one in read] == ["{urn:v}colour", "{urn:w}w"]
    assert (read[0].text, read[0].get("a"), read[0][0].tag) == ("green", "1", "{urn:v}dark")
    twice = again(parcel=PARCEL | {"others": read}).parcel.others
    assert [one.tag for one in twice] == ["{urn:v}colour", "{urn:w}w"]


def test_a_tree_is_not_changed_by_being_written():
    holder = element('<h><v:colour xmlns:v="urn:v">green</v:colour>tail</h>')
    before = kept(holder)
    assert "tail" not in POST.encode(f"{P}Send", send(parcel=PARCEL | {"others": [holder[0]]}))
    assert kept(holder) == before


@pytest.mark.parametrize(("fields", "reason"), [
    ({"parcel": None}, "Send needs parcel"),
    ({"parcel": {"street": "x"}}, "parcel: Parcel needs number"),
    ({"parcel": PARCEL | {"weight": {"text": 1}}}, "parcel: weight: Weight needs scale"),
    ({"stamp": [{"value": 1.5, "code": "x", "by": NOW}]}, "stamp: code: 'x' is no bytes"),
    ({"stamp": [{"value": 1.5, "code": b"", "by": datetime(2012, 1, 1)}]}, r"stamp: by: .* time zone"),  # noqa: DTZ001
    ({"colour": "green"}, "Send has no field colour"),
    ({"parcel": 7}, "parcel: 7 is no Parcel"),
    ({"from_": "\0"}, r"from_: XML cannot hold the character U\+0000"),
    ({"notes": [7]}, "notes: 7 is no str"),
])
def test_what_cannot_be_written(fields, reason):
    with pytest.raises(Unwritable, match=reason):
        POST.encode(f"{P}Send", send(**fields))


@pytest.mark.parametrize("fields", [
    {"parcel": {"number": "1"}}, {"parcel": PARCEL | {"box": 1}}, {"parcel": PARCEL | {"number": "x" * 21}},
    {"parcel": PARCEL | {"opened": "today"}}, {"stamp": [{"value": 1.5, "code": b"", "by": NOW}] * 4},
])
def test_what_only_the_schema_knows_is_not_written_either(fields):
    POST.encode(f"{P}Send", send(**fields))
    with pytest.raises(Unwritable, match=r"^Send: line 1"):
        POST.encode_valid(f"{P}Send", send(**fields))


def test_required_lists_are_not_empty():
    contract = CONTRACTS["ocpp15_centralsystem"]
    with pytest.raises(Unwritable, match="values: MeterValue needs value"):
        contract.encode(contract.operations["MeterValues"].input,
                        {"connectorId": 1, "values": [{"timestamp": NOW, "value": []}]})


def test_a_simple_element_that_cannot_be_written():
    with pytest.raises(Unwritable, match="Remark: 7 is no str"):
        POST.encode(f"{P}Remark", 7)
    with pytest.raises(Unwritable, match="Remark: XML cannot hold"):
        POST.encode(f"{P}Remark", "\0")
