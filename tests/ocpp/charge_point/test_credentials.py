import pytest

from motown.domain.errors import Refused
from motown.http.pem import CertificateError
from motown.ocpp.call_settings import CallSettings
from motown.ocpp.charge_point.credentials import Credentials, client_tls

ONE = {"CP-1": {"user": "one", "password": "geheim1"}}


def of(identity, **settings):
    return Credentials(CallSettings(**settings)).of(identity)


def test_nothing_is_shown_unless_the_settings_say_so():
    assert of("CP-1") is None
    assert of("CP-2", credentials=ONE) is None


def test_its_own_come_before_the_common_ones():
    common = {"user": "all", "password": "geheim"}
    assert of("CP-1", credentials=ONE, **common) == ("one", "geheim1")
    assert of("CP-2", credentials=ONE, **common) == ("all", "geheim")


@pytest.mark.parametrize("text", ["p\u00e4ss word", "p\u00e4ss word\n", "p\u00e4ss word\r\nmore\n"])
def test_the_first_line_of_a_file_is_the_password(tmp_path, text):
    path = tmp_path / "password"
    path.write_bytes(text.encode())
    assert of("CP-1", user="all", password="wrong", password_file=path) == ("all", "p\u00e4ss word")


def test_a_file_with_those_of_many(tmp_path):
    path = tmp_path / "many.toml"
    path.write_text('"CP-1" = {user = "file", password = "geheim2"}\n[CP-3]\nuser = "three"\npassword = ""\n')
    assert of("CP-1", credentials=ONE, credentials_file=path) == ("file", "geheim2")
    assert of("CP-3", credentials_file=path) == ("three", "")


@pytest.mark.parametrize(("text", "told"), [
    ("geheim", "no TOML"), ('"CP-1" = "geheim"', "for CP-1"),
    ('"CP-1" = {user = "a:b", password = "geheim"}', "for CP-1"),
    ('"CP-1" = {user = "a"}', "for CP-1"), ("a = 1\nb = 2", "for a, b")])
def test_what_is_wrong_with_a_file_is_told_without_its_secrets(tmp_path, text, told):
    path = tmp_path / "many.toml"
    path.write_text(text)
    with pytest.raises(Refused, match=told) as refused:
        of("CP-1", credentials_file=path)
    assert "geheim" not in str(refused.value)
    assert str(path) in str(refused.value)


def test_a_file_that_cannot_be_read(tmp_path):
    with pytest.raises(Refused, match=r"cannot read .*: No such file"):
        of("CP-1", user="all", password_file=tmp_path / "none")
    (tmp_path / "bytes").write_bytes(b"\xff\xfe")
    with pytest.raises(Refused, match="it is no text"):
        of("CP-1", user="all", password_file=tmp_path / "bytes")


def test_no_client_certificate_unless_the_settings_name_one(tmp_path):
    assert client_tls(CallSettings()) is None
    with pytest.raises(CertificateError, match=r"cannot read .*none\.pem"):
        client_tls(CallSettings(tls_ca=tmp_path / "none.pem"))
