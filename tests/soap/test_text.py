import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from motown.soap.text import NotXml, escaped, fit, harmless, quoted

LAWFUL = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff")
                 | st.sampled_from("\t\n\r&<>\"'"))


@given(LAWFUL)
def test_a_text_is_read_as_it_was_written(text):
    assert (etree.fromstring(f"<a>{escaped(text)}</a>").text or "") == text


@given(LAWFUL)
def test_an_attribute_is_read_as_it_was_written(text):
    assert etree.fromstring(f"<a b={quoted(text)}/>").get("b") == text


@pytest.mark.parametrize("character", ["\0", "\x08", "\x1f", "\ud800", "\ufffe", "\uffff"])
@pytest.mark.parametrize("write", [escaped, quoted])
def test_what_xml_cannot_hold_is_an_error(write, character):
    with pytest.raises(NotXml, match=f"U\\+{ord(character):04X}"):
        write(f"a{character}")


def test_plain_texts_are_not_copied():
    text = "plain text, \u20ac"
    assert escaped(text) is text


def test_words_about_somebodys_text_are_always_written():
    assert harmless("a\0<b>\ud800", 10) == "a\ufffd&lt;b&gt;\ufffd"
    assert harmless("a" * 11, 10) == "aaaaaaaaaa..."


@pytest.mark.parametrize(("text", "written"), [
    ("plain", "plain"), ("a<b & c", "a&lt;b &amp; c"), ("a\0b\x1f", "a\ufffdb\ufffd"), ('"\n\t', '"\n\t'),
    ("\r", "&#13;"), ("\ud800<", "\ufffd&lt;")])
def test_what_xml_cannot_hold_is_replaced_where_it_has_to_fit(text, written):
    assert fit(text) == written
