import pytest
from twisted.internet.defer import Deferred
from twisted.internet.task import Clock

from motown.server.gathering import Gathered, by_key
from tests.harness import outcome


class Table:
    """Rows that are read when the test says so."""

    def __init__(self, **rows: int) -> None:
        self.rows, self.asked = rows, []

    def read(self, keys):
        waiting = Deferred()
        self.asked.append((sorted(keys), waiting))
        return waiting

    def answer(self):
        keys, waiting = self.asked[-1]
        waiting.callback({key: self.rows[key] for key in keys if key in self.rows})


@pytest.fixture
def clock():
    return Clock()


def test_what_is_asked_in_one_turn_is_read_together(clock):
    table = Table(a=1, b=2)
    gathered = Gathered(clock, table.read)
    found = [gathered.get(key) for key in "abca"]
    assert table.asked == []
    clock.advance(0)
    assert [keys for keys, _ in table.asked] == [["a", "b", "c"]]
    table.answer()
    assert [outcome(one) for one in found] == [1, 2, None, 1]


def test_the_next_turn_reads_anew(clock):
    table = Table(a=1)
    gathered = Gathered(clock, table.read)
    first = gathered.get("a")
    clock.advance(0)
    second = gathered.get("a")
    clock.advance(0)
    table.answer()
    assert outcome(second) == 1
    assert not first.called
    assert len(table.asked) == 2


def test_all_who_ask_are_told_of_a_failure(clock):
    table = Table()
    gathered = Gathered(clock, table.read)
    found = [gathered.get("a"), gathered.get("b")]
    clock.advance(0)
    table.asked[0][1].errback(OSError("no disk"))
    for one in found:
        with pytest.raises(OSError, match="no disk"):
            outcome(one)


def test_rows_by_a_column():
    class Row:
        name = "x"

    row = Row()
    assert by_key([row], "name") == {"x": row}
