"""One town for all scripts of the standard."""

from collections.abc import Iterator

import pytest

from tests.interop.commands.conftest import lasting_places
from tests.interop.standard.scene import Scene

__all__ = ["lasting_places"]


@pytest.fixture(scope="module")
def scene(lasting_places) -> Iterator[Scene]:
    return Scene(lasting_places())
