"""A car (or its maker's server) looks after its own charging: is it charging, if not why, and what it has got.

Not in this version: receiving certificates by ListCertificates, and receipts for the energy by GetReceipt,
VerifyReceipt and CountersignReceipt of ReceiptService; a plan by SelectPlan of TariffService.
"""

from motown import arguments

motown, _ = arguments()

me = motown.access.WhoAmI()
print(me.name, *me.role)
for transaction in motown.pages(motown.transaction.ListTransactions, "transaction"):
    session = motown.transaction.GetSessionDiagnostics(transactionId=transaction.transactionId).diagnostics
    print("session", transaction.sessionId, session.state, "charging:", session.charging)
    for reason in session.reason:
        print("  because", reason.code, "-", reason.text)
    if session.latest is not None:
        print("  ", session.latest.energyWh, "Wh,", session.latest.powerW, "W at", session.latest.at.isoformat())
    for moment in session.timeline:
        print("  ", moment.at.isoformat(), moment.text)
for cdr in motown.pages(motown.transaction.ListCdrs, "cdr"):
    print("charged", cdr.energyWh, "Wh at", cdr.chargePoint.name or cdr.chargePoint.chargePointId)
