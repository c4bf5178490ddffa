from hypothesis import given
from hypothesis import strategies as st

from motown.domain.pseudonyms import PREFIX, pseudonym

SECRET = b"s" * 32
texts = st.text(max_size=30)


@given(texts, texts)
def test_a_pseudonym_is_stable_and_fits_where_an_id_tag_does(party, tag):
    made = pseudonym(party, tag, SECRET)
    assert made == pseudonym(party, tag, SECRET)
    assert len(made) == 20
    assert made.startswith(PREFIX)
    assert made.isascii()


@given(texts, texts, texts, texts)
def test_parties_and_tags_are_told_apart(party, tag, other_party, other_tag):
    one, other = pseudonym(party, tag, SECRET), pseudonym(other_party, other_tag, SECRET)
    same = (party, tag.strip().casefold()) == (other_party, other_tag.strip().casefold())
    assert (one == other) is same


def test_it_depends_on_the_secret_and_is_the_same_for_what_is_one_tag():
    assert pseudonym("p", "Tag", SECRET) != pseudonym("p", "Tag", b"t" * 32)
    assert pseudonym("p", "Tag", SECRET) == pseudonym("p", " TAG", SECRET)
    assert pseudonym("p", "Tag", SECRET, case_sensitive=True) != pseudonym("p", "TAG", SECRET, case_sensitive=True)
    assert "tag" not in pseudonym("p", "Tag", SECRET)
