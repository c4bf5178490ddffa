"""What a request line asks for: a path and a query (RFC 9112 section 3.2)."""

import re
from urllib.parse import unquote_to_bytes

_ABSOLUTE = re.compile(rb"https?://[^/?#]*", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def split_target(target: bytes) -> tuple[str, str]:
    """Decoded path and raw query of a request target.

    The path is UTF-8, or Latin-1 where it is not UTF-8.  Raises ValueError, with a sentence for the client, for what
    is no path and for paths with ``.`` or ``..`` segments or control characters: no honest client sends those, and
    endpoints need not be on their guard.
    """
    raw, _, query = target.partition(b"?")
    if not raw.startswith(b"/"):
        raw = _relative(raw)
    path = _decoded(unquote_to_bytes(raw) if b"%" in raw else raw)
    if "/." in path and not {".", ".."}.isdisjoint(path.split("/")):
        message = "The path has a segment of dots only."
        raise ValueError(message)
    if not path.isprintable() and _CONTROL.search(path):
        message = "The path has a control character."
        raise ValueError(message)
    return path, query.decode("latin-1")


def _relative(raw: bytes) -> bytes:
    """The path of an absolute target (``http://host/path``); ``*`` stays."""
    absolute = _ABSOLUTE.match(raw)
    if absolute:
        return raw[absolute.end():] or b"/"
    if raw != b"*":
        message = "The request target is no path."
        raise ValueError(message)
    return raw


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")
