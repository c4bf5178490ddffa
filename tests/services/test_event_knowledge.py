"""What is remembered of whose things are: looked up together, forgotten when it may have changed."""

from types import SimpleNamespace

import pytest
from twisted.internet.defer import Deferred

from motown.addon import Recorded
from motown.services.events import knowledge as module
from motown.services.events.knowledge import UNKNOWN, Knowledge, Wanted
from motown.store.owners import Charged, Owned
from tests.harness import START, outcome


class Registry:
    """A door whose look-ups are answered when a test says so."""

    def __init__(self):
        self.asked, self.secrets = [], [b"one"]
        self.backstage = SimpleNamespace(secret=lambda: self.secrets[-1])

    def heed(self, heed):
        self.told = heed

    def read(self, _query, *what):
        self.asked.append((*map(set, what), Deferred()))
        return self.asked[-1][-1]

    def answer(self, as_of=0, **found):
        empty = {"issuers": {}, "transactions": {}, "reservations": {}, "owners": {}}
        self.asked[-1][-1].callback(Owned(as_of, **{**empty, **found}))


@pytest.fixture
def registry():
    return Registry()


@pytest.fixture
def known(registry):
    return Knowledge(registry).fresh()


def wanted(commands=(), transactions=(), reservations=(), tags=()):
    made = Wanted()
    for mine, some in zip(vars(made).values(), (commands, transactions, reservations, tags), strict=True):
        mine |= set(some)
    return made


def event(position, type_):
    return Recorded("s", position, "cp:x", 1, type_, 1, "Domain", START, None, None, None, None, None, "s-1", None,
                    None, None, "{}")


def test_what_was_looked_up_is_known_and_what_is_not_there_is_nobody_s(registry, known):
    answer = known.look_up(wanted(["c"], [1, 2], [5], ["x"]))
    registry.answer(issuers={"c": "app"}, transactions={1: Charged("x", "sonne")}, reservations={5: "x"},
                    owners={"x": "sonne"})
    found = outcome(answer)
    assert (found.issuer("c"), found.transaction(1), found.reservation(5), found.owner("x")) == (
        "app", Charged("x", "sonne"), "x", "sonne")
    assert (found.issuer("other"), found.transaction(2), found.owner("none")) == (None, None, None)


def test_what_never_changes_is_remembered_the_rest_is_not(registry, known):
    known.look_up(wanted(["c"], [1], [5], ["x"]))
    registry.answer(issuers={"c": "app"}, transactions={1: Charged("x", "sonne")}, reservations={5: "x"},
                    owners={"x": "sonne"})
    assert (known.rough.issuer("c"), known.rough.transaction(1)) == ("app", Charged("x", "sonne"))
    assert known.rough.owner("x") is known.rough.reservation(5) is known.rough.issuer("other") is UNKNOWN
    assert known.live(0).owner("x") == "sonne"
    assert known.live(1) is known.rough, "the end of the log was not read so far"


def test_those_who_ask_meanwhile_are_answered_together(registry, known):
    first = known.look_up(wanted(["a"]))
    others = [known.look_up(wanted([name], tags=[name])) for name in ("b", "c")]
    assert len(registry.asked) == 1
    registry.answer(issuers={"a": "app"})
    assert outcome(first).issuer("a") == "app"
    assert [some for *some, _ in registry.asked[1:]] == [[{"b", "c"}, set(), set(), {"b", "c"}]]
    registry.answer(issuers={"b": "one", "c": "two"})
    assert [outcome(one).issuer(name) for one, name in zip(others, ("b", "c"), strict=True)] == ["one", "two"]


def test_a_store_that_cannot_be_read_is_told_and_asked_again_by_the_next(registry, known):
    first = known.look_up(wanted(["a"]))
    registry.asked[-1][-1].errback(OSError("gone"))
    with pytest.raises(OSError, match="gone"):
        outcome(first)
    again = known.look_up(wanted(["a"]))
    registry.answer(issuers={"a": "app"})
    assert outcome(again).issuer("a") == "app"


def test_who_hung_up_keeps_nobody_from_the_answer(registry, known):
    gone, there = known.look_up(wanted(["a"])), None
    there = known.look_up(wanted(["b"]))
    gone.addErrback(lambda _: None)
    gone.cancel()
    registry.answer(issuers={"a": "app"})
    registry.answer(issuers={"b": "app"})
    assert outcome(there).issuer("b") == "app"


@pytest.mark.parametrize("type_", ["motown.IdTagChanged", "motown.IdTagRemoved", "motown.TokensChanged"])
def test_id_tags_that_change_hands_are_not_believed_any_more(registry, known, type_):
    registry.told(0, [event(1, "motown.Heartbeat")], 1)
    known.look_up(wanted(tags=["x"]))
    registry.answer(1, owners={"x": "sonne"})
    assert known.live(1).owner("x") == "sonne"
    known.look_up(wanted(tags=["y"]))
    registry.told(1, [event(2, type_)], 2)
    assert known.live(2).owner("x") is UNKNOWN
    registry.answer(1, owners={"y": "sonne"})
    assert known.live(2).owner("y") is UNKNOWN, "it was looked up before the change"


@pytest.mark.parametrize("type_", ["motown.PartyChanged", "motown.GrantAdded", "motown.GrantRevoked",
                                   "motown.GroupChanged"])
def test_where_rights_have_changed_is_known(registry, known, type_):
    registry.told(0, [event(1, "motown.Heartbeat"), event(2, type_), event(3, "motown.Heartbeat")], 3)
    assert (known.place, known.rights_position) == (3, 2)


def test_where_nobody_has_looked_anything_may_have_changed(registry, known):
    registry.told(0, [event(1, "motown.Heartbeat")], 1)
    known.look_up(wanted(tags=["x"]))
    registry.answer(1, owners={"x": "sonne"})
    registry.told(50, [event(51, "motown.Heartbeat")], 51)
    assert (known.place, known.rights_position) == (51, 50)
    assert known.live(51).owner("x") is UNKNOWN


def test_nothing_is_believed_of_another_store(registry, known):
    known.look_up(wanted(["c"], [1]))
    registry.answer(issuers={"c": "app"}, transactions={1: Charged("x", None)})
    registry.secrets.append(b"two")
    assert known.fresh().rough.transaction(1) is UNKNOWN
    assert known.fresh() is known


def test_it_does_not_grow_without_end(registry, known, monkeypatch):
    monkeypatch.setattr(module, "MOST", 3)
    for number in range(10):
        known.look_up(wanted(transactions=[number]))
        registry.answer(transactions={number: Charged("x", None)})
    assert sum(known.rough.transaction(number) is not UNKNOWN for number in range(10)) <= 3
