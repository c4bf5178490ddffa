"""A charge point operator (CSO) wants better diagnostics at lower cost: what is wrong, why, and what the wire said.

Nothing of the first three steps costs a byte of traffic to a charge point; the last asks the worst one for more.

Not in this version: throttling charge points, by PutControlProfile of EnergyService.
"""

from zeep.exceptions import Fault

from motown import arguments, new_id, told

motown, _ = arguments()

problems = list(motown.pages(motown.chargepoint.ListProblems, "problem"))
for one in problems:
    print(f"{one.finding.severity:8} {one.chargePointId}: {one.finding.code}: {one.finding.text}")
if not problems:
    print("nothing is wrong")
    raise SystemExit
worst = problems[0].chargePointId

health = motown.chargepoint.GetHealth(chargePointId=worst).health
print(f"{worst} was online {health.onlinePercent} % of the time, booted {health.bootCount} times, "
      f"{health.malformedCount} of its messages were malformed")

target = [{"kind": "ChargePoint", "id": worst}]
end = motown.eventstore.GetStoreInfo().headPosition + 1
last = motown.eventstore.ReadEvents(afterPosition=end, direction="Backward", limit=5, includePayload=True,
                                    filter={"target": target, "category": "Message"})
for event in last.event:
    size = len(event.payload.data) if event.payload is not None else 0
    print(event.position, event.recordedAt.isoformat(), event.type, f"{size} bytes")

capabilities = motown.directory.GetCapabilities(chargePointId=worst)
if "GetConfiguration" in [command.name for command in capabilities.command]:
    command = motown.wait_for(motown.command.GetConfiguration(requestId=new_id(), chargePointId=worst).receipt)
    print("its configuration:", command.outcome)
    found = {one.name: one.value for one in command.result}
    for name, key in found.items():
        if name.endswith(".key"):
            print(f"  {key} = {found.get(name.removesuffix('key') + 'value', '')}")
try:
    diagnostics = motown.wait_for(motown.command.RequestDiagnostics(requestId=new_id(), chargePointId=worst).receipt)
    print("its diagnostics:", diagnostics.outcome, diagnostics.outcomeReason or "")
except Fault as fault:  # this server may have no place for files
    print("no diagnostics:", told(fault))
