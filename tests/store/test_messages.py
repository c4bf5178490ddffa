import pytest
import sqlalchemy as sa

from motown.store import engine, messages, tables
from tests.store.support import asked, message


def tamper(url: str, **values: object) -> None:
    writing = engine.writing(url)
    with writing.begin() as connection:
        connection.execute(sa.update(tables.message).values(**values))
    writing.dispose()


@pytest.mark.parametrize("body", [b"short", b"long enough to be compressed " * 50])
def test_changed_bytes_are_noticed(store, url, body):
    store.run(asked(incoming=message(body=body), reply=None))
    found = store.read_now(lambda connection: connection.execute(sa.select(tables.message.c.body)).scalar_one())
    tamper(url, body=bytes([bytes(found)[0] ^ 1]) + bytes(found)[1:])
    with pytest.raises(messages.Damaged, match="message 1"):
        store.read_now(messages.body, 1)


def test_an_unknown_encoding_is_noticed(store, url):
    store.run(asked(incoming=message(), reply=None))
    tamper(url, encoding="brotli")
    with pytest.raises(messages.Damaged, match="brotli"):
        store.read_now(messages.body, 1)


def test_many_come_with_one_query_and_a_damaged_one_keeps_nobody_from_the_others(store, url):
    for body in (b"<one/>", b"<two/>" * 500, b"<three/>"):
        store.run(asked(incoming=message(body=body), reply=None))
    writing = engine.writing(url)
    with writing.begin() as connection:
        connection.execute(sa.update(tables.message).where(tables.message.c.position == 3).values(body=b"<four/>"))
    writing.dispose()
    found = store.read_now(messages.many, [3, 1, 2, 99])
    assert sorted(found) == [1, 2, 3]
    assert (found[1].body, found[2].body) == (b"<one/>", b"<two/>" * 500)
    assert isinstance(found[3], messages.Damaged)
    assert store.read_now(messages.many, []) == {}
