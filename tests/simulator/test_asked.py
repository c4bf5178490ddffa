"""From command line to options."""

import click
import pytest
from click.testing import CliRunner

from motown.simulator import command
from motown.simulator.asked import options_of
from motown.simulator.outgoing import HttpHabits
from tests.http.certificates import Identity

URL = "http://127.0.0.1:8080/ocpp"


@pytest.fixture
def asked(monkeypatch):
    """The options that a command line comes to."""
    def parsed(*arguments, url=URL):
        seen = []
        monkeypatch.setattr(command, "options_of", lambda given: seen.append(options_of(given)) or _end())
        result = CliRunner().invoke(command.simulate, ["--url", url, *arguments], standalone_mode=False)
        if result.exception and not isinstance(result.exception, click.exceptions.Exit):
            raise result.exception
        return seen[0]
    return parsed


def _end():
    raise click.exceptions.Exit(0)


def keys(options):
    return options.profile.keys


def test_a_newcomer_need_not_say_much(asked):
    options = asked()
    assert (options.version, options.count, options.scenario, options.identities) == ("1.5", 1, "session", ["SIM-001"])
    assert options.tags_of(0) == ["SIM00001"]
    assert options.listen == "127.0.0.1:0"
    assert keys(options)["MeterValuesSampledData"] == "Energy.Active.Import.Register,Power.Active.Import"


def test_everything_can_be_said(asked):
    options = asked(
        "--version", "1.2", "--count", "3", "--id", "EV", "--first", "7", "--scenario", "idle", "--rate", "2.5",
        "--connectors", "2", "--power", "22000", "--duration", "5", "--messages", "9", "--grace", "1", "--time-factor",
        "60", "--ramp-up", "3", "--seed", "4", "--password", "p", "--timeout", "4", "--gzip", "--no-keep-alive",
        "--public-url", "http://x/", "--listen", "127.0.0.1:9", "--reject", "Reset", "--unsupported", "ClearCache",
        "--no-plug", "--offline", "30", "--lose-answers", "0.1", "--always-authorize")
    assert options.identities == ["EV-007", "EV-008", "EV-009"]
    assert (options.version, options.scenario, options.rate, options.seed) == ("1.2", "idle", 2.5, 4)
    assert (options.duration, options.messages, options.grace, options.ramp_up, options.time_factor) == (5, 9, 1, 3, 60)
    assert (options.outage, options.loss, options.listen, options.public) == (30, 0.1, "127.0.0.1:9", "http://x/")
    assert options.habits == HttpHabits(password="p", answer_seconds=4, compresses=True, keeps_connections=False)
    profile = options.profile
    assert (profile.connectors, profile.power_w, profile.always_authorize) == (2, 22_000, True)
    assert profile.plug_seconds is None
    assert (profile.rejected, profile.unsupported) == ({"Reset"}, {"ClearCache"})


@pytest.mark.parametrize("quirk", ["no-message-id", "constant-message-id", "no-from", "no-addressing", "no-zone",
                                   "leading-newline", "soap11"])
def test_each_quirk_has_a_switch(asked, quirk):
    name = quirk.replace("-", "_")
    assert getattr(asked(f"--{quirk}").profile.quirks, name)
    assert not getattr(asked().profile.quirks, name)


def test_without_commands_nothing_listens(asked):
    assert asked("--no-commands").listen is None


@pytest.mark.parametrize(("arguments", "seconds"), [
    ((), "14"), (("--samples", "1"), "42"), (("--samples", "0"), "0"), (("--rate", "60"), "1"),
    (("--connectors", "2"), "28"), (("--scenario", "idle"), "60"), (("--key", "MeterValueSampleInterval=7"), "7")])
def test_samples_fit_into_sessions(asked, arguments, seconds):
    assert keys(asked(*arguments))["MeterValueSampleInterval"] == seconds


def test_keys_may_be_set_at_first(asked):
    options = asked("--key", "ClockAlignedDataInterval=900", "--key", "MeterValuesSampledData=Voltage,Current.Import")
    assert keys(options)["ClockAlignedDataInterval"] == "900"
    assert keys(options)["MeterValuesSampledData"] == "Voltage,Current.Import"


def test_tags_from_the_command_line_and_from_a_file(asked, tmp_path):
    assert asked("--tags", "A, B,,C").tags == ("A", "B", "C")
    (tmp_path / "tags.csv").write_text("A,Accepted\n\nB\n")
    assert asked("--tags", f"@{tmp_path / 'tags.csv'}").tags == ("A", "B")


def test_certificates(asked, tmp_path):
    authority = Identity.authority()
    certificate, key = authority.signs("CP-001").written(tmp_path, "client")
    (tmp_path / "ca.pem").write_bytes(authority.pem + authority.pem)
    options = asked("--ca", str(tmp_path / "ca.pem"), "--certificate", str(certificate), "--certificate-key", str(key))
    assert options.trust.creator("central.example") is options.trust.creator("central.example")
    with pytest.raises(click.UsageError, match="certificates cannot be used"):
        asked("--certificate", str(tmp_path / "ca.pem"))


@pytest.mark.parametrize(("arguments", "words"), [
    (("--tags", "A" * 21), "longer than the 20"), (("--version", "1.2", "--tags", "A" * 16), "longer than the 15"),
    (("--tags", "@/nowhere"), "cannot be read"), (("--key", "Nonsense=1"), "no configuration"),
    (("--key", "LightIntensity=900"), "no configuration"), (("--reject", "Coffee"), "none of"),
    (("--version", "1.2", "--key", "ClockAlignedDataInterval=1"), "OCPP 1.2"), (("--rate", "0"), "range"),
    (("--count", "0"), "range"), (("--lose-answers", "2"), "range"), (("--certificate", "/nowhere"), "does not exist")])
def test_nonsense_is_refused(asked, arguments, words):
    with pytest.raises(click.UsageError) as caught:
        asked(*arguments)
    assert words in caught.value.format_message()
    assert caught.value.exit_code == 2


@pytest.mark.parametrize("url", ["ftp://x/", "localhost:8080", "http://", "http:///ocpp"])
def test_so_are_urls_that_are_none(asked, url):
    with pytest.raises(click.UsageError, match="no http"):
        asked(url=url)
