"""``motown-conformance``, also ``python -m motown.conformance``."""

import sys

NEEDED = ("requests", "zeep")
"""What the server itself does without."""


def main() -> None:
    """Run the kit, or say what is missing."""
    try:
        from motown.conformance.app import main as run
    except ModuleNotFoundError as missing:
        if missing.name not in NEEDED:
            raise
        sys.exit(f"motown-conformance needs {missing.name}: pip install 'motown[conformance]'")
    run()


if __name__ == "__main__":
    main()
