"""A party's request is done once, however often and wherever it arrives."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import msgspec
import pytest

from motown.core.bus import unit_of
from motown.core.requested import Asked
from motown.domain import commands
from motown.domain.errors import Refused, RequestIdReused
from motown.domain.ids import IdTag, PartyId
from motown.store import Store, requests
from tests.fixtures import both_stores


def put(tag: str = "TAG-1") -> commands.Command:
    return commands.PutIdTag(id_tag=IdTag(tag), key=tag.lower())


def asked(request_id: str = "r-1", *, digest: bytes = b"d", operation: str = "Put", party: str = "p",
          told=lambda _result: {"said": "done"}) -> Asked:
    return Asked(party, request_id, operation, digest, told)


@both_stores
def test_the_same_again_gets_the_first_answer_and_does_nothing(server):
    first = server.store.run(unit_of(put(), asked=asked(), party="p"))
    head = server.head()
    again = server.store.run(unit_of(put(), asked=asked(told=lambda _result: {"said": "something else"})))
    assert (first.result.answer, first.result.duplicate) == ({"said": "done"}, False)
    assert (again.result.answer, again.result.duplicate) == ({"said": "done"}, True)
    assert again.result.position == first.last_position == head
    assert server.head() == head


@pytest.mark.parametrize("other", [{"digest": b"e"}, {"operation": "Remove"}], ids=["content", "operation"])
def test_another_request_of_that_name_is_refused(server, other):
    server.store.run(unit_of(put(), asked=asked()))
    with pytest.raises(RequestIdReused):
        server.store.run(unit_of(put("TAG-2"), asked=asked(**other))).value()


def test_two_parties_may_use_one_name(server):
    server.store.run(unit_of(put(), asked=asked()))
    assert not server.store.run(unit_of(put("TAG-2"), asked=asked(party="q", digest=b"e"))).result.duplicate


def test_what_was_refused_may_be_asked_again(server):
    nobody = commands.EnableParty(party_id=PartyId("nobody"), enabled=True)
    with pytest.raises(Refused):
        server.store.run(unit_of(nobody, asked=asked())).value()
    assert not server.store.run(unit_of(put(), asked=asked(digest=b"e"))).result.duplicate


def test_what_leaves_no_event_has_the_position_of_the_log(server):
    server.execute(commands.PutParty(party_id=PartyId("p"), name="P", roles=("CSO",)))
    nothing_new = commands.EnableParty(party_id=PartyId("p"), enabled=True)
    committed = server.store.run(unit_of(nothing_new, asked=asked()))
    assert committed.last_position == 0
    assert committed.result.position == server.head()


@both_stores
def test_it_is_kept_when_the_server_starts_anew(server, store_url):
    server.store.run(unit_of(put(), asked=asked()))
    with pytest.raises(RequestIdReused):
        server.store.run(unit_of(put(), asked=asked(digest=b"e"))).value()
    row = server.read(requests.get, asked().key)
    assert msgspec.structs.asdict(row)["answer"] == {"said": "done"}


@pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)
def test_of_many_at_once_at_two_processes_one_is_done(store_url):
    stores = [Store(store_url, inline=True) for _ in range(2)]
    for one in stores:
        one.open()
    barrier = Barrier(2)

    def ask(store: Store) -> list[bool]:
        found = []
        for number in range(20):
            barrier.wait()
            found.append(store.run(unit_of(put(f"T-{number}"), asked=asked(f"r-{number}"))).result.duplicate)
        return found

    with ThreadPoolExecutor(2) as threads:
        answers = list(threads.map(ask, stores))
    for one in stores:
        one.close()
    assert [sorted(pair) for pair in zip(*answers, strict=True)] == [[False, True]] * 20
