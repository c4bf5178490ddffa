"""A command's way to a charge point and back, in a whole server whose network is the test's."""

import logging
from datetime import UTC, datetime

import pytest

from motown.addon import NoReply, NotReached, Offer
from motown.domain import commands
from motown.domain.errors import Kind, Refused
from motown.http import HttpAnswer
from motown.store import due
from tests.fixtures import both_versions
from tests.ocpp.charge_point.conftest import ADDRESS
from tests.ocpp.charge_point.test_answers import CP, SOAP12, envelope, soap_fault
from tests.speaking import ChargePoint
from tests.wire import in_turn

SOAP = "application/soap+xml; charset=utf-8"
SECRET = "geheim"


def answering(name, status="Accepted", version="1.5"):
    """What a charge point answers to an operation that has a status."""
    element = f"{name[0].lower()}{name[1:]}Response"
    return HttpAnswer(200, SOAP, (
        f'<s:Envelope xmlns:s="{SOAP12}" xmlns:p="{CP[version]}"><s:Body><p:{element}><p:status>{status}</p:status>'
        f"</p:{element}></s:Body></s:Envelope>").encode())


def of_command(server, command_id):
    """The events of a command's calls and life since the news were asked for last, as short words."""
    return [one.type.removeprefix("motown.") for one in server.news() if one.command_id == command_id]


@both_versions
def test_from_asked_to_answered(desk, version):
    desk.server.wire.serve(ADDRESS, lambda _: answering("ClearCache", version=version))
    asked = desk.ask("ClearCache")
    events = [one for one in desk.server.news() if one.command_id == asked]
    assert [one.type for one in events] == [
        "motown.CommandAccepted", "ocpp.ClearCache.Request", "motown.CommandSent", "ocpp.ClearCache.Response",
        "motown.CommandAnswered", "motown.CommandFinished"]
    assert len({one.correlation_id for one in events}) == 1
    row = desk.row(asked)
    assert (row.state, row.outcome, row.station_status, row.attempts) == ("Finished", "Succeeded", "Accepted", 1)


@both_versions
def test_the_bytes_that_are_kept_are_those_that_went_and_came(desk, version):
    answer = answering("ClearCache", version=version)
    desk.server.wire.serve(ADDRESS, lambda _: answer)
    asked = desk.ask("ClearCache")
    sent, received = (one for one in desk.server.log() if one.type.startswith("ocpp.ClearCache"))
    assert desk.server.bytes_of(sent) == desk.server.wire.asked[0].body
    assert desk.server.bytes_of(received) == answer.body
    told = sent.event
    assert (told.direction, told.protocol, told.message_id, told.remote_address) == (
        "ToChargePoint", f"ocpp{version}-soap", f"urn:uuid:{asked}", "198.51.100.7")
    assert told.content_type.startswith("application/soap+xml")
    told = received.event
    assert (told.direction, told.http_status, told.kind, told.command_id) == ("FromChargePoint", 200, "Response", asked)
    assert told.duration_ms >= 0


def test_what_is_durable_before_the_first_byte(desk):
    seen = []

    def answer(_asked):
        seen.extend(one.type for one in desk.server.news())
        return answering("ClearCache")

    desk.server.wire.serve(ADDRESS, answer)
    desk.ask("ClearCache")
    assert seen[-1] == "motown.CommandSent"


def test_a_fault(desk):
    desk.server.wire.serve(ADDRESS, lambda _: HttpAnswer(500, SOAP, envelope(
        soap_fault(subcode=">NotSupported", reason="not here")).encode()))
    asked = desk.ask("ClearCache")
    row = desk.row(asked)
    assert (row.outcome, row.reason) == (
        "NotSupported", "the charge point answered with the fault NotSupported: not here")
    assert "ocpp.ClearCache.Fault" in of_command(desk.server, asked)


# -- it cannot be reached

def test_nobody_has_said_where_it_is(make_desk):
    desk = make_desk(address=None)
    asked = desk.ask("ClearCache")
    assert "motown charge-points set-address EV-1 URL" in desk.row(asked).error
    assert desk.row(asked).state == "Queued"
    assert "set-address" in desk.server.charge_point("EV-1").call_error
    assert desk.server.wire.asked == []


@pytest.mark.parametrize(("pinned", "configured", "called"), [
    ("http://192.0.2.9/pinned", None, "http://192.0.2.9/pinned"),
    (None, "http://192.0.2.8/configured", ADDRESS)])
def test_an_operators_word_comes_first_then_its_own(make_desk, pinned, configured, called):
    desk = make_desk(addresses={"EV-1": configured} if configured else {})
    if pinned:
        desk.server.execute(commands.PinAddress(charge_point_id="EV-1", address=pinned))
    desk.server.wire.serve("http://", lambda _: answering("ClearCache"))
    desk.ask("ClearCache")
    assert [one.url for one in desk.server.wire.asked] == [called]


def test_where_it_says_nothing_the_settings_count(make_desk):
    desk = make_desk(address=None, addresses={"EV-1": "http://192.0.2.8/configured"})
    desk.server.wire.serve("http://", lambda _: answering("ClearCache"))
    desk.ask("ClearCache")
    assert [one.url for one in desk.server.wire.asked] == ["http://192.0.2.8/configured"]


def test_an_unreachable_one_is_tried_again_later_and_later(desk):
    desk.server.wire.serve(ADDRESS, NotReached("it refuses the connection: is it switched on?", "refused"))
    asked = desk.ask("Reset", type="Soft")
    attempts = []
    for _ in range(3):
        row = desk.row(asked)
        assert (row.state, row.error) == ("Queued", "it refuses the connection: is it switched on?")
        attempts.append((row.attempts, (row.retry_at - row.attempted_at).total_seconds()))
        desk.server.clock.advance(attempts[-1][1])
    assert [number for number, _ in attempts] == [1, 2, 3]
    for (_, seconds), usual in zip(attempts, (10, 20, 40), strict=True):
        assert 0.8 * usual <= seconds <= usual
    desk.server.wire.serve(ADDRESS, lambda _: answering("Reset"))
    desk.server.clock.advance(80)
    assert [one.body.count(f"urn:uuid:{asked}".encode()) for one in desk.server.wire.asked] == [1]
    assert desk.row(asked).station_status == "Accepted"


def test_of_an_unreachable_one_no_message_is_kept(desk):
    asked = desk.ask("ClearCache")
    assert of_command(desk.server, asked) == ["CommandAccepted", "CommandAttemptFailed"]


# -- no answer, or none that can be used

def test_no_answer_is_kept_as_such_and_what_does_no_harm_is_repeated(desk):
    desk.server.wire.serve(ADDRESS, in_turn(
        NoReply("no answer came within 30 s", "timeout", "198.51.100.7"), lambda _: answering("ClearCache")))
    asked = desk.ask("ClearCache")
    assert of_command(desk.server, asked) == [
        "CommandAccepted", "ocpp.ClearCache.Request", "CommandSent", "ocpp.ClearCache.Timeout", "CommandAttemptFailed"]
    timeout = next(one for one in desk.server.log() if one.type == "ocpp.ClearCache.Timeout")
    assert (timeout.event.reason, timeout.event.relates_to) == ("no answer came within 30 s", f"urn:uuid:{asked}")
    desk.server.clock.advance(10)
    assert desk.row(asked).outcome == "Succeeded"
    first, second = desk.server.wire.asked
    assert first.body == second.body


def test_what_may_do_harm_is_not_repeated(desk):
    desk.server.wire.serve(ADDRESS, NoReply("the connection was lost", "lost"))
    asked = desk.ask("Reset", type="Hard")
    desk.server.clock.advance(100)
    assert len(desk.server.wire.asked) == 1
    assert desk.row(asked).effect == "Awaited"


@pytest.mark.parametrize(("answer", "told"), [
    (HttpAnswer(200, "text/html", b"<html>Sign in</html>"), "proxy or sign-in page"),
    (HttpAnswer(404, "text/plain", b"nothing here"), "set-address"),
    (HttpAnswer(200, SOAP, b""), "answered nothing"),
    (answering("Reset"), "not what OCPP has for it"),
    (HttpAnswer(200, SOAP, envelope("<c:clearCacheResponse><c:status>Accepted</c:status></c:clearCacheResponse>",
                                    "<c:chargeBoxIdentity>EV-2</c:chargeBoxIdentity>").encode()), "EV-2")])
def test_an_answer_that_is_none(desk, answer, told):
    desk.server.wire.serve(ADDRESS, lambda _: answer)
    asked = desk.ask("ClearCache")
    assert told in desk.row(asked).error
    kept = next(one for one in desk.server.log() if one.type == "ocpp.ClearCache.Malformed")
    assert desk.server.bytes_of(kept) == answer.body
    assert told in kept.event.reason
    failed = next(one for one in desk.server.log() if one.type == "motown.CommandAttemptFailed")
    assert failed.event.kind == "bad-answer"


# -- it must not, or cannot, be sent

def test_a_command_that_was_called_off_meanwhile_is_not_sent(desk, monkeypatch):
    sent = []

    async def post(url, body, headers, *, credentials=None, connected=None):
        """Connects, and just then the command is cancelled."""
        asked = next(one.command_id for one in desk.server.log() if one.type == "motown.CommandAccepted")
        desk.server.execute(commands.CancelCommand(charge_point_id="EV-1", command_id=asked))
        await connected("198.51.100.7")
        sent.append(body)

    monkeypatch.setattr(desk.server.wire, "post", post)
    asked = desk.ask("ClearCache")
    assert sent == []
    assert desk.row(asked).outcome == "Cancelled"
    assert of_command(desk.server, asked) == ["CommandAccepted", "CommandCancelled"]


def test_what_no_schema_allows_fails_for_good(desk):
    """It was a charge point of OCPP 1.5 when it was asked."""
    desk.server.wire.serve(ADDRESS, NotReached("away", "timeout"))
    asked = desk.ask("GetLocalListVersion")
    ChargePoint(desk.server, version="1.2").heartbeat()
    desk.server.clock.advance(10)
    row = desk.row(asked)
    assert (row.state, row.outcome) == ("Finished", "Failed")
    assert row.reason == "no request of OCPP 1.2 can be made of it: OCPP 1.2 has no GetLocalListVersion"


def test_a_rejected_charge_point_is_not_called(desk):
    desk.server.wire.serve(ADDRESS, in_turn(NotReached("away", "timeout"), lambda _: answering("ClearCache")))
    asked = desk.ask("ClearCache")
    desk.server.execute(commands.RejectChargePoint(charge_point_id="EV-1"))
    desk.server.clock.advance(10)
    assert (desk.row(asked).outcome, desk.server.wire.asked) == ("Cancelled", [])


def test_a_server_that_died_waiting_does_not_know(desk):
    """As after ``kill -9``: the row says that it was sent, and nobody waits."""
    desk.server.wire.serve(ADDRESS, NotReached("away", "timeout"))
    asked = desk.ask("Reset", type="Hard")
    row = desk.server.read(due.get, asked)
    desk.server.execute(commands.MarkCommandSent(
        charge_point_id="EV-1", command_id=asked, attempt=row.attempt + 1, address=ADDRESS, message_id="urn:uuid:1",
        answer_by=desk.server.now))
    desk.server.clock.advance(1)
    assert desk.server.wire.asked == []
    assert desk.row(asked).error.startswith("the server stopped while it waited")
    assert desk.row(asked).effect == "Awaited"


def test_what_expires_while_the_connection_is_made_has_expired(desk, monkeypatch, caplog):
    """Nothing is sent, and nothing is left to be done."""
    post = desk.server.wire.post

    async def slowly(*request, **more):
        desk.server.clock.rightNow += 3600
        return await post(*request, **more)

    monkeypatch.setattr(desk.server.wire, "post", slowly)
    desk.server.wire.serve(ADDRESS, lambda _: answering("ClearCache"))
    asked = desk.ask("ClearCache")
    desk.server.clock.advance(0)
    row = desk.row(asked)
    assert (row.state, row.outcome, desk.server.wire.asked) == ("Expired", "Expired", [])
    assert desk.server.read(due.get, asked) is None
    assert [one.getMessage() for one in caplog.records if one.levelname == "ERROR"] == []


def test_what_could_not_be_sent_in_time_expires(desk):
    desk.server.wire.serve(ADDRESS, NotReached("away", "timeout"))
    asked = desk.ask("ClearCache")
    desk.server.clock.advance(3600)
    assert desk.row(asked).outcome == "Unreachable"


# -- settings

SHOWN = {"credentials": {"EV-1": {"user": "motown", "password": SECRET}}, "user": "common", "password": "other"}


def shown(desk):
    """The credentials of the last call."""
    desk.server.wire.serve("http://", lambda _: answering("ClearCache"))
    desk.ask("ClearCache")
    return desk.server.wire.asked[-1].credentials


def test_credentials_are_shown_where_an_operator_says_it_is_and_kept_nowhere(make_desk):
    desk = make_desk(calls=SHOWN)
    desk.server.execute(commands.PinAddress(charge_point_id="EV-1", address="http://192.0.2.9/"))
    assert shown(desk) == ("motown", SECRET)
    assert SECRET not in desk.log_text()


def test_the_common_ones_are_shown_to_others(make_desk):
    desk = make_desk(address=None, addresses={"EV-1": "http://192.0.2.8/"}, calls={"user": "common", "password": "x"})
    assert shown(desk) == ("common", "x")


@pytest.mark.parametrize("known", [
    None, commands.SetPassword(charge_point_id="EV-1", password_hash="x"),
    commands.SetCertificate(charge_point_id="EV-1", fingerprint="00"),
    commands.SetNetworks(charge_point_id="EV-1", networks=("192.0.2.0/24",))])
def test_no_stranger_can_have_them_shown_by_calling_himself_a_charge_point(make_desk, known):
    desk = make_desk(calls=SHOWN)
    if known is not None:
        desk.server.execute(known)
    assert shown(desk) == (None if known is None else ("motown", SECRET))


def test_our_own_address_is_told(make_desk):
    desk = make_desk(public_url="https://charging.example.org")
    desk.server.wire.serve(ADDRESS, lambda _: answering("ClearCache"))
    desk.ask("ClearCache")
    assert b"<wsa:Address>https://charging.example.org/ocpp</wsa:Address>" in desk.server.wire.asked[0].body


def test_headers_are_marked_where_the_settings_say_so(make_desk):
    desk = make_desk(calls={"must_understand": True})
    desk.server.wire.serve(ADDRESS, lambda _: answering("ClearCache"))
    desk.ask("ClearCache")
    assert desk.server.wire.asked[0].body.count(b'mustUnderstand="true"') == 4


def test_strict_mode_counts_for_answers_too(make_desk):
    desk = make_desk(mode="strict")
    desk.server.wire.serve(ADDRESS, lambda _: answering("ClearCache", "ACCEPTED"))
    assert "not what OCPP has for it" in desk.row(desk.ask("ClearCache")).error


# -- files

class Files:
    """A file server that keeps what it was asked for."""

    def __init__(self):
        self.asked, self.away = [], False

    def upload(self, command_id, charge_point_id, until, *, towards):
        if self.away:
            raise Refused("the file server is not running yet", Kind.UNAVAILABLE)
        assert until > datetime(2026, 3, 1, 13, tzinfo=UTC)
        self.asked.append(("upload", command_id, charge_point_id, towards))
        return Offer(f"ftp://u1:{SECRET}@files.example/", "ftp://u1:****@files.example/", None)

    def download(self, command_id, charge_point_id, name, until, *, towards):
        assert until > datetime(2026, 3, 2, 12, tzinfo=UTC)
        if name != "v2.bin":
            raise Refused(f"there is no firmware image {name}")
        self.asked.append(("download", command_id, charge_point_id, name, towards))
        return Offer(f"ftp://u2:{SECRET}@files.example/v2.bin", "ftp://u2:****@files.example/v2.bin", None)


@pytest.fixture
def files(desk):
    desk.server.registry.files = Files()
    yield desk.server.registry.files
    desk.server.registry.files = None


def test_diagnostics_are_brought_to_us(desk, files):
    desk.server.wire.serve(ADDRESS, NoReply("lost", "lost"))
    asked = desk.ask("GetDiagnostics", retries=2)
    assert files.asked == [("upload", asked, "EV-1", "198.51.100.7")]
    assert f"<tns:location>ftp://u1:{SECRET}@files.example/</tns:location>".encode() in desk.server.wire.asked[0].body
    sent = next(one for one in desk.server.log() if one.type == "motown.CommandSent")
    assert sent.event.location == "ftp://u1:****@files.example/"
    assert SECRET not in desk.log_text()


def test_a_file_server_that_is_away_may_come_back(desk, files):
    files.away = True
    desk.server.wire.serve(ADDRESS, NoReply("lost", "lost"))
    asked = desk.ask("GetDiagnostics")
    assert (desk.row(asked).state, desk.row(asked).error) == ("Queued", "the file server is not running yet")
    files.away = False
    desk.server.clock.advance(10)
    assert files.asked == [("upload", asked, "EV-1", "198.51.100.7")]


def test_firmware_is_fetched_from_us(desk, files):
    desk.server.wire.serve(ADDRESS, NoReply("lost", "lost"))
    asked = desk.ask("UpdateFirmware", location="v2.bin", retrieveDate="2026-03-01T12:00:00Z")
    assert files.asked == [("download", asked, "EV-1", "v2.bin", "198.51.100.7")]
    assert f"ftp://u2:{SECRET}@files.example/v2.bin".encode() in desk.server.wire.asked[0].body


def test_an_image_that_is_not_there_fails_for_good(desk, files):
    row = desk.row(desk.ask("UpdateFirmware", location="v3.bin", retrieveDate="2026-03-01T12:00:00Z"))
    assert (row.outcome, row.reason) == ("Failed", "there is no firmware image v3.bin")


@pytest.mark.parametrize(("name", "fields"), [
    ("GetDiagnostics", {}), ("UpdateFirmware", {"location": "v2.bin", "retrieveDate": "2026-03-01T12:00:00Z"})])
def test_without_a_file_server_it_fails_for_good(desk, name, fields):
    row = desk.row(desk.ask(name, **fields))
    assert row.outcome == "Failed"
    assert "there is no file server here" in row.reason


def test_a_location_of_somebody_else_is_sent_as_it_is_and_shown_masked(desk, files):
    desk.server.wire.serve(ADDRESS, NoReply("lost", "lost"))
    desk.ask("GetDiagnostics", location=f"ftp://me:{SECRET}@other.example/up")
    assert f"ftp://me:{SECRET}@other.example/up".encode() in desk.server.wire.asked[0].body
    assert files.asked == []
    assert SECRET not in desk.log_text()


# -- what is told

@pytest.mark.parametrize(("answers", "outcome", "counted"), [
    (answering("ChangeConfiguration"), "Accepted", "Answered"),
    (HttpAnswer(500, SOAP, envelope(soap_fault()).encode()), "Receiver", "Fault"),
    (HttpAnswer(200, "text/html", b"<html/>"), "bad-answer", "Malformed"),
    (NoReply("lost", "lost"), "no-answer", "Unanswered"),
    (NotReached("away", "refused"), "unreachable", "Unreachable")])
def test_one_line_and_one_count_a_call_without_secrets(desk, caplog, answers, outcome, counted):
    desk.server.wire.serve(ADDRESS, answers if isinstance(answers, Exception) else lambda _: answers)
    with caplog.at_level(logging.INFO, "motown.messages"):
        asked = desk.ask("ChangeConfiguration", key="AuthorizationKey", value=SECRET)
    line = next(one.fields for one in caplog.records if one.getMessage() == "call")
    assert (line["chargePoint"], line["operation"], line["command"], line["outcome"]) == (
        "EV-1", "ChangeConfiguration", asked, outcome)
    assert SECRET not in str([vars(one) for one in caplog.records])
    assert SECRET not in desk.log_text()
    metrics = desk.server.metrics.endpoint(None).body.decode()
    assert f'motown_calls_total{{operation="ChangeConfiguration",outcome="{counted}"}} 1.0' in metrics
    assert "motown_calls_in_flight 0.0" in metrics


def test_what_a_charge_point_repeats_of_a_secret_is_not_told(desk, caplog):
    fault = envelope(soap_fault(reason=f"the key {SECRET} is too short")).encode()
    page = f"<html>{SECRET}</html>".encode()
    desk.server.wire.serve(ADDRESS, in_turn(
        lambda _: HttpAnswer(500, SOAP, fault), lambda _: HttpAnswer(500, "text/html", page)))
    with caplog.at_level(logging.INFO, "motown.messages"):
        for _ in range(2):
            desk.ask("ChangeConfiguration", key="AuthorizationKey", value=SECRET)
    assert SECRET not in str([vars(one) for one in caplog.records])
    assert SECRET not in desk.log_text()


def test_an_answer_that_cannot_be_stored_at_once_is_not_lost(desk, caplog):
    def answer(_asked):
        desk.server.lose_disk()
        return answering("Reset")

    desk.server.wire.serve(ADDRESS, answer)
    asked = desk.ask("Reset", type="Hard")
    assert desk.row(asked).state == "Sent"
    desk.server.mend_disk()
    for _ in range(20):
        desk.server.clock.advance(5)
    assert (desk.row(asked).station_status, len(desk.server.wire.asked)) == ("Accepted", 1)
    caplog.clear()
