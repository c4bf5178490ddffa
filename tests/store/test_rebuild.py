import threading

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motown.domain import events
from motown.domain.charge_point_info import ChargePointInfo, Location
from motown.domain.quantities import sample
from motown.store import AlreadyServed, engine, tables
from motown.store.projections import CORE, Projections, Write
from motown.store.rebuild import rebuild, verify
from motown.store.statements import Statement
from tests.store.support import accept, asked, at, message, record, recording, rows, started, status, stopped, unit

KEPT = [table for one in CORE for table in one.tables]
SAME = {table.name: 0 for table in KEPT}

names = st.sampled_from(["EV-1", "EV-2"])
words = st.none() | st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=5)
moments = st.integers(-1000, 1000).map(at)
numbers = st.integers(1, 5)
tags = st.sampled_from(["TAG", "tag", "OTHER"])
keys = st.sampled_from(["A", "B", "a"])
histories = st.lists(st.one_of(
    st.builds(events.ChargePointSeen, charge_point_id=names, vendor=words, model=words),
    st.builds(events.ChargePointRegistered, charge_point_id=names, by=st.just("operator")),
    st.builds(events.ChargePointBooted, charge_point_id=names, vendor=words, protocol=words),
    st.builds(events.ChargePointRejected, charge_point_id=names),
    st.builds(events.ChargePointRemoved, charge_point_id=names),
    st.builds(events.ChargePointNetworksChanged, charge_point_id=names,
              networks=st.tuples(st.text("ab", max_size=3))),
    st.builds(events.ChargePointCredentialChanged, charge_point_id=names,
              kind=st.sampled_from(["password", "certificate"]), present=st.booleans()),
    st.builds(events.StatusChanged, charge_point_id=names, connector_id=st.integers(0, 2),
              status=st.text("AB", max_size=2), error_code=st.just("NoError"), info=words,
              occurred_at=st.none() | moments),
    st.builds(events.IdTagChanged, id_tag=tags, key=tags.map(str.casefold), status=st.just("Accepted"),
              expires_at=st.none() | moments, parent_id_tag=st.none() | tags),
    st.builds(events.IdTagRemoved, id_tag=tags, key=tags.map(str.casefold)),
    st.builds(events.ReservationMade, charge_point_id=names, connector_id=st.integers(0, 2), command_id=st.just("c"),
              reservation_id=numbers, id_tag=tags, parent_id_tag=st.none() | tags, expires_at=moments),
    st.builds(events.ReservationEnded, charge_point_id=names, connector_id=st.integers(0, 2), reservation_id=numbers,
              state=st.sampled_from(["Used", "Expired", "Lost"]), transaction_id=st.none() | numbers),
    st.builds(events.LocalListChanged, charge_point_id=names, command_id=st.just("c"), update_type=st.just("Full"),
              list_version=numbers, entries=numbers, as_of_position=st.none() | numbers),
    st.builds(events.LocalListRead, charge_point_id=names, command_id=st.just("c"), list_version=st.integers(-1, 5)),
    st.builds(events.LocalListDrifted, charge_point_id=names, expected_version=numbers, list_version=numbers),
    st.builds(events.ConfigurationRead, charge_point_id=names, command_id=st.just("c"), complete=st.booleans(),
              values=st.lists(st.builds(events.ConfigurationValue, key=keys, value=words), max_size=3).map(tuple),
              unknown_keys=st.lists(keys, max_size=2).map(tuple)),
    st.builds(events.ConfigurationChanged, charge_point_id=names, command_id=st.just("c"), key=keys, value=keys),
    st.builds(events.StopOrphaned, charge_point_id=names, reported_transaction_id=numbers, meter_stop_wh=numbers,
              occurred_at=moments),
    st.builds(events.OrphanLinked, charge_point_id=names, transaction_id=numbers, orphan_position=st.integers(1, 60)),
    st.builds(lambda number, moment: stopped(number, occurred_at=moment), numbers, moments),
    st.builds(events.ChargePointInfoChanged, charge_point_id=names, revision=numbers, info=st.builds(
        ChargePointInfo, name=words, reservable=st.booleans(), location=st.none() | st.builds(
            Location, latitude=st.floats(-90, 90), longitude=st.floats(-180, 180), city=words))),
    st.builds(events.GroupChanged, group_id=keys, kind=st.sampled_from(["Group", "Site"]), revision=numbers,
              charge_point_ids=st.lists(names, max_size=2, unique=True).map(tuple), left=st.lists(
                  names, max_size=1).map(tuple)),
    st.builds(events.ReviewHidden, charge_point_id=names, review_id=numbers, reason=keys),
    st.builds(events.ConnectivityChanged, charge_point_id=names, online=st.booleans(), last_seen_at=moments),
    st.builds(events.TransactionAbandoned, charge_point_id=names, connector_id=numbers, reason=st.just("Booted"),
              transaction_id=st.sampled_from([1, 100, 200]), interrupted_at=moments),
    st.builds(events.AuthorizationDecided, charge_point_id=names, id_tag=tags, decided_by=keys,
              status=st.sampled_from(["Invalid", "Accepted"])),
    st.just(events.MeterSampled(charge_point_id="EV-1", connector_id=1, samples=(sample(at(0), "1"),),
                                reported_transaction_id=9)),
    st.builds(lambda name, moment: message(charge_point_id=name, remote_address=str(moment)).event, names, moments),
), max_size=25)


def contents(store) -> dict[str, list]:
    return {table.name: rows(store, table) for table in KEPT}


def full(store) -> None:
    """Something in each table."""
    accept(store, "EV-1", "EV-2")
    record(store, status(), started(1), started(2), stopped(2))
    record(store, events.IdTagChanged(id_tag="T", key="t", status="Accepted"))
    record(store, events.ReservationMade(charge_point_id="EV-1", connector_id=1, command_id="c", reservation_id=1,
                                         id_tag="T", expires_at=at(60)))
    record(store, events.LocalListRead(charge_point_id="EV-1", command_id="c", list_version=3))
    record(store, events.ConfigurationChanged(charge_point_id="EV-1", command_id="c", key="A", value="1"))
    record(store, events.ChargePointInfoChanged(charge_point_id="EV-1", revision=1, info=ChargePointInfo(name="One")))
    record(store, events.GroupChanged(group_id="g", kind="Group", charge_point_ids=("EV-1",), revision=1))
    record(store, events.ReviewPosted(charge_point_id="EV-1", review_id=1, stars=5))
    record(store, events.ChargePointBooted(charge_point_id="EV-1"))
    record(store, events.StopOrphaned(
        charge_point_id="EV-1", reported_transaction_id=7, meter_stop_wh=1, occurred_at=at(0)))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=12, deadline=None)
@given(history=histories, sizes=st.lists(st.integers(1, 6), min_size=1), chunk=st.integers(1, 50))
def test_the_log_makes_the_same_tables_again(store, url, history, sizes, chunk):
    first = store.run(unit(lambda session: session.next_number("transaction"))).value()
    history = [started(first * 100, tag="T"), *history, stopped(first * 100)]
    for place, size in enumerate(sizes * len(history)):
        part, history = history[:size], history[size:]
        if not part:
            break
        store.run(unit(recording(*part), str(place)))
    assert verify(url, chunk=chunk) == SAME


def test_what_was_changed_behind_our_back_is_found_and_put_right(store, url):
    full(store)
    right = contents(store)
    writing = engine.writing(url)
    with writing.begin() as connection:
        connection.execute(sa.update(tables.charge_point).where(
            tables.charge_point.c.charge_point_id == "EV-1").values(vendor="Wrong", networks=["x"]))
        connection.execute(sa.delete(tables.connector))
        connection.execute(sa.insert(tables.id_tag).values(key="x", id_tag="X", status="Accepted", max_concurrent=1))
    writing.dispose()
    wrong = contents(store)
    found = {**SAME, "charge_point": 1, "connector": 1, "id_tag": 1}
    assert verify(url) == found
    assert contents(store) == wrong, "to look changes nothing"
    assert rebuild(url) == found
    assert contents(store) == right
    assert verify(url) == SAME


def test_tables_are_made_again_from_nothing(store, url):
    full(store)
    right = contents(store)
    writing = engine.writing(url)
    with writing.begin() as connection:
        for table in KEPT:
            connection.execute(sa.delete(table))
    writing.dispose()
    assert rebuild(url, chunk=3) == {name: len(found) for name, found in right.items()}
    assert contents(store) == right


def test_the_server_writes_meanwhile(store, url):
    full(store)
    steps: list[tuple[int, int]] = []

    def progress(done: int, everything: int) -> None:
        steps.append((done, everything))
        if len(steps) < 10:
            record(store, status(word=str(len(steps))), started(100 + len(steps), connector_id=len(steps)))

    assert rebuild(url, progress, chunk=2) == SAME
    assert len(steps) >= 10
    assert steps[-1][0] == steps[-1][1] == store._executor.head
    assert verify(url) == SAME


def test_the_server_writes_at_any_moment(open_store, url):
    store = open_store(inline=False)
    full(store)
    stop, failures = threading.Event(), []

    def write() -> None:
        number = 1000
        while not stop.is_set():
            number += 1
            try:
                record(store, status(word=str(number)), started(number))
                store.run(asked())
            except Exception as error:  # noqa: BLE001
                failures.append(error)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(3):
            assert rebuild(url, chunk=20) == SAME
    finally:
        stop.set()
        writer.join()
    assert failures == []
    assert verify(url) == SAME


def test_one_that_was_broken_off_leaves_nothing_behind(store, url):
    full(store)
    right = contents(store)

    def interrupt(_done: int, _all: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild(url, interrupt, chunk=1)
    assert contents(store) == right
    names_left = store.read_now(lambda connection: sa.inspect(connection).get_table_names())
    assert not [name for name in names_left if name.startswith("shadow")]


def test_what_a_killed_one_left_is_no_hindrance(store, url):
    full(store)
    writing = engine.administering(url)
    with writing.begin() as connection:
        connection.execute(sa.text("CREATE TABLE shadow_charge_point (left_over INTEGER)"))
    writing.dispose()
    assert rebuild(url) == SAME


def test_only_one_at_a_time(store, url):
    full(store)

    def again(_done: int, _all: int) -> None:
        with pytest.raises(AlreadyServed):
            rebuild(url)

    assert rebuild(url, again) == SAME


def test_an_add_on_keeps_tables_of_its_own(open_store, url):
    table = sa.Table("example_count", sa.MetaData(), sa.Column("charge_point_id", sa.Text, primary_key=True),
                     sa.Column("boots", sa.Integer, nullable=False))
    mine = Projections()
    mine.keeps(table)

    def one_more(to):
        insert = to.insert(table)
        return insert.on_conflict_do_update(
            index_elements=["charge_point_id"], set_={"boots": to.table(table).c.boots + insert.excluded.boots})

    count_on = Statement(one_more)

    @mine.projects(events.ChargePointBooted)
    def booted(happened):
        name = happened.event.charge_point_id
        yield Write(count_on, ("example_count", name), {"charge_point_id": name, "boots": 1})

    writing = engine.administering(url)
    with writing.begin() as connection:
        table.create(connection)
    kept = (*CORE, mine)
    store = open_store(kept=kept)
    boot = events.ChargePointBooted(charge_point_id="EV-1")
    record(store, boot, boot, boot)
    assert rows(store, table) == [{"charge_point_id": "EV-1", "boots": 3}]
    assert verify(url, kept=kept)["example_count"] == 0
    with writing.begin() as connection:
        table.drop(connection)
    writing.dispose()
