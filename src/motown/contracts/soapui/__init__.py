"""SoapUI projects made from the contracts: to try every service by hand, to test it, and to play its part (mocks).

    python -m motown.contracts.soapui         # writes soapui/*.xml of a checkout anew; a test says when they are stale

``projects`` gives them as bytes.  What they hold is told in docs/soapui.rst; which there are, in ``table``.
"""

from collections.abc import Mapping
from pathlib import Path

from motown.contracts.soapui.project import written
from motown.contracts.soapui.table import plans


def projects() -> Mapping[str, bytes]:
    """Every project by the name of its file."""
    return {f"{plan.name}-soapui-project.xml": written(plan) for plan in plans()}


def write(folder: Path) -> None:
    """Write them into a folder, and take out projects that are no more."""
    made = projects()
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*-soapui-project.xml"):
        if old.name not in made:
            old.unlink()
    for name, content in made.items():
        (folder / name).write_bytes(content)
