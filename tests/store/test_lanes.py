from hypothesis import given
from hypothesis import strategies as st

from motown.store.lanes import EVERYTHING, Lanes
from tests.store.support import unit

keys = st.frozensets(st.sampled_from(["cp:1", "cp:2", "cp:3", "tag:a", EVERYTHING]), max_size=3)


@given(st.lists(keys, max_size=40), st.integers(1, 5), st.integers(0, 40))
def test_units_that_share_a_key_never_meet_and_keep_their_order(all_keys, most, late):
    lanes: Lanes[int] = Lanes()
    waiting = [(unit(None, *one), number) for number, one in enumerate(all_keys)]
    for one in waiting[:late]:
        lanes.add(*one)
    done: list[int] = []
    while True:
        batch = lanes.take(most)
        new, late = waiting[late:late + 2], late + 2
        for one in new:
            lanes.add(*one)
        if not batch and not new:
            break
        numbers = [one.tag for one in batch]
        assert len(numbers) <= most
        assert not any(_share(all_keys[one], all_keys[other]) for one in numbers for other in numbers if one != other)
        earlier = [one for one in range(max(numbers, default=0)) if one not in done and one not in numbers]
        assert not any(_share(all_keys[one], all_keys[other]) for one in earlier for other in numbers if one < other)
        lanes.finished(batch)
        done += numbers
    assert sorted(done) == list(range(len(all_keys)))
    assert len(lanes) == 0


def _share(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one & other) or EVERYTHING in one or EVERYTHING in other


def test_one_busy_charge_point_does_not_keep_the_others_back():
    lanes: Lanes[int] = Lanes()
    for number in range(1000):
        lanes.add(unit(None, "cp:busy"), number)
    lanes.add(unit(None, "cp:other"), 1000)
    assert [one.tag for one in lanes.take(64)] == [0, 1000]


def test_units_without_keys_all_go_together():
    lanes: Lanes[int] = Lanes()
    for number in range(5):
        lanes.add(unit(None), number)
    assert len(lanes.take(64)) == 5
