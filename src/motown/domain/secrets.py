"""Keeping secrets out of events, pages and log lines: what is stored beside the log in the clear is shown masked."""

import re

MASK = "****"
_PASSWORD = re.compile(r"(?<=://)([^\[:/?#\s]*):(?!\d*(?:[/?#\s]|$))\S*@")
"""What follows a user's name, up to the last ``@``: passwords are often written unquoted, so rather too much than a
part; but for a port, whose digits end the authority."""
_TOKENS = re.compile(
    r"(?i)([?&;][^=&;#\s]*(?:token|secret|pass|pwd|key|auth|credential|signature|sig)[^=&;#\s]*=)[^&;#\s]*")
_SECRET_KEY = re.compile(r"(?i)(password|passwd|passphrase|passcode|\bpass\b|pwd|secret|token|"
                         r"(?:authori[sz]ation|private|api|access|security|encryption|wifi|wpa)key|credential|"
                         r"\bpsk\b|\b(?:sim|admin|user)?pin\b)")
_HUMP = re.compile(r"(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def masked_location(url: str) -> str:
    """A URL, or a text with URLs in it, without passwords, and without what a query calls a secret."""
    return _TOKENS.sub(rf"\g<1>{MASK}", _PASSWORD.sub(rf"\g<1>:{MASK}@", url))


def is_secret_key(key: str) -> bool:
    """Whether the value of a configuration key is nobody's business: passwords and keys by their name."""
    words = _HUMP.sub(" ", re.sub(r"[^A-Za-z\d]+", " ", key))
    return any(_SECRET_KEY.search(text) is not None for text in (words, words.replace(" ", "")))


def masked_value(key: str, value: str | None) -> str | None:
    """The value of a configuration key as it may be shown."""
    return MASK if value and is_secret_key(key) else value
