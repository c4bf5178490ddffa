"""The built wheel holds what the server needs, and runs from an empty environment."""

import os
import subprocess
import sys
import zipfile

import pytest

from motown.contracts.archive import NAME, archive


@pytest.fixture(scope="module")
def wheel(repo, tmp_path_factory):
    """The wheel, built from a copy of what is committed or would be: build leaves traces where it works."""
    copy = tmp_path_factory.mktemp("checkout") / "motown"
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=repo, capture_output=True, text=True, check=True,
    )  # fmt: skip
    for name in filter(None, listed.stdout.split("\0")):
        if (repo / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            (copy / name).write_bytes((repo / name).read_bytes())
    target = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--skip-dependency-check", "-o", target]
    subprocess.run(command, cwd=copy, check=True, capture_output=True)
    (built,) = target.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def environment(wheel, tmp_path_factory):
    """A folder that holds nothing but the installed wheel, and how to run Python with it."""
    target = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", target, wheel]
    subprocess.run(command, check=True, capture_output=True)

    def python(*arguments, cwd):
        # -S keeps an editable Motown out; the packages it needs come by path
        path = os.pathsep.join([str(target), *(entry for entry in sys.path if entry.endswith("site-packages"))])
        environ = {"PATH": os.environ["PATH"], "PYTHONPATH": path, "HOME": str(cwd)}
        command = [sys.executable, "-S", *arguments]
        return subprocess.run(command, cwd=cwd, env=environ, capture_output=True, text=True, check=False)

    return python


def files_of(repo, folder, *patterns, inside=None):
    return {
        f"motown/{inside or folder}/{file.relative_to(repo / folder).as_posix()}"
        for pattern in patterns
        for file in (repo / folder).rglob(pattern)
    }


def test_contracts_schemas_and_the_sample_settings_are_in_the_wheel(repo, wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    wanted = (
        files_of(repo, "wsdl", "*.wsdl", "*.xsd", "*.csv")
        | files_of(repo, "schemas", "*.xsd", "*.json", "*.rst")
        | files_of(repo, "conf", "*.toml")
        | files_of(repo, "docs/standard/examples", "*.xml", inside="examples")
        | files_of(repo, "docs/standard", "*.rst", "LICENSE", inside="text")
    )
    assert "motown/wsdl/ocpp/1.5/centralsystem.wsdl" in wanted
    assert "motown/wsdl/motown/1.0/access-policy.csv" in wanted
    assert "motown/schemas/motown/1.0/types.xsd" in wanted
    assert "motown/examples/command/GetCommand-response.xml" in wanted
    assert "motown/text/versioning.rst" in wanted
    assert "motown/conf/motown.toml" in wanted
    assert wanted <= names


def test_every_module_and_data_file_of_the_source_is_in_the_wheel(repo, wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    source = repo / "src"
    wanted = {
        file.relative_to(source).as_posix()
        for file in source.rglob("*")
        if file.is_file() and "__pycache__" not in file.parts and ".egg-info" not in str(file)
    }
    assert wanted <= names


def test_nothing_but_motown_is_in_the_wheel(wheel):
    tops = {name.partition("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"motown"}


def test_the_installed_wheel_finds_its_contracts(environment, tmp_path):
    listed = environment("-m", "motown", "wsdl", "list", cwd=tmp_path)
    assert listed.returncode == 0, listed.stderr
    assert "ocpp/1.5/centralsystem.wsdl" in listed.stdout


def test_the_installed_wheel_has_the_whole_standard(environment, tmp_path, repo):
    made = environment("-m", "motown.contracts.html", "out", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    assert (tmp_path / "out" / NAME).read_bytes() == archive()


def test_the_installed_wheel_brings_its_addons(environment, tmp_path):
    code = "from importlib.metadata import entry_points; print([e.name for e in entry_points(group='motown.addon')])"
    assert "ocpp" in environment("-c", code, cwd=tmp_path).stdout
