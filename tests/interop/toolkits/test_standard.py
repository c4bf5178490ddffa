"""Clients that node's soap and JAX-WS make from the open standard's files call it, and read every answer."""

import base64
import json
import shutil
import subprocess
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from zeep.helpers import serialize_object

from tests.contracts.standard import FAULT, HOME, SERVICES, contract, example, operations, zeep_client
from tests.interop.toolkits.replay import replaying
from tests.interop.toolkits.test_node import workplace as node_workplace
from tests.needs import missing

pytestmark = pytest.mark.interop_all

HERE = Path(__file__).parent
SECONDS = 600
node = node_workplace


def plain(value):
    """A value as JSON has it, without what is not there."""
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items() if one not in (None, []) and name != "_value_1"}
    if isinstance(value, list):
        return [plain(one) for one in value]
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value.isoformat() if isinstance(value, datetime) else float(value) if isinstance(value, Decimal) else value


def calls(kind):
    """Each operation with the fields of its example."""
    for service in SERVICES:
        client = zeep_client(service)
        for name, operation in contract(service).operations.items():
            read = client.get_element(operation.input).parse(example(service, f"{name}-request"), client.wsdl.types)
            yield str(HOME / f"{service}.wsdl"), name, plain(serialize_object(read, dict)), kind


@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_node_calls_every_operation_and_reads_every_answer_and_fault(node, version):
    with replaying() as replay:
        done = subprocess.run(
            ["node", "standard.js", replay.address, version], cwd=node, capture_output=True, text=True,
            input=json.dumps([*calls(""), *calls("fault")]), timeout=SECONDS, check=False)
    assert done.returncode == 0, done.stderr
    assert replay.wrong == []
    assert replay.asked == [(name, version) for _, name in operations()] * 2
    told = [json.loads(line)["answer"] for line in done.stdout.splitlines()]
    faults = told[len(told) // 2:]
    assert [fault["code"] for fault in faults] == [
        example(service, f"{name}-fault").findtext(f".//{FAULT}/{{*}}code") for service, name in operations()]
    positions = [answer["position"] for answer in told if answer and "position" in answer]
    assert positions
    assert all(isinstance(position, int) for position in positions), "numbers, not texts"


def test_jax_ws_makes_classes_of_every_service_and_calls(tmp_path):
    if shutil.which("mvn") is None or shutil.which("javac") is None:
        missing("maven", "no Maven, or no Java compiler")
    shutil.copytree(HERE / "jaxws-standard", tmp_path, dirs_exist_ok=True)
    with replaying() as replay:
        done = subprocess.run(
            ["mvn", "-q", "-B", f"-Dwsdl={HOME.as_uri()}", f"-Daddress={replay.address}", "compile", "exec:java"],
            cwd=tmp_path, capture_output=True, text=True, timeout=SECONDS, check=False)
    if "could not be resolved" in done.stdout:
        missing("maven", "the packages cannot be fetched")
    assert done.returncode == 0, done.stdout + done.stderr
    assert replay.wrong == []
    assert replay.asked == [("StartTransaction", "1.1"), ("GetCommand", "1.1"), ("StartTransaction", "1.1")]
    assert [line for line in done.stdout.splitlines() if line.startswith("told ")] == [
        "told 88402", "told SUCCEEDED", "told CONFLICT false"]
