"""What commands of add-ons may use of ours: settings and store as all commands have them, and how lists are shown.

A command that is ``@configured`` takes ``--config`` and ``--set`` and gets ``settings``.  ``open_core(settings)`` opens
the store: ``core.read(query, ...)`` asks it, ``core.execute(command)`` is the only way to change anything.  What is
refused (``Refused``) ends the command with its reason.  ``show`` prints a table, or JSON for ``@as_json``.
"""

from motown.cli.exits import Exit
from motown.cli.options import Moment, Nouns, as_json, configured
from motown.cli.output import plain, show, show_json
from motown.config import Settings
from motown.server.core import Core, open_core

__all__ = ["Core", "Exit", "Moment", "Nouns", "Settings", "as_json", "configured", "open_core", "plain", "show",
           "show_json"]
