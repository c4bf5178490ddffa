"""Sphinx settings: ``python -m sphinx docs docs/_build`` makes the documentation as HTML."""

from motown import __version__

project = "Motown"
author = "the Motown developers"
release = __version__
extensions = []
exclude_patterns = ["_build"]
html_theme = "alabaster"
html_theme_options = {"description": "Open integration server for electric vehicle charging", "fixed_sidebar": True}
nitpicky = True
