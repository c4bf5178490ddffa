"""Bytes to elements, without trust: character sets, limits, no DTD, no entities, nothing fetched.

Each limit is looked for in the bytes first, where that costs a microsecond and no memory; only a message that could
be over a limit is looked at closely.  (reliability: libxml2 itself has no limit on elements and attributes.)
"""

import codecs
import re
import threading
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from lxml import etree
from lxml.etree import _Element

from motown.soap.faults import OverLimit, ServiceFault
from motown.soap.names import Names, apart


@dataclass(frozen=True)
class Limits:
    """What one message may ask of us, beside its length, which the HTTP layer limits."""

    depth: int = 32
    elements: int = 20_000
    attributes: int = 32
    """Of one element; namespace declarations count."""
    attribute_characters: int = 4096
    name_characters: int = 512


LIMITS = Limits()
CHARSETS = {"utf-8": "utf-8", "utf8": "utf-8", "utf-16": "utf-16", "utf-16le": "utf-16-le", "utf-16be": "utf-16-be",
            "us-ascii": "ascii", "ascii": "ascii", "iso-8859-1": "latin-1", "latin1": "latin-1"}
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_NO_BOM = ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))

_DECLARATION = re.compile(rb"<\?xml\s[^>]*?\bencoding\s*=\s*[\"']([^\"'>]*)[\"']")
_DTD = re.compile(rb"(?>\s+|<\?.*?\?>|<!--.*?-->)*+<!DOCTYPE", re.DOTALL)
_ELEMENT = re.compile(rb"<([^\s<>/!?=][^\s<>/=]*)")
_ATTRIBUTE = re.compile(rb"\s+([^\s<>/=]+)\s*=\s*(\"[^\"<]*\"|'[^'<]*')")
_CHUNK = 65536  # bytes


def parse(message: bytes, *, charset: str | None = None, limits: Limits = LIMITS) -> _Element:
    """The root element of ``message``; ServiceFault where it is not XML, OverLimit where it is not XML that we take.

    ``charset`` is the one that the Content-Type header gives; a byte order mark is stronger, the XML declaration
    weaker (RFC 7303).
    """
    text = _utf8(message, charset)
    if b"<!DOCTYPE" in text and _DTD.match(text):
        raise OverLimit("a SOAP message has no document type declaration")
    suspicions = _Suspicions.of(limits)
    suspicions.check_text(text)
    try:
        root = _tree(text)
    except etree.XMLSyntaxError as error:
        raise ServiceFault(f"not well-formed XML: {error}") from None
    suspicions.check_depth(text, root)
    return root


def parse_own(text: str) -> _Element:
    """The root element of XML that we made ourselves: no limits."""
    return _tree(text.encode())


def _tree(text: bytes) -> _Element:
    if not (strange := _familiar.strange(text)):
        return etree.XML(text, _threads.parser)
    root = apart(lambda: etree.XML(text, _threads.parser))
    _familiar.learn(strange)  # only from what is well-formed
    return root


def _utf8(message: bytes, charset: str | None) -> bytes:
    """``message`` in UTF-8; most are already, and are not copied."""
    name, start = _encoding(message, charset)
    try:
        if name == "utf-8":
            return message[start:] if start else message
        return message[start:].decode(name).encode()
    except ValueError:
        raise ServiceFault(f"not {name} text") from None


def _encoding(message: bytes, charset: str | None) -> tuple[str, int]:
    """Python's name of the encoding, and the length of the byte order mark."""
    for mark, name in _BOMS:
        if message.startswith(mark):
            return name, len(mark)
    for mark, name in _NO_BOM:
        if message.startswith(mark):
            return name, 0
    if charset is None:
        declared = _DECLARATION.match(message)
        charset = declared[1].decode("latin-1") if declared else "utf-8"
    if (known := CHARSETS.get(charset.lower())) is None:
        raise ServiceFault(f"the character set {charset!r} is not spoken here; UTF-8 is")
    # some toolkits declare UTF-16, which these bytes are not, and send UTF-8
    return "utf-8" if known.startswith("utf-16") else known, 0


class _PerThread(threading.local):
    """A parser for each thread: lxml would make them wait for each other."""

    def __init__(self) -> None:
        self.parser = _hardened()


def _hardened(target: Any = None) -> etree.XMLParser:
    return etree.XMLParser(encoding="utf-8", target=target, resolve_entities=False, no_network=True, load_dtd=False,
                           huge_tree=False, remove_comments=True, remove_pis=True)


_threads = _PerThread()
_familiar = Names()


class _Suspicions:
    """The checks of one set of limits: a cheap look at the text, a close one only where that finds something."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        # what a long name or value, or too many attributes (a blank, a name, ="" each) need at least, in bytes
        shortest = min(limits.name_characters, limits.attribute_characters, 5 * limits.attributes)
        self._long = re.compile(rb"<[^<]{%d,}" % shortest)
        self._too_deep = etree.XPath(f"boolean({'/*' * (limits.depth + 1)})")

    @classmethod
    @cache
    def of(cls, limits: Limits) -> "_Suspicions":
        return cls(limits)

    def check_text(self, text: bytes) -> None:
        """Look for what would cost memory as a tree: many elements, many attributes, long names."""
        most = self.limits.elements
        if text.count(b"<") > most and text.count(b"<") - text.count(b"</") > most:
            apart(partial(_count, text, most))
        for found in self._long.finditer(text):  # a tag and the text behind it
            self._check_tag(text, found.start())

    def _check_tag(self, text: bytes, start: int) -> None:
        if (element := _ELEMENT.match(text, start)) is None:
            return  # not the beginning of an element
        self._check_length(element[1], self.limits.name_characters, "a name")
        number, place = 0, element.end()
        while attribute := _ATTRIBUTE.match(text, place):
            number, place = number + 1, attribute.end()
            if number > self.limits.attributes:
                raise OverLimit(f"more than {self.limits.attributes} attributes in one element")
            self._check_length(attribute[1], self.limits.name_characters, "a name")
            self._check_length(attribute[2][1:-1], self.limits.attribute_characters, "an attribute")

    def _check_length(self, part: bytes, most: int, what: str) -> None:
        if len(part) > most and len(part.decode("utf-8", "replace")) > most:
            raise OverLimit(f"{what} of more than {most} characters")

    def check_depth(self, text: bytes, root: _Element) -> None:
        """libxml2 itself stops at 256 levels, so this can wait for the tree."""
        if text.count(b"</") >= self.limits.depth and self._too_deep(root):
            raise OverLimit(f"elements are nested more than {self.limits.depth} levels deep")


class _Counter:
    """A parser's target that counts elements and keeps nothing."""

    def __init__(self, most: int) -> None:
        self.left = most

    def start(self, _tag: str, _attributes: object) -> None:
        """One more element."""
        self.left -= 1
        if self.left < 0:
            raise OverLimit("too many elements")

    def close(self) -> None:
        """The end of the document."""


def _count(text: bytes, most: int) -> None:
    """Count elements where ``<`` in comments and CDATA sections may have been counted with them."""
    parser = _hardened(_Counter(most))
    try:
        for start in range(0, len(text), _CHUNK):
            parser.feed(text[start:start + _CHUNK])
        parser.close()
    except etree.XMLSyntaxError as error:
        raise ServiceFault(f"not well-formed XML: {error}") from None
