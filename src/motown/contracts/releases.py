"""Which versions of the standard are released: their files never change again, and later ones serve their clients.

    python -m motown.contracts.releases check          # whether that is so
    python -m motown.contracts.releases freeze 1.0     # at a release: write down the files of version 1.0

``wsdl/motown/released.csv`` holds a line for each file of a released version: version, file, sha256.  A version that
is not in it may still change.  The next version begins as a copy of the folder, under its own number.
"""

import csv
import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path

from motown.contracts.compatibility import changes
from motown.files import folder

NAMES = ("version", "file", "sha256")


class Releases:
    """The released files below the two folders of contracts."""

    def __init__(self, wsdl: Path, schemas: Path) -> None:
        self._roots = {"wsdl": wsdl, "schemas": schemas}
        self.path = wsdl / "motown" / "released.csv"

    def rows(self) -> list[dict[str, str]]:
        """What is written down."""
        with self.path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def versions(self) -> list[str]:
        """The released versions, the oldest first."""
        return sorted({row["version"] for row in self.rows()}, key=_number)

    def freeze(self, version: str) -> None:
        """Write down the files of a version; ValueError where it is released already, or there is no such version."""
        if version in self.versions():
            raise ValueError(f"version {version} is released already")
        if not (files := list(self._files(version))):
            raise ValueError(f"there is no version {version}")
        with self.path.open("a", encoding="utf-8", newline="") as file:
            csv.DictWriter(file, NAMES, lineterminator="\n").writerows(
                {"version": version, "file": name, "sha256": _digest(path)} for name, path in files)

    def problems(self) -> Iterator[str]:
        """Released files that have changed, and versions that do not serve the clients of the one before."""
        for row in self.rows():
            root, _, place = row["file"].partition("/")
            path = self._roots[root] / place
            if not path.is_file() or _digest(path) != row["sha256"]:
                yield f"{row['file']} belongs to version {row['version']}, which is released, and has changed"
        yield from self._broken()

    def _broken(self) -> Iterator[str]:
        home = self.path.parent
        for released in self.versions():
            later = [one.name for one in home.iterdir() if one.is_dir() and _number(one.name) > _number(released)]
            for version in sorted(later, key=_number)[:1]:
                for old in sorted([*(home / released).glob("*.wsdl"), *(home / released).glob("*.csv")]):
                    new = home / version / old.name
                    found = changes(old, new) if new.is_file() else ["it is gone"]
                    yield from (f"{version}/{old.name}: {line}" for line in found)

    def _files(self, version: str) -> Iterator[tuple[str, Path]]:
        for name, root in self._roots.items():
            for path in sorted((root / "motown" / version).rglob("*")):
                if path.is_file():
                    yield f"{name}/{path.relative_to(root).as_posix()}", path


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def main(arguments: list[str]) -> int:
    """Check, or freeze a version; 1 where something is wrong."""
    releases = Releases(folder("wsdl"), folder("schemas"))
    if arguments[:1] == ["freeze"]:
        releases.freeze(*arguments[1:])
    found = list(releases.problems())
    print("\n".join(found) or f"released: {', '.join(releases.versions()) or 'nothing yet'}")  # noqa: T201  # its work
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
