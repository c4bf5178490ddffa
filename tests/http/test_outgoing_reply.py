import pytest
from hypothesis import given
from hypothesis import strategies as st

from motown.http.outgoing_reply import FRAMING_BYTES, HEAD_BYTES, HEADER_LINES, ReplyReader, UnreadableError

COUNTED = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 5\r\n\r\nhello"
CHUNKED = (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
           b"2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\nTrailer: x\r\n\r\n")
TO_END = b"HTTP/1.1 200 OK\r\n\r\nhello"


def read(data: bytes, most: int = 100) -> ReplyReader:
    reader = ReplyReader(most)
    assert reader.feed(data)
    return reader


def problem(data: bytes, most: int = 100) -> tuple[str, str]:
    with pytest.raises(UnreadableError) as caught:
        ReplyReader(most).feed(data)
    return caught.value.kind, caught.value.reason


@pytest.mark.parametrize("data", [COUNTED, CHUNKED])
def test_answers_whole_and_byte_by_byte(data):
    assert read(data).body == b"hello"
    reader = ReplyReader(5)
    assert [reader.feed(data[at:at + 1]) for at in range(len(data))] == [False] * (len(data) - 1) + [True]
    assert (reader.status, reader.body, reader.may_keep) == (200, b"hello", True)


def test_a_body_without_length_ends_with_the_connection():
    reader = ReplyReader(5)
    assert not reader.feed(TO_END)
    assert reader.end()
    assert (reader.body, reader.may_keep) == (b"hello", False)


@pytest.mark.parametrize("data", [b"", b"HTTP/1.1 200 OK\r\n", COUNTED[:-1], CHUNKED[:-1]])
def test_other_answers_do_not(data):
    reader = ReplyReader(100)
    reader.feed(data)
    assert not reader.end()
    assert reader.has_begun


@pytest.mark.parametrize("status", [204, 304])
def test_some_statuses_have_no_body(status):
    assert read(b"HTTP/1.1 %d x\r\nContent-Length: 9\r\n\r\n" % status).body == b""


def test_headers_are_lower_case_joined_and_unfolded():
    head = b"HTTP/1.1 500\r\nA: 1\r\nno header\r\na:2\r\n folded \r\nContent-Length:  0 \r\nB: \xe9\r\n\r\n"
    reader = read(head)
    assert reader.headers == {"a": "1, 2 folded", "content-length": "0", "b": "é"}
    assert reader.status == 500


def test_bare_line_feeds_will_do():
    assert read(COUNTED.replace(b"\r\n", b"\n")).body == b"hello"
    assert read(CHUNKED.replace(b"\r\n", b"\n")).body == b"hello"


def test_interim_answers_are_passed_over():
    assert read(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 x\r\nA: b\r\n\r\n" + COUNTED).headers == {
        "content-type": "text/xml", "content-length": "5"}


@pytest.mark.parametrize(("head", "may_keep", "seconds"), [
    ("HTTP/1.1 200 OK", True, None),
    ("HTTP/1.1 200 OK\r\nConnection: Close", False, None),
    ("HTTP/1.0 200 OK", False, None),
    ("HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nKeep-Alive: max=5, timeout=7", True, 7.0),
])
def test_whether_the_connection_may_be_kept(head, may_keep, seconds):
    reader = read(head.encode() + b"\r\nContent-Length: 0\r\n\r\n")
    assert (reader.may_keep, reader.keep_seconds) == (may_keep, seconds)


@pytest.mark.parametrize("data", [COUNTED + b"x", CHUNKED + COUNTED,
                                  CHUNKED.replace(b"\r\n\r\n", b"\r\nContent-Length: 3\r\n\r\n", 1)])
def test_what_is_not_sound_is_read_but_not_kept(data):
    reader = read(data)
    assert (reader.body, reader.may_keep) == (b"hello", False)


@pytest.mark.parametrize(("data", "reason"), [
    (b"SSH-2.0-x\r\n", r"it is no HTTP, but begins with b'SSH-2.0-x\r\n'"),
    (b"\x15\x03\x01", r"it is no HTTP, but begins with b'\x15\x03\x01'"),
    (b"HTTP/2.0 200 OK\r\n\r\n", "it is no HTTP, but begins with b'HTTP/2.0 200 OK'"),
    (b"HTTP/1.1 20 OK\r\n\r\n", "it is no HTTP, but begins with b'HTTP/1.1 20 OK'"),
    (b"HTTP/1.1 101 Switching\r\n\r\n", "it wants to speak another protocol than HTTP"),
    (b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n", "its Content-Length is no number"),
    (b"HTTP/1.1 200 OK\r\nContent-Length: 5_0\r\n\r\n", "its Content-Length is no number"),
    (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n", "its Content-Length is no number"),
    (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", "its Transfer-Encoding is not chunked"),
    (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n", "the pieces of its body have no length"),
    (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n",
     "the pieces of its body are longer than their lengths say"),
])
def test_garbage(data, reason):
    assert problem(data) == ("garbage", reason)


@pytest.mark.parametrize(("data", "reason"), [
    (b"HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n", "its body is longer than 100 bytes"),
    (b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 101, "its body is longer than 100 bytes"),
    (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffff\r\n", "its body is longer than 100 bytes"),
    (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n40\r\n" + b"x" * 64 + b"\r\n40\r\n",
     "its body is longer than 100 bytes"),
    (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;" + b"x" * FRAMING_BYTES,
     "its body comes in too many pieces"),
    (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n" + b"A: b\r\n" * FRAMING_BYTES,
     "its body comes in too many pieces"),
    (b"HTTP/1.1 200 OK\r\nX: " + b"x" * HEAD_BYTES, f"its headers are longer than {HEAD_BYTES} bytes"),
    (b"HTTP/1.1 100 Continue\r\n\r\n" * 1000, f"its headers are longer than {HEAD_BYTES} bytes"),
    (b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * HEADER_LINES + b"\r\n", f"it has more than {HEADER_LINES} header lines"),
])
def test_limits(data, reason):
    assert problem(data) == ("long", reason)


def test_a_limit_is_noticed_before_the_end_arrives():
    reader = ReplyReader(100)
    reader.feed(b"HTTP/1.1 200 OK\r\n")
    for _ in range((HEAD_BYTES - 17) // 8):
        reader.feed(b"A: bcd\r\n")
    with pytest.raises(UnreadableError, match="longer"):
        reader.feed(b"A: bcd\r\n")


@given(st.binary(max_size=200), st.sampled_from([COUNTED, CHUNKED, TO_END]), st.integers(0, 60))
def test_anything_at_all_is_read_or_refused(noise, answer, at):
    reader = ReplyReader(100)
    try:
        reader.feed(answer[:at] + noise + answer[at:])
        reader.end()
    except UnreadableError:
        pass
    assert len(reader.body) <= 100
