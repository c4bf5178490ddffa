"""Elements that are text already: taken as they are, and all around them validated."""

import pytest
from lxml import etree

from motown.soap.codec import Unwritable, Written
from tests.soap.support import post

PARCEL = "<parcel><{0}:number>7</{0}:number><{0}:box>1</{0}:box></parcel>"


def element():
    """The element of an answer, and the prefix of the types."""
    contract = post()
    return contract, contract.operations["Track"].output, contract.prefixes["urn:example:post:types"]


def test_what_is_written_stands_there_as_it_is():
    contract, output, prefix = element()
    text = contract.encode_valid(output, {"parcel": Written(PARCEL.format(prefix) * 2)})
    tree = etree.fromstring(text)
    contract.validate(tree)
    assert [one.number for one in contract.decode(tree).parcel] == ["7", "7"]


def test_nothing_may_be_written_too():
    contract, output, _ = element()
    assert contract.encode_valid(output, {"parcel": Written("")}) == contract.encode_valid(output, {"parcel": []})


def test_what_stands_around_it_is_validated():
    contract, output, prefix = element()
    with pytest.raises(Unwritable, match="colour"):
        contract.encode_valid(output, {"parcel": Written(PARCEL.format(prefix)), "colour": "red"})
    send = contract.operations["Send"].input
    with pytest.raises(Unwritable):
        contract.encode_valid(send, {"stamp": Written("<stamp/>")})
