"""What we show charge points of ourselves: user names and passwords (HTTP Basic), and a client certificate."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from motown.addon import ClientTls
from motown.domain.errors import Refused
from motown.ocpp.call_settings import CallSettings, Credential

_FORM = '"CP-1" = {user = "x", password = "y"}'
_MANY = TypeAdapter(dict[str, Credential])

Shown = tuple[str, str]
"""User name and password."""


class Credentials:
    """Which credential is shown to which charge point.  Reads the files that the settings name; raises Refused."""

    def __init__(self, settings: CallSettings) -> None:
        several = {**settings.credentials, **_from_file(settings.credentials_file)}
        self._by_identity = {name: (one.user, one.password.get_secret_value()) for name, one in several.items()}
        self._common = _common(settings)

    def of(self, identity: str) -> Shown | None:
        """For this charge point; None: nothing is shown."""
        return self._by_identity.get(identity, self._common)


def client_tls(settings: CallSettings) -> ClientTls | None:
    """TLS towards charge points; None: what the system trusts, and no client certificate.  Raises CertificateError."""
    if settings.tls_ca is None and settings.tls_certificate is None:
        return None
    return ClientTls(settings.tls_ca, settings.tls_certificate, settings.tls_key)


def _common(settings: CallSettings) -> Shown | None:
    if settings.user is None:
        return None
    if settings.password_file is not None:
        return settings.user, next(iter(_text(settings.password_file).splitlines()), "")
    return settings.user, settings.password.get_secret_value() if settings.password else ""


def _from_file(path: Path | None) -> Mapping[str, Credential]:
    if path is None:
        return {}
    try:
        values: dict[str, Any] = tomllib.loads(_text(path))
        return _MANY.validate_python(values)
    except tomllib.TOMLDecodeError:
        raise Refused(f"{path} is no TOML: write a line such as {_FORM} for each charge point") from None
    except ValidationError as error:  # which quotes what is in the file
        names = sorted({str(one["loc"][0]) for one in error.errors(include_input=False)})
        raise Refused(f"{path}: write {_FORM} for {', '.join(names)}") from None


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(f"cannot read {path}: {getattr(error, 'strerror', None) or 'it is no text'}") from None
