"""Hold files to the house rules; see the package."""

import sys
from pathlib import Path

from motown.contracts.lint import lint_all
from motown.files import folder


def main(arguments: list[str]) -> int:
    """Print what is wrong; 1 where anything is."""
    ours = [*(folder("wsdl") / "motown").rglob("*.wsdl"), *(folder("schemas") / "motown").rglob("*.xsd")]
    found = lint_all([Path(one) for one in arguments] or sorted(ours))
    print("\n".join(found) or "every rule is kept")  # noqa: T201  # this is what it is for
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
