"""Keeping secrets out of events, pages and log lines: what is stored beside the log in the clear is shown masked."""

import re

MASK = "****"
_USERINFO = re.compile(r"(?<=://)([^/?#@\s]*)@")
_TOKENS = re.compile(r"(?i)([?&][^=&#]*(?:token|secret|password|passwd|key|signature|sig)[^=&#]*=)[^&#]*")
_SECRET_KEY = re.compile(r"(?i)(password|passwd|secret|token|authori[sz]ationkey|credential|privatekey|\bpin\b|apikey)")


def masked_location(url: str) -> str:
    """A URL without its password, and without what its query calls a secret."""
    shown = _USERINFO.sub(lambda found: f"{found[1].partition(':')[0]}:{MASK}@" if ":" in found[1] else found[0], url)
    return _TOKENS.sub(rf"\g<1>{MASK}", shown)


def is_secret_key(key: str) -> bool:
    """Whether the value of a configuration key is nobody's business: passwords and keys by their name."""
    return _SECRET_KEY.search(key.replace("_", "").replace("-", "")) is not None


def masked_value(key: str, value: str | None) -> str | None:
    """The value of a configuration key as it may be shown."""
    return MASK if value and is_secret_key(key) else value
