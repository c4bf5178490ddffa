"""What a grant may say: refused here is what gives nobody anything, or what nobody could hold to."""

from collections.abc import Iterable
from datetime import datetime

from motown.domain.access import CONSTRAINTS, LIMITS, Constraint, Target, TargetKind
from motown.domain.errors import Kind, Refused
from motown.domain.names import check_name, check_texts

MOST_NAMED = 200
"""Operations, classes, targets or constraints of one grant."""


def check_lists(operations: tuple[str, ...], access_classes: tuple[str, ...], targets: tuple[Target, ...],
                constraints: tuple[Constraint, ...]) -> None:
    """Refuse a grant that names nothing, too much, or what there is not."""
    if any(len(one) > MOST_NAMED for one in (operations, access_classes, targets, constraints)):
        raise Refused(f"a grant names {MOST_NAMED} operations, classes, targets and constraints each at most",
                      Kind.INVALID)
    if not operations and not access_classes:
        raise Refused("a grant names an operation or a class of access at least", Kind.INVALID, field="operation")
    if not targets:
        raise Refused("a grant names a target at least: All for every charge point", Kind.INVALID, field="target")
    check_texts(("an operation or class", name) for name in (*operations, *access_classes))
    for target in targets:
        check_target(target)
    for constraint in constraints:
        _check_constraint(constraint)


def check_times(times: Iterable[datetime | None]) -> None:
    """Refuse a time without a zone, and an end that is not after its beginning."""
    given = [at for at in times if at is not None]
    if any(at.tzinfo is None for at in given):
        raise Refused("a time has no time zone: write 2026-03-01T12:00:00Z", Kind.INVALID)
    if len(given) == 2 and given[0] >= given[1]:
        raise Refused("validTo is not after validFrom", Kind.INVALID, field="validTo")


def check_target(target: Target) -> None:
    """Refuse what nothing can be."""
    if target.kind not in list(TargetKind):
        raise Refused(f"the kind of a target is one of {', '.join(TargetKind)}, not {target.kind}", Kind.INVALID,
                      field="kind")
    if (target.id is None) != (target.kind == TargetKind.ALL):
        raise Refused("a target has an id, unless its kind is All", Kind.INVALID, field="id")
    if target.id is not None:
        check_name("the id of a target", target.id, field="id")
    if (target.connector_id is None) == (target.kind == TargetKind.CONNECTOR) or (target.connector_id or 0) < 0:
        raise Refused("a connectorId, 0 or more, stands with the kind Connector, and with no other", Kind.INVALID,
                      field="connectorId")


def _check_constraint(constraint: Constraint) -> None:
    if constraint.name not in CONSTRAINTS:
        raise Refused(f"there is no constraint {constraint.name}: there are {', '.join(CONSTRAINTS)}", Kind.INVALID,
                      field="constraint")
    check_texts(((constraint.name, constraint.value),), field="constraint")
    if constraint.name in LIMITS and not (constraint.value.isascii() and constraint.value.isdigit()):
        raise Refused(f"{constraint.name} is a whole number, 0 or more", Kind.INVALID, field="constraint")
