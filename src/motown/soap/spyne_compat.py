"""Makes Spyne 2.14 (the last release, 2022) importable on Python 3.11 to 3.13, and quiet.

Imported by ``motown.soap`` before any of its modules, so whoever imports from there need not think of it.
Python 3.13 also needs the distribution ``legacy-cgi``, which setup.cfg asks for.
"""

import importlib.util
import logging
import sys
import warnings
from importlib.machinery import ModuleSpec
from pathlib import Path
from typing import Any

_LOGGERS = ("spyne", "spyne.application", "spyne.application.client", "spyne.application.server", "spyne.server")


def _find_spec(importer: Any, name: str, _path: Any = None, _target: Any = None) -> ModuleSpec | None:
    return importlib.util.spec_from_loader(name, importer) if name in importer.known_modules else None


def _load_six() -> None:
    """Load Spyne's own copy of six before Spyne does, and give its import hook what Python 3.12 asks of one."""
    found = importlib.util.find_spec("spyne")
    if found is None or found.origin is None:
        raise ImportError("spyne is not installed")
    spec = importlib.util.spec_from_file_location("spyne.util.six", Path(found.origin).parent / "util" / "six.py")
    if spec is None or spec.loader is None:
        raise ImportError("this Spyne has no six of its own")
    six = sys.modules["spyne.util.six"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(six)
    hook = type(six._importer)  # noqa: SLF001  # no other way to it
    if not hasattr(hook, "find_spec"):
        hook.find_spec = _find_spec
        hook.create_module = lambda importer, spec: importer.load_module(spec.name)
        hook.exec_module = lambda _importer, _module: None


def _install() -> None:
    """Import Spyne without its warnings; a process that imported it already is left as it is."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # cgi is deprecated; six misses parts of the import protocol
        if "spyne" not in sys.modules:
            _load_six()
        import spyne.const
        import spyne.server
    # Spyne runs a full garbage collection once a second when it closes a context: 20 ms without an answer
    spyne.const.MIN_GC_INTERVAL = float("inf")
    for name in _LOGGERS:  # Spyne logs each refused message with a traceback; we log one line a message ourselves
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)


_install()
