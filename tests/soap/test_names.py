import random
import threading

import pytest
from lxml import etree

from motown.soap.names import Names, apart

TEXT = b"""<?xml version="1.0"?><a:b xmlns:a = 'urn:a' xmlns="urn:b" c="1>"><!-- <d> --><e f:g='2'/></a:b>"""


def learned(text, **settings):
    names = Names(**settings)
    names.learn(names.strange(text))
    return names


def test_all_names_are_found():
    text = b"<a:b xmlns:a = 'urn:a' xmlns=\"urn:b\" c='1'><e f:g='2'/></a:b><?h i?>"
    assert Names().strange(text) == {b"a", b"b", b"xmlns", b"urn:a", b"urn:b", b"c", b"e", b"f", b"g", b"h", b"i"}


def test_what_was_learned_is_familiar():
    text = b"<a b='1'><c/></a>"
    names = learned(text)
    assert names.strange(text) == set()
    assert names.strange(b"<c a='2'>text</c><b/>") == set()
    assert names.strange(b"<c d='2'/>") == {b"d"}
    assert names.strange(b"<b xmlns='urn:a'/>") == {b"xmlns", b"urn:a"}


def test_values_of_attributes_are_no_names():
    names = learned(b"<a b='1'/>")
    for value in range(20):
        assert names.strange(b"<a b='%d'/>" % value) == set()


@pytest.mark.parametrize("hidden", [
    b"<a x='>' new='1'/>", b"<a x=\">\" new='1'/>", b"<a x='\">' new='1'/>", b"<!-- <a --><new/>",
    b"<!--<--><new/>", b"<![CDATA[<a]]><new/>", b"<?a > ?><new/>", b"<a></a><new></new>", b"<a\nnew\n=\n'1'\n/>",
    b"<new:a/>", b"<a new:x='1'/>"])
def test_no_name_can_hide(hidden):
    assert learned(b"<a x='1'></a><![CDATA[<a]]>").strange(hidden)


def test_a_tag_that_cannot_be_told_is_never_familiar():
    names = learned(b"<a x='>'/>")
    names.learn(names.strange(b"<a x='>'/>"))
    assert names.strange(b"<a x='>'/>")


def test_there_is_room_for_so_many_names_only():
    names = learned(b"<a/><b/><c/>", most_names=2)
    assert len(names.strange(b"<a/><b/><c/>")) == 1
    names = learned(b"<aaaa/>", most_bytes=3)
    assert names.strange(b"<aaaa/>")


def test_many_unknown_tags_are_not_told_apart():
    names = Names()
    text = b"".join(b"<a%d/>" % number for number in range(501))
    names.learn(names.strange(text))
    assert names.strange(text)
    assert names.strange(b"<a1/>")


def test_long_tags_are_not_told_apart():
    text = b"<a b='%s'/>" % (b"x" * 5000)
    names = learned(text)
    assert names.strange(text)


def test_tags_do_not_pile_up():
    names = learned(b"<a b='1'/>", most_tags=10)
    for value in range(100):
        names.strange(b"<a b='%d'/>" % value)
        assert len(names._tags) <= 10


@pytest.mark.parametrize("text", [b"", b"no markup", b"<", b">", b"< >", b"\xff\xfe<\0a\0>\0"])
def test_anything_may_be_asked(text):
    assert isinstance(Names().strange(text), set)


@pytest.mark.parametrize("seed", range(60))
def test_what_lxml_reads_was_found(seed):
    """Random documents: every name that lxml tells is among those that were found."""
    chance = random.Random(seed)
    words = ["a", "b1", "c-d", "_e", "f.g"]
    quotes = [("'", chance.choice(['"', '">'])), ('"', chance.choice(["'", "'>"]))]

    def tree(depth):
        name = chance.choice(words)
        attributes = ""
        for word in chance.sample(words, chance.randrange(3)):
            quote, other = chance.choice(quotes)
            value = chance.choice(["x", other])
            attributes += chance.choice([" ", "\n"]) + word + chance.choice(["", " "]) + f"={quote}{value}{quote}"
        inside = chance.choice(["", "text", "<!-- <x> -->", "<![CDATA[ <y z='1'> ]]>"])
        inside += "".join(tree(depth - 1) for _ in range(chance.randrange(3))) if depth else ""
        return f"<{name}{attributes}>{inside}</{name}>"

    text = tree(3).encode()
    found = Names().strange(text)
    cut = any(b"<" in one for one in found)  # such a message never becomes familiar
    read = {str(name).encode() for one in etree.fromstring(text).iter("*") for name in (one.tag, *one.attrib)}
    assert cut or read <= found


def test_work_apart():
    assert apart(threading.current_thread) is not threading.current_thread()


def test_errors_come_back():
    with pytest.raises(KeyError, match="x"):
        apart(lambda: {}["x"])
