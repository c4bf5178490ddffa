// Start a transaction and wait until the charge point has really begun it.
// node start_and_wait.js https://charge.example.org/services USER PASSWORD CHARGE_POINT ID_TAG
// needs: npm install soap
'use strict';

const crypto = require('crypto');
const soap = require('soap');

const [services, user, password, chargePointId, idTag] = process.argv.slice(2);

async function main() {
  const commands = await soap.createClientAsync(`${services}/command/v1?wsdl`);
  commands.setSecurity(new soap.BasicAuthSecurity(user, password));
  const requestId = crypto.randomUUID(); // asked again with it, nothing is done twice
  const [{ receipt }] = await commands.StartTransactionAsync({ requestId, chargePointId, idTag });
  let command;
  do {
    [{ command }] = await commands.GetCommandAsync({ commandId: receipt.commandId, waitSeconds: 60 });
    console.log(command.state, command.outcome, command.stationStatus || '');
  } while (command.outcome === 'Pending');
  if (command.outcome !== 'Succeeded') throw new Error(command.outcomeReason || command.outcome);
}

function told(error) {
  const fault = error.root && error.root.Envelope.Body.Fault;
  const detail = fault && (fault.detail || fault.Detail);
  return detail ? `refused: ${detail.motownFault.code}: ${detail.motownFault.message}` : error.message;
}

main().catch(error => { console.error(told(error)); process.exit(1); });
