"""JAX-WS makes its classes from the address of the WSDL and charges, with WS-Addressing required in both directions.

It refuses answers without RelatesTo, and such whose Content-Type repeats the request's action (interop 1).
"""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.needs import missing

pytestmark = pytest.mark.interop_all

HERE = Path(__file__).parent
SECONDS = 600
"""Maven may have to fetch everything first."""


@pytest.fixture(scope="module")
def workplace(tmp_path_factory) -> Path:
    """A folder with our program, and all that Maven needs for it."""
    if shutil.which("mvn") is None or shutil.which("javac") is None:
        missing("maven", "no Maven, or no Java compiler")
    folder = tmp_path_factory.mktemp("jaxws")
    shutil.copytree(HERE / "jaxws", folder, dirs_exist_ok=True)
    return folder


def test_a_session_with_addressing_required(lenient, workplace, judge):
    lenient.accept(["JAX-WS"])
    done = subprocess.run(
        ["mvn", "-q", "-B", f"-Dwsdl={lenient.address}/ocpp?wsdl", "-Didentity=JAX-WS", "compile", "exec:java"],
        cwd=workplace, capture_output=True, text=True, timeout=SECONDS, check=False)
    if "could not be resolved" in done.stdout:
        missing("maven", "the packages cannot be fetched")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "BootNotification ACCEPTED" in done.stdout
    assert "connectorId is 0 (the charge point) or above" in done.stdout
    judge("JAX-WS", "1.5")
