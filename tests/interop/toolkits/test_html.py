"""The pages of the standard are HTML as the W3C's own checker (Nu) wants it."""

import shutil
import subprocess

import pytest

from motown.contracts.html import write
from tests.needs import missing

pytestmark = pytest.mark.interop_all

SECONDS = 300


@pytest.fixture(scope="module")
def checker(tmp_path_factory) -> list[str]:
    """How the checker is started; npm brings it, Java runs it."""
    if shutil.which("npm") is None or shutil.which("java") is None:
        missing("nu", "no npm, or no Java")
    folder = tmp_path_factory.mktemp("nu")
    done = subprocess.run(["npm", "install", "--silent", "--no-audit", "--ignore-scripts", "vnu-jar@26"], cwd=folder,
                          capture_output=True, text=True, timeout=SECONDS, check=False)
    if done.returncode:
        missing("nu", f"npm cannot fetch vnu-jar: {done.stderr[-300:]}")
    (jar,) = folder.rglob("vnu.jar")
    return ["java", "-jar", str(jar), "--skip-non-html"]


def test_every_page_is_valid(checker, tmp_path):
    write(tmp_path / "pages")
    done = subprocess.run([*checker, tmp_path / "pages"], capture_output=True, text=True, timeout=SECONDS, check=False)
    assert done.returncode == 0, done.stderr[-3000:]


def test_the_checker_sees_what_is_wrong(checker, tmp_path):
    (tmp_path / "bad.html").write_text("<!DOCTYPE html><title>Bad</title><p><div></p>", encoding="utf-8")
    done = subprocess.run([*checker, tmp_path / "bad.html"], capture_output=True, text=True, timeout=SECONDS,
                          check=False)
    assert done.returncode == 1
