"""A server that breaks one rule is found out: each mutant fails the test of the requirement that it breaks."""

import pytest

IN_CI = ["does commands twice", "writes payloads anew", "refuses foreign elements"]
MUTANTS = {
    "skips events": "MT-EVT-02",
    "lets events arrive late": "MT-EVT-02",
    "writes payloads anew": "MT-EVT-07",
    "does commands twice": "MT-IDM-01",
    "lets everybody clear caches": "MT-ACC-04",
    "has one pseudonym for all parties": "MT-ACC-10",
    "pages by offset": "MT-PAG-03",
    "believes promises": "MT-CMD-06",
    "gives up what a consumer did not take": "MT-SUB-04",
    "tells passwords in locations": "MT-ACC-13",
    "has faults without detail": "MT-FLT-01",
    "refuses foreign elements": "MT-GEN-05",
    "does not wait": "MT-POL-01",
    "tells local times": "MT-GEN-07",
    "sends again what was not answered": "MT-CMD-10",
}
CASES = [pytest.param(name, number, id=name.replace(" ", "-"),
                      marks=() if name in IN_CI else pytest.mark.interop_all) for name, number in MUTANTS.items()]


@pytest.mark.parametrize(("name", "number"), CASES)
def test_a_mutant_is_found_out(mutant, name, number):
    outcome = mutant(name)("--only", number)
    assert outcome.failed == {number}, outcome.said[-2000:]
    assert outcome.exit_code == 1


@pytest.mark.parametrize("number", sorted({MUTANTS[name] for name in IN_CI}))
def test_the_same_server_passes_while_it_is_none(mutant, number):
    outcome = mutant("")("--only", number)
    assert (outcome.verdicts, outcome.exit_code) == ({number: "Passed"}, 0), outcome.said[-2000:]
