"""First come, first served."""

from twisted.internet.defer import CancelledError, Deferred

from motown.simulator.turns import Turns


class Queue:
    def __init__(self):
        self.turns, self.log = Turns(), []

    def come(self, name):
        return Deferred.fromCoroutine(self._turn(name))

    async def _turn(self, name):
        await self.turns.take()
        self.log.append(name)


def test_the_order_is_that_of_coming():
    queue = Queue()
    for name in "abc":
        queue.come(name)
    assert queue.log == ["a"]
    queue.turns.give()
    queue.come("d")
    for _ in range(3):
        queue.turns.give()
    assert queue.log == ["a", "b", "c", "d"]


def test_who_goes_away_is_not_waited_for():
    queue = Queue()
    queue.come("a")
    gone = queue.come("b")
    queue.come("c")
    gone.addErrback(lambda failure: failure.trap(CancelledError))
    gone.cancel()
    queue.turns.give()
    assert queue.log == ["a", "c"]


def test_thousands_may_give_up_at_once():
    turns, served = Turns(), []

    async def hurry(number):
        await turns.take()
        served.append(number)
        turns.give()

    Deferred.fromCoroutine(turns.take())
    for number in range(5_000):
        Deferred.fromCoroutine(hurry(number))
    turns.give()
    assert served == list(range(5_000))
