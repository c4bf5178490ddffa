"""Running servers with simulated charge points in this process, and operators who ask things of them."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from tests.interop.commands.desk import LOOPBACK, desk_of
from tests.interop.commands.place import Place
from tests.interop.conftest import Launcher

PlaceMaker = Callable[..., Place]


class Places:
    """Makes places, which are given up in the end."""

    def __init__(self, launcher: Launcher) -> None:
        self._launcher, self._open = launcher, ExitStack()

    def __call__(self, *, store_url: str | None = None, **settings: Any) -> Place:
        server = self._launcher(store_url, **{**LOOPBACK, "ocpp__unknown_id_tags": "Accepted",
                                              "ocpp__registration": "open", **settings}).start()
        return self._open.enter_context(Place(server, self._open.enter_context(desk_of(server))))

    def close(self) -> None:
        self._open.close()


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.soak)])
def store_url(request) -> str | None:
    """Where the server of a module keeps all; None: in a file of its own."""
    return request.getfixturevalue("cluster").fresh() if request.param == "postgresql" else None


@pytest.fixture(scope="module")
def lasting_places(lasting) -> Iterator[Places]:
    """Places that the tests of a module share."""
    places = Places(lasting)
    yield places
    places.close()


@pytest.fixture
def new_place(new_server) -> Iterator[Places]:
    """Places for one test."""
    places = Places(new_server)
    yield places
    places.close()
