// A client of the open standard: node standard.js ADDRESS 1.1|1.2 < calls.json
// calls.json: [[WSDL, operation, fields, "fault" or ""], ...]. Prints each answer, or the detail of the fault, as a line.
'use strict';

const soap = require('soap');

const [address, version] = process.argv.slice(2);
const calls = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const clients = {};

async function clientOf(wsdl) {
  clients[wsdl] = clients[wsdl] || await soap.createClientAsync(wsdl, { forceSoap12Headers: version === '1.2' });
  return clients[wsdl];
}

function detailOf(error) {
  const fault = error.root && error.root.Envelope.Body.Fault;
  if (!fault) throw error;
  return (fault.detail || fault.Detail).motownFault;
}

async function main() {
  for (const [wsdl, operation, fields, kind] of calls) {
    const client = await clientOf(wsdl);
    client.setEndpoint(`${address}/${kind}`);
    const answer = await client[`${operation}Async`](fields).then(([found]) => found, detailOf);
    console.log(JSON.stringify({ operation, answer }));
  }
}

main().catch(error => { console.error(error.stack); process.exit(1); });
