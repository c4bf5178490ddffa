"""node's soap and strong-soap, installed from npm, charge at the running server from the address of its WSDL."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.needs import missing

pytestmark = pytest.mark.interop_all

HERE = Path(__file__).parent
INSTALL_SECONDS, SESSION_SECONDS = 300, 60


@pytest.fixture(scope="session")
def workplace(tmp_path_factory) -> Path:
    """A folder with our program and the packages that it needs."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        missing("node", "no node, or no npm")
    folder = tmp_path_factory.mktemp("node")
    shutil.copytree(HERE / "node", folder, dirs_exist_ok=True)
    done = subprocess.run(
        ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts"], cwd=folder, capture_output=True, text=True,
        timeout=INSTALL_SECONDS, check=False)
    if done.returncode:
        missing("npm", f"the packages cannot be installed: {done.stderr.strip()[-200:]}")
    return folder


@pytest.mark.parametrize("version", ["1.2", "1.5"])
@pytest.mark.parametrize("toolkit", ["soap", "strong-soap"])
def test_a_session_from_the_address_of_the_wsdl(lenient, workplace, judge, toolkit, version):
    identity = f"{toolkit}-{version}"
    lenient.accept([identity])
    wsdl = f"{lenient.address}/ocpp?wsdl=ocpp{version.replace('.', '')}_centralsystem"
    done = subprocess.run(
        ["node", "charge.js", toolkit, wsdl, version, identity], cwd=workplace, capture_output=True, text=True,
        timeout=SESSION_SECONDS, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    told = {line["operation"]: line.get("answer") for line in map(json.loads, done.stdout.splitlines())}
    assert "Accepted" in json.dumps(told["BootNotification"])
    assert "connectorId" in told["Fault"]
    judge(identity, version)
