"""A store of its own, and the command line on it."""

import json
import shutil
from datetime import UTC, datetime

import pytest

from motown.cli.app import run
from motown.config import load
from motown.domain.events import Heartbeat, Message
from motown.server.core import open_core
from motown.store import Payload, Stranger, Unit
from tests.fixtures import empty_file

__all__ = ["empty_file"]

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Terminal:
    """Runs ``motown`` and keeps what it printed."""

    def __init__(self, url, capsysbinary):
        self.url, self._captured = url, capsysbinary
        self.raw = b""
        self.out = self.err = ""

    def __call__(self, *arguments):
        self._captured.readouterr()
        code = run([*arguments, "--set", f"store.url={self.url}"])
        self.raw, err = self._captured.readouterr()
        self.out, self.err = self.raw.decode(errors="replace"), err.decode()
        return code

    def json(self, *arguments):
        """What a command prints with --json, line by line."""
        assert self(*arguments, "--json") == 0, self.err
        return [json.loads(line) for line in self.out.splitlines()]


@pytest.fixture
def empty(tmp_path, capsysbinary, monkeypatch):
    """The command line on a store that does not exist yet, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return Terminal(f"sqlite:///{tmp_path / 'motown.db'}", capsysbinary)


@pytest.fixture
def motown(empty, empty_file, tmp_path):
    """The command line on an empty store."""
    shutil.copy(empty_file, tmp_path / "motown.db")
    return empty


@pytest.fixture
def heartbeat(motown):
    """Store a heartbeat of a charge point: request, what it means, answer."""

    def store(charge_point_id="EV-1", request=b"<request/>", answer=b"<answer/>"):
        with open_core(load(None, [f"store.url={motown.url}"])) as core:
            core.store.run(Unit(
                keys=frozenset((f"cp:{charge_point_id}",)),
                decide=lambda session: session.record(Heartbeat(charge_point_id=charge_point_id)),
                incoming=message(charge_point_id, "Request", "FromChargePoint", request),
                reply=lambda _: message(charge_point_id, "Response", "ToChargePoint", answer)))

    return store


@pytest.fixture
def stranger(motown):
    """Put something into the journal."""

    def note(identity, body=b"?", reason="unknown"):
        with open_core(load(None, [f"store.url={motown.url}"])) as core:
            core.store.journal(Stranger(
                recorded_at=NOW, remote_address="192.0.2.1", identity=identity, reason=reason, operation=None,
                method="POST", path="/ocpp", body=body))

    return note


def message(charge_point_id, kind, direction, body):
    event = Message(charge_point_id=charge_point_id, operation="Heartbeat", kind=kind, protocol="ocpp1.5-soap",
                    direction=direction)
    return Payload(event, body)
