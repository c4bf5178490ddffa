import pytest

from motown.http import HttpAnswer
from motown.http.wire import Dates, check, wire

DATE = b"Date: Sun, 09 Sep 2001 01:46:40 GMT\r\n"


def test_an_answer_has_status_date_type_length_headers_and_body():
    answer = HttpAnswer(200, "application/soap+xml; charset=utf-8", b"<a/>", (("Set-Cookie", "a"), ("Set-Cookie", "b")))
    assert wire(answer, DATE) == (
        b"HTTP/1.1 200 OK\r\n" + DATE + b"Content-Type: application/soap+xml; charset=utf-8\r\n"
        b"Content-Length: 4\r\nSet-Cookie: a\r\nSet-Cookie: b\r\n\r\n<a/>")


def test_the_last_answer_of_a_connection_says_so():
    assert wire(HttpAnswer(200, "", b""), DATE, close=True).endswith(b"Content-Length: 0\r\nConnection: close\r\n\r\n")


def test_head_gets_the_length_but_not_the_body():
    written = wire(HttpAnswer(200, "text/plain", b"body"), DATE, head_only=True)
    assert b"Content-Length: 4\r\n" in written
    assert written.endswith(b"\r\n\r\n")


@pytest.mark.parametrize("status", [204, 304])
def test_some_statuses_never_have_a_body(status):
    written = wire(HttpAnswer(status, "", b"body", (("ETag", '"1"'),)), DATE)
    assert written.endswith(b'ETag: "1"\r\n\r\n')
    assert b"Content-Length" not in written


def test_unassigned_statuses_have_a_phrase_too():
    assert wire(HttpAnswer(299, "", b""), DATE).startswith(b"HTTP/1.1 299 Unassigned\r\n")


@pytest.mark.parametrize("answer", [
    HttpAnswer(200, "text/plain", b"", (("X", "a\r\nSet-Cookie: b"),)),
    HttpAnswer(200, "text/plain", b"", (("X", "a\0"),)),
    HttpAnswer(200, "text/plain", b"", (("X:", "a"),)),
    HttpAnswer(200, "text/plain", b"", (("", "a"),)),
    HttpAnswer(200, "text/plain\r\nX: y", b""),
])
def test_headers_cannot_smuggle_lines(answer):
    with pytest.raises(ValueError, match=r"cannot be sent|no media type"):
        check(answer)


def test_ordinary_headers_pass():
    check(HttpAnswer(200, "text/html; charset=utf-8", b"", (("Link", "</a>; rel=next"), ("X-Tab", "a\tb"))))


def test_the_date_is_made_once_a_second():
    now = iter([1e9, 1e9 + 0.9, 1e9 + 1])
    dates = Dates(lambda: next(now))
    assert [dates.line(), dates.line()] == [DATE, DATE]
    assert dates.line() == DATE.replace(b"46:40", b"46:41")
