"""Write the projects of a checkout; see the package."""

from pathlib import Path

from motown.contracts.soapui import write

if __name__ == "__main__":
    write(Path(__file__).resolve().parents[4] / "soapui")
