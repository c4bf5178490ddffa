"""How targets and constraints of grants are written on the command line."""

from typing import Any

import click

from motown.domain.access import Constraint, Target, TargetKind

_KINDS = {kind.casefold(): kind for kind in TargetKind}


class TargetType(click.ParamType[Target]):
    """``All``, ``EV-1`` or ``ChargePoint:EV-1``, ``Connector:EV-1/2``, ``Group:NAME``, ``Site:NAME`` ..."""

    name = "target"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Target:
        """The target that is meant; what begins with no kind is a charge point."""
        if isinstance(value, Target):
            return value
        word, colon, name = value.partition(":")
        kind = _KINDS.get(word.casefold())
        if kind is TargetKind.ALL and not colon:
            return Target(TargetKind.ALL)
        if kind is None or not colon:
            return Target(TargetKind.CHARGE_POINT, value)
        if kind is not TargetKind.CONNECTOR:
            return Target(kind, name)
        charge_point, slash, number = name.rpartition("/")
        if not slash or not number.isdecimal():
            self.fail(f"{value!r} names no connector: write Connector:EV-1/2", param, ctx)
        return Target(kind, charge_point, int(number))


class ConstraintType(click.ParamType[Constraint]):
    """``idTag=TAG``, ``maxPowerW=7400`` ..."""

    name = "name=value"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Constraint:
        """The constraint that is meant."""
        if isinstance(value, Constraint):
            return value
        name, equals, text = value.partition("=")
        if not equals:
            self.fail(f"{value!r} is no constraint: write idTag=TAG", param, ctx)
        return Constraint(name, text)


TARGET, CONSTRAINT = TargetType(), ConstraintType()


def written(kind: str, name: str | None, connector_id: int | None) -> str:
    """A target as it is written here."""
    if kind == TargetKind.CONNECTOR:
        return f"Connector:{name}/{connector_id}"
    return f"{kind}:{name}" if name is not None else kind
