"""Content-Encoding of requests undone within a limit, and answers compressed for clients who ask for it.

OCPP 1.5 section 8.6 has both gzip and deflate; what clients call deflate is zlib (RFC 1950) or raw (RFC 1951).
"""

import gzip
import re
import zlib

from motown.http.message import HttpAnswer

CODINGS = {"gzip": 31, "x-gzip": 31, "deflate": 15}
"""Coding as sent -> zlib's window bits."""

MEMBERS = 64
"""A gzip body may be several, one after the other; more than so many is an attack on the processor."""

_STEP_BYTES = 64 * 1024
_LEVEL = 5
_COMPRESSIBLE = re.compile(r"text/|application/(.*\+)?(xml|json|javascript|x-ndjson)\b|image/svg", re.IGNORECASE)


class CannotInflateError(Exception):
    """A body that cannot be read as its Content-Encoding says.  ``status`` is the HTTP status for it."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status, self.sentence = status, sentence


def inflate(body: bytes, codings: str, most: int) -> bytes:
    """``body`` without its one coding.

    ``codings`` is the Content-Encoding header.  Never holds more than ``most`` bytes and one step.  Raises
    CannotInflateError: 415 for other codings or several, 413 beyond ``most`` bytes, 400 where the data is broken.
    """
    names = [name for name in (part.strip().lower() for part in codings.split(",")) if name not in ("", "identity")]
    if not names:
        return body
    if len(names) > 1 or names[0] not in CODINGS:
        raise CannotInflateError(415, "The body may be compressed once, by gzip or deflate.")
    bits = CODINGS[names[0]]
    if bits == CODINGS["deflate"] and not _looks_like_zlib(body):
        bits = -zlib.MAX_WBITS
    try:
        return _inflated(body, bits, most)
    except zlib.error as error:
        raise CannotInflateError(400, f"The body is not valid {names[0]} data.") from error


def compressed(answer: HttpAnswer, accepted: str, least: int) -> HttpAnswer:
    """``answer`` compressed if the client's Accept-Encoding allows it and it has at least ``least`` bytes of text."""
    if len(answer.body) < least or not _COMPRESSIBLE.match(answer.media_type):
        return answer
    if any(name.lower() == "content-encoding" for name, _ in answer.headers):
        return answer
    coding = preferred(accepted)
    headers = (*answer.headers, ("Vary", "Accept-Encoding"))
    if coding is None:
        return HttpAnswer(answer.status, answer.media_type, answer.body, headers)
    body = gzip.compress(answer.body, _LEVEL, mtime=0) if coding == "gzip" else zlib.compress(answer.body, _LEVEL)
    return HttpAnswer(answer.status, answer.media_type, body, (*headers, ("Content-Encoding", coding)))


def preferred(accepted: str) -> str | None:
    """``gzip`` or ``deflate``, whichever an Accept-Encoding header likes best (gzip where equal); None for neither.

    RFC 9110 section 12.5.3: ``q=0`` forbids, ``*`` stands for those not named.  No header: nothing is compressed.
    """
    weights: dict[str, float] = {}
    for part in accepted.lower().split(","):
        name, _, parameters = part.partition(";")
        weights["gzip" if name.strip() == "x-gzip" else name.strip()] = _weight(parameters)
    anything = weights.get("*", 0.0)
    gzipped, deflated = weights.get("gzip", anything), weights.get("deflate", anything)
    plain = weights.get("identity", 0.0)
    best = max(gzipped, deflated)
    if best <= 0 or best < plain:
        return None
    return "gzip" if gzipped >= deflated else "deflate"


def _weight(parameters: str) -> float:
    """The ``q`` of one part; 1 where there is none, 0 where it is no number (then better not)."""
    name, _, value = parameters.partition("=")
    if name.strip() != "q":
        return 1.0
    return float(value) if re.fullmatch(r"\s*[01](\.\d{0,3})?\s*", value) else 0.0


def _looks_like_zlib(body: bytes) -> bool:
    """RFC 1950 section 2.2: compression method 8, and the first two bytes are a multiple of 31."""
    return len(body) > 1 and body[0] & 0x0F == 8 and int.from_bytes(body[:2], "big") % 31 == 0


def _inflated(body: bytes, bits: int, most: int) -> bytes:
    whole = bytearray()
    for _ in range(MEMBERS):
        body = _member(body, bits, most, whole)
        if not body:
            return bytes(whole)
    raise CannotInflateError(400, "The body consists of too many compressed parts.")


def _member(body: bytes, bits: int, most: int, whole: bytearray) -> bytes:
    """Add one member's content to ``whole``; what follows it is returned."""
    machine = zlib.decompressobj(bits)
    while not machine.eof:
        step = machine.decompress(body, _STEP_BYTES)
        whole += step
        if len(whole) > most:
            raise CannotInflateError(413, f"The body is longer than {most} bytes once it is decompressed.")
        body = machine.unconsumed_tail
        if not step and not body and not machine.eof:
            raise CannotInflateError(400, "The compressed body ends too early.")
    if machine.unused_data and bits != CODINGS["gzip"]:
        raise CannotInflateError(400, "Something follows the compressed body.")
    return machine.unused_data
