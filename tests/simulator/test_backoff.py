"""Waits that grow, each with jitter (BOOT-6)."""

from random import Random

from motown.simulator.backoff import Backoff


def test_waits_double_up_to_the_ceiling_and_start_again():
    backoff = Backoff(Random(3), 10, 60)
    for base in (10, 20, 40, 60, 60):
        assert base * 0.8 <= backoff.wait() <= base * 1.2
    backoff.reset()
    assert backoff.wait() <= 12


def test_no_two_charge_points_wait_alike():
    assert len({Backoff(Random(seed), 10, 60).wait() for seed in range(50)}) == 50
