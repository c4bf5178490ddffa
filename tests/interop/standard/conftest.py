"""One town for all scripts of the standard."""

from collections.abc import Iterator

import pytest

from tests.interop.commands.conftest import lasting_places
from tests.interop.standard.scene import Scene

__all__ = ["lasting_places"]


@pytest.fixture(scope="module")
def scene(lasting_places, tmp_path_factory) -> Iterator[Scene]:
    return Scene(lasting_places(
        addons__ftp__enabled="true", ftp__listen="127.0.0.1:0", ftp__folder=tmp_path_factory.mktemp("files"),
        ftp__passive_ports="20000-32000"))
