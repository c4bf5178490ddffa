import pytest

from motown.addon import StoreUnavailable
from motown.domain import commands
from motown.domain.errors import Refused
from motown.ftp.folders import Folders
from motown.ftp.receiving import part_of
from motown.ftp.reports import AGAIN_SECONDS, Report, Reports

RECEIVED = Report(charge_point_id="EV/1", command_id="c1", user_name="u1", file_name="log.zip", size_bytes=3,
                  sha256="ab")
FETCHED = Report(charge_point_id="EV-1", command_id="c2", user_name="u2", file_name="image", size_bytes=3, nth=2)


class Core:
    """Answers what it is told to, and what was asked for later is done when the test wants it."""

    def __init__(self, folders):
        self.outcomes, self.told, self.waiting = [], [], []
        self.reports = Reports(folders, self.tell, lambda seconds, function: self.waiting.append((seconds, function)))

    def tell(self, command, done):
        self.told.append(command)
        done(self.outcomes.pop(0) if self.outcomes else None)


@pytest.fixture
def folders(tmp_path):
    return Folders(tmp_path)


@pytest.fixture
def core(folders):
    return Core(folders)


def kept(folders):
    return sorted(path.name for path in folders.unreported.iterdir())


def test_what_the_core_has_heard_is_kept_no_more(core, folders):
    core.reports.keep(RECEIVED)
    assert kept(folders) == ["u1-1.json"]
    core.reports.tell(RECEIVED)
    assert kept(folders) == []
    (command,) = core.told
    assert isinstance(command, commands.ReceiveFile)
    assert (command.charge_point_id, command.sha256) == ("EV/1", "ab")


def test_while_the_store_is_away_it_is_told_again_and_again(core, folders):
    core.outcomes = [StoreUnavailable("away")] * 5
    core.reports.keep(FETCHED)
    core.reports.tell(FETCHED)
    waited = []
    while core.waiting:
        seconds, function = core.waiting.pop()
        waited.append(seconds)
        assert kept(folders) == ["u2-2.json"]
        function()
    assert waited == [*AGAIN_SECONDS, AGAIN_SECONDS[-1], AGAIN_SECONDS[-1]]
    assert kept(folders) == []
    assert {command.nth for command in core.told} == {2}


def test_what_is_refused_stays_for_the_next_start(core, folders, caplog):
    core.outcomes = [Refused("broken")]
    core.reports.keep(FETCHED)
    core.reports.tell(FETCHED)
    assert core.waiting == []
    assert kept(folders) == ["u2-2.json"]
    assert "could not be recorded: broken" in caplog.text
    assert Core(folders).reports.tell_all() == [FETCHED]
    assert kept(folders) == []


def test_a_crash_before_the_file_got_its_name_is_made_good(core, folders):
    target = folders.of_command("EV/1", "c1") / "log.zip"
    target.parent.mkdir(parents=True)
    part_of(target).write_bytes(b"abc")
    core.reports.keep(RECEIVED)
    assert core.reports.tell_all() == [RECEIVED]
    assert target.read_bytes() == b"abc"


def test_a_file_that_is_nowhere_is_not_told_of(core, folders, caplog):
    core.reports.keep(RECEIVED)
    assert core.reports.tell_all() == core.told == []
    assert "is not where it should be" in caplog.text
    assert kept(folders) == []


def test_what_cannot_be_read_holds_nothing_up(core, folders, caplog):
    assert core.reports.tell_all() == []
    core.reports.keep(FETCHED)
    (folders.unreported / "a.json").write_bytes(b"{")
    assert core.reports.tell_all() == [FETCHED]
    assert "a.json cannot be read" in caplog.text
