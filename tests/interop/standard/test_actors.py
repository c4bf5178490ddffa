"""The scripts of the seven secondary actors do what they say, against a running server."""

from motown.domain.access import Constraint, Target, TargetKind


def charging(scene, number: int, tag: str, connector: int = 1) -> None:
    """Let a charge point charge, and tell what its meter says."""
    point = scene.points[number]
    scene.place.do(lambda: point.start(connector, tag))
    scene.place.do(lambda: point.meter(connector))


def stop(scene, number: int, connector: int = 1) -> None:
    scene.place.do(lambda: scene.points[number].stop(connector))


def test_an_operator_finds_out_what_is_wrong(scene, tmp_path):
    scene.place.do(lambda: scene.points[0].fault(2, "GroundFailure"))
    scene.place.do(scene.points[0].settled)
    told = scene.actor("charge_point_operator", tmp_path, party="operator")
    assert any("TOWN-001" in line and "FaultOpen" in line for line in told)
    assert any("ocpp." in line and line.endswith(" bytes") for line in told)
    assert any(line.startswith("its configuration: Succeeded") for line in told)
    assert "  ChargePointId = TOWN-001" in told
    assert told[-1].startswith("its diagnostics: Succeeded")
    scene.place.do(lambda: scene.points[0].repair(2))


def test_a_provider_starts_for_a_driver_and_gets_the_cdr(scene, tmp_path):
    told = scene.actor("e_mobility_provider", tmp_path, "EMP00001", "TOWN-002", "1", party="provider")
    assert "start: Succeeded" in told[1]
    assert any(line.startswith("stop: Succeeded") for line in told)
    assert sum(line.startswith("CDR ") and "EMP00001" in line for line in told) == 1


def test_a_supplier_sees_sums(scene, tmp_path):
    for number in range(3):
        charging(scene, number, f"SUP0000{number}")
    told = scene.actor("energy_supplier", tmp_path, "north", party="supplier")
    for number in range(3):
        stop(scene, number)
    assert any("Energy.Active.Import.Register" in line or "Power.Active.Import" in line for line in told)
    assert not any("TOWN-" in line for line in told)


def test_a_grid_operator_watches_the_load(scene, tmp_path):
    told = scene.actor("grid_operator", tmp_path, "1000", party="grid")
    assert [line for line in told if line.startswith("GP-1 ")]


def test_a_company_shaves_its_peak(scene, tmp_path):
    charging(scene, 0, "ACME0001")
    charging(scene, 1, "ACME0002")
    told = scene.actor("company", tmp_path, "-1", party="company")
    assert sum(line.startswith("stopped ") and line.endswith("Succeeded") for line in told) == 2


def test_a_car_asks_how_it_is_charging(scene, tmp_path):
    mine = Constraint("idTag", "CAR00001")
    scene.grant("car", "R-USAGE", Target(TargetKind.ALL), mine)
    charging(scene, 0, "CAR00001")
    charging(scene, 1, "OTHER001")
    told = scene.actor("car", tmp_path, party="car")
    stop(scene, 0)
    stop(scene, 1)
    assert sum(line.startswith("session ") and "Active" in line for line in told) == 1


def test_an_app_finds_reviews_and_follows(scene, tmp_path):
    told = scene.actor("app_developer", tmp_path, "52.0907", "5.1214", "5000", party="app")
    assert [line.split()[0] for line in told[:3]] == ["TOWN-001", "TOWN-002", "TOWN-003"]
    assert any(line.startswith("**** Easy to find") for line in told)
