"""The servers under test: Motown, and the minimal peer beside this file."""

import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks.stores import Store

REPO = Path(__file__).resolve().parents[1]
PORT = 18080
URL = f"http://127.0.0.1:{PORT}/ocpp"


def motown(store: Store, settings: Sequence[str]) -> list[str]:
    """The command that runs Motown, open to every charge point."""
    chosen = [f"store.url={store.url}", f"http.listen=127.0.0.1:{PORT}", "ocpp.registration=open", *settings]
    return [str(Path(sys.executable).parent / "motown"), "serve", "--config", str(REPO / "conf" / "motown.toml"),
            *(word for setting in chosen for word in ("--set", setting))]


def peer(store: Store, _settings: Sequence[str]) -> list[str]:
    """The command that runs the peer."""
    return [sys.executable, "-m", "benchmarks.peer", "--port", str(PORT), "--store", store.url]


COMMANDS = {"motown": motown, "peer": peer}


@contextmanager
def running(command: Sequence[str], log: Path) -> Iterator[int]:
    """Start a server, give its process id once it answers, and stop it in the end. What it writes goes to ``log``."""
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, cwd=REPO)
        try:
            _until_it_answers(process, log)
            yield process.pid
        finally:
            process.terminate()
            process.wait(60)


def _until_it_answers(process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(300):
        if process.poll() is not None:
            break
        try:
            urllib.request.urlopen(URL, timeout=5).close()
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"the server did not start; {log} says:\n{log.read_text(errors='replace')[-2000:]}")
