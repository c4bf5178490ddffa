import subprocess
import sys

import pytest

from motown.store import AlreadyServed, Store, engine
from tests.store.support import accept


@pytest.fixture
def url(sqlite_url):
    """Locks on files are SQLite's."""
    return sqlite_url


HOLD = """
import sys
from motown.store.filelock import FileLock
lock = FileLock.of(sys.argv[1])
print("held", flush=True)
sys.stdin.read()
"""


def test_one_server_a_file(open_store, url):
    open_store(server=True)
    with pytest.raises(AlreadyServed, match=r"works on .*motown\.db: stop it first"):
        Store(url).open(server=True)


def test_the_command_line_works_beside_a_server(open_store):
    server, beside = open_store(server=True), open_store()
    accept(beside, "EV-1")
    accept(server, "EV-2")


def test_a_server_that_was_closed_makes_room(open_store):
    open_store(server=True).close()
    open_store(server=True)


def test_a_server_that_was_killed_makes_room(open_store, url):
    other = subprocess.Popen(
        [sys.executable, "-c", HOLD, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert other.stdout.readline() == "held\n"
    with pytest.raises(AlreadyServed, match=str(other.pid)):
        Store(url).open(server=True)
    other.kill()
    other.wait()
    other.stdin.close()
    other.stdout.close()
    open_store(server=True)


def test_the_lock_is_beside_the_file(open_store, url):
    open_store(server=True)
    path = engine.sqlite_path(url)
    assert path.with_name("motown.db.lock").exists()
