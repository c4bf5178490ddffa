from motown.domain import events
from motown.store import files
from tests.store.support import at, record


def brought(charge_point_id="EV-1", command_id="c1", **known):
    return events.DiagnosticsReceived(charge_point_id=charge_point_id, command_id=command_id, **{
        "file_name": "log.zip", "size_bytes": 5_000_000_000, "sha256": "ab", **known})


def test_a_file_stands_where_its_coming_stands_in_the_log(store):
    done = record(store, brought())
    row = store.read_now(files.get, done.first_position)
    assert (row.charge_point_id, row.command_id, row.file_name) == ("EV-1", "c1", "log.zip")
    assert (row.size_bytes, row.sha256, row.received_at) == (5_000_000_000, "ab", at(0))
    assert store.read_now(files.get, done.first_position + 1) is None


def test_of_several_files_of_a_command_the_last_counts(store):
    record(store, brought(), brought(file_name="second.zip"), brought(command_id="c2", file_name="other.zip"))
    assert store.read_now(files.of_command, "c1").file_name == "second.zip"
    assert store.read_now(files.of_command, "c3") is None


def test_pages_go_back_in_time(store):
    record(store, *(brought(f"EV-{number % 2}") for number in range(1, 6)))

    def page(*arguments, **wanted):
        return [one.position for one in store.read_now(files.page, *arguments, **wanted)]

    assert page() == [5, 4, 3, 2, 1]
    assert page(4, 2) == [3, 2]
    assert page(charge_point_id="EV-1") == [5, 3, 1]
