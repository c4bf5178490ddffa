"""The policy in force: the table that is published beside the contracts."""

from functools import cache

from motown.domain.access_policy import Policy, parse
from motown.files import folder


@cache
def published() -> Policy:
    """What access-policy.csv says.  Raises PolicyError, OSError where the installation is broken."""
    return parse((folder("wsdl") / "motown" / "1.0" / "access-policy.csv").read_text("utf-8"))
