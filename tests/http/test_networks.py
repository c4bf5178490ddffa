import pytest

from motown.http.networks import Networks

USUAL = Networks(["global", "private"])
EVERYTHING = ["global", "private", "loopback", "link-local"]

GLOBAL = ["8.8.8.8", "2a00:1450:4001::1", "::ffff:8.8.8.8", "64:ff9b::808:808"]
PRIVATE = ["10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.7.7", "100.64.0.1", "100.127.255.254", "fd12::1",
           "::ffff:10.1.2.3", "64:ff9b::a01:203"]
LOOPBACK = ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1"]
LINK_LOCAL = ["169.254.1.1", "fe80::1", "fe80::1%eth0", "::ffff:169.254.1.1"]
METADATA = ["169.254.169.254", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "169.254.170.2", "100.100.100.200",
            "168.63.129.16", "192.0.0.192", "fd00:ec2::254", "fd20:ce::254", "fd00:42::42", "fe80::a9fe:a9fe"]
NEVER = ["0.0.0.0", "0.1.2.3", "255.255.255.255", "224.0.0.1", "239.255.255.250", "240.0.0.1", "192.0.2.1",
         "198.18.0.1", "203.0.113.9", "::", "ff02::1", "2001:db8::1", "::10.1.2.3", "2002:a01:203::1", "2001:0:1::1",
         "fec0::1", "::ffff:0.0.0.0", "64:ff9b::e000:1", "64:ff9b:1::1"]


@pytest.mark.parametrize(("name", "addresses"), [("global", GLOBAL), ("private", PRIVATE), ("loopback", LOOPBACK),
                                                 ("link-local", LINK_LOCAL)])
def test_a_name_allows_its_kind_and_no_other(name, addresses):
    alone, others = Networks([name]), Networks([other for other in EVERYTHING if other != name])
    assert [alone.why_not(address) for address in addresses] == [None] * len(addresses)
    assert all(others.why_not(address) for address in addresses)


@pytest.mark.parametrize("address", METADATA)
def test_where_clouds_tell_their_secrets_is_not_reached_by_chance(address):
    assert "secrets" in Networks(["global", "private", "loopback"]).why_not(address)
    assert Networks(["link-local"]).why_not(address) is None


@pytest.mark.parametrize("address", NEVER)
def test_what_is_no_machine_is_never_called(address):
    assert Networks(EVERYTHING).why_not(address)


@pytest.mark.parametrize(("network", "address"), [
    ("10.1.0.0/16", "10.1.2.3"), ("10.1.0.0/16", "::ffff:10.1.2.3"), ("169.254.169.254/32", "169.254.169.254"),
    ("203.0.113.0/24", "203.0.113.9"), ("224.0.0.0/4", "224.0.0.1"), ("2002::/16", "2002:a01:203::1"),
    ("fd00:ec2::254/128", "fd00:ec2::254"), ("127.0.0.1", "127.0.0.1"), ("64:ff9b::/96", "64:ff9b::a9fe:a9fe"),
])
def test_a_network_listed_allows_what_it_contains(network, address):
    assert Networks([network]).why_not(address) is None
    assert Networks([]).why_not(address)


@pytest.mark.parametrize(("network", "address"), [
    ("10.1.0.0/16", "10.2.0.1"), ("::/0", "::ffff:169.254.169.254"), ("::/0", "127.0.0.1"), ("0.0.0.0/0", "::1")])
def test_and_nothing_else(network, address):
    assert Networks([network]).why_not(address)


@pytest.mark.parametrize(("address", "text"), [
    ("127.0.0.1", ('127.0.0.1 is an address of this machine itself, and may not be called: if it should be, add '
                   '"loopback" or a network such as 127.0.0.1/32 to the setting ocpp.allowed_networks')),
    ("::ffff:169.254.169.254", ("169.254.169.254 is where a cloud tells a machine its secrets, and may not be "
                                "called: if it should be, add a network such as 169.254.169.254/32 to the setting "
                                "ocpp.allowed_networks")),
    ("224.0.0.1", ("224.0.0.1 is not the address of one machine that could be called, and may not be called: if it "
                   "should be, add a network such as 224.0.0.1/32 to the setting ocpp.allowed_networks")),
])
def test_the_reason_says_what_to_do(address, text):
    assert USUAL.why_not(address) == text


def test_the_reason_names_the_setting_that_was_given():
    networks = Networks([], [1], ["https"], setting="a.networks", ports_setting="a.ports", schemes_setting="a.schemes")
    assert networks.why_not("8.8.8.8").endswith("to the setting a.networks")
    assert networks.why_not_port(80) == "port 80 may not be called: if it should be, add it to the setting a.ports"
    assert networks.why_not_scheme("http") == (
        "http may not be used: write an address with https, or add it to the setting a.schemes")


def test_without_ports_listed_all_are_allowed_but_none():
    assert [USUAL.why_not_port(port) for port in (1, 80, 65535)] == [None] * 3
    assert USUAL.why_not_port(0)


def test_ports_and_ranges():
    networks = Networks([], [80, "443", "8000-8002"])
    allowed = [port for port in (79, 80, 81, 443, 7999, 8000, 8001, 8002, 8003) if networks.why_not_port(port) is None]
    assert allowed == [80, 443, 8000, 8001, 8002]


def test_schemes():
    assert [USUAL.why_not_scheme(scheme) for scheme in ("http", "https")] == [None, None]
    assert USUAL.why_not_scheme("ftp")


@pytest.mark.parametrize("name", ["globl", "10.1.2.3/8", "", "300.1.1.1"])
def test_what_is_no_network_is_told_in_a_sentence(name):
    with pytest.raises(ValueError, match="write global, private, loopback, link-local or a network such as"):
        Networks([name])


@pytest.mark.parametrize("port", [0, -1, 65536, "90-80", "http", "1-", "", "1-2-3"])
def test_what_is_no_port_is_told_in_a_sentence(port):
    with pytest.raises(ValueError, match="is no port: write numbers from 1 to 65535"):
        Networks([], [port])
