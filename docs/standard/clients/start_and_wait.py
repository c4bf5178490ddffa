"""Start a transaction and wait until the charge point has really begun it.

python start_and_wait.py https://charge.example.org/services USER PASSWORD CHARGE_POINT ID_TAG
needs: pip install zeep
"""

import sys
import uuid

import requests
import zeep
from zeep.exceptions import Fault

services, user, password, charge_point, id_tag = sys.argv[1:]
session = requests.Session()
session.auth = (user, password)
commands = zeep.Client(f"{services}/command/v1?wsdl", transport=zeep.Transport(session=session)).service

request = {"requestId": str(uuid.uuid4()), "chargePointId": charge_point, "idTag": id_tag}
try:
    receipt = commands.StartTransaction(**request).receipt
except requests.ConnectionError:  # was it taken? With the same requestId nothing is done twice
    receipt = commands.StartTransaction(**request).receipt
except Fault as fault:
    sys.exit(f"refused: {fault.detail.findtext('.//{*}code')}: {fault.detail.findtext('.//{*}message')}")

outcome = "Pending"
while outcome == "Pending":
    command = commands.GetCommand(commandId=receipt.commandId, waitSeconds=60).command
    outcome = command.outcome
    print(command.state, outcome, command.stationStatus or "", flush=True)
sys.exit(0 if outcome == "Succeeded" else command.outcomeReason or outcome)
