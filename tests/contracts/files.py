"""The four OCPP contracts, and where each is to be found."""

from pathlib import Path
from typing import NamedTuple


class ContractFile(NamedTuple):
    """One contract: the version of OCPP and the service it describes."""

    version: str
    service: str

    def __str__(self) -> str:
        return f"ocpp-{self.version}-{self.service}"

    def ours(self, repo: Path) -> Path:
        return repo / "wsdl" / "ocpp" / self.version / f"{self.service}.wsdl"

    def facts(self, repo: Path) -> Path:
        return repo / "tests" / "contracts" / "facts" / f"{self}.txt"

    def official(self, shared: Path) -> Path:
        return shared / "contracts" / "ocpp" / f"ocpp_{self.version}_{self.service}.wsdl"


CONTRACT_FILES = [ContractFile(version, service)
                  for version in ("1.2", "1.5") for service in ("centralsystem", "chargepoint")]
