"""Who may charge: list, cache, question (AUTH-1 to AUTH-15, OFF-1)."""

from datetime import timedelta

import pytest

from motown.simulator.errors import NoAnswer, Refused
from motown.soap.faults import ServiceFault


def start(bench, tag="TAG", connector=1):
    return bench.run(bench.point.start(connector, tag))


def cycle(bench, tag="TAG"):
    """A whole session."""
    start(bench, tag)
    bench.run(bench.point.stop(1, tag))


def asked(bench):
    return [message.value.idTag for message in bench.central.of("Authorize")]


def test_an_unknown_tag_is_asked_for_before_the_start(both):  # AUTH-1, AUTH-3
    bench = both().power_on()
    start(bench)
    told = bench.central.of("Authorize", "StartTransaction")
    assert [one.operation for one in told] == ["Authorize", "StartTransaction"]


@pytest.mark.parametrize("status", ["Blocked", "Expired", "Invalid", "ConcurrentTx"])
def test_only_accepted_tags_charge(both, status):  # AUTH-6
    bench = both().power_on()
    bench.central.verdicts["TAG"] = {"status": status}
    with pytest.raises(Refused, match=status):
        start(bench)
    assert bench.central.of("StartTransaction") == []
    assert bench.status(1) == "Available"


def test_a_known_tag_is_not_asked_for_again_whatever_its_case(both):  # AUTH-2, AUTH-4, AUTH-15
    bench = both().power_on()
    cycle(bench, "04e1F2")
    cycle(bench, "04E1f2")
    assert asked(bench) == ["04e1F2"]


def test_asking_always_can_be_set_up(both):  # 15 §4.1
    bench = both(always_authorize=True).power_on()
    cycle(bench)
    cycle(bench)
    assert asked(bench) == ["TAG", "TAG"]


def test_without_a_cache_every_tag_is_asked_for(both):
    bench = both(has_cache=False).power_on()
    cycle(bench)
    cycle(bench)
    assert asked(bench) == ["TAG", "TAG"]


def test_an_entry_leaves_at_its_expiry_date(both):  # AUTH-8
    bench = both().power_on()
    bench.central.verdicts["TAG"] = {"status": "Accepted", "expiryDate": bench.central.now() + timedelta(seconds=100)}
    cycle(bench)
    bench.pass_(99)
    assert bench.point.tags.find("TAG").is_accepted
    bench.pass_(2)
    assert bench.point.tags.find("TAG") is None


def test_off_line_the_list_decides(both):  # OFF-1
    bench = both().power_on()
    cycle(bench)
    bench.point.link.go_offline()
    waiting = bench.begin(bench.point.start(1, "TAG"))
    assert bench.point.transactions.on(1).tag == "TAG"
    assert waiting == []
    with pytest.raises(Refused, match="Occupied"):
        start(bench, "STRANGER")


@pytest.mark.parametrize(("lets_in", "charging"), [(False, False), (True, True)])
def test_off_line_unknown_tags_charge_only_if_set_up_so(both, lets_in, charging):
    bench = both(accept_unknown_offline=lets_in).power_on()
    bench.central.script["Authorize"] = [NoAnswer("lost")]
    bench.begin(bench.point.start(1, "STRANGER"))
    bench.pass_(0)
    assert (bench.point.transactions.on(1) is not None) is charging


def test_a_fault_is_no_permission(both):
    bench = both().power_on()
    bench.central.script["Authorize"] = [ServiceFault("broken")]
    with pytest.raises(Refused, match="Invalid"):
        start(bench)
    assert len(asked(bench)) == 1  # FLT-5


def test_1_2_removes_a_tag_that_a_start_refuses_and_keeps_one_in_use_elsewhere(make):  # AUTH-11
    bench = make("1.2").power_on()
    cycle(bench)
    for verdict, known in (("ConcurrentTx", True), ("Blocked", False)):
        bench.central.script["StartTransaction"] = [{"transactionId": 1, "idTagInfo": {"status": verdict}}]
        start(bench)
        assert (bench.point.tags.find("TAG") is not None) is known


def test_1_2_removes_a_tag_that_a_stop_refuses_even_if_only_in_use(make):  # AUTH-11
    bench = make("1.2").power_on()
    start(bench)
    bench.central.script["StopTransaction"] = [{"idTagInfo": {"status": "ConcurrentTx"}}]
    bench.run(bench.point.stop(1, "TAG"))
    assert bench.point.tags.find("TAG") is None


def test_1_5_keeps_refused_tags_with_their_verdict_and_takes_concurrent_for_accepted(make):  # AUTH-12
    bench = make("1.5").power_on()
    cycle(bench)
    for verdict, kept in (("Blocked", "Blocked"), ("ConcurrentTx", "Accepted")):
        bench.central.script["StartTransaction"] = [{"transactionId": 1, "idTagInfo": {"status": verdict}}]
        start(bench)
        assert bench.point.tags.find("TAG").status == kept


def test_a_refused_tag_of_the_list_is_asked_for_again(make):
    bench = make("1.5").power_on()
    bench.central.verdicts["TAG"] = {"status": "Blocked"}
    with pytest.raises(Refused):
        start(bench)
    bench.central.verdicts["TAG"] = {"status": "Accepted"}
    start(bench)
    assert bench.point.transactions.on(1)


@pytest.mark.parametrize("verdict", ["Blocked", "Expired", "Invalid", "ConcurrentTx"])
def test_a_start_that_is_not_accepted_is_stopped(both, verdict):  # AUTH-13
    bench = both().power_on()
    bench.central.script["StartTransaction"] = [{"transactionId": 9, "idTagInfo": {"status": verdict}}]
    start(bench)
    stop = bench.central.of("StopTransaction")[0].value
    assert (stop.transactionId, stop.idTag) == (9, None)  # TX-7
    assert bench.status(1) == "Available"


def test_or_goes_on_if_set_up_so(both):  # AUTH-13: 1.5 leaves it open
    bench = both(stop_refused=False).power_on()
    bench.central.script["StartTransaction"] = [{"transactionId": 9, "idTagInfo": {"status": "Blocked"}}]
    start(bench)
    assert bench.central.of("StopTransaction") == []


def test_the_starting_tag_stops_without_being_asked_for(both):  # AUTH-1, AUTH-10
    bench = both(always_authorize=True).power_on()
    cycle(bench)
    assert asked(bench) == ["TAG"]
    assert bench.central.of("StopTransaction")[0].value.idTag == "TAG"


def test_another_tag_of_the_group_may_stop_once_it_is_authorised(both):  # AUTH-9, AUTH-10
    bench = both().power_on()
    bench.central.verdicts |= {tag: {"status": "Accepted", "parentIdTag": "FAMILY"} for tag in ("TAG", "SON")}
    start(bench)
    bench.run(bench.point.stop(1, "SON"))
    assert asked(bench) == ["TAG", "SON"]
    assert bench.central.of("StopTransaction")[0].value.idTag == "SON"


@pytest.mark.parametrize("stranger", [{"status": "Accepted", "parentIdTag": "OTHERS"}, {"status": "Accepted"},
                                      {"status": "Blocked", "parentIdTag": "FAMILY"}])
def test_nobody_else_may(both, stranger):  # AUTH-10
    bench = both().power_on()
    bench.central.verdicts |= {"TAG": {"status": "Accepted", "parentIdTag": "FAMILY"}, "STRANGER": stranger}
    start(bench)
    with pytest.raises(Refused):
        bench.run(bench.point.stop(1, "STRANGER"))
    assert bench.central.of("StopTransaction") == []


def test_two_tags_without_a_group_are_no_group(both):  # AUTH-9
    bench = both().power_on()
    start(bench)
    with pytest.raises(Refused):
        bench.run(bench.point.stop(1, "STRANGER"))


def test_a_stop_is_authorised_off_line_from_the_list(both):  # OFF-1
    bench = both().power_on()
    bench.central.verdicts |= {tag: {"status": "Accepted", "parentIdTag": "FAMILY"} for tag in ("TAG", "SON")}
    cycle(bench, "SON")
    start(bench)
    bench.point.link.go_offline()
    bench.begin(bench.point.stop(1, "SON"))
    assert bench.point.transactions.on(1) is None


def test_the_group_may_come_with_the_answer_to_the_start(both):  # AUTH-10
    bench = both().power_on()
    family = {"status": "Accepted", "parentIdTag": "FAMILY"}
    bench.central.verdicts["SON"] = family
    bench.central.script["StartTransaction"] = [{"transactionId": 5, "idTagInfo": family}]
    start(bench)
    bench.run(bench.point.stop(1, "SON"))
    assert len(bench.central.of("StopTransaction")) == 1


def test_off_line_a_refused_tag_of_the_list_stays_refused(make):  # OFF-1
    bench = make("1.5", accept_unknown_offline=True).power_on()
    bench.central.verdicts["TAG"] = {"status": "Blocked"}
    bench.run(bench.point.authorize("TAG"))
    bench.point.link.go_offline()
    with pytest.raises(Refused, match="Blocked"):
        start(bench)
