from dataclasses import replace

import pytest
from pydantic import BaseModel, Field

from motown.cli.check_config import unreadable
from motown.config import ConfigError, load
from motown.config.addons import AddonTable, Unchecked
from motown.ocpp.settings import OcppSettings


class RoamingSettings(BaseModel):
    model_config = {"extra": "forbid"}
    partner: str = Field("none", description="Who.")
    tries: int = Field(3, description="How often.")


OCPP = AddonTable("ocpp", OcppSettings, built_in=True)
ROAMING = AddonTable("roaming", RoamingSettings, built_in=False)
BROKEN = AddonTable("broken", Unchecked, built_in=False, error="ImportError: no module named x")


@pytest.fixture
def config(tmp_path):
    def load_text(text="", *arguments, environ=None, tables=(OCPP, ROAMING)):
        file = tmp_path / "motown.toml"
        file.write_text(text)
        return load(file, arguments, environ or {}, tables)

    return load_text


def problems(config, *arguments, **named):
    with pytest.raises(ConfigError) as caught:
        config(*arguments, **named)
    return {problem.path: problem for problem in caught.value.problems}


def test_defaults_need_no_file():
    settings = load(None, (), {}, (OCPP,))
    assert settings.store.url == "sqlite:///var/motown.db"
    assert settings.http.listen == ("127.0.0.1:8080",)
    assert settings.addon("ocpp").registration == "manual"


def test_argument_wins_over_environment_over_file_over_default(config):
    file = '[http]\nlisten = ["1.1.1.1:1"]\npublic_url = "http://file"\n[log]\nlevel = "error"\n'
    environ = {"MOTOWN_HTTP__LISTEN": '["2.2.2.2:2"]', "MOTOWN_HTTP__PUBLIC_URL": "http://environment"}
    settings = config(file, "http.listen=3.3.3.3:3", environ=environ)
    assert settings.http.listen == ("3.3.3.3:3",)
    assert settings.http.public_url == "http://environment"
    assert settings.log.level == "error"
    assert settings.http.sender_fault_status == 500


def test_a_table_inside_a_table_is_set_the_same_way(config):
    settings = config(environ={"MOTOWN_HTTP__LIMITS__BODY_BYTES": "1000"})
    assert settings.http.limits.body_bytes == 1000
    assert settings.http.limits.backlog == 1024


@pytest.mark.parametrize("text", ["127.0.0.1:1,[::1]:2", '["127.0.0.1:1", "[::1]:2"]', " 127.0.0.1:1 , [::1]:2 "])
def test_a_list_may_be_written_with_commas(config, text):
    assert config("", f"http.listen={text}").http.listen == ("127.0.0.1:1", "[::1]:2")


def test_other_environment_variables_are_left_alone(config):
    assert config(environ={"MOTOWN_TEST_REQUIRE": "postgresql", "HOME": "/root"})


def test_every_error_is_told_at_once(config):
    text = '[http]\nlisen = ["1.1.1.1:1"]\n[store]\nurl = "mysql://me:geheim@db/motown"\n[oqpp]\nmode = "strict"\n'
    found = problems(config, text, "http.limits.body_bytes=-1", "nonsense", environ={"MOTOWN_LOG__LEVEL": "loud"})
    assert set(found) == {
        "http.lisen", "store.url", "oqpp.mode", "http.limits.body_bytes", "nonsense", "log.level",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("http.lisen", "http.listen"),
        ("http.limits.body_byte", "http.limits.body_bytes"),
        ("stoer.url", "store.url"),
        ("url", "store.url"),
        ("ocpp.moed", "ocpp.mode"),
        ("http.registration", "ocpp.registration"),
    ],
)
def test_an_unknown_name_is_answered_with_the_nearest_known_one(config, given, meant):
    assert problems(config, "", f"{given}=1")[given].reason.endswith(f"did you mean {meant}?")


def test_an_error_says_where_the_value_came_from(config):
    found = problems(config, '[log]\nformat = "xml"\n', "journal.max_rows=0", environ={"MOTOWN_LOG__LEVEL": "loud"})
    assert found["log.format"].origin.endswith("motown.toml")
    assert found["log.level"].origin == "environment variable MOTOWN_LOG__LEVEL"
    assert found["journal.max_rows"].origin == "--set"
    assert found["journal.max_rows"].value == "0"


def test_a_password_is_never_shown_in_an_error(config):
    found = problems(config, "", "store.url=mysql://me:geheim@db/motown")
    assert "geheim" not in str(found["store.url"])
    assert "mysql://me:***@db/motown" in str(found["store.url"])


@pytest.mark.parametrize("text", ["[http", "[http]\nlisten = ", '[http]\nlisten = ["\xff"'])
def test_a_file_that_is_not_toml_is_one_error_among_the_others(config, text):
    found = problems(config, text, "log.level=loud")
    assert found[""].reason.startswith("not TOML")
    assert "log.level" in found


def test_a_file_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(ConfigError, match=r"\(.*none\.toml\): the settings cannot be read"):
        load(tmp_path / "none.toml", (), {}, (OCPP,))


@pytest.mark.parametrize("address", ["8080", "localhost", "::1:8080", "host:99999", "http://host:1", "tls:host:1", ""])
def test_an_address_to_listen_on_has_host_and_port(config, address):
    assert "http.listen" in problems(config, f'[http]\nlisten = ["{address}"]\n')


@pytest.mark.parametrize(
    "text",
    ['tls_key = "k"', 'tls_certificate = "c"', 'listen_tls = ["h:1"]', 'client_ca = "c"', "listen = []"],
)
def test_settings_that_contradict_each_other_are_refused(config, text):
    assert "http" in problems(config, f"[http]\n{text}\n")


def test_own_addons_run_unless_switched_off_others_only_when_switched_on(config):
    assert config().enabled == ("ocpp",)
    assert config("[addons.roaming]\nenabled = true\n[addons.ocpp]\nenabled = false\n").enabled == ("roaming",)


def test_an_addon_of_others_has_its_settings_beside_its_switch(config):
    settings = config('[addons.roaming]\nenabled = true\npartner = "Acme"\n', "addons.roaming.tries=5")
    assert (settings.addon("roaming").partner, settings.addon("roaming").tries) == ("Acme", 5)
    assert "did you mean addons.roaming.partner" in problems(config, "", "addons.roaming.partnr=x")[
        "addons.roaming.partnr"
    ].reason


def test_an_addon_that_is_not_installed_is_named(config):
    found = problems(config, "[addons.nowhere]\nenabled = true\n")
    assert found["addons.nowhere.enabled"].reason == "no such add-on is installed; there are: ocpp, roaming"


def test_an_addon_of_others_that_cannot_be_loaded_keeps_nobody_from_starting(config):
    text = "[addons.broken]\nanything = 1\n"
    assert config(text, tables=(OCPP, BROKEN)).broken == {}
    settings = config(text + "enabled = true\n", tables=(OCPP, BROKEN))
    assert settings.enabled == ("ocpp",)
    assert settings.broken == {"broken": "it cannot be loaded: ImportError: no module named x"}
    assert "broken: it cannot be loaded" in str(next(unreadable(settings)))


def test_one_of_ours_that_cannot_be_loaded_is_an_error(config):
    found = problems(config, "", tables=(OCPP, replace(BROKEN, name="ours", built_in=True)))
    assert "ImportError: no module named x" in found["addons.ours"].reason


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ocpp.default_timezone", "Mars/Olympus"),
        ("ocpp.allowed_networks", "everywhere"),
        ("ocpp.registration", "maybe"),
        ("ocpp.heartbeat_interval_seconds", "0"),
        ("ocpp.heartbeat_intervals", '{ "Acme" = "often" }'),
    ],
)
def test_ocpp_settings_are_checked(config, name, value):
    assert name in problems(config, "", f"{name}={value}")


def test_heartbeat_intervals_by_model(config):
    settings = config('[ocpp.heartbeat_intervals]\n"Acme One" = 600\n')
    assert settings.addon("ocpp").heartbeat_intervals == {"Acme One": 600}
