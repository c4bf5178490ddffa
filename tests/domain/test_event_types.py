"""event-types.csv, read."""

from motown.domain.event_types import MESSAGES, MOST_CAREFUL, Attribute, EventType, parse, type_of

TABLE = """\
event,category,stream,attribute,type,many,required,unit,access,description
ocpp.OPERATION.KIND,Message,cp,,,,,,R-RAW,A message.
motown.Charged,Domain,cp,,,,,,R-USAGE,Somebody has charged.
motown.Charged,,,idTag,string,no,yes,,R-IDENT,Who.
motown.Charged,,,energyWh,integer,yes,no,Wh,,How much.
"""


def test_a_type_has_its_attributes():
    types = parse(TABLE)
    assert list(types) == [MESSAGES, "motown.Charged"]
    charged = types["motown.Charged"]
    assert (charged.category, charged.access_class, charged.description, charged.source) == (
        "Domain", "R-USAGE", "Somebody has charged.", "motown")
    assert charged.attributes == (
        Attribute("idTag", "string", access="R-IDENT", description="Who."),
        Attribute("energyWh", "integer", many=True, unit="Wh", description="How much."))
    assert charged.names == {"idTag", "energyWh"}
    assert types[MESSAGES].attributes == ()


def test_a_type_is_found_by_the_name_of_an_event():
    types = parse(TABLE)
    assert type_of(types, "ocpp.Heartbeat.Request") is types[MESSAGES]
    assert type_of(types, "motown.Charged") is types["motown.Charged"]


def test_a_type_that_nobody_knows_takes_most_to_be_seen():
    found = type_of(parse(TABLE), "addon.gone.Thing")
    assert (found.name, found.access_class, found.attributes) == ("addon.gone.Thing", MOST_CAREFUL, ())
    assert found != EventType("addon.gone.Thing", "Domain", MOST_CAREFUL)
