"""What processes cost, read from /proc: Linux only."""

import os
from pathlib import Path

_TICK_US = 1_000_000 / os.sysconf("SC_CLK_TCK")


def cpu_us(pid: int) -> float:
    """Processor time of a process so far, of all its threads, in microseconds."""
    return _ticks(pid) * _TICK_US


def family_cpu_us(pid: int) -> float:
    """Processor time of a process, its living children and those it has waited for, in microseconds."""
    children = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    living = [child for child in children if _parent(child) == pid]
    return (_ticks(pid, with_ended=True) + sum(map(_ticks, living))) * _TICK_US


def resident_mb(pid: int) -> float:
    """Memory of a process that is in RAM now, in MB (10**6 bytes)."""
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _fields(pid: int) -> list[str]:
    """The fields of /proc/PID/stat after the name, which may itself hold anything."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return ["X", *["0"] * 20]


def _ticks(pid: int, *, with_ended: bool = False) -> int:
    return sum(map(int, _fields(pid)[11:15 if with_ended else 13]))


def _parent(pid: int) -> int:
    return int(_fields(pid)[1])
