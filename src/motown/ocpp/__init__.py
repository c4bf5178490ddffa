"""OCPP 1.2 and 1.5 over SOAP: the words of charge points, turned into commands and back.  An add-on like any other."""
