import base64

from motown.cli import events, journal


def test_strangers_are_told_with_the_reason(motown, stranger):
    stranger("EV-X", reason="nobody knows it")
    assert motown("events", "--refused") == 0
    assert "EV-X" in motown.out
    assert "nobody knows it" in motown.out


def test_strangers_come_oldest_first_over_all_pages_and_filtered(motown, stranger, monkeypatch):
    monkeypatch.setattr(journal, "PAGE", 1)
    for name in ("A", "B", "A"):
        stranger(name)
    assert [one["identity"] for one in motown.json("events", "--refused")] == ["A", "B", "A"]
    assert len(motown.json("events", "--refused", "--charge-point", "A")) == 2
    assert len(motown.json("events", "--refused", "--limit", "1")) == 1
    assert motown.json("events", "--refused", "--since", "2026-03-02") == []
    assert motown.json("events", "--refused", "--until", "2026-03-01") == []


def test_the_bytes_of_strangers_can_be_had(motown, stranger):
    stranger("A", body=b"\x00GET")
    assert motown("events", "--refused", "--raw") == 0
    assert motown.raw == b"\x00GET\n"
    assert base64.b64decode(motown.json("events", "--refused", "--raw")[0]["body"]) == b"\x00GET"


def test_strangers_can_be_followed(motown, stranger, monkeypatch):
    stranger("A")
    names = iter("BC")

    def wait():
        name = next(names, None)
        if name is None:
            raise KeyboardInterrupt
        stranger(name)

    monkeypatch.setattr(events, "wait", wait)
    assert motown("events", "--refused", "--follow", "--json") == 130
    assert [line.count('"identity":"') for line in motown.out.splitlines()] == [1, 1, 1]
