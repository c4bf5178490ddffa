"""Commands of add-ons: their parameters, whom they are for, and what is made of them."""

import asyncio
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from motown.addon import Extension, ExtensionCall, Parameter, ParameterType
from motown.domain.errors import Kind, Refused
from motown.domain.operations import DataTransfer
from motown.standard.extensions import checked_extension

NOW = datetime(2026, 3, 1, tzinfo=UTC)
PARAMETERS = (
    Parameter("text", "What is shown."),
    Parameter("seconds", "For how long.", ParameterType.INTEGER, required=False),
    Parameter("brightness", "0 to 1.", ParameterType.DECIMAL, required=False),
    Parameter("blink", "Whether it blinks.", ParameterType.BOOLEAN, required=False),
    Parameter("since", "From when on.", ParameterType.DATE_TIME, required=False))


def show(call):
    return DataTransfer(vendor_id="com.acme", message_id="ShowText", data=call.parameters["text"])


def extension(**changed):
    return checked_extension(Extension(**{"name": "acme.ShowText", "handler": show, "parameters": PARAMETERS,
                                          **changed}), "acme")


def made(extension, row, **parameters):
    call = ExtensionCall("EV-1", row, parameters, "nordlicht", NOW)
    return asyncio.run(extension.operation(call))


@pytest.fixture
def row(server, ev):
    ev.boot()
    return server.charge_point("EV-1")


def test_parameters_are_read_as_their_types_say():
    found = extension().checked([("text", "5"), ("seconds", "-5"), ("brightness", "0.50"), ("blink", "true"),
                                 ("since", "2026-03-01T00:00:00Z")])
    assert found == {"text": "5", "seconds": -5, "brightness": Decimal("0.5"), "blink": True, "since": NOW}
    assert extension().checked([("text", "")]) == {"text": ""}


@pytest.mark.parametrize(("given", "said"), [
    ([("text", "a"), ("text", "b")], "twice"),
    ([("text", "a"), ("colour", "red")], "has no parameter colour"),
    ([("seconds", "5")], "needs the parameter text"),
    ([("text", "a"), ("seconds", "5.0")], "integer is wanted"),
    ([("text", "a"), ("seconds", "\u0665")], "integer is wanted"),  # an Arabic-Indic five
    ([("text", "a"), ("brightness", "NaN")], "decimal is wanted"),
    ([("text", "a"), ("blink", "1")], "boolean is wanted"),
    ([("text", "a"), ("since", "2026-03-01T00:00:00")], "dateTime is wanted"),
])
def test_parameters_that_do_not_fit(given, said):
    with pytest.raises(Refused, match=said) as refused:
        extension().checked(given)
    assert (refused.value.kind, refused.value.field) == (Kind.INVALID, "parameter")


def test_what_is_sent(row):
    assert made(extension(), row, text="hello") == DataTransfer(
        vendor_id="com.acme", message_id="ShowText", data="hello")


def test_a_handler_may_take_its_time(row):
    async def later(call):
        await asyncio.sleep(0)
        return show(call)

    assert made(extension(handler=later), row, text="hello").data == "hello"


@pytest.mark.parametrize("changed", [
    {"protocols": ("ocpp1.2-soap",)}, {"suits": lambda row: row.vendor == "Someone Else"},
    {"suits": lambda row: row.nothing_of_the_kind}])
def test_charge_points_that_have_it_not(row, changed):
    with pytest.raises(Refused, match=r"has no acme\.ShowText") as refused:
        made(extension(**changed), row, text="hello")
    assert refused.value.kind is Kind.NOT_SUPPORTED


def test_a_handler_may_refuse(row):
    def no(_call):
        raise Refused("text: too long for the display", Kind.INVALID)

    with pytest.raises(Refused, match="too long"):
        made(extension(handler=no), row, text="hello")


@pytest.mark.parametrize("handler", [lambda _call: 1 // 0, lambda _call: "hello"])
def test_a_handler_that_fails_is_named_in_the_log_and_nothing_of_it_is_told(row, handler, caplog):
    with pytest.raises(Refused, match="the add-on acme could not make") as refused:
        made(extension(handler=handler), row, text="hello")
    assert refused.value.kind is Kind.INTERNAL
    assert "add-on acme" in caplog.text


@pytest.mark.parametrize("changed", [
    {"access_class": "ADMIN"}, {"name": " "}, {"parameters": (PARAMETERS[0], PARAMETERS[0])}])
def test_extensions_for_which_nobody_could_ask(changed):
    with pytest.raises(ValueError, match=r"command|name|twice"):
        extension(**changed)


def test_a_server_has_one_of_a_name(make_server):
    def set_up(registry):
        registry.extension(Extension("acme.ShowText", show))
        with pytest.raises(ValueError, match="brought by acme already"):
            registry.extension(Extension("acme.ShowText", show))

    server = make_server(add_ons=[("acme", set_up)])
    assert server.registry.extensions["acme.ShowText"].add_on == "acme"
