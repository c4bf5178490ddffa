"""Whose a credential is."""

from contextlib import closing

from motown.core import handlers
from motown.core.bus import unit_of
from motown.domain.commands import AcceptChargePoint, Command, SetCertificate
from motown.domain.errors import Kind, Refused
from motown.domain.ids import ChargePointId
from motown.store import Store
from motown.store.schema import migrate

assert handlers  # importing them puts them on the bus's list

ONE, OTHER = ChargePointId("EV-1"), ChargePointId("EV-2")


def outcome(store: Store, command: Command) -> object:
    """What came of a command: its result, or why it was refused."""
    return store.run(unit_of(command)).result


def test_a_certificate_is_one_charge_points(store_url: str) -> None:
    migrate(store_url)
    with closing(Store(store_url, inline=True)) as store:
        store.open()
        for charge_point in (ONE, OTHER):
            assert outcome(store, AcceptChargePoint(charge_point_id=charge_point)) is None
        assert outcome(store, SetCertificate(charge_point_id=ONE, fingerprint="ab" * 32)) is None
        assert outcome(store, SetCertificate(charge_point_id=ONE, fingerprint="ab" * 32)) is None
        refused = outcome(store, SetCertificate(charge_point_id=OTHER, fingerprint="ab" * 32))
    assert isinstance(refused, Refused)
    assert (refused.kind, ONE in refused.reason) == (Kind.CONFLICT, True)
