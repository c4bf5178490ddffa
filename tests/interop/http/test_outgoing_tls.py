"""TLS towards peers that are who they should be, and towards others."""

import socket
import ssl
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.http.certificates import Identity
from tests.interop.http.outgoing import ANSWER, SECONDS, answers, for_ever, read_request, reset, until_closed


@pytest.fixture(scope="module")
def authority() -> Identity:
    return Identity.authority()


@pytest.fixture(scope="module")
def stranger() -> Identity:
    return Identity.authority("Another")


@pytest.fixture
def trusted(tmp_path, authority) -> dict[str, str]:
    """Trusts our authority."""
    (tmp_path / "ca.pem").write_bytes(authority.pem)
    return {"ca_file": str(tmp_path / "ca.pem")}


@pytest.fixture
def serving(tmp_path) -> Callable[..., ssl.SSLContext]:
    """The TLS of a peer."""

    def made(*chain: Identity, client_ca: Identity | None = None, version: ssl.TLSVersion | None = None
             ) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*chain[0].written(tmp_path, "peer", *chain[1:]))
        if client_ca is not None:
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(cadata=client_ca.pem.decode())
        if version is not None:
            context.set_ciphers("DEFAULT:@SECLEVEL=0")
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)
                context.minimum_version = context.maximum_version = version
        return context

    return made


@pytest.fixture
def with_certificate(tmp_path, trusted) -> Callable[[Identity], dict[str, str]]:
    """Shows a certificate."""

    def made(identity: Identity) -> dict[str, str]:
        certificate, key = identity.written(tmp_path, f"ours {identity.certificate.serial_number}")
        return trusted | {"certificate": str(certificate), "key": str(key)}

    return made


def refused(result: dict) -> str:
    """Why no secure connection was made."""
    assert (result["error"], result.get("kind")) == ("NotReached", "tls"), result
    return result["reason"].partition(": ")[2]


def by_name(url: str) -> str:
    return url.replace("127.0.0.1", "localhost")


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_a_request_over_tls(send, peer, serving, trusted, authority, version):
    seen: list[object] = []

    def behave(connection: ssl.SSLSocket) -> None:
        seen.extend([read_request(connection)[:15], connection.version()])
        connection.sendall(ANSWER)
        until_closed(connection)

    other = peer(behave, tls=serving(authority.signs("CP-1", "127.0.0.1"), version=version))
    assert send(other.url(), tls=trusted)["body"] == "hello"
    assert seen == [b"POST /x HTTP/1.", {ssl.TLSVersion.TLSv1_2: "TLSv1.2", ssl.TLSVersion.TLSv1_3: "TLSv1.3"}[version]]
    assert other.closed.acquire(timeout=SECONDS)


def test_the_name_is_shown_to_the_other_side_and_must_be_in_its_certificate(send, peer, serving, trusted, authority):
    asked: list[str | None] = []
    context = serving(authority.signs("CP-1", "localhost"))
    context.sni_callback = lambda _socket, name, _context: asked.append(name)
    other = peer(answers(ANSWER), tls=context)
    assert send(by_name(other.url()), tls=trusted)["remote_address"] == "127.0.0.1"
    assert asked == ["localhost"]
    assert refused(send(other.url(), tls=trusted)) == (
        "its certificate is not for 127.0.0.1: it needs one that is, or the address must be one it is for")
    assert asked == ["localhost", None]


@pytest.mark.parametrize("names", [("cp.example",), ("*.example",), ()])
@pytest.mark.parametrize("url", [str, by_name])
def test_a_certificate_for_another(send, peer, serving, trusted, authority, names, url):
    seen: list[bytes] = []
    other = peer(lambda connection: seen.append(connection.recv(1)),
                 tls=serving(authority.signs("localhost", *names)))
    assert "its certificate is not for" in refused(send(url(other.url()), tls=trusted))
    assert other.closed.acquire(timeout=SECONDS)
    assert seen in ([], [b""])


def test_an_expired_certificate(send, peer, serving, trusted, authority):
    other = peer(answers(ANSWER), tls=serving(authority.signs("CP-1", "127.0.0.1", is_expired=True)))
    assert refused(send(other.url(), tls=trusted)) == "its certificate has expired: it needs a new one"


def test_a_certificate_of_a_stranger(send, peer, serving, trusted, stranger):
    other = peer(answers(ANSWER), tls=serving(stranger.signs("CP-1", "127.0.0.1")))
    assert "signed by an authority that is not trusted" in refused(send(other.url(), tls=trusted))
    assert "signed by an authority that is not trusted" in refused(send(other.url()))


def test_a_self_signed_certificate_is_trusted_where_it_is_listed(send, peer, serving, trusted, tmp_path):
    alone = Identity.self_signed("CP-1", "127.0.0.1")
    other = peer(answers(ANSWER), tls=serving(alone))
    for tls in (trusted, None):
        assert refused(send(other.url(), tls=tls)) == (
            "its certificate is signed by itself: if it is the right one, put it into the file of trusted authorities")
    (tmp_path / "alone.pem").write_bytes(alone.pem)
    assert send(other.url(), tls={"ca_file": str(tmp_path / "alone.pem")})["body"] == "hello"


def test_a_certificate_may_be_trusted_without_its_authority(send, peer, serving, tmp_path, authority):
    leaf = authority.signs("CP-1", "127.0.0.1")
    (tmp_path / "leaf.pem").write_bytes(leaf.pem)
    other = peer(answers(ANSWER), tls=serving(leaf))
    assert send(other.url(), tls={"ca_file": str(tmp_path / "leaf.pem")})["body"] == "hello"


def test_chains_with_their_middle_and_without(send, peer, serving, trusted, authority):
    middle = authority.signs("Middle", is_authority=True)
    leaf = middle.signs("CP-1", "127.0.0.1")
    assert send(peer(answers(ANSWER), tls=serving(leaf, middle)).url(), tls=trusted)["body"] == "hello"
    assert "does not send the certificates in between" in refused(
        send(peer(answers(ANSWER), tls=serving(leaf)).url(), tls=trusted))


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_client_certificates(send, peer, serving, trusted, with_certificate, authority, stranger, version):
    shown: list[object] = []

    def behave(connection: ssl.SSLSocket) -> None:
        shown.append(connection.getpeercert()["subject"][0][0][1])
        read_request(connection)
        connection.sendall(ANSWER)

    other = peer(behave, tls=serving(authority.signs("CP-1", "127.0.0.1"), client_ca=authority, version=version))
    assert send(other.url(), tls=with_certificate(authority.signs("Central")))["body"] == "hello"
    assert shown == ["Central"]
    for tls in (with_certificate(stranger.signs("Central")), trusted):
        result = send(other.url(), tls=tls)
        if (result["error"], result["kind"]) != ("NoReply", "lost"):  # from TLS 1.3 on, a reset may overtake the alert
            assert "certificate" in refused(result)
    assert shown == ["Central"]


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
def test_old_versions_are_not_spoken(send, peer, serving, trusted, authority, version):
    other = peer(answers(ANSWER), tls=serving(authority.signs("CP-1", "127.0.0.1"), version=version))
    assert refused(send(other.url(), tls=trusted)) == (
        "it speaks no TLS from version 1.2 on: it needs new software")


@pytest.mark.parametrize(("behave", "why"), [
    (lambda connection: connection.sendall(b"HTTP/1.1 400 Bad\r\n\r\n"), "it speaks no TLS there: check the port"),
    (lambda connection: connection.recv(65536), "it hung up while TLS was being set up"),
    (lambda connection: (connection.recv(65536), reset(connection)), "it hung up while TLS was being set up"),
], ids=["plain HTTP", "hangs up", "resets"])
def test_who_does_not_speak_tls(send, peer, trusted, behave, why):
    other = peer(behave)
    assert why in refused(send(other.url().replace("http:", "https:"), tls=trusted))


def test_a_handshake_that_never_ends(send, peer, trusted):
    other = peer(until_closed)
    result = send(other.url().replace("http:", "https:"), tls=trusted, connect_seconds=0.5)
    assert (result["error"], result["kind"]) == ("NotReached", "timeout")
    assert other.closed.acquire(timeout=SECONDS)


def test_endless_answers_and_lost_connections_over_tls(send, peer, serving, trusted, authority):
    context = serving(authority.signs("CP-1", "127.0.0.1"))
    result = send(peer(for_ever(b"x" * 65536, b"HTTP/1.1 200 OK\r\n\r\n"), tls=context).url(), tls=trusted)
    assert (result["error"], result["kind"]) == ("NoReply", "long")
    cut = peer(answers(b"HTTP/1.1 200 OK\r\n\r\nhello", then=reset), tls=context)
    result = send(cut.url(), tls=trusted)
    assert (result["error"], result["kind"]) == ("NoReply", "lost")


def test_a_body_to_the_end_of_tls(send, peer, serving, trusted, authority):
    def close_well(connection: ssl.SSLSocket) -> None:
        connection.unwrap()

    other = peer(answers(b"HTTP/1.1 200 OK\r\n\r\nhello", then=close_well),
                 tls=serving(authority.signs("CP-1", "127.0.0.1")))
    assert send(other.url(), tls=trusted)["body"] == "hello"


def test_kept_connections_over_tls(send, peer, serving, trusted, authority):
    def behave(connection: socket.socket) -> None:
        while read_request(connection):
            connection.sendall(ANSWER)

    other = peer(behave, tls=serving(authority.signs("CP-1", "127.0.0.1")))
    assert [send(other.url(), tls=trusted, keep_alive=True)["body"] for _ in range(3)] == ["hello"] * 3
    assert other.connections == 1


def test_files_that_cannot_be_used_are_told(send, tmp_path, authority, stranger):
    certificate, key = authority.signs("Central").written(tmp_path, "ours")
    other_key = stranger.written(tmp_path, "other")[1]
    nonsense = tmp_path / "nonsense.pem"
    nonsense.write_bytes(b"nonsense")
    for tls, why in (({"ca_file": tmp_path / "missing.pem"}, "No such file"),
                     ({"ca_file": nonsense}, "no usable certificate"),
                     ({"certificate": certificate}, "go together"),
                     ({"certificate": certificate, "key": other_key}, "does not belong to"),
                     ({"certificate": certificate, "key": nonsense}, "no usable private key")):
        result = send("https://127.0.0.1/", tls={name: str(path) for name, path in tls.items()})
        assert result["error"] == "CertificateError"
        assert why in result["reason"]
    assert Path(key).exists()
