"""From the options of the command line to behaviours."""

import click
import pytest

from motown.simulator.behaviour import Behaviour
from motown.simulator.guard import Guard
from tests.http.certificates import Identity
from tests.simulator.test_asked import asked as asked  # noqa: PLC0414, a fixture


def told(options):
    return dict(options.profile.behaviours)


@pytest.mark.parametrize(("words", "behaviours"), [
    (("--answer", "ReserveNow=Occupied"), {"ReserveNow": Behaviour(status="Occupied")}),
    (("--answer", "SendLocalList=HashError", "--answer", "DataTransfer=UnknownVendorId"),
     {"SendLocalList": Behaviour(status="HashError"), "DataTransfer": Behaviour(status="UnknownVendorId")}),
    (("--answer", "GetLocalListVersion=-1"), {"GetLocalListVersion": Behaviour(status="-1")}),
    (("--answer", "GetDiagnostics="), {"GetDiagnostics": Behaviour(status="")}),
    (("--answer", "*=Rejected"), {"*": Behaviour(status="Rejected")}),
    (("--fault", "Reset=IdentityMismatch"), {"Reset": Behaviour(fault="IdentityMismatch")}),
    (("--slow", "10"), {"*": Behaviour(delay_seconds=10)}),
    (("--slow", "Reset=0.5", "--lie", "Reset"), {"Reset": Behaviour(delay_seconds=0.5, lies=True)}),
    (("--lie", "*", "--drop", "ClearCache"), {"*": Behaviour(lies=True), "ClearCache": Behaviour(drops=True)}),
    (("--html", "Reset"), {"Reset": Behaviour(html=True)}),
    (("--garble", "Reset"), {"Reset": Behaviour(garbling="noise")}),
    (("--garble", "Reset=identity"), {"Reset": Behaviour(garbling="identity")}),
    ((), {})])
def test_each_option_is_a_behaviour(asked, words, behaviours):
    assert told(asked(*words)) == behaviours


@pytest.mark.parametrize(("words", "sentence"), [
    (("--answer", "Reset=Occupied"), "it has Accepted, Rejected"), (("--answer", "Reset"), "not OPERATION=WORD"),
    (("--answer", "UpdateFirmware=Accepted"), "cannot answer"), (("--fault", "Reset="), "not OPERATION=WORD"),
    (("--answer", "Coffee=Accepted"), "none of"), (("--lie", "Coffee"), "none of"),
    (("--version", "1.2", "--answer", "ReserveNow=Occupied"), "none of"), (("--slow", "Reset=fast"), "no number"),
    (("--slow", "-1"), "no number"), (("--slow", "nan"), "no number"), (("--garble", "Reset=rot13"), "noise, cut")])
def test_nonsense_is_refused(asked, words, sentence):
    with pytest.raises(click.UsageError) as caught:
        asked(*words)
    assert sentence in caught.value.format_message()


def test_what_commands_need_to_be_let_in(asked, tmp_path):
    authority = Identity.authority()
    certificate, key = authority.signs("localhost", "localhost").written(tmp_path, "server")
    (tmp_path / "ca.pem").write_bytes(authority.pem)
    words = ("--listen-certificate", str(certificate), "--listen-key", str(key))
    ca = ("--listen-client-ca", str(tmp_path / "ca.pem"))
    assert asked(*words, *ca, "--listen-password", "p").guard == Guard("p", certificate, key, tmp_path / "ca.pem")
    assert asked().guard == Guard()
    with pytest.raises(click.UsageError, match="need --listen-certificate"):
        asked(*ca)
    with pytest.raises(click.UsageError, match="no usable private key"):
        asked("--listen-certificate", str(certificate))


def test_where_commands_go_and_how_files_travel(asked):
    options = asked("--unreachable", "--own-ports", "--any-ftps-certificate", "--pretend-transfers",
                    "--next-firmware", "9.9")
    assert (options.is_unreachable, options.own_ports) == (True, True)
    assert (options.checks_files, options.carries_files) == (False, False)
    assert options.profile.next_firmware_version == "9.9"
    plain = asked()
    assert (plain.is_unreachable, plain.own_ports, plain.checks_files, plain.carries_files) == (
        False, False, True, True)
