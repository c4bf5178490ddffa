import errno
import resource
import socket

import pytest
from twisted.internet.error import CannotListenError
from twisted.internet.protocol import Factory
from twisted.internet.testing import MemoryReactor

from motown.http.listen import Address, ListenError, allow_open_files, explained, listen, parse


@pytest.mark.parametrize(("text", "address"), [
    ("127.0.0.1:8080", Address("127.0.0.1", 8080)),
    ("[::1]:8080", Address("::1", 8080)),
    ("[fe80::1%eth0]:80", Address("fe80::1%eth0", 80)),
    (":8080", Address("", 8080)),
    ("localhost:0", Address("localhost", 0)),
    ("unix:/run/motown.sock", Address(path="/run/motown.sock")),
    ("tls:0.0.0.0:443", Address("0.0.0.0", 443, tls=True)),
    ("tls:[::]:443", Address("::", 443, tls=True)),
    ("tls::443", Address("", 443, tls=True)),
    ("tls:unix:/run/motown.sock", Address(path="/run/motown.sock", tls=True)),
])
def test_addresses_are_read_and_written(text, address):
    assert parse(text) == address
    assert str(address) == text


@pytest.mark.parametrize("text", ["", "8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "::1:8080", "[::1]",
                                  "unix:", "unix:relative", "http://127.0.0.1:8080", "127.0.0.1:80a",
                                  "ssl:127.0.0.1:80"])
def test_what_is_no_address_is_refused_with_examples(text):
    with pytest.raises(ListenError, match=r"is no address to listen on: write it as 127\.0\.0\.1:8080"):
        parse(text)


def listened(text: str, **more) -> tuple[MemoryReactor, Factory]:
    reactor, factory = MemoryReactor(), Factory()
    listen(factory, parse(text), reactor, **more)
    return reactor, factory


@pytest.mark.parametrize(("text", "interface"), [("127.0.0.1:80", "127.0.0.1"), ("[::1]:80", "::1"), (":80", "::")])
def test_tcp(text, interface):
    reactor, factory = listened(text, backlog=77)
    assert reactor.tcpServers == [(80, factory, 77, interface)]


def test_unix_sockets_are_locked_and_not_open_to_everybody():
    reactor, factory = listened("unix:/run/motown.sock")
    assert reactor.unixServers == [("/run/motown.sock", factory, 1024, 0o660, True)]


def test_tls_wraps_the_factory():
    wrapped = Factory()
    reactor, _factory = listened("tls:127.0.0.1:443", secure=lambda _factory: wrapped)
    assert reactor.tcpServers[0][1] is wrapped


def test_tls_without_a_certificate_says_which_settings_are_missing():
    with pytest.raises(ListenError, match=r"http\.tls_certificate and http\.tls_key"):
        listened("tls:127.0.0.1:443")


@pytest.mark.parametrize(("number", "message"), [
    (errno.EADDRINUSE, "cannot listen on 127.0.0.1:80: it is in use by another program; stop that program or change"),
    (errno.EACCES, "a port above 1023"),
    (errno.EADDRNOTAVAIL, "this computer has no such address"),
    (errno.EIO, "Input/output error"),
])
def test_errors_say_what_to_do(number, message):
    class Failing(MemoryReactor):
        def listenTCP(self, port, factory, backlog=50, interface=""):  # noqa: N802
            raise CannotListenError(interface, port, OSError(number, "Input/output error"))

    with pytest.raises(ListenError, match=message):
        listen(Factory(), parse("127.0.0.1:80"), Failing())


def test_names_and_folders_that_do_not_exist():
    unknown = socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    assert "no such address" in explained(parse("nowhere.invalid:80"), unknown)
    assert "folder of the Unix socket" in explained(parse("unix:/none/x"), OSError(errno.ENOENT, "x"))
    assert "something else" in explained(parse(":80"), "something else")


@pytest.mark.parametrize(("limits", "wanted", "allowed"), [
    ((1024, 4096), 2000, 2000), ((1024, 4096), 9000, 4096), ((1024, 4096), 500, 1024),
    ((1024, resource.RLIM_INFINITY), 9000, 9000), ((resource.RLIM_INFINITY, resource.RLIM_INFINITY), 10, -1),
])
def test_the_limit_of_open_files_is_raised_as_far_as_allowed(monkeypatch, limits, wanted, allowed):
    now = [limits]
    monkeypatch.setattr(resource, "getrlimit", lambda _which: now[-1])
    monkeypatch.setattr(resource, "setrlimit", lambda _which, new: now.append(new))
    assert allow_open_files(wanted) == allowed
    assert now[-1][0] == allowed
