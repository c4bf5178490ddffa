"""Secrets do not show."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from motown.domain.secrets import MASK, is_secret_key, masked_location, masked_value


@pytest.mark.parametrize(("url", "shown"), [
    ("ftp://user:secret@host/dir", "ftp://user:****@host/dir"),
    ("ftps://user:secret@host:2121/", "ftps://user:****@host:2121/"),
    ("ftp://user:p@ss@host/dir", "ftp://user:****@host/dir"),
    ("ftp://user:pa/ss@host/dir", "ftp://user:****@host/dir"),
    ("ftp://user:pa#s?s@host/dir", "ftp://user:****@host/dir"),
    ("ftp://user:@host/", "ftp://user:****@host/"),
    ("ftp://:secret@host/", "ftp://:****@host/"),
    ("ftp://user@corp:secret@host/dir", "ftp://user@corp:****@host/dir"),
    ("ftp://user@host:21/a@b", "ftp://user@host:21/a@b"),
    ("ftp://user:1234@host:21", "ftp://user:****@host:21"),
    ("ftp://user@host/dir", "ftp://user@host/dir"),
    ("ftp://host/dir@home", "ftp://host/dir@home"),
    ("ftp://host:21/dir@home", "ftp://host:21/dir@home"),
    ("ftp://[2001:db8::1]:21/dir@home", "ftp://[2001:db8::1]:21/dir@home"),
    ("ftp://user:secret@[2001:db8::1]:21/", "ftp://user:****@[2001:db8::1]:21/"),
    ("https://host/a?name=b&token=abc&c=d", "https://host/a?name=b&token=****&c=d"),
    ("https://host/a?X-Amz-Signature=abc#there", "https://host/a?X-Amz-Signature=****#there"),
    ("https://host/a?apiKey=abc;pwd=def", "https://host/a?apiKey=****;pwd=****"),
    ("image.bin", "image.bin"),
    ("", ""),
    ("cannot call http://u:secret@10.0.0.1:80/, tell ops@example.org",
     "cannot call http://u:****@10.0.0.1:80/, tell ops@example.org"),
    ("first ftp://a:b@c/, then ftp://d:e@f/", "first ftp://a:****@c/, then ftp://d:****@f/"),
])
def test_a_location_is_shown_without_its_password(url, shown):
    assert masked_location(url) == shown
    assert masked_location(shown) == shown, "masked twice is masked once"


@given(st.text("ab/:@?#%&= ", max_size=8), st.sampled_from(["ftp", "https"]))
@example("a:b@c", "ftp")
@example("/", "ftp")
def test_no_password_shows_whatever_it_is(password, scheme):
    secret = f"Q{password.replace(' ', '')}Q"
    shown = masked_location(f"{scheme}://user:{secret}@host.example/dir")
    assert secret not in shown
    assert "Q" not in shown
    assert shown.startswith(f"{scheme}://user:{MASK}@")


@pytest.mark.parametrize("key", [
    "Password", "FtpPassword", "ftp_passwd", "APNPass", "wifi-psk", "SIMPIN", "SimPin", "PIN", "AuthorizationKey",
    "authorisation.key", "PrivateKey", "ApiToken", "SharedSecret", "vpnCredentials", "WifiKey", "passphrase"])
def test_keys_that_are_secrets_by_their_name(key):
    assert is_secret_key(key)
    assert masked_value(key, "1234") == MASK


@pytest.mark.parametrize("key", [
    "HeartBeatInterval", "ConnectionTimeOut", "ResetRetries", "BlinkRepeat", "LightIntensity", "ChargePointId",
    "MeterValueSampleInterval", "ProximityContactRetries", "ProximityLockRetries", "ClockAlignedDataInterval",
    "MeterValuesSampledData", "MeterValuesAlignedData", "StopTxnSampledData", "StopTxnAlignedData", "SpinnerSpeed",
    "KeyLock", "CompassOn", "PassiveCooling", "ShippingMode", ""])
def test_and_keys_that_are_not(key):
    assert not is_secret_key(key)
    assert masked_value(key, "1234") == "1234"


@pytest.mark.parametrize("value", [None, ""])
def test_where_there_is_no_value_nothing_is_hidden(value):
    assert masked_value("Password", value) == value
