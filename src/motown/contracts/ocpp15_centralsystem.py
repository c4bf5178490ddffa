"""CentralSystemService of OCPP 1.5."""

from motown.contracts import root, roots
from motown.soap.stubs import publish

publish(root("wsdl") / "ocpp/1.5/centralsystem.wsdl", roots(), globals())
