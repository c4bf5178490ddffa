"""``python -m motown`` is the command ``motown``."""

from motown.cli import main

main()
