"""The certificate of FTPS: read when the server starts, and again when its files have changed."""

import logging
from pathlib import Path

from OpenSSL import SSL

from motown.http.pem import CertificateError, own_identity

log = logging.getLogger("motown.ftp")


class Certificate:
    """What sessions show of us.  Raises CertificateError."""

    def __init__(self, certificate: Path, key: Path) -> None:
        self._paths = certificate, key
        self._stamps = self._look()
        self.context = self._read()

    def reload_if_changed(self) -> bool:
        """Read the files again if they have changed; whether that was done.  One that cannot be used is logged."""
        stamps = self._look()
        if stamps == self._stamps:
            return False
        self._stamps = stamps
        try:
            self.context = self._read()
        except CertificateError as error:
            log.error("the certificate in use stays: %s", error)  # noqa: TRY400, the reason is in the text
            return False
        return True

    def _look(self) -> list[tuple[int, int]]:
        found = [path.stat() if path.is_file() else None for path in self._paths]
        return [(one.st_mtime_ns, one.st_size) if one else (0, 0) for one in found]

    def _read(self) -> SSL.Context:
        own = own_identity(*self._paths)
        context = SSL.Context(SSL.TLS_SERVER_METHOD)
        context.set_min_proto_version(SSL.TLS1_2_VERSION)
        context.set_options(SSL.OP_NO_COMPRESSION | SSL.OP_NO_RENEGOTIATION)
        context.use_certificate(own.certificate)
        for authority in own.chain:
            context.add_extra_chain_cert(authority)
        context.use_privatekey(own.key)
        return context
