"""What keeps a server from starting is said in one sentence, without a traceback."""

import subprocess
import sys

import pytest

READY_SECONDS = 30


@pytest.mark.parametrize(("settings", "code", "said"), [
    (["store.url=postgresql://nobody@127.0.0.1:1/none"], 4, "Connection refused"),
    (["store.url=sqlite:////proc/nowhere/motown.db"], 1, "/proc/nowhere: "),
    (["http.listen_tls=127.0.0.1:0", "http.tls_certificate=/nowhere.pem", "http.tls_key=/nowhere.key"], 1,
     "cannot read /nowhere.pem"),
], ids=["database", "folder", "certificate"])
def test_it_says_why(tmp_path, settings, code, said):
    usual = {"store.url": f"sqlite:///{tmp_path / 'motown.db'}", "http.listen": "127.0.0.1:0"}
    usual.update(one.split("=", 1) for one in settings)
    done = subprocess.run(
        [sys.executable, "-m", "motown", "serve", *(f"--set={name}={value}" for name, value in usual.items())],
        cwd=tmp_path, capture_output=True, text=True, timeout=READY_SECONDS, check=False)
    assert done.returncode == code, done.stderr
    assert said in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
