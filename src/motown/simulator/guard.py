"""Who may give commands: TLS for their connections, and what a central system has to show (SEC-1, SEC-2, SEC-4)."""

from dataclasses import dataclass
from hmac import compare_digest
from pathlib import Path

from motown.http import HttpAnswer, HttpRequest, text
from motown.http.tls import Certificates


@dataclass(frozen=True, slots=True)
class Guard:
    """What is asked of whoever gives commands; nothing unless told."""

    password: str | None = None
    """For HTTP Basic, with any user; ``{identity}`` in it stands for the charge point's."""
    certificate: Path | None = None
    """PEM: commands are taken over TLS only."""
    key: Path | None = None
    """PEM; None: in the same file."""
    client_ca: Path | None = None
    """PEM: only who shows a certificate of this authority may give commands."""

    def certificates(self) -> Certificates | None:
        """For listening; None without TLS.  Raises CertificateError."""
        if self.certificate is None:
            return None
        return Certificates(self.certificate, self.key or self.certificate, self.client_ca)

    def refusal(self, http: HttpRequest) -> HttpAnswer | None:
        """What is answered to whoever does not show what is asked; None lets the request in."""
        if self.client_ca is not None and http.certificate is None:
            return text(403, "A client certificate is needed here.")
        if self.password is None:
            return None
        wanted = self.password.replace("{identity}", http.path[1:])
        _, shown = http.credentials or ("", "")
        if compare_digest(wanted.encode(), shown.encode()):
            return None
        return text(401, "A password is needed here.", ("WWW-Authenticate", 'Basic realm="charge point"'))


OPEN = Guard()
"""Lets everybody in."""
