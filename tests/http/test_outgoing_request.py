import pytest

from motown.http.outgoing_errors import NotReached
from motown.http.outgoing_request import parse, write


@pytest.mark.parametrize(("url", "scheme", "host", "port", "ip", "head"), [
    ("http://192.0.2.1", "http", "192.0.2.1", 80, "192.0.2.1", b"POST / HTTP/1.1\r\nHost: 192.0.2.1\r\n"),
    ("HTTPS://CP.Example:8443/a/b?c=d#e", "https", "cp.example", 8443, None,
     b"POST /a/b?c=d HTTP/1.1\r\nHost: cp.example:8443\r\n"),
    ("https://cp.example.:443", "https", "cp.example", 443, None, b"POST / HTTP/1.1\r\nHost: cp.example\r\n"),
    ("http://[2001:DB8::1]:80/", "http", "2001:db8::1", 80, "2001:db8::1",
     b"POST / HTTP/1.1\r\nHost: [2001:db8::1]\r\n"),
    ("http://[::ffff:192.0.2.1]:8080/", "http", "192.0.2.1", 8080, "192.0.2.1",
     b"POST / HTTP/1.1\r\nHost: 192.0.2.1:8080\r\n"),
    ("http://[fe80::1%25eth0]/", "http", "fe80::1%eth0", 80, "fe80::1%eth0",
     b"POST / HTTP/1.1\r\nHost: [fe80::1]\r\n"),
    ("http://bücher.example/", "http", "xn--bcher-kva.example", 80, None,
     b"POST / HTTP/1.1\r\nHost: xn--bcher-kva.example\r\n"),
    ("http://cp_1/é?ü=%20", "http", "cp_1", 80, None, b"POST /%C3%A9?%C3%BC=%20 HTTP/1.1\r\nHost: cp_1\r\n"),
])
def test_where_a_url_leads(url, scheme, host, port, ip, head):
    target = parse(url)
    assert (target.scheme, target.host, target.port, target.ip, target.head) == (scheme, host, port, ip, head)


@pytest.mark.parametrize("url", [
    "", "cp.example", "http://", "http://:8080/", "ftp://cp.example/", "http://cp.example:99999/", "http://cp:x/",
    "http://[::1/", "http://a b/", "http://cp/\r\nX: y", "http://cp/\x00", "http://a..b/", "http://-/" + "x" * 5000,
    "http://" + "a" * 64 + ".example/", "http://" + "a." * 200 + "b/", "http://cp!/",
])
def test_what_cannot_be_called(url):
    with pytest.raises(NotReached) as caught:
        parse(url)
    assert caught.value.kind == "address"


@pytest.mark.parametrize("url", ["http://user:secret@cp.example/", "http://secret@cp.example/",
                                 "http://user:secret@/", "ftp://user:secret@cp.example/", "http://x:secret@[::1/"])
def test_credentials_in_a_url_are_refused_and_never_quoted(url):
    with pytest.raises(NotReached) as caught:
        parse(url)
    assert "secret" not in caught.value.reason


def written(headers=None, credentials=None, *, keep_alive=True) -> bytes:
    return write(parse("http://cp.example/x"), b"<y/>", headers or {}, credentials, keep_alive=keep_alive)


def test_the_bytes_of_a_request():
    assert written({"Content-Type": "text/xml", "SOAPAction": '"é"'}, ("CP-1", "pä:ss"), keep_alive=False) == (
        b'POST /x HTTP/1.1\r\nHost: cp.example\r\nContent-Type: text/xml\r\nSOAPAction: "\xe9"\r\n'
        b"Authorization: Basic Q1AtMTpww6Q6c3M=\r\nContent-Length: 4\r\nConnection: close\r\n\r\n<y/>")


def test_headers_that_are_ours_are_not_taken_from_others():
    others = {"host": "evil", "CONTENT-LENGTH": "9", "Connection": "x", "Transfer-Encoding": "chunked", "Expect": "x"}
    assert written(others) == b"POST /x HTTP/1.1\r\nHost: cp.example\r\nContent-Length: 4\r\n\r\n<y/>"


def test_credentials_win_over_a_header_and_a_header_will_do():
    assert written({"authorization": "Bearer x"}).count(b"Bearer x") == 1
    assert b"Bearer" not in written({"authorization": "Bearer x"}, ("a", "b"))


@pytest.mark.parametrize("headers", [{"A": "b\r\nC: d"}, {"A\r\nB": "c"}, {"A b": "c"}, {"": "c"}, {"A": "b\x00"},
                                     {"A": "€"}])
def test_headers_that_would_break_the_request_in_two(headers):
    with pytest.raises(ValueError, match="cannot be sent"):
        written(headers)


def test_a_user_with_a_colon_cannot_be_written():
    with pytest.raises(ValueError, match="cannot have a colon"):
        written(credentials=("a:b", "c"))
