"""The first administrator, on both databases and by several processes at once."""

import threading

from motown.config import load
from motown.core import passwords
from motown.server import first_party
from motown.server.core import open_core
from motown.server.first_party import FIRST, make_first_party, new_password
from motown.store import parties
from tests.fixtures import both_stores
from tests.harness import quick_hash


@both_stores
def test_of_several_at_once_one_makes_it(store_url, monkeypatch):
    monkeypatch.setattr(first_party, "hashed", quick_hash)
    settings, begin, made = load(None, [f"store.url={store_url}"]), threading.Barrier(3), []

    def start():
        begin.wait()
        made.append(make_first_party(settings))

    threads = [threading.Thread(target=start) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    [password] = [one for one in made if one is not None]
    assert len(made) == 3
    with open_core(settings) as core:
        known = core.read(parties.known, FIRST)
        assert core.read(parties.count) == 1
    assert passwords.matches(password, known.credential.password_hash)
    assert make_first_party(settings) is None


def test_passwords_are_long_and_differ():
    made = {new_password() for _ in range(100)}
    assert len(made) == 100
    assert all(len(one) == 24 for one in made)
