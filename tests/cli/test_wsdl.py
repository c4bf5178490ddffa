import json

import pytest

from motown.cli.app import run


def test_all_contracts_are_listed_with_their_operations(capsys):
    assert run(["wsdl", "--json"]) == 0
    found = {one["name"]: one for one in map(json.loads, capsys.readouterr().out.splitlines())}
    assert len(found) >= 4
    assert "Heartbeat" in found["ocpp/1.2/centralsystem.wsdl"]["operations"]
    assert "DataTransfer" in found["ocpp/1.5/chargepoint.wsdl"]["operations"]


@pytest.mark.parametrize("name", ["ocpp/1.5/centralsystem.wsdl", "ocpp/1.5/centralsystem"])
def test_a_contract_is_printed_byte_for_byte(repo, capsysbinary, name):
    assert run(["wsdl", "print", name]) == 0
    assert capsysbinary.readouterr().out == (repo / "wsdl" / "ocpp" / "1.5" / "centralsystem.wsdl").read_bytes()


@pytest.mark.parametrize("name", ["../setup.cfg", "ocpp/1.5", "", "ocpp/1.6/centralsystem"])
def test_nothing_else_is_printed(capsys, name):
    assert run(["wsdl", "print", name]) == 3
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "ocpp/1.5/centralsystem.wsdl" in captured.err
