"""The requirements of the standard that the kit knows: each has one test, or a reason why there can be none."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, get_args

Profile = Literal["core", "notify", "station"]
PROFILES: tuple[Profile, ...] = get_args(Profile)
AREAS = ("GEN", "FLT", "IDM", "PAG", "POL", "ACC", "DIR", "CMD", "EVT", "SUB", "CON", "CHP", "TRX", "TOK")
"""In the order of the pages of docs/standard."""
When = Literal["in turn", "beside", "last"]
Test = Callable[[Any], None]
"""Given the ``World``; returns where the requirement is kept, raises Failed or Skipped else."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """One numbered requirement."""

    number: str
    profile: Profile
    title: str
    """What the test does, or why there is none."""
    test: Test | None
    when: When = "in turn"
    """``beside``: it takes long and disturbs nobody, so it runs while the others do. ``last``: it judges what all
    others have seen, or would disturb them."""

    @property
    def area(self) -> str:
        """The three letters in the middle of the number."""
        return self.number[3:6]

    @property
    def place(self) -> tuple[int, str]:
        """By this requirements are told in the order of the standard."""
        return AREAS.index(self.area), self.number


_known: dict[str, Requirement] = {}


def requirement(number: str, profile: Profile, when: When = "in turn") -> Callable[[Test], Test]:
    """Make a function the test of a requirement; its docstring tells what it does."""
    def register(test: Test) -> Test:
        _add(Requirement(number, profile, " ".join((test.__doc__ or "").split()), test, when))
        return test
    return register


def not_testable(number: str, profile: Profile, reason: str) -> None:
    """Declare openly that nobody outside can see whether a requirement is kept."""
    _add(Requirement(number, profile, reason, None))


def _add(one: Requirement) -> None:
    if one.number in _known:
        raise ValueError(f"{one.number} has two tests")
    _known[one.number] = one


def known() -> list[Requirement]:
    """All of them, in the order of the standard; ``motown.conformance.areas`` has to be imported before."""
    return sorted(_known.values(), key=lambda one: one.place)


def chosen(profiles: Iterable[str], only: Iterable[str]) -> Iterator[Requirement]:
    """Those of some profiles; or the ones named by ``only``, each a number or its beginning (MT-EVT)."""
    wanted, named = set(profiles), tuple(only)
    if wanted - {"core"}:
        wanted.add("core")
    for one in known():
        if one.number.startswith(named) if named else one.profile in wanted:
            yield one
