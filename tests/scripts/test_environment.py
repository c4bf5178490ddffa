"""What scripts/serve and scripts/test say on machines that lack something, and that they work anywhere."""

import os
import shutil
import subprocess

import pytest


@pytest.fixture
def checkout(repo, tmp_path):
    """A copy of what the scripts need, in a folder with a space in its name."""
    copy = tmp_path / "a checkout"
    copy.mkdir()
    for name in ("scripts", "requirements", "conf"):
        shutil.copytree(repo / name, copy / name)
    for name in ("setup.cfg", "setup.py", "pyproject.toml"):
        shutil.copy(repo / name, copy / name)
    return copy


@pytest.fixture
def tools(tmp_path):
    """A PATH with the usual tools and nothing else; a Python is put there by whoever wants one."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("bash", "env", "mkdir", "cat", "cksum", "dirname", "flock", "cp", "chmod"):
        found = shutil.which(name)
        if found:
            (folder / name).symlink_to(found)
    return folder


def fake(folder, name, script):
    (folder / name).write_text(f"#!/bin/bash\n{script}\n")
    (folder / name).chmod(0o755)


def run(checkout, tools, *arguments, **environ):
    command = [checkout / "scripts" / arguments[0], *arguments[1:]]
    environ["PATH"] = str(tools)
    return subprocess.run(command, cwd="/", env=environ, capture_output=True, text=True, check=False)


OLD = 'if [[ "$2" = *version_info* ]]; then exit 1; fi'
WITHOUT_VENV = """
case "$2" in
    *ensurepip*) exit 1 ;;
    *"%d.%d"*) echo 3.12 ;;
esac
"""
COMPLETE = r"""
case "$*" in
    "-m venv --clear .venv") mkdir -p .venv/bin && cp "$0" .venv/bin/python ;;
    -V) echo Python 3.12.1 ;;
    *) echo "ran $*" >>"$LOG"; echo "$PWD" ;;
esac
"""


@pytest.mark.parametrize("script", ["serve", "test", "lint"])
def test_without_any_python_they_say_what_to_install(checkout, tools, script):
    ended = run(checkout, tools, script)
    assert ended.returncode == 1
    assert "Python 3.11 or newer" in ended.stderr
    assert "apt-get install python3 python3-venv" in ended.stderr


def test_an_old_python_is_none(checkout, tools):
    fake(tools, "python3", OLD)
    assert "Python 3.11 or newer" in run(checkout, tools, "serve").stderr


def test_without_venv_they_say_which_package_has_it(checkout, tools):
    fake(tools, "python3", WITHOUT_VENV)
    ended = run(checkout, tools, "serve")
    assert ended.returncode == 1
    assert "apt-get install python3.12-venv" in ended.stderr
    assert not (checkout / ".venv").exists()


def test_a_python_with_venv_is_preferred_to_a_newer_one_without(checkout, tools, tmp_path):
    fake(tools, "python3.13", WITHOUT_VENV)
    fake(tools, "python3.11", COMPLETE)
    assert run(checkout, tools, "serve", LOG=str(tmp_path / "log")).returncode == 0


def test_the_second_run_installs_nothing(checkout, tools, tmp_path):
    fake(tools, "python3", COMPLETE)
    log = tmp_path / "log"
    first = run(checkout, tools, "serve", "--demo", LOG=str(log))
    assert (first.returncode, first.stdout.splitlines()[-1]) == (0, str(checkout)), first.stderr
    assert "Installing" in first.stderr
    assert "pip install" in log.read_text()
    log.write_text("")
    second = run(checkout, tools, "serve", "--demo", LOG=str(log))
    assert second.stderr == ""
    installed = [line for line in log.read_text().splitlines() if "install" in line]
    assert installed == []
    assert log.read_text().splitlines()[-1] == "ran -m motown serve --config conf/motown.toml --demo"


@pytest.mark.parametrize("changed", ["requirements/serve.txt", "setup.cfg"])
def test_changed_pins_are_installed(checkout, tools, tmp_path, changed):
    fake(tools, "python3", COMPLETE)
    log = tmp_path / "log"
    run(checkout, tools, "serve", LOG=str(log))
    with (checkout / changed).open("a") as file:
        file.write("\n# changed\n")
    assert "Installing" in run(checkout, tools, "serve", LOG=str(log)).stderr


def test_an_interrupted_installation_is_begun_again(checkout, tools, tmp_path):
    fake(tools, "python3", COMPLETE.replace("*) echo", "*install*) exit 1 ;;\n    *) echo"))
    assert run(checkout, tools, "serve", LOG=str(tmp_path / "log")).returncode == 1
    fake(tools, "python3", COMPLETE)
    fake(checkout / ".venv" / "bin", "python", COMPLETE)
    again = run(checkout, tools, "serve", LOG=str(tmp_path / "log"))
    assert (again.returncode, "Installing" in again.stderr) == (0, True)


def test_all_means_that_no_test_is_left_out(checkout, tools, tmp_path):
    fake(tools, "python3", COMPLETE)
    log = tmp_path / "log"
    assert run(checkout, tools, "test", "--all", "tests/soap", "-k", "a b", LOG=str(log)).returncode == 0
    assert log.read_text().splitlines()[-1] == (
        "ran -m pytest -n 2 --dist loadfile --no-loadscope-reorder -m  tests/soap -k a b")


def test_a_chosen_python_is_the_only_one_tried(checkout, tools, tmp_path):
    fake(tools, "python3", COMPLETE)
    ended = run(checkout, tools, "serve", PYTHON=os.devnull, LOG=str(tmp_path / "log"))
    assert "none was found" in ended.stderr
