"""Whatever a charge point said, an answer can be made of it."""

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from motown.standard.tellable import tellable, word


@given(st.text(st.characters(codec=None, exclude_categories=())))
def test_every_text_is_made_fit_for_xml(text):
    element = etree.Element("x")
    element.text = tellable(text)  # raises where XML cannot carry it
    assert len(tellable(text)) == len(text)


@given(st.text(st.characters(codec="utf-8", min_codepoint=0x20, max_codepoint=0xD7FF)))
def test_what_is_fit_stays(text):
    assert tellable(text) == text


def test_structures():
    assert tellable({"a": ["\x00", {"b": "x\ud800"}], "c": 1, "d": None}) == {
        "a": ["\ufffd", {"b": "x\ufffd"}], "c": 1, "d": None}


def test_words_are_cut_to_their_length():
    assert word("x" * 300) == "x" * 128
    assert word("a\n  b") == "a b"
    assert word(" ") is word(None) is None
