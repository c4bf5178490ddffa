"""Events as text and as mappings say the same, whatever is in them, and are valid by the published schema."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from motown.addon import Damaged, Recorded, StoredMessage
from motown.contracts import motown10_eventstore
from motown.domain.event_types import MESSAGES, Attribute, EventType
from motown.services.events import EventText, EventWriter, Shown
from motown.services.events.flattening import Manner, flattened
from motown.services.events.types import known
from motown.standard.tellable import tellable

CONTRACT = motown10_eventstore.contract
TAG = f"{{{CONTRACT.namespace}}}event"
ANSWER = CONTRACT.operations["ReadEvents"].output
PLACES = {"nextPosition": 1, "headPosition": 1, "oldestPosition": 1, "endOfStore": True}
TYPES = known()
TEXTS = EventText(CONTRACT, TAG)
MANNER = Manner(None, with_raw=True)

texts = st.text(max_size=12) | st.sampled_from(["a<b&c>\"'", "\0\x1f", "\r\n\t", "\ufffe", " "])
names = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=20)
times = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001
VALUES = {
    "string": texts, "integer": st.integers(-2**40, 2**40), "boolean": st.booleans(),
    "decimal": st.decimals(-10**6, 10**6, places=4).map(str) | st.floats(-180, 180) | st.sampled_from(["1E+3", "1e-7"]),
    "dateTime": times.map(lambda at: at.isoformat().replace("+00:00", "Z"))}


class Sight:
    """What an EventWriter wants of one."""

    party_id, types = "app", TYPES

    @staticmethod
    def pseudonym(id_tag):
        return "~" + sha256(id_tag.encode("utf-8", "surrogatepass")).hexdigest()[:19]


WRITER = EventWriter(Sight())


@st.composite
def bodies(draw, kind):
    """A body of a type, with any of its attributes."""
    body = {}
    for one in kind.attributes:
        if draw(st.booleans()):
            place(draw, body, one.name.split("."), one)
    return body


def place(draw, body, path, one):
    first, *rest = path
    if rest == ["*"]:
        body[first] = draw(st.dictionaries(names, texts | st.lists(texts, max_size=2) | st.dictionaries(
            st.sampled_from(["idTag", "other"]), texts, max_size=2), max_size=3))
    elif rest:
        for inner in body.setdefault(first, [{}, {}] if first != "info" else [{}]):
            place(draw, inner, rest[1:], one)
    else:
        values = VALUES[one.kind]
        body[first] = draw(st.lists(values, max_size=3)) if one.many else draw(values)


@st.composite
def events(draw):
    name = draw(st.sampled_from(sorted(TYPES)))
    kind = TYPES[name]
    is_message = name == MESSAGES
    maybe = st.none() | names
    return Recorded(
        "store", draw(st.integers(1, 2**60)), draw(texts), draw(st.integers(1, 2**60)),
        draw(st.sampled_from(["ocpp.Heartbeat.Request", "ocpp.Unknown.Timeout"])) if is_message else name,
        1, kind.category, draw(times), draw(st.none() | times), draw(maybe),
        draw(st.none() | st.integers(0, 2**31 - 1)),
        draw(st.none() | st.integers(1, 2**60)), draw(maybe), draw(names), draw(st.none() | st.integers(1, 2**60)),
        draw(maybe), draw(maybe), msgspec.json.encode(draw(bodies(kind))).decode())


@st.composite
def payloads(draw, one):
    stored = StoredMessage(one.position, "", "", None, None, None, draw(st.none() | texts), None, None, 0,
                           bytes(32), draw(st.binary(max_size=20)))
    return {} if one.category == "Domain" else {one.position: draw(st.sampled_from([stored, Damaged("gone")]))}


def valid(text):
    tree = etree.fromstring(text)
    CONTRACT.validate(tree)
    return CONTRACT.decode(tree).event


@given(st.data())
@settings(max_examples=80, deadline=None)
def test_both_ways_say_the_same(data):
    shown, stored = [], {}
    for one in data.draw(st.lists(events(), max_size=3, unique_by=lambda one: one.position)):
        shown.append(Shown(one, data.draw(st.booleans()), data.draw(st.booleans())))
        stored |= data.draw(payloads(one))
    written = CONTRACT.encode_valid(ANSWER, {"event": TEXTS.written(shown, WRITER, stored), **PLACES})
    mapped = CONTRACT.encode_valid(ANSWER, {"event": [tellable(WRITER.told(one, stored)) for one in shown], **PLACES})
    assert valid(written) == valid(mapped)


# -- attributes


def flat(attributes, body, manner=MANNER):
    return flattened(EventType("x", "Domain", "R-RAW", attributes=tuple(attributes)), body, manner)


def test_structures_are_named_by_their_place():
    attributes = [Attribute("at", "dateTime"), Attribute("samples.N.value", "string"),
                  Attribute("samples.N.normalised", "decimal"), Attribute("info.N.place.N.latitude", "decimal")]
    assert flat(attributes, {
        "at": "2026-01-01T00:00:00Z", "samples": [{"value": "1"}, {"normalised": "1.5E+3", "value": "2"}],
        "info": {"place": {"latitude": 1e-7}}}) == [
        ("at", "2026-01-01T00:00:00Z"), ("samples.1.value", "1"), ("samples.2.value", "2"),
        ("samples.2.normalised", "1500"), ("info.place.latitude", "0.0000001")]


def test_a_list_of_values_is_an_attribute_each_and_what_is_not_told_of_is_left_out():
    assert flat([Attribute("roles", "string", many=True), Attribute("enabled", "boolean")], {
        "roles": ["CSO", "EMP"], "enabled": False, "party": "x", "strange": 1, "none": None}) == [
        ("roles", "CSO"), ("roles", "EMP"), ("enabled", "false")]


def test_fields_of_any_name():
    assert flat([Attribute("parameters.*", "string", many=True)], {"parameters": {
        "connectorId": 1, "key": ["a", "b"], "list": [{"idTag": "T"}, {"idTag": "U"}], "none": None, "flag": True,
        "x" * 300: 1.5}}) == [
        ("parameters.connectorId", "1"), ("parameters.flag", "true"), ("parameters.key", "a"), ("parameters.key", "b"),
        ("parameters.list.1.idTag", "T"), ("parameters.list.2.idTag", "U"),
        (("parameters." + "x" * 300)[:255], "1.5")]


def test_what_is_hidden():
    attributes = [Attribute("idTag", "string", access="R-IDENT"), Attribute("partyId", "string", access="R-IDENT"),
                  Attribute("key", "string", access="never"), Attribute("address", "string", access="R-RAW"),
                  Attribute("parameters.*", "string")]
    body = {"idTag": "T", "partyId": "sonne", "key": "t", "address": "x", "parameters": {"parentIdTag": "P", "a": "b"}}
    assert flat(attributes, body) == [("idTag", "T"), ("partyId", "sonne"), ("address", "x"),
                                      ("parameters.a", "b"), ("parameters.parentIdTag", "P")]
    assert flat(attributes, body, Manner(lambda tag: f"~{tag}", with_raw=False)) == [
        ("idTag", "~T"), ("parameters.a", "b"), ("parameters.parentIdTag", "~P")]


@given(st.data())
@settings(max_examples=30, deadline=None)
def test_the_order_is_that_of_the_table_however_a_database_keeps_a_body(data):
    kind = TYPES[data.draw(st.sampled_from(sorted(TYPES)))]
    body = data.draw(bodies(kind))
    assert flattened(kind, shuffled(body), MANNER) == flattened(kind, body, MANNER)


def shuffled(value):
    """The same with the fields of every structure in another order."""
    if isinstance(value, dict):
        return {name: shuffled(value[name]) for name in sorted(value, key=lambda name: (len(name), name), reverse=True)}
    return [shuffled(one) for one in value] if isinstance(value, list) else value


def test_a_type_of_which_nothing_is_told_says_all_but_its_envelope():
    assert flat([], {"chargePointId": "EV-1", "party": "x", "count": 1, "inner": {"a": [1, 2]}}) == [
        ("count", "1"), ("inner.a", "1"), ("inner.a", "2")]


def test_times_of_the_page_are_those_of_each_event():
    first = datetime(2026, 1, 1, tzinfo=UTC)
    found = [Recorded("s", number, "cp:x", 1, "motown.Heartbeat", 1, "Domain", first + timedelta(seconds=number // 2),
                      None, None, None, None, None, "s-1", None, None, None, "{}") for number in range(1, 5)]
    written = TEXTS.written([Shown(one, True, True) for one in found], WRITER, {})
    told = valid(CONTRACT.encode_valid(ANSWER, {"event": written, **PLACES}))
    assert [one.recordedAt for one in told] == [one.recorded_at for one in found]
