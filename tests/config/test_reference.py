import re
import tomllib

import pytest

from motown.config import load, shown
from motown.config.addons import AddonTable, installed
from motown.config.loading import paths, settings_model
from motown.config.reference import rst, toml
from motown.ftp.settings import FtpSettings
from motown.http.limits import Limits
from motown.ocpp.settings import OcppSettings
from motown.services.settings import ServicesSettings
from motown.soap.parsing import LIMITS

OWN = (AddonTable("ftp", FtpSettings, built_in=True), AddonTable("ocpp", OcppSettings, built_in=True),
       AddonTable("services", ServicesSettings, built_in=True))


@pytest.fixture(scope="module")
def sample(repo):
    return (repo / "conf" / "motown.toml").read_text()


def test_the_sample_file_is_what_the_code_says(sample):
    assert sample == toml(OWN), "run: python -m motown.config"


def test_the_page_about_settings_is_what_the_code_says(repo):
    assert (repo / "docs" / "settings.rst").read_text() == rst(OWN), "run: python -m motown.config"


def test_every_setting_stands_in_the_sample_with_its_default(repo, sample):
    values = tomllib.loads(sample)
    for path, field in paths(settings_model(OWN)).items():
        *tables, name = path.split(".")
        place = values
        for table in tables:
            place = place[table]
        if field.get_default(call_default_factory=True) is None:
            assert f"#{name} = " in sample
        else:
            assert name in place, path
    assert dict(shown(load(repo / "conf" / "motown.toml", (), {}, OWN))) == dict(shown(load(None, (), {}, OWN)))


def test_every_setting_has_one_line_of_comment_above_it(sample):
    lines = sample.splitlines()
    fields = paths(settings_model(OWN))
    assert fields
    for path, field in fields.items():
        name = path.rpartition(".")[2]
        assert field.description, path
        assert "\n" not in field.description
        above = {lines[at - 1] for at, line in enumerate(lines) if line.lstrip("#").startswith(f"{name} = ")}
        assert f"# {field.description}" in above


@pytest.mark.parametrize("unit", ["seconds", "bytes"])
def test_the_unit_of_a_setting_is_told(unit):
    for path, field in paths(settings_model(OWN)).items():
        if path.endswith(f"_{unit}"):
            assert unit in field.description, path


def test_every_commented_example_is_a_lawful_value(repo, sample):
    values = tomllib.loads(re.sub(r"(?m)^#(?! )", "", sample))
    assert settings_model(OWN).model_validate(values | {"http": values["http"] | {"listen_tls": ["0.0.0.0:8443"]}})


@pytest.mark.parametrize(("table", "limits"), [("http.limits", Limits()), ("http.xml", LIMITS)])
def test_limits_have_the_names_and_defaults_of_what_they_limit(table, limits):
    fields = {name: field for name, field in paths(settings_model(OWN)).items() if name.startswith(f"{table}.")}
    assert fields
    for name, field in fields.items():
        assert field.default == getattr(limits, name.rpartition(".")[2]), name


def test_motowns_own_addons_are_all_documented(repo, sample):
    own = {table.name for table in installed() if table.built_in}
    assert own <= {table.name for table in OWN}, "a new add-on of ours: add its table to OWN"
