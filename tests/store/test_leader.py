import queue

import pytest

from motown.store import leader

LONG = 30


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    monkeypatch.setattr(leader, "CHECK_SECONDS", 0.01)


def lead(store, name: str, news: queue.Queue) -> None:
    store.lead(lambda: news.put(f"{name} leads"), lambda: news.put(f"{name} has lost"))


def test_on_sqlite_the_one_server_leads(sqlite_url, opening):
    news = queue.Queue()
    store = opening(sqlite_url)
    lead(store, "it", news)
    assert news.get(timeout=LONG) == "it leads"
    store.close()
    assert news.get(timeout=LONG) == "it has lost"


def test_of_two_processes_one_leads_and_the_other_takes_over(postgresql_url, opening):
    news = queue.Queue()
    first, second = opening(postgresql_url), opening(postgresql_url)
    lead(first, "first", news)
    assert news.get(timeout=LONG) == "first leads"
    lead(second, "second", news)
    first.close()
    assert news.get(timeout=LONG) == "first has lost"
    assert news.get(timeout=LONG) == "second leads"


def test_who_loses_the_connection_loses_the_lead(postgresql_url, postgresql_cluster, opening):
    news = queue.Queue()
    store = opening(postgresql_url)
    lead(store, "it", news)
    assert news.get(timeout=LONG) == "it leads"
    postgresql_cluster.disconnect(postgresql_url)
    assert news.get(timeout=LONG) == "it has lost"
    assert news.get(timeout=LONG) == "it leads"
