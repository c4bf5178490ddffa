import pytest

from motown.domain.ids import LONGEST_KEY, folded


@pytest.mark.parametrize(("id_tag", "key"), [
    ("AbC", "abc"), (" AbC ", "abc"), ("ÄÖ", "äö"), ("", ""), ("A" * LONGEST_KEY, "a" * LONGEST_KEY)])
def test_case_and_blanks_around_it_do_not_count(id_tag, key):
    """AUTH-15."""
    assert folded(id_tag) == key


def test_case_counts_where_it_is_to():
    assert folded(" AbC ", case_sensitive=True) == "AbC"


def test_a_very_long_one_has_a_short_form_of_its_own():
    """LEN-1: what no index could hold is kept and compared all the same."""
    long = "A" * 10_000
    assert folded(long) == folded(long.lower())
    assert len({folded(long + end) for end in ("", "1", "2")}) == 3
    assert all(len(folded("\U0001f600" * size)) == LONGEST_KEY for size in (256, 100_000))
