"""What a test may need that is not always there, and when its absence is a failure.

``MOTOWN_TEST_REQUIRE=postgresql,shared`` names what must be there: a test that would be skipped for it fails.
In CI (``CI=true``) a skip for anything not in OPTIONAL fails too, named or not.
"""

import os
from typing import NoReturn

import pytest

OPTIONAL = frozenset({"mount", "python", "shared", "soapui"})
"""What even CI may lack: the right to mount, another version of Python, the reference material beside us, SoapUI."""


def missing(feature: str, reason: str) -> NoReturn:
    """Skip this test because ``feature`` is missing (``postgresql``); a failure where it is required."""
    pytest.skip(f"{feature}: {reason}")


def forbidden(reason: str, environ: dict[str, str] | None = None) -> str | None:
    """Why a skip for this reason is a failure here; None where it may be."""
    environ = dict(os.environ) if environ is None else environ
    feature = reason.partition(":")[0].strip()
    required = {name.strip() for name in environ.get("MOTOWN_TEST_REQUIRE", "").split(",")} - {""}
    if feature in required:
        return f"MOTOWN_TEST_REQUIRE names {feature}"
    if environ.get("CI") == "true" and feature not in OPTIONAL:
        return "CI has all that it needs"
    return None
