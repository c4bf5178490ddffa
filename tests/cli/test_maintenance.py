import sqlite3


def test_migrating_twice_changes_nothing(motown, heartbeat):
    heartbeat()
    assert motown("migrate") == 0
    assert "is up to date" in motown.out
    assert len(motown.json("events")) == 3


def test_a_rebuild_finds_all_as_it_should_be(motown, heartbeat):
    motown("charge-points", "accept", "EV-1")
    heartbeat()
    assert motown("rebuild") == 0
    assert "as the log has it" in motown.out
    assert motown("rebuild", "--check") == 0


def test_a_damaged_table_is_found_and_put_right(motown, tmp_path):
    assert motown("charge-points", "accept", "EV-1") == 0
    before = motown.json("charge-points")
    with sqlite3.connect(tmp_path / "motown.db") as connection:
        connection.execute("UPDATE charge_point SET registration = 'Rejected'")
    assert motown("rebuild", "--check") == 1
    assert motown.json("charge-points") != before
    (found,) = motown.json("rebuild")
    assert found["charge_point"] == 1
    assert motown.json("charge-points") == before
    assert motown("rebuild", "--check") == 0


def test_what_is_no_store_is_told(motown, tmp_path):
    (tmp_path / "motown.db").write_bytes(b"this is a letter, not a database" * 100)
    for command in ("rebuild", "migrate", "events"):
        assert motown(command) == 4
        assert "not a database" in motown.err


def test_a_store_without_tables_is_told(empty, tmp_path):
    sqlite3.connect(tmp_path / "motown.db").close()
    (tmp_path / "motown.db").touch()
    assert empty("rebuild") == 4
    assert "run motown migrate" in empty.err
