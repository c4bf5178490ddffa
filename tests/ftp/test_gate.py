from datetime import timedelta
from hashlib import sha256

import pytest

from motown.ftp import gate as module
from motown.ftp.gate import EXPIRED, NO_SUCH, USED, Gate
from motown.store.rows import DOWNLOAD, UPLOAD, TransferCredentialRow
from tests.harness import START


class Now:
    seconds = 0.0

    def __call__(self):
        return START + timedelta(seconds=self.seconds)


@pytest.fixture
def time():
    return Now()


@pytest.fixture
def gate(time):
    return Gate(3, lambda: time.seconds, time)


def credential(direction=UPLOAD, completed=0):
    return TransferCredentialRow(
        "u1", sha256(b"secret").digest(), "EV-1", "c1", direction, None, START, START + timedelta(hours=1), completed)


def test_only_the_secret_opens_it(gate):
    assert gate.objection(credential(), "secret") is None
    for secret in ("", "Secret", "secret ", "\udcff"):
        assert gate.objection(credential(), secret) == NO_SUCH
    assert gate.objection(None, "secret") == NO_SUCH


def test_only_who_knows_the_secret_learns_why(gate, time):
    time.seconds = 3600
    assert gate.objection(credential(), "secret") == EXPIRED
    assert gate.objection(credential(), "wrong") == NO_SUCH


def test_it_is_used_once_even_before_the_store_knows(gate):
    stale = credential()
    assert gate.complete(stale) == 1
    assert gate.objection(stale, "secret") == USED
    assert gate.objection(credential(completed=1), "secret") == USED


def test_an_image_may_be_fetched_twice(gate):
    stale = credential(DOWNLOAD)
    assert gate.complete(stale) == 1
    assert gate.objection(stale, "secret") is None
    assert gate.complete(stale) == 2
    assert gate.objection(stale, "secret") == USED


def test_who_fails_too_often_is_shut_out_for_ten_minutes(gate, time):
    for number in range(3):
        assert not gate.is_shut("192.0.2.1")
        time.seconds = number * 10.0
        gate.failed("192.0.2.1")
    assert gate.is_shut("192.0.2.1")
    assert not gate.is_shut("192.0.2.2")
    time.seconds = 20 + 599.0
    assert gate.is_shut("192.0.2.1")
    time.seconds = 20 + 600.0
    assert not gate.is_shut("192.0.2.1")


def test_failures_long_ago_do_not_count(gate, time):
    gate.failed("192.0.2.1")
    gate.failed("192.0.2.1")
    time.seconds = 600.0
    gate.failed("192.0.2.1")
    gate.failed("192.0.2.1")
    assert not gate.is_shut("192.0.2.1")


def test_not_everybody_is_remembered(gate, monkeypatch):
    monkeypatch.setattr(module, "MOST_ADDRESSES", 2)
    for address in ("a", "a", "a", "b", "c"):
        gate.failed(address)
    assert not gate.is_shut("a")
    assert len(gate._failed) == 2
