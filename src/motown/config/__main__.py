"""``python -m motown.config``: write conf/motown.toml and docs/settings.rst of this checkout anew."""

from pathlib import Path

from motown.config.addons import installed
from motown.config.reference import rst, toml


def write(checkout: Path) -> None:
    """Write both files from the settings of Motown's own add-ons."""
    tables = [table for table in installed() if table.built_in]
    (checkout / "conf" / "motown.toml").write_text(toml(tables), encoding="utf-8")
    (checkout / "docs" / "settings.rst").write_text(rst(tables), encoding="utf-8")


if __name__ == "__main__":
    write(Path(__file__).resolve().parents[3])
