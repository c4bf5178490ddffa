"""Repairs of envelopes and of header blocks (quirks 9, 14 and 21).

The first kind gets the root of a document that is XML but no SOAP envelope, the second the header blocks of one.
"""

import re
from collections.abc import Callable, Sequence

from lxml.etree import _Element

from motown.ocpp.tolerance.repair import Repair, Stage, repair
from motown.ocpp.tolerance.shape import local
from motown.ocpp.tolerance.text import UNBOUND
from motown.soap.addressing import WSA, WSA_2004
from motown.soap.versions import SOAP11, SOAP12, VERSIONS, QName

RootRepair = Repair[Callable[[_Element], bool]]
BlocksRepair = Repair[Callable[[Sequence[_Element]], bool]]

_PARTS = {"envelope": "Envelope", "header": "Header", "body": "Body"}
_NAMES = ("Action", "MessageID", "RelatesTo", "To", "From", "ReplyTo", "FaultTo")
_ADDRESSING = {name.casefold(): name for name in _NAMES}
_LIKE_ADDRESSING = re.compile(
    r"(?:http://(?:www\.w3\.org|schemas\.xmlsoap\.org/ws)/\d{4}/\d{2}/addressing/?)?", re.IGNORECASE)
_PLAIN = frozenset(f"{{{WSA}}}{name}" for name in _NAMES)


@repair(Stage.ENVELOPE, "envelope-namespace")
def envelope_namespace(root: _Element) -> bool:
    """An envelope's namespace with a slash too many or too few, in other letters, or none at all.

    Source: quirk 16, said of the body; quirk 21.
    """
    given = QName.of(root.tag).namespace
    if given in VERSIONS or local(root.tag).casefold() != "envelope":
        return False
    if (meant := _version(given)) is None:
        return False
    for element in (root, *root, *(block for part in root for block in part)):
        if QName.of(element.tag).namespace == given:
            element.tag = f"{{{meant}}}{local(element.tag)}"
    return True


@repair(Stage.ENVELOPE, "envelope-names")
def envelope_names(root: _Element) -> bool:
    """Envelope, Header and Body in other letters, or in another namespace than the envelope's.

    Source: quirks 18 and 21.
    """
    namespace, name = QName.of(root.tag)
    if namespace not in VERSIONS or name.casefold() != "envelope":
        return False
    changed = False
    for part in (root, *root):
        meant = _PARTS.get(local(part.tag).casefold())
        if meant is not None and part.tag != f"{{{namespace}}}{meant}":
            part.tag, changed = f"{{{namespace}}}{meant}", True
    return changed


@repair(Stage.ENVELOPE, "envelope-parts")
def envelope_parts(root: _Element) -> bool:
    """A Header behind the Body, and what is neither, are put right.

    Source: SOAP 1.1, which lets stacks add parts of their own.
    """
    header, body = (root.findall(f"{{{QName.of(root.tag).namespace}}}{name}") for name in ("Header", "Body"))
    wanted = [*header, *body]
    if len(body) != 1 or len(header) > 1 or wanted == list(root):
        return False
    root[:] = wanted
    return True


@repair(Stage.ENVELOPE, "addressing-name-case")
def addressing_name_case(blocks: Sequence[_Element]) -> bool:
    """Addressing headers in other letters: ``messageId``, ``action``.

    Source: quirks 8 and 9.
    """
    changed = False
    for block in blocks:
        namespace, name = QName.of(block.tag)
        meant = _ADDRESSING.get(name.casefold(), name)
        if namespace in (WSA, WSA_2004) and meant != name:
            block.tag, changed = f"{{{namespace}}}{meant}", True
    return changed


@repair(Stage.ENVELOPE, "addressing-namespace")
def addressing_namespace(blocks: Sequence[_Element]) -> bool:
    """Addressing headers in no namespace, or in a misspelt one, are taken by their names.

    Source: quirk 9 (IZIVIA 2022 mixes these namespaces).
    """
    changed, present = False, {block.tag for block in blocks}
    for block in blocks:
        namespace, name = QName.of(block.tag)
        meant = f"{{{WSA}}}{_ADDRESSING.get(name.casefold(), '')}"
        if namespace in (WSA, WSA_2004) or meant.endswith("}") or meant in present:
            continue
        if _LIKE_ADDRESSING.fullmatch(namespace) or namespace.startswith(UNBOUND):
            block.tag, changed = meant, True
            for child in block:
                child.tag = f"{{{WSA}}}{local(child.tag)}"
    return changed


@repair(Stage.ENVELOPE, "identity-header-content")
def identity_header_content(blocks: Sequence[_Element]) -> bool:
    """Attributes of chargeBoxIdentity that are not SOAP's, and elements in it, are left out.

    Source: quirk 9 (mustUnderstand unqualified).
    """
    changed = False
    for block in blocks:
        if local(block.tag).casefold() != "chargeboxidentity":
            continue
        for name in [name for name in map(str, block.attrib) if QName.of(name).namespace not in VERSIONS]:
            del block.attrib[name]
            changed = True
        if len(block):
            block.text, block[:], changed = "".join(map(str, block.itertext())), [], True
    return changed


def is_plain(block: _Element) -> bool:
    """Whether a header block is as it should be, so that no repair need look at it; most are."""
    if block.tag in _PLAIN:
        return True
    return (block.tag.endswith("}chargeBoxIdentity") and not len(block)
            and all(name[1:].partition("}")[0] in VERSIONS for name in map(str, block.attrib)))


ROOT: tuple[RootRepair, ...] = (envelope_namespace, envelope_names, envelope_parts)
BLOCKS: tuple[BlocksRepair, ...] = (addressing_name_case, addressing_namespace, identity_header_content)


def _version(namespace: str) -> str | None:
    """The envelope namespace that is meant; None where it is another version's."""
    if not namespace or namespace.startswith(UNBOUND):
        return SOAP12.namespace
    plain = namespace.strip().rstrip("/").casefold().replace("https://", "http://")
    return {SOAP11.namespace.rstrip("/"): SOAP11.namespace, SOAP12.namespace: SOAP12.namespace}.get(plain)
