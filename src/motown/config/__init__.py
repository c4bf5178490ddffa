"""Settings: typed, from a TOML file, the environment and the command line, every error told at once.

    settings = load(Path("conf/motown.toml"), ["http.listen=127.0.0.1:8081"])
    settings.store.url

What is set later wins: defaults, the file, ``MOTOWN_HTTP__LISTEN``, ``--set http.listen=...``.
"""

from motown.config.errors import ConfigError, Problem
from motown.config.loading import Settings, load
from motown.config.sections import HttpLimits, HttpSettings, JournalSettings, LogSettings, StoreSettings, XmlLimits
from motown.config.showing import shown

__all__ = [
    "ConfigError",
    "HttpLimits",
    "HttpSettings",
    "JournalSettings",
    "LogSettings",
    "Problem",
    "Settings",
    "StoreSettings",
    "XmlLimits",
    "load",
    "shown",
]
