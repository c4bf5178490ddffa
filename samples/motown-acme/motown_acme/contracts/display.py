"""DisplayService, version 1."""

from pathlib import Path

from motown.contracts import give_own

give_own("acme", Path(__file__).with_name("display.wsdl"), globals())
