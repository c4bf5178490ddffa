"""``python -m motown.conformance`` is ``motown-conformance``."""

from motown.conformance.app import main

main()
