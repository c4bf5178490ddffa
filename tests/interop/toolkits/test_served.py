"""Clients made from the WSDLs that a running server serves ask it, with a password, and read answers and faults."""

import json
import shutil
import subprocess
from base64 import b64encode
from pathlib import Path

import pytest
import suds.client
import suds.transport.https
from suds import WebFault

from tests.interop.commands.conftest import lasting_places
from tests.interop.standard.conftest import scene
from tests.interop.standard.scene import PASSWORD, STANDARD
from tests.interop.toolkits.replay import replaying
from tests.interop.toolkits.test_standard import calls
from tests.needs import missing

__all__ = ["lasting_places", "scene"]

pytestmark = pytest.mark.interop_all

HERE = Path(__file__).parent
SECONDS = 600
TOLD = ["told Queued", "told Succeeded", "told NotFound"]
"""What became of ClearCache: taken, done; and what is said of a command that there is not."""


def done(*command: str, folder: Path) -> str:
    """What a program prints; it has to end well."""
    ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert ended.returncode == 0, f"{command[0]}: {ended.stdout[-3000:]}{ended.stderr[-3000:]}"
    return ended.stdout


def needs(*programs: str) -> None:
    for program in programs:
        if shutil.which(program) is None:
            missing(program, f"there is no {program} here")


@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_php_calls_every_operation_and_reads_every_answer_and_fault(version):
    needs("php")
    asked = [*calls(""), *calls("fault")]
    with replaying() as replay:
        ended = subprocess.run(
            ["php", "standard.php", replay.address, version], cwd=HERE / "php", capture_output=True, text=True,
            input=json.dumps(asked), timeout=SECONDS, check=False)
    assert ended.returncode == 0, ended.stdout[-2000:] + ended.stderr
    assert replay.wrong == []
    assert replay.asked == [(name, version) for _, name, _, _ in asked]
    answers = [json.loads(line)["answer"] for line in ended.stdout.splitlines()]
    assert all("code" in fault for fault in answers[len(answers) // 2:])


def test_gsoap(scene, tmp_path):
    needs("wsdl2h", "soapcpp2", "g++")
    for file in (HERE / "gsoap").iterdir():
        shutil.copy(file, tmp_path)
    address = f"{scene.services}/command/v1"
    done("wsdl2h", "-t", "typemap.dat", "-o", "command.h", f"{address}?wsdl", folder=tmp_path)
    done("soapcpp2", "-j", "-C", "-x", "-I/usr/share/gsoap/import", "command.h", folder=tmp_path)
    done("g++", "-O0", "-o", "call", "call.cpp", "soapC.cpp", "soapCommandServiceSoap12Proxy.cpp", "-I.", "-lgsoap++",
         folder=tmp_path)
    assert done("./call", address, "operator", PASSWORD, "TOWN-001", folder=tmp_path).splitlines() == TOLD


def test_mono(scene, tmp_path):
    needs("wsdl", "mcs", "mono")
    address = f"{scene.services}/command/v1"
    schema = f"{scene.server.address}/schemas/motown/1.0/types.xsd"
    done("wsdl", "-out:Generated.cs", f"{address}?wsdl", schema, folder=tmp_path)
    shutil.copy(HERE / "mono" / "Call.cs", tmp_path)
    done("mcs", "-r:System.Web.Services", "-out:call.exe", "Generated.cs", "Call.cs", folder=tmp_path)
    assert done("mono", "call.exe", address, "operator", PASSWORD, "TOWN-001", folder=tmp_path).splitlines() == TOLD


def test_jax_ws(scene, tmp_path):
    needs("mvn", "javac")
    shutil.copytree(HERE / "jaxws-standard", tmp_path, dirs_exist_ok=True)
    ended = subprocess.run(
        ["mvn", "-q", "-B", f"-Dwsdl={scene.server.address}/wsdl/motown/1.0", "-Dmain=Served",
         f"-Dexec.args={scene.services}/command/v1 operator '{PASSWORD}' TOWN-001", "compile", "exec:java"],
        cwd=tmp_path, capture_output=True, text=True, timeout=SECONDS, check=False)
    if "could not be resolved" in ended.stdout:
        missing("maven", "the packages cannot be fetched")
    assert ended.returncode == 0, ended.stdout[-3000:] + ended.stderr[-2000:]
    assert [line for line in ended.stdout.splitlines() if line.startswith("told ")] == TOLD


def test_suds(scene):
    client = suds.client.Client(f"{scene.services}/command/v1?wsdl", cache=None, headers={
        "Authorization": "Basic " + b64encode(f"operator:{PASSWORD}".encode()).decode()})
    receipt = client.service.ClearCache(requestId="suds-1", chargePointId="TOWN-001").receipt
    assert receipt.state == "Queued"
    assert client.service.GetCommand(commandId=receipt.commandId, waitSeconds=30).command.outcome == "Succeeded"
    with pytest.raises(WebFault) as refused:
        client.service.GetCommand(commandId="nothing of the kind")
    assert refused.value.fault.detail.motownFault.code == "NotFound"


def test_the_scripts_say_what_they_need():
    for script in (STANDARD / "clients").iterdir():
        if not script.name.startswith("motown."):
            assert "needs: " in script.read_text("utf-8"), script.name
