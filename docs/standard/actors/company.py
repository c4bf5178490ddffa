"""A company or household with charge points of its own shaves its peak: above the limit, the last who came waits.

With what charge points speak OCPP 1.2 and 1.5 can do without a limit of their own, that means stopping a transaction.

Not in this version: throttling instead of stopping, by PublishSignal(SiteLimit) and GetEffectiveLimit of EnergyService;
GetReceipt of ReceiptService.
"""

from motown import arguments, new_id

motown, (limit_w,) = arguments("LIMIT_W")

running, power_w = [], 0
for transaction in motown.pages(motown.transaction.ListTransactions, "transaction", state="Active"):
    latest = motown.transaction.GetSessionDiagnostics(transactionId=transaction.transactionId).diagnostics.latest
    now_w = latest.powerW if latest is not None and latest.powerW is not None else 0
    print(transaction.transactionId, transaction.chargePointId, now_w, "W")
    running.append((transaction.startedAt, transaction, now_w))
    power_w += now_w
print("together", power_w, "W of", limit_w, "W")

for _, transaction, now_w in sorted(running, key=lambda one: one[0], reverse=True):
    if power_w <= int(limit_w):
        break
    stop = motown.wait_for(motown.command.StopTransaction(
        requestId=new_id(), chargePointId=transaction.chargePointId, transactionId=transaction.transactionId,
        note="peak shaving").receipt)
    print("stopped", transaction.transactionId, stop.outcome)
    power_w -= now_w

for cdr in motown.pages(motown.transaction.ListCdrs, "cdr"):
    print("CDR", cdr.cdrId, cdr.chargePoint.chargePointId, cdr.energyWh, "Wh")
