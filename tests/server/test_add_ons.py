"""Add-ons of others that fail are left off, each with its reason, and leave nothing behind."""

from importlib.metadata import EntryPoint
from pathlib import Path
from typing import ClassVar

import pytest
import sqlalchemy as sa
from twisted.internet.defer import ensureDeferred, succeed

from motown.addon import Addon, Extension, Happened, Projections, Tables, WebService, Write, found, puts
from motown.config import load
from motown.config.addons import installed
from motown.contracts import motown10_directory
from motown.domain import events
from motown.http.message import HttpAnswer
from motown.server.add_ons import AddOns
from motown.store import Store
from tests.harness import outcome
from tests.services.calling import Party

METADATA = sa.MetaData()
TABLE = sa.Table("good_boot", METADATA, sa.Column("charge_point_id", sa.Text, primary_key=True))
KEPT = Projections(TABLE)
PUT = puts(TABLE)
FAILING = ("imports", "calls", "sets_up", "migrates", "tables")


@KEPT.projects(events.ChargePointBooted)
def booted(happened: Happened):
    yield Write(PUT, ("good_boot", happened.event.charge_point_id), {"charge_point_id": happened.event.charge_point_id})


def nothing(_request):
    return HttpAnswer(200, "text/plain", b"")


class Good(Addon):
    """Uses the whole door."""

    name: ClassVar[str] = "good"

    def setup(self, registry, settings):
        contract = motown10_directory.contract
        name, path = self.name, f"/{self.name}"
        registry.mount(path, nothing)
        registry.page("Good", path)
        registry.serve(f"{path}/service", WebService(contract, dict.fromkeys(contract.operations, nothing),
                                                     access=dict.fromkeys(contract.operations, "C-STATION")))
        registry.extension(Extension(f"{name}.Do", nothing))
        registry.follow(f"{name}.follower", nothing, "motown.ChargePointBooted")
        registry.due(f"{name}.work", nothing)
        registry.authorizer(name, nothing)
        registry.data_transfer(f"com.{name}", nothing)
        registry.on_start(lambda: [name])
        registry.on_stop(lambda: succeed(None))


class SetsUp(Good):
    """Fails when it has added everything."""

    name: ClassVar[str] = "sets_up"

    def setup(self, registry, settings):
        super().setup(registry, settings)
        raise RuntimeError("no such luck")


class Starts(Addon):
    """Fails when the server starts, and when it stops."""

    name: ClassVar[str] = "starts"

    def setup(self, registry, settings):
        registry.on_start(lambda: 1 // 0)
        registry.on_stop(lambda: 1 // 0)


class Calls(Addon):
    """Cannot be made."""

    def __init__(self):
        raise SystemExit(3)


class Badly(Addon):
    """Has tables that are called as it likes."""

    tables: ClassVar[Tables | None] = Tables(METADATA, Path())


@pytest.fixture
def add_ons(tmp_path):
    """Those of the names, switched on; ``there is none`` for a module is where one is imported that is not there."""
    classes = {"good": "Good", "sets_up": "SetsUp", "starts": "Starts", "calls": "Calls", "tables": "Badly",
               "migrates": "Migrates", "imports": "there is none", "ocpp": "Ours"}

    def made(*names: str, url: str = "sqlite:///motown.db") -> AddOns:
        points = [EntryPoint(name, f"{'motown.nowhere' if name == 'ocpp' else __name__}:{classes[name]}",
                             "motown.addon") for name in names]
        tables = [one for one in installed([*found(), *points]) if one.name != "ftp"]
        tables = list({one.name: one for one in tables}.values())
        arguments = [f"store.url={url}", *(f"addons.{name}.enabled=true" for name in names)]
        return AddOns(load(None, arguments, {}, tables), points)

    return made


def test_one_that_is_well_runs(server, add_ons):
    one = add_ons("good")
    one.set_up(server.registry)
    assert one.start(server.registry)[-1] == "good"
    assert (one.running, one.failed) == (("good",), {})
    assert server.registry.pages == [("Good", "/good", "good")]
    assert server.registry.extensions["good.Do"].add_on == "good"


@pytest.mark.parametrize(("name", "why"), [
    ("imports", "it cannot be loaded"), ("calls", "it cannot be loaded: SystemExit: 3"),
    ("sets_up", "it could not set itself up: RuntimeError: no such luck"), ("starts", "it could not start")])
def test_one_that_fails_is_left_off_and_named(server, add_ons, caplog, name, why):
    both = add_ons(name, "good")
    both.set_up(server.registry)
    both.start(server.registry)
    assert why in both.failed[name]
    assert both.running == ("good",)
    assert f"add-on {name} is left off" in caplog.text


def test_events_are_called_by_the_name_of_their_add_on(add_ons, monkeypatch):
    class Shown(events.Event, frozen=True, kw_only=True):
        """Something is shown."""

    monkeypatch.setitem(events.EVENT_TYPES, "addon.other.Shown", Shown)
    assert "the events of add-on good are called addon.good." in add_ons("good").failed["good"]
    monkeypatch.setitem(events.EVENT_TYPES, "addon.good.Shown", events.EVENT_TYPES.pop("addon.other.Shown"))
    assert add_ons("good").failed == {}


def test_of_one_that_fails_halfway_nothing_stays(server, add_ons):
    before = server._added()
    offered, policy = list(server.registry.offered), dict(server.registry.backstage.policy().operations)
    add_ons("sets_up").set_up(server.registry)
    assert server._added() == before
    assert (server.registry.offered, dict(server.registry.backstage.policy().operations)) == (offered, policy)
    assert outcome(server.ask("GET", "/sets_up")).status == 404
    assert Party(server, "cso", "CSO")("directory", "GetServices")


def test_stopping_goes_on_where_one_fails(server, add_ons, caplog):
    both = add_ons("starts", "good")
    both.set_up(server.registry)
    outcome(ensureDeferred(both.stop(server.registry)))
    assert "it could not stop" in both.failed["starts"]


def test_one_of_ours_must_not_fail(add_ons):
    with pytest.raises(ModuleNotFoundError):
        AddOns(add_ons("good").settings, [EntryPoint("ocpp", "motown.nowhere:Ours", "motown.addon")])


class TestTables:
    """A migration that fails, or tables called otherwise, keep their add-on switched off."""

    @pytest.fixture
    def migrating(self, store_url, monkeypatch, tmp_path):
        def migrate(add_ons: AddOns, what: str = "pass") -> AddOns:
            (tmp_path / "one.py").write_text(
                "import sqlalchemy as sa\nfrom alembic import op\nrevision, down_revision = 'good1', None\n"
                "def upgrade():\n    op.create_table('good_boot', sa.Column('charge_point_id', sa.Text, "
                f"primary_key=True))\n    {what}\n")
            add_ons.migrate(store_url)
            return add_ons

        monkeypatch.setattr(Good, "tables", Tables(METADATA, tmp_path, KEPT))
        return migrate

    def test_they_are_made_and_kept(self, store_url, add_ons, migrating):
        one = migrating(add_ons("good", url=store_url))
        assert (one.added.names, one.failed) == (("good",), {})
        later = add_ons("good", url=store_url)
        store = Store(store_url, inline=True, kept=later.kept)
        store.open()
        later.keep_tables(store.read_now)
        assert later.added.names == ("good",)
        store.close()

    def test_a_migration_that_fails(self, store_url, add_ons, migrating, server):
        one = migrating(add_ons("good", url=store_url), "1 / 0")
        assert "cannot be brought up to date: ZeroDivisionError" in one.failed["good"]
        one.set_up(server.registry)
        assert (one.running, one.added.names) == ((), ())
        assert server.registry.pages == []

    def test_tables_that_are_not_there(self, store_url, add_ons, migrating):
        one, store = add_ons("good", url=store_url), Store(store_url, inline=True)
        store.open()
        one.keep_tables(store.read_now)
        store.close()
        assert "the database holds no tables yet" in one.failed["good"]

    def test_tables_that_are_called_otherwise(self, add_ons, store_url):
        one = add_ons("tables", url=store_url)
        one.migrate(store_url)
        assert "the tables of add-on tables are called tables_" in one.failed["tables"]
