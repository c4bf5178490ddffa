// List the charge points that are free within some metres of a place, the whole list, page by page.
// node free_nearby.js https://charge.example.org/services USER PASSWORD LATITUDE LONGITUDE METRES
// needs: npm install soap
'use strict';

const soap = require('soap');

const [services, user, password, latitude, longitude, radiusMeters] = process.argv.slice(2);

async function main() {
  const chargePoints = await soap.createClientAsync(`${services}/chargepoint/v1?wsdl`);
  chargePoints.setSecurity(new soap.BasicAuthSecurity(user, password));
  let cursor;
  do {
    const [answer] = await chargePoints.ListChargePointsAsync({
      near: { latitude, longitude, radiusMeters }, available: true, view: 'Status', ...(cursor && { page: { cursor } }),
    });
    for (const one of answer.chargePoint || []) {
      const free = one.connector.filter(connector => connector.status === 'Available');
      console.log(one.chargePointId, `${one.distanceMeters} m`, 'free:', ...free.map(connector => connector.connectorId));
    }
    cursor = answer.pageInfo.nextCursor;
  } while (cursor);
}

main().catch(error => { console.error(error.message); process.exit(1); });
