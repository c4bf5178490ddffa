"""CentralSystemService of OCPP 1.5."""

from motown.contracts import give

give("ocpp/1.5/centralsystem.wsdl", globals())
