"""Start, stop, crash, and the addresses in between."""

import ftplib
import os
import signal
from threading import Thread

import pytest

from motown.ftp.folders import Folders
from motown.ftp.reports import Report, Reports
from tests.interop.ftp.conftest import stream
from tests.interop.server import until

LOG = os.urandom(200_000)


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
def test_a_transfer_that_a_restart_interrupts_is_resumed(new_site, command, end):
    site = new_site().start()
    offer = site.offer(command)
    client = site.login(offer)
    data = client.transfercmd("STOR log.zip")
    data.sendall(LOG[:50_000])
    until(lambda: client.size("log.zip") == 50_000, "it has begun")
    assert site.server.stop(end) == (0 if end is signal.SIGTERM else -signal.SIGKILL)
    data.close()
    client.close()
    site.start()
    with site.login(offer) as again:
        at = again.size("log.zip")
        assert at == 50_000
        again.storbinary("STOR log.zip", stream(LOG[at:]), rest=at)
    assert site.content(site.received(command)) == LOG
    assert site.happened() == ["motown.DiagnosticsReceived"]


def test_a_file_that_came_just_before_a_crash_is_told_of_at_the_next_start(new_site, command):
    site = new_site()
    folders = Folders(site.folder)
    report = Report(charge_point_id="EV-1", command_id=command, user_name="u1", file_name="log.zip",
                    size_bytes=len(LOG), sha256="ab")
    folder = folders.of_command("EV-1", command)
    folder.mkdir(parents=True)
    (folder / "log.zip.part").write_bytes(LOG)
    Reports(folders, lambda *_: None, lambda *_: None).keep(report)
    site.start()
    assert site.content(site.received(command)) == LOG
    until(lambda: not list(folders.unreported.iterdir()), "the report is done with")


def test_many_transfer_at_the_same_time(new_site):
    site = new_site(ftp__max_connections_per_address=100).start()
    offers = {f"c{number}": site.offer(f"c{number}", f"EV-{number}") for number in range(16)}
    done: list[str] = []

    def bring(command_id):
        with site.login(offers[command_id]) as client:
            done.append(client.storbinary("STOR log.zip", stream(command_id.encode() + LOG)))

    threads = [Thread(target=bring, args=(command_id,)) for command_id in offers]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert done == ["226 Transfer complete."] * 16
    for command_id in offers:
        assert site.content(site.received(command_id)) == command_id.encode() + LOG


def answered(client, command):
    try:
        return client.sendcmd(command)
    except ftplib.error_temp as refused:
        return str(refused)


def test_passive_mode_keeps_to_its_ports_and_tells_the_public_address(new_site, command):
    site = new_site(ftp__passive_ports="21100-21101", ftp__public_host="192.0.2.44").start()
    offer = site.offer(command)
    first, second, third = (site.login(offer) for _ in range(3))
    told = {one.sendcmd("PASV") for one in (first, second)}
    assert {answer.partition("(")[2] for answer in told} == {"192,0,2,44,82,108).", "192,0,2,44,82,109)."}
    with pytest.raises(ftplib.error_temp, match="425 All ports for data connections are in use"):
        third.sendcmd("PASV")
    first.close()
    until(lambda: answered(third, "EPSV").startswith("229"), "a port is free again")
    for one in (second, third):
        one.close()


def test_a_port_that_is_taken_stops_nothing_else(new_site):
    first = new_site().start()
    second = new_site(ftp__listen=f"127.0.0.1:{first.port}")
    second.server.start()
    assert second.listening == []
    assert "no files can be exchanged with charge points: cannot listen on 127.0.0.1" in second.server.log
    assert second.server.ask("GET", "/health").status == 200
    assert second.server.stop() == 0


def test_processes_may_share_a_port(new_site):
    first = new_site(ftp__share_port="true").start()
    second = new_site(ftp__share_port="true", ftp__listen=f"127.0.0.1:{first.port}").start()
    assert second.port == first.port


def test_a_certificate_that_cannot_be_read_stops_the_start(new_site, tmp_path):
    site = new_site(ftp__tls_certificate=tmp_path / "none.pem", ftp__tls_key=tmp_path / "none.key")
    site.server.launch()
    assert site.server.running.wait(30) == 1
    site.server.running.stdout.close()
    site.server.process = None
    assert "cannot read" in site.server.log
