from motown.domain import events
from motown.store import id_tags
from tests.store.support import at, record


def changed(tag: str = "Tag", **known):
    return events.IdTagChanged(id_tag=tag, key=tag.casefold(), **{"status": "Accepted", **known})


def test_the_last_change_holds(store):
    record(store, changed(expires_at=at(5), parent_id_tag="Group", max_concurrent=2, note="n"))
    row = store.read_now(id_tags.get, "tag")
    assert (row.id_tag, row.status, row.expires_at, row.parent_id_tag, row.parent_key) == (
        "Tag", "Accepted", at(5), "Group", "group")
    assert (row.max_concurrent, row.note) == (2, "n")
    record(store, changed(status="Blocked"), changed("TAG", status="Blocked"))
    row = store.read_now(id_tags.get, "tag")
    assert (row.id_tag, row.status, row.expires_at, row.parent_key) == ("TAG", "Blocked", None, None)


def test_the_parent_may_be_compared_otherwise(store):
    record(store, changed(parent_id_tag="Group", parent_key="Group"))
    assert store.read_now(id_tags.get, "tag").parent_key == "Group"


def test_a_removed_tag_is_unknown_and_can_come_back(store):
    record(store, changed(note="old"), events.IdTagRemoved(id_tag="Tag", key="tag"))
    assert store.read_now(id_tags.get, "tag") is None
    record(store, events.IdTagRemoved(id_tag="Tag", key="tag"), changed())
    assert store.read_now(id_tags.get, "tag").note is None


def test_pages_in_the_order_of_keys(store):
    record(store, *(changed(tag) for tag in ("c", "A", "B")))
    assert [one.key for one in store.read_now(id_tags.page)] == ["a", "b", "c"]
    assert [one.key for one in store.read_now(id_tags.page, "a", 1)] == ["b"]
