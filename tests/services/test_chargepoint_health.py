"""ChargePointService: GetHealth, ListProblems, PostReview, ListReviews (MT-CHP-07, MT-CHP-08, MT-CHP-10)."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from motown.domain import commands
from motown.domain.access import Constraint
from tests.harness import START
from tests.services.calling import Party, refusal
from tests.services.stations import grouped, station

SOAP = pytest.mark.parametrize("soap", ["1.2", "1.1"])
HOUR = 3600
FIRST = datetime(1, 1, 1, tzinfo=UTC)


@pytest.fixture
def cso(server):
    return Party(server, "stroom", "CSO", own=("*",))


def health(party, charge_point_id="EV-1", **when):
    return party("chargepoint", "GetHealth", chargePointId=charge_point_id, **when).health


def problems(party, **which):
    return [(one.chargePointId, one.finding.code) for one in party("chargepoint", "ListProblems", **which).problem]


def review(party, stars=4, charge_point_id="EV-1", request="review", **more):
    return party("chargepoint", "PostReview", requestId=request, chargePointId=charge_point_id, stars=stars, **more)


def reviews(party, **which):
    return party("chargepoint", "ListReviews", **which).review


def own_tag(server, party_id):
    """The idTag TAG is that party's from now on."""
    server.execute(commands.RemoveIdTag(id_tag="TAG", key="tag"), commands.PutIdTag(
        id_tag="TAG", key="tag", party_id=party_id))


# -- health

@SOAP
def test_how_it_did(server, soap):
    cso = Party(server, "stroom", "CSO", own=("EV-1",), soap=soap)
    ev = station(server, "EV-1", "Available")
    server.clock.advance(60)
    ev.status("Faulted", 1, "GroundFailure", vendorErrorCode="E17")
    number = ev.start().transactionId
    ev.stop(number)
    server.clock.advance(HOUR)
    ev.heartbeat()
    heard = server.now
    server.clock.advance(1)
    messages = server.head()
    answer = cso("chargepoint", "GetHealth", chargePointId="EV-1")
    told = answer.health
    assert answer.asOfPosition == server.head()
    assert (told.since, told.until) == (server.now - timedelta(days=1), server.now)
    assert 0 < told.onlinePercent < 100
    period, = told.offlinePeriod
    assert (period.since, period.until) == (START + timedelta(seconds=60), heard)
    assert (told.lastBootAt, told.bootCount, told.lastHeartbeatAt) == (START, 1, heard)
    error, = told.statusErrorCount
    assert (error.errorCode, error.vendorErrorCode, error.count) == ("GroundFailure", "E17", 1)
    fault, = told.openFault
    assert (fault.connectorId, fault.errorCode, fault.since) == (1, "GroundFailure", START + timedelta(seconds=60))
    assert (told.transaction.count, told.transaction.withoutMeter) == (1, 1)
    assert (told.command.sent, told.malformedCount) == (0, 0)
    finding = next(one for one in told.finding if one.code == "FaultOpen")
    assert (finding.severity, finding.connectorId) == ("Critical", 1)
    assert finding.eventId
    assert server.head() == messages


def test_a_clock_that_is_ahead(server, cso):
    ev = station(server, "EV-1")
    ev.status("Available", 1, timestamp=server.now + timedelta(minutes=4))
    server.clock.advance(1)
    assert health(cso).clockOffsetMs == 240_000
    assert health(cso).onlinePercent == Decimal(100)


def test_a_stretch_of_time(server, cso):
    ev = station(server, "EV-1")
    server.clock.advance(HOUR)
    ev.boot()
    server.clock.advance(1)
    late = START + timedelta(minutes=30)
    assert health(cso, since=START - timedelta(1), until=late).bootCount == 1
    assert health(cso, since=late).bootCount == 1
    assert health(cso).bootCount == 2
    assert health(cso, until=server.now + timedelta(days=9)).until == server.now
    for since, until in ((server.now, server.now), (server.now, START), (server.now + timedelta(1), None)):
        with refusal("InvalidRequest", "since"):
            health(cso, since=since, until=until)


@pytest.mark.parametrize("role", ["EMP", "SUPPLIER", "DSO", "VEHICLE", "DEVELOPER", "ADMIN"])
def test_who_may_not_look_into_it(server, role):
    party = Party(server, "acme", role, own=("*",))
    for ask in (lambda: health(party), lambda: problems(party)):
        with refusal("NotPermitted") as refused:
            ask()
        assert refused.fault.grantHint == "R-RAW"


def test_a_site_looks_into_its_own(server):
    server.accept("EV-2", "EV-3")
    party = Party(server, "acme", "SITE", own=("EV-1", "EV-2"))
    health(party)
    for name in ("EV-3", "EV-9"):
        with refusal("NotFound"):
            health(party, name)
    server.execute(commands.RejectChargePoint(charge_point_id="EV-2"))
    with refusal("NotFound"):
        health(party, "EV-2")
    party.grant("R-STATUS", "EV-3")
    with refusal("NotPermitted"):
        health(party, "EV-3")


# -- problems

@pytest.fixture
def troubled(server):
    """EV-1 is Faulted, EV-2 has reported an error, EV-3 both."""
    station(server, "EV-1").status("Faulted", 1, "GroundFailure")
    server.clock.advance(1)
    station(server, "EV-2").status("Available", 1, "WeakSignal")
    server.clock.advance(1)
    third = station(server, "EV-3")
    third.status("Faulted", 2, "GroundFailure")
    server.clock.advance(1)
    third.status("Available", 1, "WeakSignal")
    return server


FAULT = "FaultOpen"


@SOAP
def test_the_worst_first(troubled, soap):
    cso = Party(troubled, "stroom", "CSO", own=("*",), soap=soap)
    answer = cso("chargepoint", "ListProblems")
    assert [(one.chargePointId, one.finding.severity, one.finding.connectorId) for one in answer.problem] == [
        ("EV-1", "Critical", 1), ("EV-3", "Critical", 2), ("EV-2", "Warning", 1), ("EV-3", "Warning", 1)]
    assert answer.pageInfo.asOfPosition == troubled.head()
    assert problems(cso, code=["Offline"]) == problems(cso, code=["Unheard"]) == []
    assert len(problems(cso, code=[FAULT, "Offline"])) == 4


def test_problems_of_some(troubled, cso):
    grouped(troubled, "north", "EV-2", "EV-3")
    assert problems(cso, target=[{"kind": "ChargePoint", "id": "EV-1"}]) == [("EV-1", FAULT)]
    assert problems(cso, target=[{"kind": "Group", "id": "north"}]) == [
        ("EV-3", FAULT), ("EV-2", FAULT), ("EV-3", FAULT)]
    assert problems(cso, target=[{"kind": "Street", "id": "x"}]) == []
    assert problems(Party(troubled, "acme", "SITE", own=("EV-2",))) == [("EV-2", FAULT)]
    assert problems(Party(troubled, "other", "SITE")) == []


def test_pages_of_problems(troubled, cso):
    found, cursor = [], None
    while True:
        answer = cso("chargepoint", "ListProblems", page={"limit": 1, "cursor": cursor})
        found += [(one.chargePointId, one.finding.connectorId) for one in answer.problem]
        if (cursor := answer.pageInfo.nextCursor) is None:
            break
        if len(found) == 1:  # what is over is not told any more, what is new and comes before is for the next reading
            station(troubled, "EV-2").status("Available", 1)
    assert found == [("EV-1", 1), ("EV-3", 2), ("EV-3", 1)]


# -- reviews

@SOAP
def test_what_drivers_say(server, soap):
    emp = Party(server, "nordlicht", "EMP", own=("EV-1",), soap=soap)
    first = review(emp, 5, text="A fine place", author="Ann")
    assert (first.duplicate, first.verifiedSession, first.position) == (False, False, server.head())
    again = review(emp, 5, text="A fine place", author="Ann")
    assert (again.duplicate, again.reviewId, again.position) == (True, first.reviewId, first.position)
    one, = reviews(emp)
    assert (one.reviewId, one.chargePointId, one.stars, one.text, one.author, one.verifiedSession, one.postedAt) == (
        first.reviewId, "EV-1", 5, "A fine place", "Ann", False, server.now)


def test_a_review_of_a_real_session(server, ev):
    server.accept("EV-2")
    emp = Party(server, "nordlicht", "EMP", own=("*",))
    other = Party(server, "suedwind", "EMP", own=("*",))
    own_tag(server, "nordlicht")
    number = str(ev.start().transactionId)
    assert not review(other, transactionId=number).verifiedSession
    assert not review(emp, charge_point_id="EV-2", request="elsewhere", transactionId=number).verifiedSession
    for nonsense in ("999", "abc", "-1", "9" * 30):
        assert not review(emp, request=nonsense, transactionId=nonsense).verifiedSession
    assert review(emp, request="mine", transactionId=number).verifiedSession
    assert not review(emp, request="again", transactionId=number).verifiedSession
    assert sum(one.verifiedSession for one in reviews(emp)) == 1


@pytest.mark.parametrize("stars", [0, 6, -1])
def test_stars(server, stars):
    with refusal("InvalidRequest", "stars"):
        review(Party(server, "acme", "DEVELOPER", own=("EV-1",)), stars)


@pytest.mark.parametrize(("role", "may"), [("EMP", True), ("VEHICLE", True), ("DEVELOPER", True), ("CSO", False),
                                           ("SUPPLIER", False), ("DSO", False), ("SITE", False), ("ADMIN", False)])
def test_who_may_review(server, role, may):
    server.accept("EV-2")
    party = Party(server, "acme", role, own=("EV-1",))
    if may:
        review(party)
        for name in ("EV-2", "EV-9"):
            with refusal("NotFound"):
                review(party, charge_point_id=name, request=name)
    else:
        with refusal("NotPermitted") as refused:
            review(party)
        assert refused.fault.grantHint == "REVIEW"


def test_which_reviews_are_told(server):
    server.accept("EV-2", "EV-3")
    driver = Party(server, "acme", "DEVELOPER", own=("EV-1", "EV-2"))
    everybody = Party(server, "root", "DEVELOPER", own=("*",))
    for number, name in enumerate(("EV-1", "EV-3", "EV-2", "EV-1")):
        review(everybody, charge_point_id=name, request=str(number), text=str(number))
    assert [one.text for one in reviews(driver)] == ["0", "2", "3"]
    assert [one.text for one in reviews(driver, chargePointId="EV-1")] == ["0", "3"]
    assert reviews(driver, chargePointId="EV-3") == reviews(driver, chargePointId="EV-9") == []
    before = server.head()
    review(everybody, request="late", text="late")
    server.execute(commands.HideReview(review_id=int(reviews(driver)[0].reviewId), reason="rude"))
    assert [one.text for one in reviews(driver, changedAfterPosition=before)] == ["late"]
    assert [one.text for one in reviews(driver)] == ["2", "3", "late"]
    first = driver("chargepoint", "ListReviews", page={"limit": 2})
    rest = driver("chargepoint", "ListReviews", page={"limit": 2, "cursor": first.pageInfo.nextCursor})
    assert [one.text for one in (*first.review, *rest.review)] == ["2", "3", "late"]
    server.execute(commands.RejectChargePoint(charge_point_id="EV-1"))
    assert [one.text for one in reviews(driver)] == ["2"]


def test_a_driver_with_a_grant_for_its_id_tag_reviews_its_session(server, ev):
    server.put_tag("OTHER")
    app = Party(server, "app", "ADDON")
    for access_class in ("R-STATUS", "R-USAGE", "REVIEW"):
        app.grant(access_class, "EV-1", constraints=(Constraint("idTag", "TAG"),))
    own, other = (str(ev.start(tag, connectorId=number).transactionId) for number, tag in ((1, "TAG"), (2, "OTHER")))
    for number in (None, other):
        with refusal("NotPermitted"):
            review(app, transactionId=number)
    assert review(app, transactionId=own).verifiedSession


@pytest.mark.parametrize(("since", "until", "fits"), [
    (FIRST, None, True), (FIRST, datetime(9999, 12, 31, tzinfo=UTC), True), (None, FIRST + timedelta(1), True),
    (None, FIRST, False)])
def test_times_that_are_far_away(cso, since, until, fits):
    if fits:
        assert health(cso, since=since, until=until).bootCount == 0
    else:
        with refusal("InvalidRequest", "since"):
            health(cso, since=since, until=until)
