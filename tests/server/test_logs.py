"""Log lines: one a record, whatever a peer has put into its fields."""

import json
import logging
import sys

import pytest

from motown.server.logs import JsonLines, TextLines, one_line, start


def record(text="message", *args, level=logging.INFO, error=None, **fields):
    made = logging.LogRecord("motown.messages", level, __file__, 1, text, args, error)
    made.created, made.msecs = 1_772_366_400.25, 250.0
    if fields:
        made.fields = fields
    return made


def text(*args, **fields):
    return TextLines().format(record(*args, **fields))


def test_a_line_of_text():
    assert text(chargePoint="EV-1", operation="Heartbeat", ms=3, position=7, reason=None) == (
        "2026-03-01T12:00:00Z info    motown.messages message chargePoint=EV-1 operation=Heartbeat ms=3 position=7")


def test_a_line_of_json():
    line = json.loads(JsonLines().format(record(chargePoint="EV-1", repairs=["a", "b"])))
    assert line == {"at": "2026-03-01T12:00:00.250Z", "level": "info", "logger": "motown.messages", "text": "message",
                    "chargePoint": "EV-1", "repairs": ["a", "b"]}


@pytest.mark.parametrize("evil", [
    "EV\n2026-03-01T12:00:00Z info motown.messages message chargePoint=EV-2", "EV\r\nx", "EV\x1b[31mred", "EV\u2028x",
    "EV\x85x", "EV\u202ex", "EV\x00", "EV\x0b\x0c"])
def test_no_value_breaks_a_line(evil):
    for line in (text(chargePoint=evil), text("said %s", evil)):
        assert line.isprintable()
    line = JsonLines().format(record("said %s", evil, chargePoint=evil))
    assert line.isascii()
    assert line.isprintable()
    assert json.loads(line)["chargePoint"] == evil


@pytest.mark.parametrize(("evil", "shown"), [
    ("EV 1", '"EV 1"'), ("", '""'), ('EV" outcome="Answered', r'"EV\" outcome=\"Answered"'), ("a=b", '"a=b"'),
    ("back\\slash", r'"back\\slash"'), (["a", "b"], "a,b"), (["a b"], '"a b"'), (7, "7"), (0.5, "0.5")])
def test_no_value_passes_for_another_field(evil, shown):
    assert text(chargePoint=evil).endswith(f"message chargePoint={shown}")


def failure(message):
    try:
        int(message)
    except ValueError:
        return sys.exc_info()


def test_a_traceback_stands_below_its_line_and_never_looks_like_one():
    lines = text("failed", level=logging.ERROR, error=failure("EV\n2026-03-01T12:00:00Z info forged")).splitlines()
    assert lines[0].endswith("motown.messages failed")
    assert all(line.startswith("    ") for line in lines[1:])
    assert "forged" in lines[-1]


def test_in_json_a_traceback_is_a_field():
    line = json.loads(JsonLines().format(record("failed", error=failure("oops"))))
    assert line["traceback"].splitlines()[-1].startswith("ValueError: ")


def test_half_a_character_loses_no_line():
    assert json.loads(JsonLines().format(record(chargePoint="\ud800")))["chargePoint"] == "\ud800"
    assert "\\xd800" in text(chargePoint="\ud800")


def test_what_can_be_printed_stays():
    assert one_line("Zürich 中文 €") == "Zürich 中文 €"


@pytest.fixture
def root():
    """The root logger as it was, afterwards."""
    logger, noise = logging.getLogger(), logging.raiseExceptions
    level, found = logger.level, logger.handlers[:]
    yield logger
    logger.handlers[:] = found
    logger.setLevel(level)
    logging.raiseExceptions = noise
    logging.captureWarnings(capture=False)


@pytest.mark.parametrize(("form", "formatter"), [("text", TextLines), ("json", JsonLines)])
def test_from_then_on(root, form, formatter, monkeypatch):
    monkeypatch.setattr("motown.server.logs.globalLogBeginner.beginLoggingTo", lambda *_, **__: None)
    start("warning", form)
    handler, = root.handlers
    assert (root.level, type(handler.formatter)) == (logging.WARNING, formatter)
