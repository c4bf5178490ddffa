"""What a later version of the tables may say, and what it may not: tables changed on purpose."""

import re

import pytest

from motown.contracts.compatibility import changes, main
from motown.contracts.releases import Releases
from tests.contracts.standard import HOME, copied

ALLOWED = {
    "an event": ("event-types.csv", r"\Z", "motown.New,Domain,cp,,,,,,R-STATUS,Something new.\n"),
    "an attribute": ("event-types.csv", r"(motown\.AccessDenied,,,reason,[^\n]*\n)",
                     r"\1motown.AccessDenied,,,more,string,no,no,,,Something more.\n"),
    "other words": ("event-types.csv", r"A party has asked for what it may not do\.", "Somebody was refused."),
    "what is always there now": ("event-types.csv", r"(,messageId,string,no),no", r"\1,yes"),
    "an operation": ("access-policy.csv", r"\Z", "operation,EnergyService,Curtail,C-STATION,,,,,,,,,,,\n"),
    "another answer": ("ocpp-mapping.csv", r"Accepted Rejected,motown", "Accepted Rejected Later,motown"),
}
FORBIDDEN = {
    "an event is gone": ("event-types.csv", r"\nmotown\.AccessDenied,Domain[^\n]*", "", "motown.AccessDenied is gone"),
    "an attribute is gone": ("event-types.csv", r"\nmotown\.AccessDenied,,,reason[^\n]*", "",
                             "motown.AccessDenied reason is gone"),
    "another type": ("event-types.csv", r",httpStatus,integer", ",httpStatus,string", "type was integer and is string"),
    "another unit": ("event-types.csv", r"(durationMs,integer,no,no),ms", r"\1,s", "unit was ms and is s"),
    "what may be absent now": ("event-types.csv", r"(,partyId,string,no),yes", r"\1,no", "required was yes and is no"),
    "told to others": ("event-types.csv", r"(motown\.AccessDenied,Domain,party,,,,,,)ADMIN", r"\1R-RAW",
                       "access was ADMIN and is R-RAW"),
    "another class": ("access-policy.csv", r"(StartTransaction),C-SESSION", r"\1,C-STATION",
                      "operation StartTransaction: class was C-SESSION and is C-STATION"),
    "a narrower scope": ("access-policy.csv", r"(class,,R-IDENT,,),all", r"\1,own", "CSO was all and is own"),
    "a column is gone": ("access-policy.csv", r",ADDON,", ",OTHER,", "ADDON was all and is empty"),
    "no longer in OCPP 1.2": ("ocpp-mapping.csv", r"(\nClearCache,,,ClearCache,),yes", r"\1,no",
                              "ocpp12 was yes and is no"),
    "an answer is gone": ("ocpp-mapping.csv", r"Accepted Rejected Scheduled", "Accepted Rejected", "answers was"),
}


def changed(folder, file, pattern, replacement):
    """The table before and after."""
    path = copied(folder) / file
    text, count = re.subn(pattern, replacement, path.read_text(encoding="utf-8"), count=1)
    assert count == 1
    path.write_text(text, encoding="utf-8")
    return HOME / file, path


@pytest.mark.parametrize("case", ALLOWED)
def test_what_may_come(tmp_path, case):
    assert changes(*changed(tmp_path, *ALLOWED[case])) == []


@pytest.mark.parametrize("case", FORBIDDEN)
def test_what_may_not(tmp_path, capsys, case):
    *change, told = FORBIDDEN[case]
    old, new = changed(tmp_path, *change)
    assert any(told in line for line in changes(old, new))
    assert main([str(old), str(new)]) == 1
    assert told in capsys.readouterr().out


def test_the_next_version_is_held_to_the_tables_of_the_last(tmp_path):
    home = copied(tmp_path)
    (home.parent / "released.csv").write_text("version,file,sha256\n", encoding="utf-8")
    releases = Releases(tmp_path / "wsdl", tmp_path / "schemas")
    releases.freeze("1.0")
    (home.parent / "1.1").mkdir()
    for path in home.iterdir():
        text = path.read_text(encoding="utf-8").replace("StartTransaction,C-SESSION", "StartTransaction,C-STATION")
        (home.parent / "1.1" / path.name).write_text(text, encoding="utf-8")
    assert list(releases.problems()) == [
        "1.1/access-policy.csv: operation StartTransaction: class was C-SESSION and is C-STATION"]
