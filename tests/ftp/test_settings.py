import pytest
from pydantic import ValidationError

from motown.ftp.settings import FtpSettings

TLS = {"tls_certificate": "a.pem", "tls_key": "a.key"}


def test_as_it_comes_it_listens_at_home_only():
    settings = FtpSettings()
    assert settings.listen == ("127.0.0.1:2121",)
    assert settings.passive_range == range(2122, 2222)


@pytest.mark.parametrize("wrong", [
    {"listen": "nowhere"}, {"listen": "tls:127.0.0.1:1"}, {"listen": "unix:/x"}, {"listen": ""},
    {"passive_ports": "5-4"}, {"passive_ports": "0-4"}, {"passive_ports": "1-65536"}, {"passive_ports": "1"},
    {"public_host": "a b"}, {"public_host": "example.org:21"}, {"tls_certificate": "a.pem"}, {"tls_key": "a.key"},
    {"listen_tls": ":990"}, {"require_tls": True}, {"max_file_bytes": 0}, {"keep_days": -1}, {"unknown": 1}], ids=str)
def test_what_cannot_be_is_refused(wrong):
    with pytest.raises(ValidationError):
        FtpSettings(**wrong)


def test_several_addresses_in_one_text():
    assert FtpSettings(listen=":21, [::1]:2121", listen_tls=":990", **TLS).listen == (":21", "[::1]:2121")
    assert FtpSettings(public_host="2001:db8::1").public_host == "2001:db8::1"
