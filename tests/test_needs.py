import os
import subprocess
import sys

import pytest

from tests.needs import forbidden


@pytest.mark.parametrize(
    ("reason", "environ", "fails"),
    [
        ("postgresql: no initdb", {}, False),
        ("postgresql: no initdb", {"MOTOWN_TEST_REQUIRE": "postgresql"}, True),
        ("postgresql: no initdb", {"MOTOWN_TEST_REQUIRE": "browser"}, False),
        ("postgresql: no initdb", {"CI": "true"}, True),
        ("shared: no folder", {"CI": "true"}, False),
        ("shared: no folder", {"CI": "true", "MOTOWN_TEST_REQUIRE": "postgresql, shared"}, True),
        ("python: 3.13 only", {"CI": "true", "MOTOWN_TEST_REQUIRE": "postgresql"}, False),
        ("I did not feel like it", {"CI": "true"}, True),
    ],
)
def test_a_skip_is_a_failure_where_the_thing_is_required(reason, environ, fails):
    assert (forbidden(reason, environ) is not None) is fails


def test_pytest_itself_reports_the_failure(repo, tmp_path):
    needs = "from tests.needs import missing\nimport pytest\n"
    (tmp_path / "test_test.py").write_text(f"{needs}def test_it():\n    missing('browser', 'none')\n")
    (tmp_path / "test_module.py").write_text(f"{needs}pytest.skip('browser: none', allow_module_level=True)\n")
    command = [sys.executable, "-m", "pytest", "-p", "tests.conftest", "-p", "no:cacheprovider", "-q",
               "--continue-on-collection-errors", str(tmp_path)]
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("CI", "PYTEST", "COV"))}

    def run(**extra):
        return subprocess.run(command, cwd=repo, env=environ | extra, capture_output=True, text=True, check=False)

    allowed, refused = run(), run(MOTOWN_TEST_REQUIRE="browser")
    assert "2 skipped" in allowed.stdout
    assert refused.returncode != 0
    assert refused.stdout.count("MOTOWN_TEST_REQUIRE names browser") == 2
