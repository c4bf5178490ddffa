from motown.cli.demo import near, planned, registering
from motown.config import load
from motown.config.addons import AddonTable
from motown.domain import commands
from motown.ocpp.settings import OcppSettings


def test_one_speaks_1_2_and_two_speak_1_5():
    plans = planned("http://127.0.0.1:8080/ocpp")
    assert {one.version: one.identities for one in plans} == {"1.2": ["DEMO-001"], "1.5": ["DEMO-002", "DEMO-003"]}


def test_each_is_accepted_and_so_is_the_tag_of_each_of_its_connectors():
    for options in planned("http://127.0.0.1:8080/ocpp"):
        asked = registering(options)
        accepted = {one.charge_point_id for one in asked if isinstance(one, commands.AcceptChargePoint)}
        known = {one.id_tag for one in asked if isinstance(one, commands.PutIdTag)}
        assert accepted == set(options.identities)
        assert {tag for index in range(options.count) for tag in options.tags_of(index)} == known


def test_no_two_charge_points_share_a_tag():
    tags = [tag for one in planned("http://x/ocpp") for index in range(one.count) for tag in one.tags_of(index)]
    assert len(tags) == len(set(tags)) == 3


def test_they_may_be_called_on_this_machine_and_nobody_else_may():
    settings = load(None, (), {}, (AddonTable("ocpp", OcppSettings, built_in=True),))
    wider = near(settings)
    assert wider.addon("ocpp").allowed_networks == ("global", "private", "loopback")
    assert near(wider) is wider
    assert settings.addon("ocpp").allowed_networks == ("global", "private")
