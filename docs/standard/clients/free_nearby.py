"""List the charge points that are free within some metres of a place, the whole list, page by page.

python free_nearby.py https://charge.example.org/services USER PASSWORD LATITUDE LONGITUDE METRES
needs: pip install zeep
"""

import sys

import requests
import zeep

services, user, password, latitude, longitude, metres = sys.argv[1:]
session = requests.Session()
session.auth = (user, password)
charge_points = zeep.Client(f"{services}/chargepoint/v1?wsdl", transport=zeep.Transport(session=session)).service

near = {"latitude": latitude, "longitude": longitude, "radiusMeters": metres}
cursor = None
while True:
    answer = charge_points.ListChargePoints(near=near, available=True, view="Status", page={"cursor": cursor})
    for one in answer.chargePoint:
        free = [connector.connectorId for connector in one.connector if connector.status == "Available"]
        print(one.chargePointId, f"{one.distanceMeters} m", "free:", *free)
    cursor = answer.pageInfo.nextCursor
    if cursor is None:
        break
