"""The SoapUI projects in SoapUI's own runner where it is installed, and everywhere in the libraries that it reads by.

SoapUI is in no package registry.  WSDL4J and XMLBeans are: they load the cached definitions and validate the requests.
"""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from lxml import etree

from motown.contracts.soapui import projects
from tests.contracts.soapui.reading import CON, Project
from tests.contracts.soapui.replaying import MockServer, mocks
from tests.needs import missing

pytestmark = pytest.mark.interop_all

HERE = Path(__file__).parent
SECONDS = 600
REASON = "no testrunner.sh in PATH or SOAPUI_HOME/bin; SoapUI is neither in Maven Central nor in another registry"
MOCKED = [name for name, content in projects().items() if mocks(content)]


def filled_in(content: bytes) -> bytes:
    """A project with every expansion of its requests replaced: the libraries know nothing of them."""
    project = Project(content)
    for request in project.root.iter(f"{CON}request"):
        if request.text and "${" in request.text:
            request.text = project.expanded(request.text)
    return etree.tostring(project.root)


@pytest.fixture
def loader(tmp_path) -> Path:
    """A folder with our program, and all that Maven needs for it."""
    if shutil.which("mvn") is None or shutil.which("javac") is None:
        missing("maven", "no Maven, or no Java compiler")
    shutil.copytree(HERE / "soapui", tmp_path, dirs_exist_ok=True)
    return tmp_path


def test_the_libraries_of_soapui_load_every_project(loader):
    wanted = []
    for name, content in projects().items():
        (loader / name).write_bytes(filled_in(content))
        wanted += [(name, one, str(len(known.operations))) for one, known in Project(content).interfaces.items()]
    done = subprocess.run(
        ["mvn", "-q", "-B", "compile", "exec:java", f"-Dexec.args={' '.join(projects())}"],
        cwd=loader, capture_output=True, text=True, timeout=SECONDS, check=False)
    if "could not be resolved" in done.stdout:
        missing("maven", "the packages cannot be fetched")
    assert done.returncode == 0, done.stdout + done.stderr
    told = re.sub(r"\x1b\[\d*m", "", done.stdout).splitlines()  # Maven resets colours that it does not use
    assert [tuple(line.split("\t")) for line in told if line] == wanted


@pytest.fixture
def runner() -> str:
    """SoapUI's own runner of tests."""
    home = os.environ.get("SOAPUI_HOME", "")
    found = shutil.which("testrunner.sh", path=f"{home}/bin" if home else None)
    if found is None:
        missing("soapui", REASON)
    return found


@pytest.mark.parametrize("name", MOCKED)
def test_soapui_runs_the_tests_of_a_project_against_its_mocks(runner, name, tmp_path):
    content = projects()[name]
    (tmp_path / name).write_bytes(content)
    for mock in mocks(content):
        server = MockServer(mock)
        try:
            one = mock.project.interfaces[mock.node.find(f"{CON}mockOperation").get("interface")]
            endpoint = one.node.findtext(f"{CON}endpoints/{CON}endpoint").removeprefix("${#Project#").removesuffix("}")
            suites = [each.get("name") for each in mock.project.root.iterfind(f"{CON}testSuite")
                      if mock.node.find(f"{CON}mockOperation[@interface='{each.get('name')}']") is not None]
            for suite in suites:
                done = subprocess.run(
                    [runner, "-s", suite, "-P", f"{endpoint}={server.url}", "-r", tmp_path / name],
                    capture_output=True, text=True, timeout=SECONDS, check=False)
                assert done.returncode == 0, done.stdout + done.stderr
        finally:
            server.close()
