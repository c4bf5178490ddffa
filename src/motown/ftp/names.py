"""Strangers' names as names of files: safe, bounded, and never the same for two that differ."""

import re
from hashlib import sha256

LONGEST = 120
"""Characters; file systems take 255 bytes."""
PART = ".part"
"""What a file is called that is not whole yet."""
NAMELESS = "diagnostics"
_SAFE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._~-]*")


def safe_name(text: str) -> str:
    """The text itself where it is harmless, else what is harmless of it and a digest of all of it."""
    if len(text) <= LONGEST and _SAFE.fullmatch(text) and not text.endswith((PART, ".")):
        return text
    digest = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    stem, dot, suffix = re.sub(r"[^A-Za-z0-9._-]+", "_", text).lstrip("._-").rpartition(".")
    if not dot or len(suffix) > 8 or f".{suffix}" == PART:
        stem, dot, suffix = stem + dot + suffix, "", ""
    return f"{stem.rstrip('._-')[:LONGEST - 20] or NAMELESS}~{digest}{dot}{suffix}".rstrip(".")


def file_name(path: str) -> str:
    """The name that a file gets which a charge point calls so; folders, also of Windows, are left out."""
    return safe_name(re.split(r"[/\\]", path)[-1] or NAMELESS)
