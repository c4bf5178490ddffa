"""What the field gets wrong, and how it is mended: one small function a quirk, each with a name that is recorded.

A message is repaired only where it does not pass as it is (``Stage`` tells the exceptions); its bytes stay as they
came.  Needs the SOAP layer only, so that whoever speaks with charge points may use it.  ``docs/tolerance.rst`` lists
the repairs and tells how to add one.
"""

from motown.ocpp.tolerance.clock import ClockFlag, clock_flag
from motown.ocpp.tolerance.policy import NOTES, LenientPolicy, LenientRepairs, StrictPolicy
from motown.ocpp.tolerance.repair import Note, Repair, Stage
from motown.ocpp.tolerance.tolerance import REPAIRS, Repaired, Tolerance

__all__ = [
    "NOTES", "REPAIRS", "ClockFlag", "LenientPolicy", "LenientRepairs", "Note", "Repair", "Repaired", "Stage",
    "StrictPolicy", "Tolerance", "clock_flag"]
