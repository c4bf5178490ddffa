"""Which charge point a message says it comes from: the header chargeBoxIdentity, or the path it was sent to."""

from collections.abc import Sequence

from lxml.etree import _Element

from motown.ocpp.tolerance.repair import Note
from motown.ocpp.tolerance.shape import local
from motown.ocpp.tolerance.words import one_edit_apart, stripped
from motown.soap.envelope import Envelope
from motown.soap.faults import ServiceFault

NAME = "chargeBoxIdentity"
LONGEST = 255
"""Characters; OCPP sets no limit (ID-8)."""
OTHER_NAME = Note("identity-misspelt", "The identity's header has a name that is nearly chargeBoxIdentity.", "quirk 9")
OTHER_NAMESPACE = Note("identity-namespace", "The identity's header is in another namespace than the service's.",
                       "quirk 9 (Java-OCA#31, ocpp-js, IZIVIA), ID-6")
OTHER_CASE = Note("identity-name-case", "The identity's header is written in other letters.", "quirk 9, ID-5")
WHITE_SPACE = Note("identity-white-space", "The identity has white space around it, which does not count.", "quirk 9")
FROM_PATH = Note("identity-from-path", "No header names the charge point: the path it called does.", "quirk 9")
DIFFERS = Note("identity-differs-from-path", "Header and path name different charge points: the header counts.", "ID-2")
NOTES = (OTHER_NAME, OTHER_NAMESPACE, OTHER_CASE, WHITE_SPACE, FROM_PATH, DIFFERS)

_NAMES = (NAME.casefold(), "chargeboxid", "chargepointidentity", "chargepointid")


def charge_box_identity(envelope: Envelope | None, path_segment: str | None) -> tuple[str | None, list[str]]:
    """The identity that a message names, None if it names none, and what had to be forgiven to find it.

    The header counts by its name alone, in any case and namespace (ID-5, ID-6, quirk 9), then one that is misspelt.
    Where there is none, or an empty one, the path does.  Where both name one, the header counts: OCPP knows no
    other place (ID-2), and a path may be shared by all that one installer set up.  The difference is noted.
    Raises ServiceFault where an identity is unfit to be one, or two headers disagree.
    """
    repairs: list[str] = []
    blocks = _blocks(envelope.headers if envelope else (), repairs)
    identity = _agreed(blocks, repairs)
    from_path = (path_segment or "").strip()
    if not identity and from_path:
        identity, repairs = from_path, [FROM_PATH.name]
    elif from_path and from_path != identity:
        repairs.append(DIFFERS.name)
    return (_fit(identity), repairs) if identity else (None, [])


def _blocks(headers: Sequence[_Element], repairs: list[str]) -> list[_Element]:
    """The header blocks that name an identity."""
    found = [block for block in headers if local(block.tag).casefold() == NAME.casefold()]
    if not found:
        found = [block for block in headers if _nearly(local(block.tag).casefold())]
        repairs += [OTHER_NAME.name] if found else []
    elif any(local(block.tag) != NAME for block in found):
        repairs.append(OTHER_CASE.name)
    if any("/Cs/" not in block.tag for block in found):
        repairs.append(OTHER_NAMESPACE.name)
    return found


def _nearly(name: str) -> bool:
    return name in _NAMES or one_edit_apart(name, NAME.casefold())


def _agreed(blocks: Sequence[_Element], repairs: list[str]) -> str:
    """The one text of all blocks that have any; empty where none has."""
    texts = ["".join(map(str, block.itertext())) for block in blocks]
    identities = {text for text in map(stripped, texts) if text}
    if len(identities) > 1:
        raise ServiceFault(f"the header {NAME} came more than once, with different identities")
    identity = identities.pop() if identities else ""
    if identity and identity not in texts:
        repairs.append(WHITE_SPACE.name)
    return identity


def _fit(identity: str) -> str:
    if len(identity) > LONGEST:
        raise ServiceFault(f"an identity of more than {LONGEST} characters")
    if not identity.isprintable():  # it would deceive who reads a log line, and nobody could type it to accept it
        raise ServiceFault("an identity with characters that cannot be shown")
    return identity
