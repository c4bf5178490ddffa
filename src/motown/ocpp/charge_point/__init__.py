"""What we send to charge points: requests made of commands, the calls, and what came back for them."""

from motown.ocpp.charge_point.caller import Caller

__all__ = ["Caller"]
