"""The core without a server: what the command line works with."""

import pytest

from motown.config import load
from motown.domain import commands
from motown.domain.errors import Kind, Refused
from motown.server.core import open_core
from motown.store import Store, StoreUnavailable, charge_points
from tests.fixtures import both_stores


def settings(url):
    return load(None, [f"store.url={url}"])


@both_stores
def test_commands_and_queries_are_done_when_the_call_returns(store_url):
    with open_core(settings(store_url)) as core:
        assert core.execute(commands.AcceptChargePoint(charge_point_id="EV-1")) is None
        assert core.read(charge_points.get, "EV-1").registration == "Accepted"
        assert [row.charge_point_id for row in core.read(charge_points.page, limit=5)] == ["EV-1"]


def test_it_works_beside_a_server(server):
    with open_core(settings(server.url)) as core:
        core.execute(commands.AcceptChargePoint(charge_point_id="EV-2"))
    assert server.charge_point("EV-2").registration == "Accepted"


def test_a_refusal_is_raised(store_url):
    with open_core(settings(store_url)) as core, pytest.raises(Refused, match="there is no charge point EV-9"):
        core.execute(commands.RemoveChargePoint(charge_point_id="EV-9"))


def test_there_is_no_store_yet(tmp_path):
    with pytest.raises(Refused, match="motown migrate") as refused, open_core(settings(f"sqlite:///{tmp_path}/no.db")):
        pass
    assert refused.value.kind is Kind.UNAVAILABLE
    assert not (tmp_path / "no.db").exists()


def test_a_store_of_another_version_is_not_touched(tmp_path):
    (tmp_path / "empty.db").touch()
    with pytest.raises(Refused, match="no tables"), open_core(settings(f"sqlite:///{tmp_path}/empty.db")):
        pass


def test_a_file_that_is_no_database(tmp_path):
    (tmp_path / "text.db").write_text("not a database, but long enough to be looked at " * 10)
    with pytest.raises(StoreUnavailable), open_core(settings(f"sqlite:///{tmp_path}/text.db")):
        pass


def test_the_store_is_closed_whatever_happens(store_url, monkeypatch):
    closed, close = [], Store.close
    monkeypatch.setattr(Store, "close", lambda self: closed.append(close(self)))
    with pytest.raises(ZeroDivisionError), open_core(settings(store_url)):
        raise ZeroDivisionError
    assert closed
