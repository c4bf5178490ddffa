"""Events of add-ons: in the list of types as soon as they are declared, told to who has the class that they say."""

from datetime import datetime
from decimal import Decimal
from typing import ClassVar

import msgspec
import pytest
import sqlalchemy as sa

from motown.domain.access import Constraint
from motown.domain.events import EVENT_TYPES, Event
from motown.store.records import Unit
from tests.harness import START
from tests.services.calling import Anybody, Party
from tests.services.charging import named, one_of, read, types


class Line(msgspec.Struct, frozen=True, rename="camel"):
    """A line on a display."""

    words: str
    """What it says."""
    height_mm: Decimal | None = None


class Shown(Event, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """A charge point shows something to
    its driver.

    Until it shows something else.
    """

    TYPE: ClassVar[str] = "addon.acme.Shown"
    ACCESS_CLASS: ClassVar[str] = "R-STATUS"

    charge_point_id: str
    """Where; stands in the envelope."""
    lines: tuple[Line, ...] = ()
    id_tag: str | None = None
    """To whom."""
    until: datetime | None = None
    more: dict[str, str] = msgspec.field(default_factory=dict)
    numbers: tuple[int, ...] = ()


class Kept(Event, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """Something that nobody has said who may see it."""

    TYPE: ClassVar[str] = "addon.acme.Kept"

    charge_point_id: str
    words: str


@pytest.fixture
def acme(server, monkeypatch):
    """What declares and records them."""
    for kind in (Shown, Kept):
        monkeypatch.setitem(EVENT_TYPES, kind.TYPE, kind)

    def record(*events):
        server.store.run(Unit(frozenset(), lambda session: [session.record(one) for one in events],
                              add_on="acme")).value()

    return record


LINES = (Line(words="Hello"), Line(words="<you>", height_mm=Decimal("1.50")))


def test_they_are_listed_with_what_they_say(server, acme):
    listed = {one.type: one for one in Anybody(server)("eventstore", "ListEventTypes").eventType}
    shown = listed["addon.acme.Shown"]
    assert (shown.category, shown.accessClass, shown.source) == ("Domain", "R-STATUS", "acme")
    assert shown.description == "A charge point shows something to its driver."
    assert [(one.name, one.type, bool(one.many), one.description or "", one.accessClass)
            for one in shown.attribute] == [
        ("lines.N.words", "string", False, "What it says.", None), ("lines.N.heightMm", "decimal", False, "", None),
        ("idTag", "string", False, "To whom.", "R-IDENT"), ("until", "dateTime", False, "", None),
        ("more.*", "string", True, "", None), ("numbers", "integer", True, "", None)]
    assert listed["addon.acme.Kept"].accessClass == "R-RAW"


def test_they_are_gone_with_their_add_on(server, acme, monkeypatch):
    monkeypatch.delitem(EVENT_TYPES, Shown.TYPE)
    assert Shown.TYPE not in {one.type for one in Anybody(server)("eventstore", "ListEventTypes").eventType}


def test_they_are_told_like_others(server, acme):
    acme(Shown(charge_point_id="EV-1", lines=LINES, id_tag="TAG", until=START, more={"a": "b"}, numbers=(1, 2)))
    event = one_of(read(Party(server, "nordlicht", "CSO", own=("EV-1",))), Shown.TYPE)
    assert (event.chargePointId, event.addOn, event.streamId) == ("EV-1", "acme", "cp:EV-1")
    assert [(one.name, one.value) for one in event.attribute] == [
        ("lines.1.words", "Hello"), ("lines.2.words", "<you>"), ("lines.2.heightMm", "1.50"), ("idTag", "TAG"),
        ("until", "2026-03-01T12:00:00Z"), ("more.a", "b"), ("numbers", "1"), ("numbers", "2")]


def test_who_sees_them(server, acme):
    acme(Shown(charge_point_id="EV-1", id_tag="TAG"), Kept(charge_point_id="EV-1", words="x"))
    app = Party(server, "app", "SUPPLIER", own=("EV-1",))
    found = read(app)
    assert {one for one in types(found) if one.startswith("addon.")} == {Shown.TYPE}
    assert named(one_of(found, Shown.TYPE))["idTag"].startswith("~")
    app.grant("R-RAW", "EV-1")
    assert {Shown.TYPE, Kept.TYPE} <= types(read(app))


def test_what_an_add_on_left_behind_is_seen_with_raw_only_and_whole(server, acme, monkeypatch):
    acme(Shown(charge_point_id="EV-1", lines=LINES, id_tag="TAG"))
    monkeypatch.delitem(EVENT_TYPES, Shown.TYPE)
    assert Shown.TYPE not in types(read(Party(server, "app", "DEVELOPER", own=("EV-1",))))
    event = one_of(read(Party(server, "nordlicht", "CSO", own=("EV-1",))), Shown.TYPE)
    assert named(event) == {"lines.1.words": "Hello", "lines.2.words": "<you>", "lines.2.heightMm": "1.50",
                            "idTag": "TAG"}


def test_an_event_that_is_not_what_its_type_says_keeps_nobody_from_the_others(server, acme, caplog):
    acme(Shown(charge_point_id="EV-1", lines=LINES, id_tag="TAG"), Kept(charge_point_id="EV-1", words="x"))
    broken = msgspec.json.encode({"chargePointId": "EV-1", "lines": ["no line"], "idTag": 7}).decode()
    with server.store._aside.begin() as connection:
        connection.execute(sa.text("UPDATE event SET body = :body WHERE type = :type"),
                           {"body": broken, "type": Shown.TYPE})
    found = read(Party(server, "nordlicht", "CSO", own=("EV-1",)))
    assert one_of(found, Shown.TYPE).attribute == []
    assert named(one_of(found, Kept.TYPE)) == {"words": "x"}
    assert "cannot be told" in caplog.text
    app = Party(server, "app", "DEVELOPER")
    app.grant("R-STATUS", "EV-1", constraints=(Constraint("idTag", "TAG"),))
    assert Shown.TYPE not in types(read(app))
