"""What people see."""

import io

import pytest
from rich.console import Console

from motown.simulator import display
from tests.simulator.test_simulation import Play


def shown(what):
    console = Console(width=160, record=True, file=io.StringIO())
    console.print(what)
    return console.export_text()


@pytest.fixture
def sim():
    return Play(count=2, rate=2.0, duration=100)


def test_the_line_tells_how_it_goes(sim):
    sim.pass_(60)
    text = shown(display.line(sim.simulation))
    assert "60 s  2/2 registered" in text
    assert f"{len(sim.central.messages)} messages" in text
    assert "0 faults  0 unanswered  0 waiting" in text


def test_it_can_be_drawn_before_anything_has_happened():
    assert "0 messages (0.0/s)" in shown(display.line(Play().simulation))


def test_the_summary_tells_what_came_of_it(sim):
    sim.pass_(101)
    text = shown(display.summary(sim.simulation))
    for operation in ("BootNotification", "StartTransaction", "StopTransaction"):
        assert operation in text
    assert "session" in text
    assert "0 never acknowledged" in text
    assert "went wrong" not in text


def test_it_tells_what_went_wrong_and_how_to_make_tags_known(sim):
    sim.central.verdicts |= {tag: {"status": "Invalid"} for tag in ("SIM00001", "SIM00002")}
    sim.pass_(60)
    sim.simulation.fleet.points[0].command("ClearCache", None)
    sim.central.is_down = True
    sim.pass_(60)
    text = shown(display.summary(sim.simulation))
    assert "connection refused" in text
    assert "refused Invalid" in text
    assert "ClearCache: Accepted" in text
    assert "motown id-tags add" in text


def test_what_peers_say_cannot_command_the_terminal(sim):
    sim.simulation.statistics.reasons["Heartbeat: \x1b[2Jgotcha [bold]"] += 1
    text = shown(display.summary(sim.simulation))
    assert "?[2Jgotcha [bold]" in text
