"""Addresses that charge points give for themselves."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motown.ocpp.addresses import usable_address

USABLE = [
    ("http://10.1.2.3:8080/ocpp", "http://10.1.2.3:8080/ocpp"),
    (" https://CP7.Example.ORG/x?y=z#frag \n", "https://cp7.example.org/x?y=z"),
    ("HTTP://charger.local", "http://charger.local/"),
    ("http://charger:80", "http://charger/"),
    ("https://charger:443/a", "https://charger/a"),
    ("http://charger:443/a", "http://charger:443/a"),
    ("http://charger:/a", "http://charger/a"),
    ("http://charger.example.org./", "http://charger.example.org/"),
    ("http://[2001:DB8::0:7]:9000/", "http://[2001:db8::7]:9000/"),
    ("http://[::ffff:10.0.0.7]/", "http://10.0.0.7/"),
    ("http://box_7/", "http://box_7/"),
    ("http://b\u00fccher.example/", "http://xn--bcher-kva.example/"),
    ("http://192.168.0.102:8080/", "http://192.168.0.102:8080/"),
    ("http://100.64.1.1/", "http://100.64.1.1/"),
    ("http://a/b//c/%20", "http://a/b//c/%20"),
    ("http://7.example/", "http://7.example/"),
]
JUNK = [
    None, "", " ", "source", "CP-7", "/ocpp", "//host/", "http:", "http://", "http:///", "http://:8082/", "http://:/",
    "ftp://host/",
    "mailto:a@b", "urn:uuid:1", "javascript:alert(1)", "file:///etc/passwd", "http://localhost:8080/",
    "http://LOCALHOST./",
    "http://a.localhost/", "http://localhost.localdomain/", "http://127.0.0.1/", "http://127.9.9.9/", "http://[::1]/",
    "http://[::ffff:127.0.0.1]/", "http://0.0.0.0/", "http://0.1.2.3/", "http://[::]/", "http://255.255.255.255/",
    "http://224.0.0.1/",
    "http://[ff02::1]/", "http://240.0.0.1/", "http://2130706433/", "http://0x7f000001/", "http://0x7f.1/",
    "http://127.1/",
    "http://0177.0.0.1/", "http://10.0.0/", "http://1.2.3.4.5/", "http://10.0.0.256/", "http://user:pw@host/",
    "http://user@host/",
    "http://@host/", "http://host:0/", "http://host:65536/", "http://host:port/", "http://host:-1/", "http://host:8 0/",
    "http://ho st/", "http://host\\@other/", "http://host/\r\nX: y", "http://-host/", "http://host-/", "http://a..b/",
    "http://./",
    "http://[::1", "http://::1/", "http://[fe80::1%25eth0]/", "http://[1.2.3.4]/", "http://ho%73t/", "http://host<x>/",
    "http://h\u200bost/",
    "http://" + "a" * 64 + "/", "http://" + "a." * 127 + "b/", "http://host/" + "x" * 2048,
    "http://www.w3.org/2005/08/addressing/anonymous", "http://www.w3.org/2005/08/addressing/none",
    "http://WWW.w3.org/2005/08/addressing",
    "http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous",
]


@pytest.mark.parametrize(("given", "meant"), USABLE)
def test_usable_addresses_in_their_normal_form(given: str, meant: str) -> None:
    assert usable_address(given) == meant
    assert usable_address(meant) == meant


@pytest.mark.parametrize("given", JUNK)
def test_junk(given: str | None) -> None:
    assert usable_address(given) is None


@pytest.mark.parametrize(("given", "meant"), [
    ("http://localhost:8081/x", "http://localhost:8081/x"), ("http://127.0.0.1:9/", "http://127.0.0.1:9/"),
    ("http://[::1]:9/", "http://[::1]:9/")])
def test_this_machine_where_it_is_allowed(given: str, meant: str) -> None:
    assert usable_address(given, loopback=True) == meant


@pytest.mark.parametrize("given", [
    "http://0.0.0.0/", "http://224.0.0.1/", "http://2130706433/", "http://user@localhost/"])
def test_other_junk_stays_junk_there(given: str) -> None:
    assert usable_address(given, loopback=True) is None


@settings(deadline=None)
@given(st.text() | st.from_regex(r"https?://[^ ]{0,30}",
    fullmatch=True) | st.from_regex(r"http://[0-9a-fx.:\[\]@]{1,20}/", fullmatch=True))
def test_whatever_comes_it_is_an_address_or_junk(text: str) -> None:
    usable = usable_address(text)
    if usable is not None:
        assert usable_address(usable) == usable
        assert usable.startswith(("http://", "https://"))
