"""Charge points: they sign on and start a transaction each, one after the other; then wrk plays all of them at once."""

import http.client
import json
import os
import re
import subprocess
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

LOAD = Path(__file__).resolve().parent / "load"
OPERATIONS = ("Authorize", "StatusNotification", "MeterValues")

_ENVELOPE = (
    '<?xml version="1.0" encoding="UTF-8"?><soap:Envelope xmlns:soap="http://www.w3.org/2003/05/soap-envelope"'
    ' xmlns:wsa="http://www.w3.org/2005/08/addressing" xmlns:cs="urn://Ocpp/Cs/2012/06/"><soap:Header>'
    "<cs:chargeBoxIdentity>BENCH-{index:06d}</cs:chargeBoxIdentity><wsa:Action>/{operation}</wsa:Action>"
    "<wsa:MessageID>urn:bench:{operation}:{index}</wsa:MessageID>"
    "<wsa:From><wsa:Address>http://10.1.{high}.{low}:8080/ocpp</wsa:Address></wsa:From>"
    "</soap:Header><soap:Body>{body}</soap:Body></soap:Envelope>"
)
_BOOT = (
    "<cs:bootNotificationRequest><cs:chargePointVendor>Example</cs:chargePointVendor>"
    "<cs:chargePointModel>Bench</cs:chargePointModel><cs:firmwareVersion>1.0</cs:firmwareVersion>"
    "</cs:bootNotificationRequest>"
)
_START = (
    "<cs:startTransactionRequest><cs:connectorId>1</cs:connectorId><cs:idTag>BENCH{index:06d}</cs:idTag>"
    "<cs:timestamp>{now}</cs:timestamp><cs:meterStart>1000</cs:meterStart></cs:startTransactionRequest>"
)


class ChargePoints:
    """Charge points BENCH-000001, BENCH-000002, ... at the URL of a central system."""

    def __init__(self, url: str, identities: int) -> None:
        self._url, self._identities = url, identities
        self._address = urlsplit(url)
        self._connection = http.client.HTTPConnection(self._address.netloc, timeout=30)

    def sign_on(self) -> list[str]:
        """Boot each and start a transaction on each; the transaction ids in the order of the charge points."""
        return [self._sign_on(index) for index in range(1, self._identities + 1)]

    def _sign_on(self, index: int) -> str:
        self._told(index, "BootNotification", _BOOT, r"<(?:\w+:)?status>(Accepted)<")
        start = _START.format(index=index, now=datetime.now(UTC).isoformat(timespec="milliseconds"))
        return self._told(index, "StartTransaction", start, r"transactionId>(-?\d+)<")

    def _told(self, index: int, operation: str, body: str, wanted: str) -> str:
        """Send a request and find in the answer what has to be there."""
        envelope = _ENVELOPE.format(index=index, operation=operation, body=body,
                                    high=index // 256 % 256, low=index % 256)
        headers = {"Content-Type": f'application/soap+xml; charset=utf-8; action="/{operation}"'}
        self._connection.request("POST", self._address.path, envelope.encode(), headers)
        answer = self._connection.getresponse()
        text = answer.read().decode()
        found = re.search(wanted, text)
        if answer.status != http.client.OK or found is None:
            raise SystemExit(f"{operation} of BENCH-{index:06d} was answered {answer.status}: {text}")
        return found[1]


@dataclass(frozen=True, slots=True)
class Load:
    """What wrk saw: requests and seconds, time to answer in milliseconds, answers that were not 2xx, lost requests."""

    requests: int
    seconds: float
    p50_ms: float
    p99_ms: float
    not_2xx: int
    broken: int


_runs = count(1)


def load(url: str, operation: str, *, connections: int, seconds: int, identities: int, transactions: Path) -> Load:
    """Send one kind of request over kept connections for a while, each connection waiting for its answer."""
    settings = {
        "LUA_PATH": f"{LOAD}/?.lua;;", "BENCH_THREADS": "1", "BENCH_IDENTITIES": str(identities),
        "BENCH_EPOCH": str(int(time.time())), "BENCH_RUN": str(next(_runs)), "BENCH_TRANSACTIONS": str(transactions),
    }
    command = ["wrk", "--threads", "1", "--connections", str(connections), "--duration", f"{seconds}s",
               "--timeout", "30s", "--script", str(LOAD / f"{operation}.lua"), url]
    done = subprocess.run(command, env=os.environ | settings, capture_output=True, text=True, check=True)
    seen = json.loads(done.stdout.splitlines()[-1])
    return Load(seen["requests"], seen["duration_us"] / 1e6, seen["p50_us"] / 1e3, seen["p99_us"] / 1e3,
                seen["not_2xx"], seen["broken"])
