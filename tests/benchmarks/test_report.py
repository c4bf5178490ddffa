"""The tables of the benchmarks say what was measured."""

from benchmarks.report import Measured, Memory, memory, speed
from benchmarks.traffic import Load


def measured(server: str, requests: int, *, connections: int = 16) -> Measured:
    load = Load(requests, seconds=10.0, p50_ms=4.04, p99_ms=9.96, not_2xx=1, broken=2)
    return Measured(server, "sqlite", "Authorize", connections, load, server_us=249.6, database_us=0, disk_bytes=1999.5)


def cells(table: str) -> list[list[str]]:
    rows = table.split("   * - ")[1:]
    return [[cell.strip() for cell in row.split("\n     -")] for row in rows]


def test_a_run_is_a_row():
    head, row = cells(speed([measured("motown", 30_000)]))
    assert dict(zip(head, row, strict=True)) == {
        "Server": "motown", "Store": "sqlite", "Operation": "Authorize", "Connections": "16", "Requests/s": "3,000",
        "p50 ms": "4.0", "p99 ms": "10.0", "Not 2xx": "3", "Server CPU µs/message": "250",
        "Database CPU µs/message": "0", "Disk bytes/message": "2,000", "Of the peer's rate": ""}


def test_rate_is_compared_with_the_peer_under_the_same_load():
    runs = [measured("motown", 30_000), measured("peer", 40_000), measured("motown", 9, connections=256)]
    _, *rows = cells(speed(runs))
    assert [row[-1] for row in rows] == ["75%", "100%", ""]


def test_memory_is_a_row_a_server():
    assert cells(memory([Memory("motown", "sqlite", 200_123, 80.4, 91.6, 90.2)]))[1] == [
        "motown", "sqlite", "200,123", "80", "92", "90"]
