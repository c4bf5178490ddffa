"""ChargePointService of OCPP 1.2."""

from motown.contracts import root, roots
from motown.soap.stubs import publish

publish(root("wsdl") / "ocpp/1.2/chargepoint.wsdl", roots(), globals())
