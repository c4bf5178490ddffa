// A charge point that knows nothing but the address of a WSDL: node charge.js soap|strong-soap WSDL VERSION IDENTITY
// Prints each answer as a line of JSON.
'use strict';

const [toolkit, wsdl, version, identity] = process.argv.slice(2);
const soap = toolkit === 'soap' ? require('soap') : require('strong-soap').soap;
const namespace = { '1.2': 'urn://Ocpp/Cs/2010/08/', '1.5': 'urn://Ocpp/Cs/2012/06/' }[version];
const at = minute => `2026-03-01T12:${String(minute).padStart(2, '0')}:00Z`;

const reading = version === '1.2'
  ? { timestamp: at(1), value: 1010 }
  : { timestamp: at(1), value: [{ $value: '1010' }] };

function session(started) {
  const stop = { transactionId: started.transactionId, idTag: 'T', timestamp: at(9), meterStop: 2000 };
  return [
    ['MeterValues', { connectorId: 1, values: [reading] }],
    ['StopTransaction', stop],
    ['FirmwareStatusNotification', { status: 'Installed' }],
    ['DiagnosticsStatusNotification', { status: 'Uploaded' }],
    ...(version === '1.2' ? [] : [['DataTransfer', { vendorId: 'org.acme', data: '<a>&amp;' }]]),
  ];
}

function connected() {
  return new Promise((resolve, reject) => {
    const done = (error, client) => (error ? reject(error) : resolve(client));
    if (toolkit === 'soap') soap.createClient(wsdl, { forceSoap12Headers: true }, done);
    else soap.createClient(wsdl, { forceSoapVersion: '1.2' }, done);
  });
}

function sender(client) {
  client.addSoapHeader(`<c:chargeBoxIdentity xmlns:c="${namespace}">${identity}</c:chargeBoxIdentity>`);
  const wrapped = (operation, fields) => {
    if (toolkit === 'soap') return fields;
    return { [`${operation[0].toLowerCase()}${operation.slice(1)}Request`]: fields };
  };
  return (operation, fields) => new Promise((resolve, reject) => {
    client[operation](wrapped(operation, fields), (error, answer) => {
      if (error) return reject(new Error(`${operation}: ${error.message} ${error.body || ''}`));
      console.log(JSON.stringify({ operation, answer }));
      return resolve(answer);
    });
  });
}

async function main() {
  const send = sender(await connected());
  await send('BootNotification', { chargePointVendor: 'ACME', chargePointModel: toolkit });
  await send('Heartbeat', {});
  await send('StatusNotification', { connectorId: 1, status: 'Available', errorCode: 'NoError' });
  await send('Authorize', { idTag: 'T' });
  const started = await send('StartTransaction', { connectorId: 1, idTag: 'T', timestamp: at(0), meterStart: 1000 });
  for (const [operation, fields] of session(started)) await send(operation, fields);
  try {
    await send('StatusNotification', { connectorId: -1, status: 'Available', errorCode: 'NoError' });
  } catch (fault) {
    console.log(JSON.stringify({ operation: 'Fault', answer: fault.message }));
  }
}

main().catch(error => { console.error(error.message); process.exit(1); });
