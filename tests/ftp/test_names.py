from hypothesis import given
from hypothesis import strategies as st

from motown.ftp.names import PART, file_name, safe_name


@given(st.text(), st.text())
def test_any_text_becomes_a_name_that_is_safe_and_its_own(one, other):
    name = safe_name(one)
    assert 0 < len(name) <= 130
    assert not set(name) - set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-~")
    assert name[0] not in ".-"
    assert not name.endswith((PART, "."))
    assert (safe_name(other) == name) == (one == other)


@given(st.text())
def test_a_name_that_is_safe_stays_as_it_is(text):
    assert safe_name(safe_name(text)) == safe_name(text)


def test_harmless_names_are_kept():
    for name in ("EV-1", "log_2026-03-01.tar.gz", "a" * 120):
        assert safe_name(name) == name


def test_an_ending_survives():
    assert safe_name("mein Diagnose-Bericht.zip").startswith("mein_Diagnose-Bericht~")
    assert safe_name("mein Diagnose-Bericht.zip").endswith(".zip")


def test_folders_are_left_out():
    assert file_name("/a/b/log.zip") == file_name("C:\\diag\\log.zip") == "log.zip"
    assert file_name("") == file_name("a/") == "diagnostics"
    assert file_name("..") not in ("..", ".")
