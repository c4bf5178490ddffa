"""``motown commands send`` beside a server, and completion in a shell: processes, as their users run them."""

import json
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

READY_SECONDS = 30
COMPLETE = """
eval "$(motown completion bash)"
COMP_WORDS=($1) COMP_CWORD=$2
_motown_completion motown
echo "${COMPREPLY[@]}"
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def settings(folder):
    """The options of every command of this module: a store of its own, any port."""
    return [f"--set=store.url=sqlite:///{folder / 'motown.db'}", "--set=http.listen=127.0.0.1:0",
            "--set=addons.ftp.enabled=false"]  # its port would be one for all servers


@pytest.fixture(scope="module")
def demo(folder, settings):
    """A server with charge points that have all said that they are there."""
    words = [sys.executable, "-m", "motown"]
    with (folder / "log").open("w") as log, subprocess.Popen(
            [*words, "serve", "--demo", *settings], cwd=folder, stdout=subprocess.PIPE, stderr=log) as server:
        server.stdout.readline()
        following = [*words, "events", "--follow", "--json", "--type", "motown.ChargePointBooted", *settings]
        with subprocess.Popen(following, cwd=folder, stdout=subprocess.PIPE) as follower:
            for _ in range(3):
                follower.stdout.readline()
            follower.kill()
        yield server
        server.send_signal(signal.SIGTERM)
        assert server.wait(READY_SECONDS) == 0


@pytest.fixture
def motown(folder, settings, demo):
    """Runs a command line beside the server."""
    def run(*words):
        return subprocess.run([sys.executable, "-m", "motown", *words, *settings], cwd=folder, capture_output=True,
                              text=True, timeout=READY_SECONDS, check=False)

    return run


def test_commands_of_both_versions_succeed(motown):
    both = ["--charge-point", "DEMO-001", "--charge-point", "DEMO-002"]
    ended = motown("commands", "send", "ClearCache", *both, "--json")
    assert ended.returncode == 0, ended.stderr
    told = [json.loads(line) for line in ended.stdout.splitlines()]
    assert {(one["chargePointId"], one["outcome"]) for one in told} == {
        ("DEMO-001", "Succeeded"), ("DEMO-002", "Succeeded")}


def test_what_changed_is_read_back_and_shown(motown):
    ended = motown("commands", "send", "ChangeConfiguration", "--charge-point", "DEMO-003", "key=LightIntensity",
                   "value=55")
    assert (ended.returncode, "effect observed: ConfigurationRead" in ended.stdout) == (0, True), ended.stderr
    ended = motown("commands", "send", "GetConfiguration", "--charge-point", "DEMO-003", "key=LightIntensity")
    assert "key=LightIntensity readonly=no value=55" in ended.stdout, ended.stderr


def test_ctrl_c_ends_the_watching_and_not_the_command(motown, folder, settings, demo):
    words = ["commands", "send", "ClearCache", "--charge-point", "DEMO-001", "--not-before", "1h"]
    with subprocess.Popen([sys.executable, "-m", "motown", *words, *settings], cwd=folder, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE) as sending:
        command_id = sending.stdout.readline().split()[2]
        assert "scheduled for" in sending.stdout.readline()
        sending.send_signal(signal.SIGINT)
        assert sending.wait(READY_SECONDS) == 130
        assert f"motown commands cancel {command_id}" in sending.stderr.read()
    assert json.loads(motown("commands", "--pending", "--json").stdout)["commandId"] == command_id
    assert motown("commands", "cancel", command_id[:8]).returncode == 0


@pytest.mark.parametrize(
    ("line", "place", "found"),
    [
        ("motown commands send Unlo", 3, "UnlockConnector"),
        ("motown commands send Reset type = S", 6, "Soft"),
        ("motown commands send Reset --charge-point DEMO-003", 5, "DEMO-003"),
    ],
)
def test_bash_completes(folder, settings, demo, line, place, found):
    if not shutil.which("bash"):
        pytest.skip("there is no bash")
    programs = Path(sys.executable).parent
    ended = subprocess.run(
        ["bash", "--norc", "-c", COMPLETE, "bash", line, str(place)], cwd=folder, capture_output=True, text=True,
        env={"PATH": f"{programs}:/usr/bin:/bin", "MOTOWN_STORE__URL": settings[0].removeprefix("--set=store.url=")},
        timeout=READY_SECONDS, check=False)
    assert (ended.stdout.strip(), ended.stderr) == (found, "")
