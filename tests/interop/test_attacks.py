"""Attacks of the catalogues (reliability 1, 2): a proper answer, nothing carried out, nothing called, little memory."""

import gzip
import zlib
from collections.abc import Iterable
from typing import NamedTuple

import pytest

from motown.store.events import EventFilter
from tests.interop.attackers import VICTIM, grown, properly_refused
from tests.interop.server import Reply, Server
from tests.interop.soap import faulted, request, start_fields

MEGABYTE = 1024 * 1024
CASE_BYTES = 128 * MEGABYTE


class Attack(NamedTuple):
    """A body that must not be carried out."""

    why: str
    body: bytes
    content_type: str = "application/soap+xml; charset=utf-8"
    coding: str | None = None


def start(fields: str = "", headers: str = "", before: str = "", attributes: str = "") -> bytes:
    """A start of the victim with something in it that does not belong there."""
    message = request("StartTransaction", fields or start_fields(), identity=VICTIM, headers=headers).decode()
    message = message.replace("<s:Envelope ", f"{before}<s:Envelope {attributes}", 1)
    return message.encode()


def dtd(declarations: str, use: str = "TAG-1", external: str = "") -> bytes:
    return start(start_fields(tag=use), before=f"<!DOCTYPE s:Envelope {external} [{declarations}]>")


def having(attributes: Iterable[str]) -> str:
    return "<x {}/>".format(" ".join(f'{name}="u"' for name in attributes))


LAUGHS = "<!ENTITY a0 'ha'>" + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12))
TOO_MANY = 25_000
LONG = "n" * 100_000
ENTITIES = [
    Attack("a DTD and nothing else", dtd("")),
    Attack("billion laughs", dtd(LAUGHS, "&a11;")),
    Attack("quadratic blowup", dtd(f"<!ENTITY a '{'x' * 50_000}'>", "&a;" * 5_000)),
    Attack("a file", dtd('<!ENTITY a SYSTEM "file:///etc/passwd">', "&a;")),
    Attack("a device", dtd('<!ENTITY a SYSTEM "file:///dev/urandom">', "&a;")),
    Attack("behind a comment", start(before="<!-- --><?p?><!DOCTYPE s:Envelope []>")),
    Attack("in UTF-16", dtd("<!ENTITY a 'b'>", "&a;").decode().replace("UTF-8", "UTF-16").encode("utf-16"),
           "application/soap+xml"),
    Attack("in UTF-7", dtd("").replace(b'encoding="UTF-8"', b'encoding="UTF-7"').replace(b"<!DOC", b"+ADw-!DOC"),
           "application/soap+xml; charset=utf-7"),
]
SIZES = [
    Attack("300 kB of text", start(start_fields(tag="x" * 300_000))),
    Attack("1,500 levels in a header", start(headers="<x>" * 1_500 + "</x>" * 1_500)),
    Attack("20,000 levels, never closed", start(headers="<x>" * 20_000)),
    Attack("40 levels in the body", start(start_fields() + "<x>" * 40 + "</x>" * 40)),
    Attack("25,000 elements in a header", start(headers=f"<x>{'<y/>' * TOO_MANY}</x>")),
    Attack("25,000 headers", start(headers="<y/>" * TOO_MANY)),
    Attack("25,000 elements in the body", start(start_fields() + "<y/>" * TOO_MANY)),
    Attack("10,000 attributes", start(headers=having(f"a{n}" for n in range(10_000)))),
    Attack("10,000 namespaces", start(headers=having(f"xmlns:a{n}" for n in range(10_000)))),
    Attack("attributes whose names collide", start(headers=having(
        "".join(("Aa", "BB")[n >> bit & 1] for bit in range(11)) for n in range(2_000)))),
    Attack("a long element", start(headers=f"<{LONG}/>")),
    Attack("a long attribute", start(headers=f'<x {LONG}=""/>')),
    Attack("a long value", start(headers=f'<x y="{LONG}"/>')),
    Attack("a long prefix", start(headers=f'<{LONG}:x xmlns:{LONG}="u"/>')),
    Attack("a long namespace", start(headers=f'<x xmlns="{LONG}"/>')),
    Attack("a bomb in gzip", gzip.compress(b" " * 100 * MEGABYTE), coding="gzip"),
    Attack("a bomb in deflate", zlib.compress(b" " * 100 * MEGABYTE), coding="deflate"),
    Attack("a start behind a bomb", gzip.compress(b" " * 10 * MEGABYTE + start()), coding="gzip"),
    Attack("gzip in gzip", gzip.compress(gzip.compress(start())), coding="gzip, gzip"),
    Attack("a coding of nobody", start(), coding="br"),
    Attack("gzip that is none", start(), coding="gzip"),
    Attack("half a gzip", gzip.compress(start())[:-12], coding="gzip"),
]
FORMS = [
    Attack("two bodies", start().replace(b"</s:Envelope>", b"<s:Body/></s:Envelope>")),
    Attack("two headers", start().replace(b"<s:Body>", b"<s:Header/><s:Body>")),
    Attack("two identities", start(headers="<c:chargeBoxIdentity>OTHER</c:chargeBoxIdentity>")),
    Attack("signature wrapping", start().replace(b"<s:Body>", b"<s:Body><x>").replace(b"</s:Body>", b"</x></s:Body>")),
    Attack("a form", b"message=" + start(), "application/x-www-form-urlencoded"),
    Attack("a message as a form", start(), "application/x-www-form-urlencoded"),
    Attack("a form with parts", b'--b\r\nContent-Disposition: form-data; name="m"\r\n\r\n' + start() + b"\r\n--b--",
           "multipart/form-data; boundary=b"),
    Attack("a message as a form with parts", start(), "multipart/form-data; boundary=b"),
    Attack("attachments", b"--b\r\nContent-Type: application/xop+xml\r\n\r\n" + start() + b"\r\n--b--",
           'multipart/related; boundary=b; type="application/xop+xml"'),
]


@pytest.mark.parametrize("attack", [*ENTITIES, *SIZES, *FORMS], ids=lambda attack: attack.why)
def test_nothing_is_carried_out(target, attack):
    before = meanings(target)
    headers = {"Content_Encoding": attack.coding} if attack.coding else {}
    replies: list[Reply] = []
    assert grown(target, lambda: replies.append(
        target.post(attack.body, content_type=attack.content_type, **headers))) < CASE_BYTES
    properly_refused(replies[0])
    assert meanings(target) == before


def meanings(server: Server) -> list[str]:
    """What has happened to the victim so far."""
    return [event.type for event in server.events(matching=EventFilter(charge_point_ids=[VICTIM], category="Domain"))]


@pytest.mark.parametrize("declarations", [
    '<!ENTITY a SYSTEM "{url}">', '<!ENTITY % a SYSTEM "{url}"> %a;', '<!NOTATION n SYSTEM "{url}">'])
def test_no_entity_calls_anybody(target, canary, declarations):
    properly_refused(target.post(dtd(declarations.format(url=canary.url), "&a;")))
    properly_refused(target.post(dtd("", external=f'SYSTEM "{canary.url}"')))
    assert canary.callers == []


@pytest.mark.parametrize("inside", [
    {"headers": '<i:include xmlns:i="http://www.w3.org/2001/XInclude" href="{url}"/>'},
    {"attributes": 'xmlns:x="http://www.w3.org/2001/XMLSchema-instance" x:schemaLocation="urn:a {url}" '},
    {"before": '<?xml-stylesheet href="{url}"?>'},
    {"headers": '<x:Include xmlns:x="http://www.w3.org/2004/08/xop/include" href="{url}"/>'},
    *({"headers": f"<w:{name}><w:Address>{{url}}</w:Address></w:{name}>"} for name in ("ReplyTo", "FaultTo", "From")),
])
def test_no_place_in_a_message_calls_anybody(target, canary, inside):
    """Also where the message is a good one: it is answered here."""
    named = {name: text.format(url=canary.url) for name, text in inside.items()}
    assert target.post(start(**named)).status == 200
    properly_refused(target.post(start("<connectorId/>", **{**named, "headers": named.get("headers", "") * 2})))
    assert canary.callers == []


@pytest.mark.parametrize("name", ["ReplyTo", "FaultTo"])
def test_strict_refuses_an_answer_to_elsewhere(strict, canary, name):
    strict.accept([VICTIM])
    elsewhere = (f"<w:From><w:Address>http://10.0.0.1/</w:Address></w:From>"
                 f"<w:{name}><w:Address>{canary.url}</w:Address></w:{name}>")
    reply = strict.post(request("Heartbeat", identity=VICTIM, headers=elsewhere))
    assert faulted(reply).says == ("Sender", "InvalidAddressingHeader")
    assert b":OnlyAnonymousAddressSupported<" in reply.body


def test_an_action_of_another_operation_decides_nothing(target):
    before = len(meanings(target))
    reply = target.post(request("Heartbeat", identity=VICTIM), SOAPAction='"/StopTransaction"',
                        content_type='application/soap+xml; action="/StopTransaction"')
    assert b"heartbeatResponse" in reply.body
    assert meanings(target)[before:] == ["motown.Heartbeat"]


@pytest.mark.parametrize("version", ["1.2", "1.5"])
def test_both_versions_refuse_alike(target, version):
    for fields in ("<x/>" * TOO_MANY, "&a;", "<connectorId>" + "9" * 5000 + "</connectorId>"):
        properly_refused(target.post(request("StartTransaction", fields, identity=VICTIM, version=version)))

