"""Sphinx settings: ``python -m sphinx docs docs/_build`` makes the documentation as HTML."""

from pathlib import Path
from shutil import rmtree

from motown import __version__
from motown.contracts.html import write

project = "Motown"
author = "the Motown developers"
release = __version__
extensions = []
exclude_patterns = ["_build"]
html_theme = "alabaster"
html_theme_options = {"description": "Open integration server for electric vehicle charging", "fixed_sidebar": True}
nitpicky = True

# the pages of the standard are made anew with the documentation, and stand in it as they are
_PAGES = Path(__file__).resolve().parents[1] / "var" / "standard-pages"
rmtree(_PAGES, ignore_errors=True)
write(_PAGES / "standard" / "html")
html_extra_path = [str(_PAGES)]
