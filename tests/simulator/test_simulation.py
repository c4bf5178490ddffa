"""Whole simulations, with a central system and a reactor in memory."""

from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest
from twisted.internet.defer import Deferred
from twisted.internet.task import Clock
from twisted.internet.testing import MemoryReactorClock

from motown.simulator.errors import NoAnswer
from motown.simulator.fleet import Fleet, lossy
from motown.simulator.options import Options
from motown.simulator.profile import Profile
from motown.simulator.simulation import Simulation
from tests.simulator.central_system import EPOCH, CentralSystem


class Play:
    """A simulation that runs; ``outcome`` is filled when it is over."""

    def __init__(self, clock=None, **options):
        self.clock = clock or Clock()
        self.clock.advance(EPOCH)
        options = Options(**{"url": "http://central.example/ocpp", "listen": None, "rate": 1.0, **options})
        self.central = CentralSystem(options.version, self.clock)
        self.simulation = Simulation(self.clock, options, self._fleet)
        self.outcome = []
        Deferred.fromCoroutine(self.simulation.run()).addBoth(self.outcome.append)

    def _fleet(self, reactor, options, observer):
        play = self

        class Memory(Fleet):
            def _transport(self, identity, random):
                return lossy(play.central, options.loss, random)

        return Memory(reactor, options, observer)

    def pass_(self, seconds, step=0.5):
        self.clock.advance(0)
        for _ in range(int(seconds / step)):
            self.clock.advance(step)
        return self

    def of(self, operation):
        return [(message.identity, message.at - EPOCH) for message in self.central.of(operation)]

    def check(self):
        failures = [*self.simulation.tasks.failures]
        for point in self.simulation.fleet.points:
            failures += [*point.tasks.failures, *point.jobs.failures]
        assert not failures, failures[0].getTraceback()


@pytest.fixture
def play():
    plays = []

    def begin(**options):
        plays.append(Play(**options))
        return plays[-1]

    yield begin
    for one in plays:
        one.check()


@pytest.mark.parametrize("version", ["1.2", "1.5"])
def test_sessions_at_the_rate_that_was_asked_for(play, version):
    sim = play(version=version, count=3, prefix="EV", rate=2.0, duration=600, profile=Profile(connectors=2))
    sim.pass_(600)
    starts = Counter(identity for identity, _ in sim.of("StartTransaction"))
    assert starts.keys() == {"EV-001", "EV-002", "EV-003"}
    assert all(18 <= count <= 20 for count in starts.values())
    assert [len(sim.of(name)) for name in ("BootNotification", "Authorize")] == [3, 6]


def test_a_session_has_its_samples(play):
    sim = play(profile=Profile(keys={"MeterValueSampleInterval": "14"}), duration=120)
    sim.pass_(121)
    assert len(sim.of("StartTransaction")) >= 1
    assert len(sim.of("MeterValues")) >= 3


def test_at_the_end_all_are_stopped_and_told(play):
    sim = play(count=5, duration=100)
    sim.pass_(101)
    assert sim.outcome == [None]
    assert len(sim.of("StopTransaction")) == len(sim.of("StartTransaction")) > 0
    assert sim.simulation.lost == 0
    assert sim.simulation.seconds == 100
    assert not sim.clock.getDelayedCalls()


def test_it_ends_after_so_many_messages(play):
    sim = play(messages=20)
    sim.pass_(600)
    assert sim.outcome == [None]
    assert 20 <= len(sim.central.messages) < 25


def test_what_cannot_be_told_is_counted(play):
    sim = play(duration=300, grace=10.0)
    sim.pass_(130)
    sim.central.is_down = True
    sim.pass_(175)
    assert sim.outcome == []
    sim.pass_(10)
    assert sim.outcome == [None]
    assert sim.simulation.lost > 2
    assert sim.simulation.told()["never_acknowledged"] == sim.simulation.lost


def test_everyone_has_a_tag_of_his_own(play):
    sim = play(count=2, duration=200, profile=Profile(connectors=2))
    sim.pass_(200)
    tags = {(message.identity, message.value.connectorId): message.value.idTag
            for message in sim.central.of("StartTransaction")}
    assert tags == {("SIM-001", 1): "SIM00001", ("SIM-001", 2): "SIM00002", ("SIM-002", 1): "SIM00003",
                    ("SIM-002", 2): "SIM00004"}


def test_or_those_that_were_given_in_turn(play):
    sim = play(count=3, duration=100, tags=("A", "B"))
    sim.pass_(100)
    tags = {message.identity: message.value.idTag for message in sim.central.of("Authorize")}
    assert tags == {"SIM-001": "A", "SIM-002": "B", "SIM-003": "A"}


def test_refused_drivers_are_counted_and_others_come(play):
    sim = play(duration=200)
    sim.central.verdicts["SIM00001"] = {"status": "Invalid"}
    sim.pass_(150)
    assert sim.of("StartTransaction") == []
    assert sim.simulation.statistics.events["refused Invalid"] >= 2
    sim.central.verdicts.clear()
    sim.pass_(50)
    assert len(sim.of("StartTransaction")) == 1


def test_they_are_switched_on_one_after_the_other(play):
    sim = play(scenario="idle", count=4, ramp_up=40.0, rate=None)
    sim.pass_(41)
    assert [at for _, at in sim.of("BootNotification")] == [0, 10, 20, 30]


def test_in_a_storm_all_boot_at_once(play):
    sim = play(scenario="boot-storm", count=4, rate=1.0, profile=Profile(reboot_seconds=5))
    sim.pass_(140)
    moments = Counter(at for _, at in sim.of("BootNotification"))
    assert moments == {0: 4, 65: 4, 125: 4}


def test_one_storm_unless_told_otherwise(play):
    sim = play(scenario="boot-storm", count=4, rate=None)
    sim.pass_(250)
    assert sim.of("BootNotification") == [(f"SIM-00{number}", 0) for number in range(1, 5)]


def test_idle_ones_send_heartbeats(play):
    sim = play(scenario="idle", rate=6.0)
    sim.pass_(120)
    beats = [at for _, at in sim.of("Heartbeat")]
    assert {round(later - earlier) for earlier, later in pairwise(beats)} == {10}
    assert sim.of("StartTransaction") == []


def test_idle_ones_go_on_though_one_fails(play):
    sim = play(scenario="idle", rate=6.0)
    sim.central.script["Heartbeat"] = [NoAnswer("lost")] * 3
    sim.pass_(120)
    assert len(sim.of("Heartbeat")) > 10


def test_lines_go_down_again_and_again(play):
    sim = play(count=3, outage=30.0, duration=600)
    sim.pass_(600)
    assert sim.simulation.statistics.events["outage"] > 6
    sim.pass_(10)
    assert sim.outcome == [None]
    assert sim.simulation.lost == 0
    assert len(sim.of("StopTransaction")) == len(sim.of("StartTransaction"))


def test_lost_answers_make_repetitions_and_lose_nothing(play):
    sim = play(count=3, loss=0.2, duration=600, grace=300.0)
    sim.pass_(900)
    assert sim.outcome == [None]
    starts = [(one.identity, one.value.timestamp) for one in sim.central.of("StartTransaction")]
    assert len(set(starts)) < len(starts)
    stops = [(one.identity, one.value.timestamp) for one in sim.central.of("StopTransaction")]
    assert len(set(stops)) == len(set(starts))


def test_time_can_pass_faster(play):
    sim = play(time_factor=60.0, duration=60)
    sim.pass_(60, step=0.01)
    assert 55 <= len(sim.of("StartTransaction")) <= 60
    stamps = [one.value.timestamp.timestamp() for one in sim.central.of("StartTransaction")]
    assert stamps[-1] - stamps[0] > 3_000  # the charge points' own clocks run ahead


def test_the_same_seed_is_the_same_simulation(play):
    first, second = (play(count=2, seed=seed, duration=200).pass_(201) for seed in (5, 5))
    assert [one.raw for one in first.central.messages] == [one.raw for one in second.central.messages]
    other = play(count=2, seed=6, duration=200).pass_(201)
    assert [one.raw for one in other.central.messages] != [one.raw for one in first.central.messages]


def test_one_port_takes_commands_for_all(play):
    clock = MemoryReactorClock()
    sim = play(clock=clock, count=2, prefix="A/B", listen="127.0.0.1:7777")
    sim.pass_(1)
    assert [(port, interface) for port, _, _, interface in clock.tcpServers] == [(7777, "127.0.0.1")]
    assert {one.find("Header/From/Address").rpartition("/")[2] for one in sim.central.messages} == {
        "A%2FB-001", "A%2FB-002"}


def test_its_address_may_be_another_one_from_outside(play):
    sim = play(clock=MemoryReactorClock(), listen="127.0.0.1:7777", public="https://sim.example/cp/")
    sim.pass_(1)
    assert sim.central.messages[0].find("Header/From/Address") == "https://sim.example/cp/SIM-001"


def test_identities_count_on_from_the_first():
    options = Options(url="http://x/", prefix="P", count=2, first=9)
    assert options.identities == ["P-009", "P-010"]
    assert replace(options, first=999).identities == ["P-999", "P-1000"]
