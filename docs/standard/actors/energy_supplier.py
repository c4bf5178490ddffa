"""An energy supplier wants to know how much power charging takes where it delivers: sums, never anybody's session.

Not in this version: "please use this excess in solar and wind" by PublishSignal(SurplusEnergy) and what came of it by
GetActuationReport, both of EnergyService.
"""

from datetime import UTC, datetime, timedelta

from motown import arguments

motown, (group,) = arguments("GROUP")

begin = datetime.now(UTC) - timedelta(hours=24)
for sample in motown.pages(
        motown.transaction.ReadMeterValues, "sample", target={"kind": "Group", "id": group}, since=begin,
        measurand=["Power.Active.Import", "Energy.Active.Import.Register"], stepSeconds=900):
    print(sample.at.isoformat(), sample.measurand, sample.value, sample.unit, f"({sample.sampleCount} samples)")
