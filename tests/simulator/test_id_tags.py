"""The local authorisation list and the cache (LL-1 to LL-9, CC-1, CC-2)."""

from datetime import timedelta

import pytest


def entries(bench, **tags):
    """Entries of a list: ``TAG="Accepted"``; None deletes."""
    models = bench.point.version.charge_point.models
    return [models["AuthorisationData"](idTag=tag, idTagInfo=models["IdTagInfo"](status=status) if status else None)
            for tag, status in tags.items()]


def send(bench, kind, version, **tags):
    return bench.command("SendLocalList", updateType=kind, listVersion=version,
                         localAuthorisationList=entries(bench, **tags))["status"]


def version(bench):
    return bench.command("GetLocalListVersion")["listVersion"]


def known(bench, *tags):
    return [verdict.status if (verdict := bench.point.tags.find(tag)) else None for tag in tags]


@pytest.fixture
def bench(make):
    return make("1.5").power_on()


def test_an_empty_list_is_version_0(bench):  # LL-1
    assert version(bench) == 0


def test_a_full_list_replaces_what_there_was(bench):  # LL-2, LL-3
    assert send(bench, "Full", 5, A="Accepted", B="Blocked") == "Accepted"
    assert (version(bench), known(bench, "A", "B")) == (5, ["Accepted", "Blocked"])
    assert send(bench, "Full", 3, C="Accepted") == "Accepted"  # LL-9: it may lower the version
    assert (version(bench), known(bench, "A", "B", "C")) == (3, [None, None, "Accepted"])
    assert send(bench, "Full", 4) == "Accepted"
    assert known(bench, "C") == [None]


def test_a_differential_one_adds_changes_and_deletes(bench):  # LL-3
    send(bench, "Full", 1, A="Accepted", B="Accepted")
    assert send(bench, "Differential", 2, a="Blocked", b=None, C="Accepted") == "Accepted"  # AUTH-15
    assert (version(bench), known(bench, "A", "B", "C")) == (2, ["Blocked", None, "Accepted"])


@pytest.mark.parametrize("number", [4, 5])
def test_a_differential_one_has_to_be_newer(bench, number):  # LL-4
    send(bench, "Full", 5, A="Accepted")
    assert send(bench, "Differential", number, B="Accepted") == "VersionMismatch"
    assert (version(bench), known(bench, "A", "B")) == (5, ["Accepted", None])


def test_an_update_that_cannot_be_is_not_done_at_all(make):  # LL-4, LL-7, LL-9
    bench = make("1.5", local_list_capacity=2).power_on()
    send(bench, "Full", 5, A="Accepted")
    assert send(bench, "Differential", 6, B="Accepted", C="Accepted") == "Failed"
    assert send(bench, "Full", 6, B=None) == "Failed"
    assert send(bench, "Full", 0, B="Accepted") == "Failed"
    assert send(bench, "Full", -1, B="Accepted") == "Failed"
    assert (version(bench), known(bench, "A", "B", "C")) == (5, ["Accepted", None, None])


def test_the_last_entry_of_a_tag_counts(bench):  # LL-9
    twice = entries(bench, A="Accepted") + entries(bench, A="Blocked")
    bench.command("SendLocalList", updateType="Full", listVersion=1, localAuthorisationList=twice)
    assert known(bench, "A") == ["Blocked"]


def test_a_hash_is_ignored(bench):  # LL-6
    answer = bench.command("SendLocalList", updateType="Full", listVersion=1, hash="nonsense",
                           localAuthorisationList=entries(bench, A="Accepted"))
    assert answer == {"status": "Accepted"}


def test_without_a_list_it_says_so(make):  # LL-1, LL-4
    bench = make("1.5", local_list_capacity=0).power_on()
    assert (version(bench), send(bench, "Full", 1, A="Accepted")) == (-1, "NotSupported")


def test_the_list_lets_in_without_a_question(bench):  # AUTH-4, LL-8
    send(bench, "Full", 1, TAG="Accepted")
    bench.run(bench.point.start(1, "TAG"))
    assert bench.central.of("Authorize") == []


def test_answers_change_its_entries_and_leave_the_version(bench):  # AUTH-12, LL-8
    send(bench, "Full", 1, TAG="Accepted")
    bench.central.script["StartTransaction"] = [{"transactionId": 1, "idTagInfo": {"status": "Expired"}}]
    bench.run(bench.point.start(1, "TAG"))
    assert (known(bench, "TAG"), version(bench)) == (["Expired"], 1)


def test_clearing_the_cache_leaves_the_list(bench):  # CC-1, CC-2
    send(bench, "Full", 1, LISTED="Accepted")
    for tag in ("LISTED", "CACHED"):
        bench.run(bench.point.authorize(tag))
    assert bench.command("ClearCache") == {"status": "Accepted"}
    assert (known(bench, "LISTED", "CACHED"), version(bench)) == (["Accepted", None], 1)


def test_clearing_the_cache_of_1_2_empties_the_white_list(make):  # CC-1
    bench = make("1.2").power_on()
    bench.run(bench.point.authorize("TAG"))
    assert known(bench, "TAG") == ["Accepted"]
    bench.command("ClearCache")
    assert known(bench, "TAG") == [None]


def test_without_a_cache_there_is_nothing_to_clear(both):  # CC-1
    bench = both(has_cache=False).power_on()
    assert bench.command("ClearCache") == {"status": "Rejected"}


def test_list_and_versions_outlive_a_reboot(bench):
    send(bench, "Full", 8, TAG="Accepted")
    bench.point.reboot()
    bench.pass_(60)
    assert (version(bench), known(bench, "TAG")) == (8, ["Accepted"])


def test_an_entry_with_an_expiry_date_leaves_then(bench):  # AUTH-8
    info = bench.point.version.charge_point.models["IdTagInfo"](
        status="Accepted", expiryDate=bench.central.now() + timedelta(seconds=60))
    entry = entries(bench, A="Accepted")[0]
    entry.idTagInfo = info
    bench.command("SendLocalList", updateType="Full", listVersion=1, localAuthorisationList=[entry])
    bench.pass_(61)
    assert known(bench, "A") == [None]
