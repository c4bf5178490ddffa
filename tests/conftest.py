"""Fixtures that any test may use, and the rule that required things cannot be skipped."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.needs import forbidden, missing

REPO = Path(__file__).resolve().parents[1]

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # a shell without job control starts what runs in the background so, and programs that tests start would ignore it
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def repo() -> Path:
    """The checkout."""
    return REPO


@pytest.fixture(scope="session")
def shared() -> Path:
    """The reference material beside the checkout: official contracts, field messages, examples."""
    folder = REPO.parent / "shared"
    if not folder.is_dir():
        missing("shared", f"no folder {folder.name} beside the checkout")
    return folder


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    return refuse_skip((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Iterator[None]:
    return refuse_skip((yield))


def refuse_skip(report):
    """The report of a skip that is not allowed here, made into one of a failure."""
    if report.skipped and not hasattr(report, "wasxfail") and isinstance(report.longrepr, tuple):
        reason = report.longrepr[2].removeprefix("Skipped: ")
        why = forbidden(reason)
        if why:
            report.outcome = "failed"
            report.longrepr = f"skipped for {reason}\nbut {why}"
    return report
