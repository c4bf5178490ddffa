"""Tell every event that you may see, as it happens, and begin again where you ended.

python follow_events.py https://charge.example.org/services USER PASSWORD [HOW_MANY]
needs: pip install zeep
"""

import sys
from pathlib import Path

import requests
import zeep

services, user, password, *how_many = sys.argv[1:]
left = int(how_many[0]) if how_many else sys.maxsize
session = requests.Session()
session.auth = (user, password)
store = zeep.Client(f"{services}/eventstore/v1?wsdl", transport=zeep.Transport(session=session)).service

place = Path("position.txt")  # where we were when we ended last time
after = int(place.read_text()) if place.exists() else 0
while left > 0:
    answer = store.ReadEvents(afterPosition=after, limit=min(left, 1000), waitSeconds=30)
    for event in answer.event:
        print(event.position, event.recordedAt.isoformat(), event.type, event.chargePointId or "-", flush=True)
    left -= len(answer.event)
    after = answer.nextPosition
    place.write_text(str(after))
