import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motown.http import HttpAnswer
from motown.http.compression import CannotInflateError, compressed, inflate, preferred

MOST = 10_000


def raw_deflate(body: bytes) -> bytes:
    machine = zlib.compressobj(wbits=-15)
    return machine.compress(body) + machine.flush()


CODERS = {"gzip": gzip.compress, "x-gzip": gzip.compress, "GZIP ": gzip.compress, "deflate": zlib.compress,
          " Deflate": raw_deflate, "identity": bytes, "": bytes, "identity, gzip": gzip.compress}


@pytest.mark.parametrize("coding", CODERS)
@given(body=st.binary(max_size=MOST))
def test_what_was_compressed_comes_back(coding, body):
    assert inflate(CODERS[coding](body), coding, MOST) == body


def test_several_gzip_members_are_one_body():
    assert inflate(gzip.compress(b"ab", mtime=0) + gzip.compress(b"cd"), "gzip", MOST) == b"abcd"


@pytest.mark.parametrize("compress", [gzip.compress, zlib.compress, raw_deflate])
def test_bombs_are_stopped_at_the_limit(compress):
    coding = "gzip" if compress is gzip.compress else "deflate"
    assert len(inflate(compress(b" " * MOST), coding, MOST)) == MOST
    with pytest.raises(CannotInflateError, match="longer than 10000 bytes") as refused:
        inflate(compress(b" " * 50_000_000), coding, MOST)
    assert refused.value.status == 413


def test_a_bomb_of_many_members_is_stopped():
    with pytest.raises(CannotInflateError, match="too many") as refused:
        inflate(gzip.compress(b"", mtime=0) * 1000, "gzip", MOST)
    assert refused.value.status == 400


@pytest.mark.parametrize(("body", "coding"), [
    (b"plain text", "gzip"),
    (b"\xff\xff plain", "deflate"),
    (gzip.compress(b"hello", mtime=0)[:-9], "gzip"),
    (gzip.compress(b"hello", mtime=0)[:4], "gzip"),
    (b"", "gzip"),
    (b"", "deflate"),
    (zlib.compress(b"hello")[:-1], "deflate"),
    (gzip.compress(b"hello", mtime=0) + b"more", "gzip"),
    (zlib.compress(b"hello") + b"more", "deflate"),
    (gzip.compress(b"hello", mtime=0)[:-8] + bytes(8), "gzip"),
])
def test_broken_data_is_400(body, coding):
    with pytest.raises(CannotInflateError) as refused:
        inflate(body, coding, MOST)
    assert refused.value.status == 400


@pytest.mark.parametrize("coding", ["br", "zstd", "compress", "gzip, gzip", "gzip, deflate"])
def test_other_codings_are_415(coding):
    with pytest.raises(CannotInflateError) as refused:
        inflate(b"", coding, MOST)
    assert refused.value.status == 415


@pytest.mark.parametrize(("accepted", "coding"), [
    ("gzip", "gzip"), ("x-gzip", "gzip"), ("deflate", "deflate"), ("gzip, deflate", "gzip"), ("deflate, gzip", "gzip"),
    ("GZip;q=0.5, deflate;q=0.8", "deflate"), ("br, *", "gzip"), ("*;q=0.1, gzip;q=0", "deflate"),
    ("gzip; q=0.001", "gzip"), ("identity, gzip", "gzip"), ("gzip;level=9", "gzip"),
    ("", None), ("br", None), ("identity", None), ("gzip;q=0", None), ("*;q=0", None), ("gzip;q=0.000", None),
    ("gzip;q=nan", None), ("gzip;q=-1", None), ("gzip;q=0.5, identity;q=0.9", None),
])
def test_preferred_coding(accepted, coding):
    assert preferred(accepted) == coding


def page(size: int = 2000, media_type: str = "application/soap+xml; charset=utf-8", *headers) -> HttpAnswer:
    return HttpAnswer(200, media_type, b"x" * size, headers)


def test_long_text_is_compressed_for_those_who_ask():
    answer = compressed(page(), "gzip", 1024)
    assert dict(answer.headers) == {"Vary": "Accept-Encoding", "Content-Encoding": "gzip"}
    assert gzip.decompress(answer.body) == page().body
    assert zlib.decompress(compressed(page(), "deflate", 1024).body) == page().body


def test_the_same_answer_is_compressed_to_the_same_bytes():
    assert compressed(page(), "gzip", 1024) == compressed(page(), "gzip", 1024)


def test_caches_are_told_even_when_nothing_was_compressed():
    assert compressed(page(), "", 1024) == page(2000, page().media_type, ("Vary", "Accept-Encoding"))


@pytest.mark.parametrize("answer", [
    page(1023), page(2000, "image/png"), page(2000, "application/zip"), page(2000, ""),
    page(2000, "text/html", ("content-encoding", "identity")),
])
def test_these_are_left_alone(answer):
    assert compressed(answer, "gzip", 1024) is answer


@pytest.mark.parametrize("media_type", ["text/html", "application/json", "application/wsdl+xml", "application/xml",
                                        "image/svg+xml", "text/csv; charset=utf-8", "application/problem+json"])
def test_these_are_text(media_type):
    assert len(compressed(page(2000, media_type), "gzip", 1024).body) < 100
