from random import Random

import pytest

from motown.ocpp.charge_point.backoff import retry_seconds


class Fixed(Random):
    """A source that always says the same."""

    def __init__(self, value):
        super().__init__()
        self.value = value

    def random(self):
        return self.value


@pytest.mark.parametrize(("attempt", "seconds"), [(1, 10), (2, 20), (3, 40), (6, 320), (7, 600), (8, 600), (5000, 600)])
def test_it_doubles_up_to_a_limit(attempt, seconds):
    assert retry_seconds(attempt, 10, 600, Fixed(0.0)) == seconds


def test_those_that_failed_together_are_drawn_apart():
    found = {retry_seconds(1, 10, 600, random) for random in map(Random, range(50))}
    assert len(found) == 50
    assert all(8 <= seconds <= 10 for seconds in found)
