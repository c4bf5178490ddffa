import queue

import pytest

from tests.store.support import record, status

LONG = 30


@pytest.fixture
def heads():
    return queue.Queue()


def test_own_commits_are_told_at_once(store, heads):
    store.notice(heads.put)
    record(store, status(), status())
    assert heads.get(timeout=LONG) in {0, 2}
    record(store, status())
    told = heads.get(timeout=LONG)
    while told < 3:
        told = heads.get(timeout=LONG)
    assert told == 3


def test_commits_of_other_processes_are_noticed(store, open_store, heads):
    other = open_store()
    store.notice(heads.put)
    for number in range(1, 4):
        record(other, status())
        told = 0
        while told < number:
            told = heads.get(timeout=LONG)
        assert told == number


def test_a_head_is_told_once_and_never_back(store, heads):
    told = []
    store.notice(told.append)
    for _ in range(5):
        record(store, status())
    for head in (3, 5, 4):
        store._grown(head)
    store.close()
    assert told == sorted(set(told))
    assert told[-1] == 5


def test_what_was_there_before_is_told_first(store, open_store, heads):
    record(open_store(), status(), status())
    store.notice(heads.put)
    assert heads.get(timeout=LONG) == 2


def test_several_may_listen(store, heads):
    other = queue.Queue()
    store.notice(heads.put)
    store.notice(other.put)
    record(store, status())
    assert heads.get(timeout=LONG) == other.get(timeout=LONG) == 1


def test_a_broken_connection_is_made_again(postgresql_url, postgresql_cluster, opening, heads, monkeypatch):
    monkeypatch.setattr("motown.store.notice.AGAIN_SECONDS", 0.01)
    store, other = opening(postgresql_url), opening(postgresql_url)
    store.notice(heads.put)
    record(other, status())
    while heads.get(timeout=LONG) < 1:
        pass
    postgresql_cluster.disconnect(postgresql_url, "LISTEN motown_head")
    record(other, status())
    assert heads.get(timeout=LONG) == 2, "what was said meanwhile is not missed"
