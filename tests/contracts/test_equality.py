"""Our OCPP contracts mean the same as the published ones."""

import subprocess
import sys

import pytest

from tests.contracts.facts import facts
from tests.contracts.files import CONTRACT_FILES

pytestmark = pytest.mark.parametrize("contract", CONTRACT_FILES, ids=str)


def test_file_says_what_the_committed_list_says(contract, repo):
    committed = contract.facts(repo).read_text(encoding="utf-8").splitlines()
    assert facts(contract.ours(repo)) == committed


def test_official_file_says_what_the_committed_list_says(contract, repo, shared):
    committed = contract.facts(repo).read_text(encoding="utf-8").splitlines()
    assert facts(contract.official(shared)) == committed


def test_independent_comparer_finds_no_difference(contract, repo, shared):
    command = [sys.executable, shared / "tools" / "wsdl_facts.py", "--level", "full",
               contract.official(shared), contract.ours(repo)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr, done.returncode) == ("same (full level)\n", "", 0)
