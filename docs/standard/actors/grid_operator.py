"""A grid operator (DSO) watches the load on its grid points, and hears at once when it grows.

Not in this version: "pay extra or throttle" by PublishSignal(CapacityLimit), CancelSignal and GetActuationReport of
EnergyService, and PutTariff of TariffService for the surcharge.
"""

from datetime import UTC, datetime, timedelta

from motown import arguments

motown, (limit_w,) = arguments("LIMIT_W")

for group in motown.pages(motown.chargepoint.ListGroups, "group"):
    if group.kind != "GridPoint":
        continue
    since = datetime.now(UTC) - timedelta(hours=1)
    samples = list(motown.pages(
        motown.transaction.ReadMeterValues, "sample", target={"kind": "GridPoint", "id": group.groupId}, since=since,
        measurand=["Power.Active.Import"], stepSeconds=300))
    if not samples:
        print(group.groupId, "too few charge points, or no values: nothing is told")
        continue
    last = samples[-1]
    print(group.groupId, last.at.isoformat(), last.value, last.unit,
          "ABOVE" if last.value > int(limit_w) else "below", limit_w, "W")
