// Tell every event that you may see, as it happens, and begin again where you ended.
// node follow_events.js https://charge.example.org/services USER PASSWORD [HOW_MANY]
// needs: npm install soap
'use strict';

const fs = require('fs');
const soap = require('soap');

const [services, user, password, howMany] = process.argv.slice(2);
const place = 'position.txt'; // where we were when we ended last time

async function main() {
  const store = await soap.createClientAsync(`${services}/eventstore/v1?wsdl`);
  store.setSecurity(new soap.BasicAuthSecurity(user, password));
  let left = howMany ? Number(howMany) : Infinity;
  let afterPosition = fs.existsSync(place) ? Number(fs.readFileSync(place, 'utf8')) : 0;
  while (left > 0) {
    const [answer] = await store.ReadEventsAsync({ afterPosition, limit: Math.min(left, 1000), waitSeconds: 30 });
    for (const event of answer.event || []) {
      console.log(event.position, event.recordedAt.toISOString(), event.type, event.chargePointId || '-');
      left -= 1;
    }
    afterPosition = answer.nextPosition;
    fs.writeFileSync(place, String(afterPosition));
  }
}

main().catch(error => { console.error(error.message); process.exit(1); });
