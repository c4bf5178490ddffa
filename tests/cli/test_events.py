import base64

import pytest

from motown.cli import events


def test_events_are_told_oldest_first_with_what_happened(motown, heartbeat):
    heartbeat("EV-1")
    heartbeat("EV-2")
    assert motown("events") == 0
    lines = motown.out.splitlines()
    assert [line.split()[0] for line in lines] == ["1", "2", "3", "4", "5", "6"]
    assert "EV-1" in lines[1]
    assert "motown.Heartbeat" in lines[1]
    assert "direction=FromChargePoint" in lines[0]
    assert "position" in motown.err


def test_only_the_last_ones_are_told_unless_a_position_is_given(motown, heartbeat):
    for _ in range(4):
        heartbeat()
    assert [one["position"] for one in motown.json("events", "--limit", "2")] == [11, 12]
    assert [one["position"] for one in motown.json("events", "--after", "3", "--limit", "2")] == [4, 5]
    assert motown.json("events", "--after", "12") == []


def test_filters_go_together(motown, heartbeat):
    heartbeat("EV-1")
    heartbeat("EV-2")
    found = motown.json("events", "--charge-point", "EV-2", "--type", "motown.")
    assert [(one["chargePointId"], one["type"]) for one in found] == [("EV-2", "motown.Heartbeat")]
    assert len(motown.json("events", "--type", "ocpp.Heartbeat.Request", "--type", "motown.")) == 4
    assert motown.json("events", "--until", "1d") == []
    assert len(motown.json("events", "--since", "1d")) == 6
    assert motown.json("events", "--transaction", "7") == []


def test_a_type_without_a_dot_is_looked_for_among_messages_and_meanings(motown, heartbeat):
    heartbeat()
    assert len(motown.json("events", "--type", "Heartbeat")) == 3


def test_more_than_a_page_is_read_both_ways(motown, heartbeat, monkeypatch):
    monkeypatch.setattr(events, "PAGE", 2)
    for _ in range(3):
        heartbeat()
    assert [one["position"] for one in motown.json("events")] == list(range(1, 10))
    assert [one["position"] for one in motown.json("events", "--after", "0")] == list(range(1, 10))


def test_raw_gives_the_very_bytes(motown, heartbeat):
    request = b'<?xml version="1.0"?>\r\n<a>\xc3\xa9</a>  \n'
    heartbeat(request=request, answer=b"<b/>")
    assert motown("events", "--raw") == 0
    assert motown.raw == request + b"\n<b/>"
    assert "--- 1 " in motown.err
    assert motown("events", "--raw", "--limit", "1", "--after", "0") == 0
    assert motown.raw == request


def test_json_has_the_bytes_when_asked(motown, heartbeat):
    heartbeat(request=b"\x00\xff")
    first, _ = motown.json("events", "--raw")
    assert base64.b64decode(first["payload"]) == b"\x00\xff"
    assert len(first["sha256"]) == 64
    assert "payload" not in motown.json("events")[0]


def test_follow_goes_on_with_what_comes(motown, heartbeat, monkeypatch):
    heartbeat("EV-1")
    waited = []

    def wait():
        waited.append(1)
        if len(waited) == 3:
            raise KeyboardInterrupt
        heartbeat("EV-2")

    monkeypatch.setattr(events, "wait", wait)
    assert motown("events", "--follow", "--json", "--type", "motown.") == 130
    assert [line.count("EV-2") > 0 for line in motown.out.splitlines()] == [False, True, True]


def test_what_a_charge_point_says_cannot_move_the_cursor(motown, heartbeat):
    heartbeat("EV\x1b[2J\n9")
    assert motown("events") == 0
    assert "\x1b" not in motown.out
    assert len(motown.out.splitlines()) == 3


def test_a_wrong_time_is_a_usage_error(motown):
    assert motown("events", "--since", "yesterday") == 2
    assert "neither a time" in motown.err


@pytest.mark.parametrize("text", ["2026-03-01T13:00:00+01:00", "2026-03-01T12:00:00Z", "2026-03-01T12:00:00"])
def test_a_time_is_utc_unless_it_says_otherwise(text):
    from motown.cli.options import Moment

    assert Moment().convert(text, None, None).isoformat() == "2026-03-01T12:00:00+00:00"
