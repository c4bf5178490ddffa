"""Reading page by page, whatever the filter, the limit and the reader: all that it may see, once, in order."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motown.domain import commands
from tests.fixtures import both_stores
from tests.services.calling import Party
from tests.services.charging import charged
from tests.services.test_event_sight import put_tokens

LIMITS = st.integers(1, 40)
TARGETS = st.sampled_from([
    {"kind": "ChargePoint", "id": "EV-1"}, {"kind": "ChargePoint", "id": "EV-2"}, {"kind": "ChargePoint", "id": "x"},
    {"kind": "Connector", "id": "EV-3", "connectorId": 1}, {"kind": "Site", "id": "NORTH"}, {"kind": "All"}])
FILTERS = st.fixed_dictionaries({}, optional={
    "target": st.lists(TARGETS, min_size=1, max_size=3),
    "typePrefix": st.lists(st.sampled_from(["motown.", "motown.Status", "ocpp.", "ocpp.Heartbeat.", "", "x"]),
                           min_size=1, max_size=2),
    "category": st.sampled_from(["Message", "Domain", "Rumour"]),
    "transactionId": st.sampled_from(["1", "2", "3", "99"])})
ROLES = {"all": ("CSO", ("*",)), "one": ("CSO", ("EV-2",)), "app": ("DEVELOPER", ("EV-1", "EV-3")),
         "sonne": ("EMP", ("EV-1",)), "none": ("SITE", ())}


@pytest.fixture
def readers(server, monkeypatch):
    """Readers of a log with some sessions; pages look at few events, so that there are many."""
    monkeypatch.setattr("motown.services.events.reading.STEP", 7)
    monkeypatch.setattr("motown.services.events.reading.EXAMINED", 14)
    made = {name: Party(server, name, role, own=own) for name, (role, own) in ROLES.items()}
    put_tokens(made["sonne"], "HERS")
    server.accept("EV-2")
    server.execute(commands.PutGroup(group_id="NORTH", kind="Site", charge_point_ids=("EV-2",), revision=1))
    for identity, tag in (("EV-1", "TAG"), ("EV-2", "HERS"), ("EV-3", "TAG")):
        charged(server, identity, tag)
    return made


def pages(party, after, **which):
    """All pages up to the end, and the places that they led to."""
    found, places = [], []
    while True:
        answer = party("eventstore", "ReadEvents", afterPosition=after, **which)
        found.append(answer)
        places.append(answer.nextPosition)
        if answer.endOfStore:
            return [one for each in found for one in each.event], places, found
        assert answer.nextPosition != after, "it goes on"
        after = answer.nextPosition


@both_stores
@given(reader=st.sampled_from(sorted(ROLES)), limit=LIMITS, wanted=FILTERS)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_forward_and_backward_are_the_same_whatever_is_asked(server, readers, reader, limit, wanted):
    party = readers[reader]
    forward, places, answers = pages(party, 0, limit=limit, filter=wanted)
    assert places == sorted(places)
    assert places[-1] == server.head()
    assert all(len(one.event) <= limit for one in answers)
    at_once = party("eventstore", "ReadEvents", afterPosition=0, limit=1000, filter=wanted)
    if at_once.endOfStore:
        assert forward == at_once.event
    assert [one.position for one in forward] == sorted({one.position for one in forward})
    backward, places, _ = pages(party, server.head() + 1, limit=limit, filter=wanted, direction="Backward")
    assert backward == forward[::-1]
    assert places == sorted(places, reverse=True)


@given(reader=st.sampled_from(sorted(ROLES)), place=st.integers(0, 60))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_place_divides_the_log(server, readers, reader, place):
    party, place = readers[reader], min(place, server.head())
    everything, *_ = pages(party, 0, limit=5)
    behind, *_ = pages(party, place, limit=3)
    before, *_ = pages(party, place + 1, limit=4, direction="Backward")
    assert before[::-1] + behind == everything
