"""The published files over HTTP: WSDLs and schemas as they are, but for the addresses that they name.

    library = Library(public_url="https://charge.example.org")
    service = Service(..., page=library.page("/ocpp", contracts, "OCPP 1.2 and 1.5 over SOAP"))
    router.mount("/wsdl", library)
    router.mount("/schemas", library)

Only files that were added are served, each looked up by its whole path.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote

from motown.http.message import HttpAnswer, HttpRequest, text
from motown.soap.contract import Contract
from motown.soap.text import quoted

XML = "text/xml; charset=utf-8"
_MEDIA_TYPES = {".wsdl": XML, ".xsd": XML, ".json": "application/json", ".csv": "text/csv; charset=utf-8"}
_HOST = re.compile(r"[\w.-]+(:\d{1,5})?|\[[0-9A-Fa-f:.]+\](:\d{1,5})?", re.ASCII)
_LOCATION = re.compile(
    rb"<!--.*?-->"
    rb"|(?P<address><(?:[\w.-]+:)?address\b[^>]*?\blocation\s*=\s*)(?:\"[^\"]*\"|'[^']*')"
    rb"|(?P<schema><(?:[\w.-]+:)?(?:import|include)\b[^>]*?\bschemaLocation\s*=\s*)(?P<where>\"[^\"]*\"|'[^']*')",
    re.DOTALL)


class Library:
    """All that is published on one server.  An endpoint for ``/wsdl`` and ``/schemas``."""

    def __init__(self, public_url: str | None = None) -> None:
        self._public_url = public_url.rstrip("/") if public_url else None
        self._files: dict[str, bytes] = {}
        self._contracts: dict[str, Contract] = {}
        self._paths: dict[str, str] = {}

    @property
    def held(self) -> tuple[dict[str, Any], ...]:
        """All that it holds, by where it is published."""
        return self._files, self._contracts, self._paths

    def add(self, contract: Contract, path: str | None = None) -> None:
        """Publish a contract with its schemas; ``path`` is that of the endpoint that serves it, if one here does."""
        self._contracts[contract.location] = contract
        self._files.update(contract.imported)
        if path is not None:
            self._paths[contract.location] = path

    def add_files(self, name: str, root: Path) -> None:
        """Publish all WSDL, XSD, JSON and CSV files below a folder, as they are now, under ``/name``."""
        for path in sorted(root.rglob("*")):
            if path.suffix in _MEDIA_TYPES and path.is_file():
                self._files[f"{name}/{path.relative_to(root).as_posix()}"] = path.read_bytes()

    def __call__(self, http: HttpRequest) -> HttpAnswer:
        """A published file, or 404; the address in a WSDL is that of its endpoint here."""
        if http.method not in ("GET", "HEAD"):
            return text(405, "Published files can only be read.", ("Allow", "GET, HEAD"))
        place = http.path.lstrip("/")
        if (contract := self._contracts.get(place)) is not None:
            return HttpAnswer(200, XML, published(contract, self._address(contract, http)))
        if (body := self._files.get(place)) is not None:
            return HttpAnswer(200, _MEDIA_TYPES[Path(place).suffix], body)
        return text(404, f"There is no {http.path} here.")

    def page(self, path: str, contracts: Sequence[Contract], about: str,
             called: Sequence[Contract] = ()) -> Callable[[HttpRequest], HttpAnswer]:
        """What the endpoint at ``path`` answers to anything but POST: its WSDLs, or in words what it is.

        ``about`` completes the sentence "... is spoken here": what, and whatever else a lost client should know.
        ``called`` are contracts that the other side has to serve: told by name too, with the address as published.
        """
        for contract in contracts:
            self.add(contract, path)
        for contract in called:
            self.add(contract)
        names = _names([*contracts, *called])

        def answer(http: HttpRequest) -> HttpAnswer:
            asked = {name.lower(): value for name, value in parse_qsl(http.query, keep_blank_values=True)}
            if http.method not in ("GET", "HEAD") or "wsdl" not in asked:
                return _refused(http, about)
            if (contract := names.get(asked["wsdl"]) if asked["wsdl"] else contracts[0]) is None:
                known = ", ".join(one.key for one in (*contracts, *called))
                return text(404, f"There is no such WSDL; there are {known}.")
            base = self.base(http)
            return HttpAnswer(200, XML, published(contract, self._address(contract, http), base))

        return answer

    def base(self, http: HttpRequest) -> str:
        """The URL of this server without a slash at its end: as configured, else as the client knows it."""
        if self._public_url:
            return self._public_url
        host = http.headers.get("host", "")
        return f"{'https' if http.is_secure else 'http'}://{host if _HOST.fullmatch(host) else 'localhost'}"

    def _address(self, contract: Contract, http: HttpRequest) -> str | None:
        path = self._paths.get(contract.location)
        return None if path is None else self.base(http) + quote(path)


def published(contract: Contract, address: str | None = None, base: str | None = None) -> bytes:
    """A contract's WSDL, byte for byte, but for the address of its ports and the places of its schemas.

    Without ``address`` and ``base`` these stay as they are; relative places are right where the file itself is served.
    """

    def replaced(found: re.Match[bytes]) -> bytes:
        if found["address"] and address is not None:
            return found["address"] + quoted(address).encode()
        if found["schema"] and base is not None:
            path = contract.located(found["where"][1:-1].decode(), contract.path.parent)
            return found["schema"] + quoted(f"{base}/{quote(contract.published(path))}").encode()
        return found[0]

    return _LOCATION.sub(replaced, contract.source)


def _names(contracts: Sequence[Contract]) -> Mapping[str, Contract]:
    """The names under which ``?wsdl=`` finds contracts: short, and as published, with and without suffix."""
    names: dict[str, Contract] = {}
    for contract in contracts:
        place = contract.location.partition("/")[2]
        for name in (contract.key, contract.location, place, place.removesuffix(".wsdl")):
            names[name] = contract
    return names


def _refused(http: HttpRequest, about: str) -> HttpAnswer:
    if "websocket" in http.headers.get("upgrade", "").lower():
        return text(426, f"{about} is spoken here, over plain HTTP and not over WebSocket.", ("Upgrade", "HTTP/1.1"))
    return text(405, f"{about} is spoken here: POST a message, or GET ?wsdl for its description.",
                ("Allow", "GET, HEAD, POST"))
