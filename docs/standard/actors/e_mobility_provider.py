"""An e-mobility provider (EMP) vouches for its drivers' idTags, starts charging for one, and gets the CDR.

Not in this version: choice in energy and price by PutTariff, Quote and SelectPlan of TariffService; prices in ListCdrs;
GetReceipt of ReceiptService.
"""

from motown import arguments, new_id

motown, (id_tag, charge_point, seconds) = arguments("ID_TAG", "CHARGE_POINT", "SECONDS")

known = motown.token.ListTokens(page={"limit": 1}).listVersion
tokens = motown.token.PutTokens(requestId=new_id(), updateType="Differential", listVersion=known + 1,
                                token=[{"idTag": id_tag, "status": "Accepted", "contractId": "NL-ABC-000001"}])
print("vouches for", tokens.tokenCount, "idTags")

place = motown.eventstore.GetStoreInfo().headPosition
start = motown.wait_for(motown.command.StartTransaction(
    requestId=new_id(), chargePointId=charge_point, idTag=id_tag).receipt)
print("start:", start.outcome, start.outcomeReason or "")
if start.outcome != "Succeeded":
    raise SystemExit(1)

(transaction,) = motown.pages(motown.transaction.ListTransactions, "transaction", idTag=id_tag, state="Active")
print("transaction", transaction.transactionId, "on", transaction.chargePointId, transaction.connectorId)
motown.transaction.GetTransaction(transactionId=transaction.transactionId, waitSeconds=int(seconds),
                                  afterPosition=transaction.changedAtPosition)
stop = motown.wait_for(motown.command.StopTransaction(
    requestId=new_id(), chargePointId=transaction.chargePointId, transactionId=transaction.transactionId).receipt)
print("stop:", stop.outcome, stop.outcomeReason or "")

for cdr in motown.pages(motown.transaction.ListCdrs, "cdr", changedAfterPosition=place):
    print("CDR", cdr.cdrId, cdr.idTag, cdr.energyWh, "Wh in", cdr.durationSeconds, "s")
