"""The sample packages beside Motown, as if they were installed; what they declare goes again with the test."""

import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from motown.domain.events import EVENT_TYPES
from tests.fixtures import empty_file, ev, known_file, make_server, postgresql_cluster, server, store_url, version

__all__ = ["empty_file", "ev", "known_file", "make_server", "postgresql_cluster", "server", "store_url", "version"]

SAMPLES = Path(__file__).parents[2] / "samples"
_DECLARED: dict[str, Any] = {}


@pytest.fixture
def acme() -> Iterator[ModuleType]:
    """The package ``motown_acme``."""
    before = dict(EVENT_TYPES)
    if str(SAMPLES / "motown-acme") not in sys.path:
        sys.path.append(str(SAMPLES / "motown-acme"))
    found = import_module("motown_acme")
    _DECLARED.update({name: one for name, one in EVENT_TYPES.items() if name not in before})
    EVENT_TYPES.update(_DECLARED)
    yield found
    EVENT_TYPES.clear()
    EVENT_TYPES.update(before)
