"""Repairs of bytes that are no well-formed XML.  Each gives the bytes back, changed where its quirk is found.

They look at bytes as ASCII, so a message in UTF-16 is left alone; a DOCTYPE is never repaired (SOAP-14).
"""

import codecs
import re
from collections.abc import Callable

from motown.ocpp.tolerance.repair import Repair, Stage, repair
from motown.soap.addressing import WSA
from motown.soap.parsing import CHARSETS
from motown.soap.versions import SOAP11, SOAP12, XSI

TextRepair = Repair[Callable[[bytes], bytes]]

UNBOUND = "urn:unbound-prefix:"
"""Beginning of the namespace that a prefix gets which is bound nowhere and not known by custom either."""

_XSD = "http://www.w3.org/2001/XMLSchema"
_CUSTOMARY = {
    **dict.fromkeys((b"soap12", b"soap12env", b"env12"), SOAP12.namespace), b"soap11": SOAP11.namespace,
    **dict.fromkeys((b"wsa", b"wsa5", b"wsa10", b"a", b"add", b"addr", b"adr"), WSA),
    b"xsi": XSI, **dict.fromkeys((b"xsd", b"xs"), _XSD),
    **dict.fromkeys((b"soap-enc", b"soapenc", b"enc"), "http://www.w3.org/2003/05/soap-encoding")}
"""What SOAP stacks mean by their usual prefixes, in small letters."""

_WHITE = b" \t\r\n\x0b\x0c\0"
_DECLARATION = re.compile(rb"<\?xml\s[^>]*\?>")
_ENCODING = re.compile(rb"\sencoding\s*=\s*[\"']([^\"'>]*)[\"']")
_WINDOWS = re.compile(r"(?:windows-|cp)125[0-8]")
_END = re.compile(rb"</(?:[\w.-]+:)?envelope\s*>", re.IGNORECASE)
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]+|\xef\xbf[\xbe\xbf]")
_CONTROL_REFERENCE = re.compile(rb"&#(?:0*(\d{1,6})|x0*([0-9a-f]{1,6}));", re.IGNORECASE)
_AMPERSAND = re.compile(rb"&(?!(?:#\d+|#x[0-9a-fA-F]+|amp|lt|gt|quot|apos);)")
_TAG = re.compile(rb"<[^\s<>/!?][^<>]*>")
_PREFIX = re.compile(rb"(?:<|\s)([A-Za-z_][\w.-]*):[A-Za-z_][\w.-]*(?=[\s=/>])")
_BOUND = re.compile(rb"\sxmlns:([\w.-]+)\s*=")
_ROOT = re.compile(rb"<[A-Za-z_][\w.:-]*")


@repair(Stage.TEXT, "byte-order-mark")
def byte_order_mark(message: bytes) -> bytes:
    """A byte order mark with white space before or behind it is taken away.

    Source: quirk 21 (a guess there).
    """
    head = message[:len(message) - len(message.lstrip(_WHITE + codecs.BOM_UTF8))]
    return message[len(head):] if codecs.BOM_UTF8 in head and head != codecs.BOM_UTF8 else message


@repair(Stage.TEXT, "leading-white-space")
def leading_white_space(message: bytes) -> bytes:
    """White space or NULs before the XML declaration are taken away.

    Source: quirk 21 (go-ocpp, the Turkish sample).
    """
    return message.lstrip(_WHITE)


@repair(Stage.TEXT, "trailing-garbage")
def trailing_garbage(message: bytes) -> bytes:
    """What follows the envelope's end tag (NULs, rests of a buffer) is cut off.

    Source: a guess: C stacks that send whole buffers.
    """
    end = _END.search(message)
    return message if end is None or not message[end.end():].strip() else message[:end.end()]


@repair(Stage.TEXT, "declared-encoding")
def declared_encoding(message: bytes) -> bytes:
    """A message that is not in the encoding it declares is read as UTF-8, else as Latin-1.

    Source: quirk 21; a guess: texts that installers typed.
    """
    text = message.removeprefix(codecs.BOM_UTF8)
    declaration = _DECLARATION.match(text)
    found = _ENCODING.search(declaration[0]) if declaration else None
    declared = found[1].decode("latin-1").lower() if found else "utf-8"
    if _is(text, CHARSETS.get(declared)):
        return message
    plain = _ENCODING.sub(b"", declaration[0]) + text[declaration.end():] if declaration else text
    return plain.decode(_used(plain, declared)).encode()


@repair(Stage.TEXT, "control-characters")
def control_characters(message: bytes) -> bytes:
    """Characters that XML cannot hold, plain or as references, are taken away.

    Source: quirk 22; a guess: readers that pad tags with NULs.
    """
    return _CONTROL_REFERENCE.sub(_reference, _CONTROL.sub(b"", message))


@repair(Stage.TEXT, "bare-ampersand")
def bare_ampersand(message: bytes) -> bytes:
    """An ampersand that begins no reference XML knows is taken as itself.

    Source: a guess: URLs with a query in To and From.
    """
    return _AMPERSAND.sub(b"&amp;", message)


@repair(Stage.TEXT, "unbound-prefix")
def unbound_prefix(message: bytes) -> bytes:
    """A prefix that is bound nowhere gets the namespace custom gives it, else one that counts as none.

    Source: quirk 9 (ocpp-js).
    """
    root = _ROOT.search(message)
    tags = b"".join(_TAG.findall(message))
    bound = {*_BOUND.findall(tags), b"xml", b"xmlns"}
    missing = sorted(set(_PREFIX.findall(tags)) - bound)
    if root is None or not missing or len(missing) > 16:
        return message
    added = b"".join(b' xmlns:%b="%b"' % (prefix, _namespace(prefix, message).encode()) for prefix in missing)
    return message[:root.end()] + added + message[root.end():]


@repair(Stage.TEXT, "charset-ignored")
def charset_ignored(message: bytes, charset: str) -> bytes | None:
    """A charset in the Content-Type header that is unknown, or not that of the bytes, does not count.

    Source: quirk 15 (charset variants).
    """
    known = CHARSETS.get(charset.lower())
    return message if known is None or not _is(message, known) else None


TEXT: tuple[TextRepair, ...] = (
    byte_order_mark, leading_white_space, trailing_garbage, declared_encoding, control_characters, bare_ampersand,
    unbound_prefix)


def _is(message: bytes, encoding: str | None) -> bool:
    """Whether the bytes are text in that encoding, as far as one can tell."""
    try:
        message.decode("utf-8" if encoding is None or encoding.startswith("utf-16") else encoding)
    except UnicodeDecodeError:
        return False
    return encoding is not None


def _used(message: bytes, declared: str) -> str:
    """The encoding that the bytes are most likely in: Windows' own where it is named, and not UTF-8 after all."""
    if _is(message, "utf-8"):
        return "utf-8"
    if _WINDOWS.fullmatch(declared) and _is(message, f"cp{declared[-4:]}"):
        return f"cp{declared[-4:]}"
    return "latin-1"


def _reference(found: re.Match[bytes]) -> bytes:
    """A character reference, or nothing where it names a character that XML cannot hold."""
    code = int(found[1]) if found[1] else int(found[2], 16)
    legal = code in (9, 10, 13) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or 0x10000 <= code <= 0x10FFFF
    return found[0] if legal else b""


def _namespace(prefix: bytes, message: bytes) -> str:
    """What an unbound prefix most likely stands for."""
    if prefix.lower() in (b"soap", b"soap-env", b"soapenv", b"s", b"env", b"x"):
        return SOAP11.namespace if SOAP11.namespace.encode() in message else SOAP12.namespace
    return _CUSTOMARY.get(prefix.lower(), f"{UNBOUND}{prefix.decode()}")
