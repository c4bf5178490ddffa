"""Whether commands get through to a charge point: it has to be switched on, up, and in reach."""

from collections.abc import Callable


class Reach:
    """What keeps commands out, and who wants to know."""

    def __init__(self) -> None:
        self.is_up = False
        """Whether it is switched on and not just rebooting."""
        self.is_open = True
        """Whether its line lets commands in."""
        self.when_changed: list[Callable[[bool], None]] = []
        """Called with whether commands get through, after something that may have changed it."""

    @property
    def is_given(self) -> bool:
        """Whether commands get through."""
        return self.is_up and self.is_open

    def rise(self) -> None:
        """It is up."""
        self.is_up = True
        self._tell()

    def fall(self) -> None:
        """It is down."""
        self.is_up = False
        self._tell()

    def open(self) -> None:
        """Let commands in."""
        self.is_open = True
        self._tell()

    def close(self) -> None:
        """Let no command in; what is sent still gets out."""
        self.is_open = False
        self._tell()

    def _tell(self) -> None:
        for call in self.when_changed:
            call(self.is_given)
