import pytest

from motown.http.proxies import Proxies, client_key, plain_address

NETWORKS = ("10.0.0.0/8", "2001:db8:1::/48", "192.0.2.1")


@pytest.mark.parametrize(("address", "trusted"), [
    ("10.1.2.3", True), ("192.0.2.1", True), ("2001:db8:1::5", True), ("::ffff:10.0.0.1", True),
    ("192.0.2.2", False), ("2001:db8:2::5", False), ("unix", False), ("", False), ("nonsense", False),
])
def test_trust(address, trusted):
    assert Proxies(NETWORKS).trusts(address) is trusted


def test_unix_sockets_are_trusted_where_listed():
    assert Proxies(["unix"]).trusts("unix")


def test_nobody_is_trusted_unless_listed():
    assert not Proxies().trusts("127.0.0.1")


def test_no_network_is_an_error():
    with pytest.raises(ValueError, match="nonsense"):
        Proxies(["nonsense"])


@pytest.mark.parametrize(("forwarded", "client"), [
    ("203.0.113.9", "203.0.113.9"),
    ("203.0.113.9, 10.1.1.1", "203.0.113.9"),
    ("198.51.100.1, 203.0.113.9", "203.0.113.9"),
    ("10.9.9.9, 10.1.1.1", "10.9.9.9"),
    ("203.0.113.9:4711", "203.0.113.9"),
    ("[2001:db8:9::1]:4711", "2001:db8:9::1"),
    ("2001:db8:9::1", "2001:db8:9::1"),
    ("::ffff:203.0.113.9", "203.0.113.9"),
    ("203.0.113.9, unknown, 10.1.1.1", "10.1.1.1"),
    ("", "10.0.0.1"),
    (" , ", "10.0.0.1"),
    ("'; DROP TABLE", "10.0.0.1"),
])
def test_x_forwarded_for_from_the_right(forwarded, client):
    assert Proxies(NETWORKS).origin("10.0.0.1", False, {"x-forwarded-for": forwarded}) == (client, False)


@pytest.mark.parametrize(("proto", "is_secure", "secure"), [
    ("https", False, True), ("HTTPS", False, True), ("http", True, False), ("http, https", False, True),
    ("", True, True), ("", False, False), ("gopher", True, True),
])
def test_x_forwarded_proto(proto, is_secure, secure):
    assert Proxies(NETWORKS).origin("10.0.0.1", is_secure, {"x-forwarded-proto": proto})[1] is secure


@pytest.mark.parametrize(("forwarded", "origin"), [
    ("for=203.0.113.9;proto=https", ("203.0.113.9", True)),
    ('For="[2001:db8:9::1]:80"; Proto=http', ("2001:db8:9::1", False)),
    ('for=198.51.100.1, for=203.0.113.9, for="10.1.1.1";proto=https', ("203.0.113.9", True)),
    ('for="a,for=198.51.100.1", for=203.0.113.9', ("203.0.113.9", False)),
    ("for=_hidden", ("10.0.0.1", False)),
    ("proto=https", ("10.0.0.1", True)),
    ("", ("10.0.0.1", False)),
])
def test_forwarded(forwarded, origin):
    assert Proxies(NETWORKS, "forwarded").origin("10.0.0.1", False, {"forwarded": forwarded}) == origin


def test_only_the_header_the_proxy_writes_is_read():
    headers = {"forwarded": "for=198.51.100.1", "x-forwarded-for": "203.0.113.9"}
    assert Proxies(NETWORKS).origin("10.0.0.1", False, headers)[0] == "203.0.113.9"
    assert Proxies(NETWORKS, "forwarded").origin("10.0.0.1", False, headers)[0] == "198.51.100.1"


@pytest.mark.parametrize(("address", "plain"), [
    ("::ffff:192.0.2.1", "192.0.2.1"), ("fe80::1%eth0", "fe80::1"), ("192.0.2.1", "192.0.2.1"), ("x", "x"),
])
def test_plain_address(address, plain):
    assert plain_address(address) == plain


@pytest.mark.parametrize(("address", "key"), [
    ("192.0.2.1", "192.0.2.1"), ("2001:db8::1", "2001:db8::/64"), ("2001:db8::ffff:1", "2001:db8::/64"),
    ("::ffff:192.0.2.1", "192.0.2.1"), ("unix", "unix"),
])
def test_clients_are_counted_by_address_or_network(address, key):
    assert client_key(address) == key
