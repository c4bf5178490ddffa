"""CentralSystemService of OCPP 1.2."""

from motown.contracts import give

give("ocpp/1.2/centralsystem.wsdl", globals())
