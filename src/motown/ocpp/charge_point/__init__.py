"""What we send to charge points: requests made of commands, the calls, and what came back for them."""

from motown.ocpp.charge_point.caller import SEND, Caller
from motown.ocpp.charge_point.credentials import client_tls

__all__ = ["SEND", "Caller", "client_tls"]
