"""Passive mode within the ports that a firewall lets in, and nowhere else."""

from pyftpdlib.handlers.ftp.dispatchers import ActiveDTP, PassiveDTP

CONNECT_SECONDS = 30


class NoPort(Exception):
    """All ports for data connections are in use."""


class Passive(PassiveDTP):
    """Where a charge point connects to for one transfer."""

    timeout = CONNECT_SECONDS
    _probing = False

    def bind_af_unspecified(self, addr: tuple[str, int]) -> int:
        """Only to learn the kind of address; pyftpdlib closes it again."""
        self._probing = True
        try:
            family: int = super().bind_af_unspecified(addr)
        finally:
            self._probing = False
        return family

    def bind(self, addr: tuple[str, int]) -> None:
        """Any port (0) would be one that nobody has opened in the firewall."""
        if addr[1] == 0 and not self._probing and self.cmd_channel.passive_ports is not None:
            self.close()
            raise NoPort
        super().bind(addr)


class Active(ActiveDTP):
    """Our connection to where a charge point listens, which pyftpdlib allows to its own address only."""

    timeout = CONNECT_SECONDS
