"""The short scripts for the three commonest jobs, in four toolkits, against a running server."""

import shutil
import sys

import pytest

from tests.interop.standard.scene import STANDARD
from tests.interop.toolkits.test_node import workplace
from tests.needs import missing

__all__ = ["workplace"]

CLIENTS = STANDARD / "clients"


def php(_request):
    if shutil.which("php") is None:
        missing("php", "no PHP")
    return ["php"], ".php", CLIENTS


def node(request):
    folder = request.getfixturevalue("workplace")
    for script in CLIENTS.glob("*.js"):
        shutil.copy(script, folder)
    return ["node"], ".js", folder


def curl(_request):
    if shutil.which("curl") is None:
        missing("curl", "no curl")
    return ["sh"], ".sh", CLIENTS


@pytest.fixture(params=[lambda _request: ([sys.executable], ".py", CLIENTS), node, php, curl],
                ids=["zeep", "node", "php", "curl"])
def toolkit(request):
    """What starts a script by its name."""
    program, ending, folder = request.param(request)
    return lambda name: [*program, str(folder / f"{name}{ending}")]


def test_what_is_free_nearby(scene, toolkit, tmp_path):
    told = scene.run(toolkit("free_nearby"), tmp_path, "52.0907", "5.1214", "150")
    assert [line.split()[:3] for line in told] == [["TOWN-001", "0", "m"], ["TOWN-002", "111", "m"]]


def test_a_start_and_its_effect(scene, toolkit, tmp_path):
    told = scene.run(toolkit("start_and_wait"), tmp_path, "TOWN-003", f"TAG-{tmp_path.name[-12:]}")
    assert told[-1].split() == ["Finished", "Succeeded", "Accepted"]
    scene.place.do(scene.points[2].stop)


def test_a_start_that_is_refused(scene, toolkit, tmp_path):
    told = scene.run(toolkit("start_and_wait"), tmp_path, "NOWHERE", "TAG", expect=1)
    assert "NotFound: there is no charge point NOWHERE" in told[-1]


def test_following_the_events(scene, toolkit, tmp_path):
    first = scene.run(toolkit("follow_events"), tmp_path, "5")
    then = scene.run(toolkit("follow_events"), tmp_path, "5")
    positions = [int(line.split()[0]) for line in first + then]
    assert len(positions) == 10
    assert positions == sorted(set(positions)), "it goes on where it ended"
